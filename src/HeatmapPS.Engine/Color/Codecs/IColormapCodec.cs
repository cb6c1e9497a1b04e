using System.Collections.Immutable;
using HeatmapPS.Engine.Errors;

namespace HeatmapPS.Engine.Color.Codecs;

/// <summary>Reads and writes one format of colormap files.</summary>
internal interface IColormapCodec
{
    /// <summary>Reads all maps of a file.</summary>
    /// <param name="source">The file.</param>
    /// <returns>One or more maps.</returns>
    /// <exception cref="HeatmapException">ColormapFileInvalid, with the line or byte at fault.</exception>
    IReadOnlyList<ColormapContent> Read(ColormapSource source);

    /// <summary>Writes one map.</summary>
    /// <param name="map">The map.</param>
    /// <param name="options">How.</param>
    /// <param name="output">Where.</param>
    void Write(Colormap map, ColormapWriteOptions options, Stream output);
}

/// <summary>How a map is written.</summary>
/// <param name="Minimum">Value of the first colour, for formats with values.</param>
/// <param name="Maximum">Value of the last colour.</param>
/// <param name="Extension">Of the file, without dot in lower case, where a format has two forms.</param>
internal sealed record ColormapWriteOptions(double Minimum, double Maximum, string Extension)
{
    /// <summary>Edges of the classes of the map's own scale, one more than there are colours; empty for equal widths.</summary>
    public ImmutableArray<double> Boundaries { get; init; } = [];

    /// <summary>The place where class i of N begins.</summary>
    public double Edge(int i, int count) =>
        Boundaries.Length == count + 1 ? Boundaries[i]
        : i == count ? Maximum
        : Minimum + ((Maximum - Minimum) * i / count);
}
