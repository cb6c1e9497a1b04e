using System.Collections.Immutable;
using HeatmapPS.Engine.Formats.Thermal;

namespace HeatmapPS.Engine.Formats;

/// <summary>How files are read.</summary>
public sealed record ImportOptions
{
    /// <summary>Everything by default.</summary>
    public static ImportOptions Default { get; } = new();

    /// <summary>Bands to take, from 1; empty means all.</summary>
    public ImmutableArray<int> Bands { get; init; } = [];

    /// <summary>Whether colours are made grey (Rec601) and alpha is dropped.</summary>
    public bool Gray { get; init; }

    /// <summary>Units a count.</summary>
    public double Gain { get; init; } = 1;

    /// <summary>Value of count 0.</summary>
    public double Offset { get; init; }

    /// <summary>Label of the values, or null.</summary>
    public string? Unit { get; init; }

    /// <summary>Values that mean "no data", besides those the file declares.</summary>
    public ImmutableArray<double> NoDataValues { get; init; } = [];

    /// <summary>Pixels that may be decoded into memory; streaming is not bounded by it.</summary>
    public long MaxPixels { get; init; } = 1_000_000_000;

    /// <summary>Whether samples may be read at less depth than the file stores.</summary>
    public bool AllowDepthLoss { get; init; }

    /// <summary>How temperatures are read.</summary>
    public ThermalOptions Thermal { get; init; } = ThermalOptions.Default;

    /// <summary>What pages of one sequence share, or null where each is looked for anew.</summary>
    internal SequenceIndex? Sequences { get; init; }
}
