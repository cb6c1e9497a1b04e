using System.Collections.Immutable;
using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Pixels;

namespace HeatmapPS.Engine.Images;

/// <summary>What the cells along an axis stand for.</summary>
public enum AxisKind
{
    /// <summary>Texts, such as names of hosts.</summary>
    Category,

    /// <summary>Numbers.</summary>
    Number,

    /// <summary>Dates and times.</summary>
    Time,
}

/// <summary>What the columns or the rows of a grid stand for. Immutable; holds texts and numbers only.</summary>
/// <param name="Name">What is counted along it, such as <c>Hour</c>.</param>
/// <param name="Kind">What its cells stand for.</param>
/// <param name="Labels">One text a cell, from left to right or from top to bottom.</param>
public sealed record RasterAxis(string Name, AxisKind Kind, ImmutableArray<string> Labels)
{
    /// <summary>Borders of cells that follow each other without gaps, one more than there are cells: numbers, or for times the
    /// ticks of <see cref="DateTime.Ticks"/>. Empty where cells are single values, or not in their natural order.</summary>
    public ImmutableArray<double> Edges { get; init; } = [];

    /// <summary>The borders as times; empty for other axes.</summary>
    public ImmutableArray<DateTime> TimeEdges => Kind == AxisKind.Time ? [.. Edges.Select(edge => new DateTime((long)edge))] : [];

    /// <inheritdoc/>
    public override string ToString() =>
        VisibleText.Line(Labels.Length == 0 ? Name : $"{Name}: {Labels[0]} … {Labels[^1]} ({Labels.Length})");
}

/// <summary>What the columns, the rows and the values of a grid stand for. Immutable.</summary>
/// <param name="X">The columns.</param>
/// <param name="Y">The rows, the first one on top.</param>
/// <param name="ValueName">What the values are, such as <c>Mean of Cpu</c>.</param>
/// <param name="Title">Heading of its pictures, or null.</param>
public sealed record RasterAxes(RasterAxis X, RasterAxis Y, string ValueName, string? Title = null)
{
    /// <summary>The axes of what is made of several grids cell by cell: those of the first, without its heading, when all have the same
    /// labels; else null.</summary>
    internal static RasterAxes? Shared(IReadOnlyList<Raster> grids)
    {
        RasterAxes? first = grids[0].Axes;
        return first is not null && grids.All(grid => grid.Axes is { } axes && axes.HasLabelsOf(first))
            ? first with { Title = null }
            : null;
    }

    /// <summary>Whether there is one label for each column and each row of a raster.</summary>
    internal bool Fit(RasterLayout layout) => X.Labels.Length == layout.Width && Y.Labels.Length == layout.Height;

    private bool HasLabelsOf(RasterAxes other) =>
        X.Labels.SequenceEqual(other.X.Labels) && Y.Labels.SequenceEqual(other.Y.Labels);

    /// <inheritdoc/>
    public override string ToString() => VisibleText.Line(Title ?? $"{ValueName} by {X.Name} and {Y.Name}");
}
