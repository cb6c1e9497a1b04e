using System.Globalization;
using HeatmapPS.Engine.Drawing.Colorbar;
using HeatmapPS.Engine.Images;

namespace HeatmapPS.Engine.Drawing.Grids;

/// <summary>A label that is drawn.</summary>
/// <param name="Cell">Its cell.</param>
/// <param name="Text">The text as it is drawn.</param>
internal sealed record AxisLabel(int Cell, LegendText Text);

/// <summary>The labels of one axis that have room beside their cells.</summary>
/// <param name="Items">The labels.</param>
/// <param name="AreTurned">Whether they are read from bottom to top.</param>
/// <param name="AreAll">Whether every cell has one.</param>
/// <param name="Omitted">What all of them leave out, such as the year; empty for nothing.</param>
internal sealed record AxisLabels(IReadOnlyList<AxisLabel> Items, bool AreTurned, bool AreAll, string Omitted)
{
    /// <summary>Longer texts are cut, in ems.</summary>
    private const int MostEms = 22;

    /// <summary>Lines of text stand this far apart at least, in ems.</summary>
    private const double LineEms = 1.25;

    /// <summary>Texts beside each other stand this far apart at least, in ems.</summary>
    private const double GapEms = 0.7;

    /// <summary>Labels that an axis of numbers or times needs to be understood.</summary>
    private const int FewLabels = 3;

    private static AxisLabels None { get; } = new([], false, true, string.Empty);

    /// <summary>Columns: side by side where all have room; names else turned; of numbers and times fewer.</summary>
    public static AxisLabels Below(RasterAxis axis, int cell, int font, TextRenderer renderer)
    {
        if (!renderer.HasFont)
            return None;
        AxisLabelSet[] sets = [.. AxisLabelSets.Of(axis)];
        foreach (AxisLabelSet set in axis.Kind == AxisKind.Category ? sets[..1] : sets)
        {
            if (set.Cells.Length < Math.Min(FewLabels, axis.Labels.Length))
                break;
            if ((double)set.LeastStep * cell >= font && FitLevel(axis, set, cell, font, renderer) is { } labels)
                return new AxisLabels(labels, false, set == sets[0], set.Omitted);
        }

        AxisLabelSet turned = Array.Find(sets, set => (double)set.LeastStep * cell >= LineEms * font) ?? sets[^1];
        return new AxisLabels(Draw(axis, turned, font, renderer), true, turned == sets[0], turned.Omitted);
    }

    /// <summary>Rows: as many as stand under each other.</summary>
    public static AxisLabels Beside(RasterAxis axis, int cell, int font, TextRenderer renderer)
    {
        if (!renderer.HasFont)
            return None;
        AxisLabelSet[] sets = [.. AxisLabelSets.Of(axis)];
        AxisLabelSet fitting = Array.Find(sets, set => (double)set.LeastStep * cell >= LineEms * font) ?? sets[^1];
        return new AxisLabels(Draw(axis, fitting, font, renderer), false, fitting == sets[0], fitting.Omitted);
    }

    /// <summary>The name of the axis, with what its labels leave out.</summary>
    public string NameOf(RasterAxis axis) => Omitted.Length == 0 ? axis.Name : $"{axis.Name} ({Omitted})";

    /// <summary>A text cut to a width, with an ellipsis.</summary>
    /// <param name="text">The text.</param>
    /// <param name="font">Its size.</param>
    /// <param name="width">Most pixels.</param>
    /// <param name="renderer">Draws.</param>
    public static LegendText? Cut(string text, int font, int width, TextRenderer renderer)
    {
        if (renderer.Draw(text, font) is not { } whole || whole.Width <= width)
            return renderer.Draw(text, font);
        int[] starts = StringInfo.ParseCombiningCharacters(text);
        (int low, int high) = (0, starts.Length - 1);
        while (low < high)
        {
            int middle = (low + high + 1) / 2;
            bool fits = renderer.Draw(Shorter(middle), font) is { } cut && cut.Width <= width;
            (low, high) = fits ? (middle, high) : (low, middle - 1);
        }

        return renderer.Draw(Shorter(low), font);

        string Shorter(int characters) => text[..starts[characters]].TrimEnd() + "…";
    }

    private static List<AxisLabel> Draw(RasterAxis axis, AxisLabelSet set, int font, TextRenderer renderer)
    {
        var labels = new List<AxisLabel>();
        foreach (int cell in set.Cells)
        {
            if (DrawLabel(axis, set.Text(cell), font, renderer) is { } text)
                labels.Add(new AxisLabel(cell, text));
        }

        return labels;
    }

    private static LegendText? DrawLabel(RasterAxis axis, string text, int font, TextRenderer renderer) =>
        Cut(axis.Kind == AxisKind.Number ? TickFormatter.WithMinusSign(text) : text, font, MostEms * font, renderer);

    /// <summary>The labels side by side, or null when two of them touch.</summary>
    private static List<AxisLabel>? FitLevel(RasterAxis axis, AxisLabelSet set, int cell, int font, TextRenderer renderer)
    {
        var labels = new List<AxisLabel>();
        double end = double.NegativeInfinity;
        foreach (int index in set.Cells)
        {
            if (DrawLabel(axis, set.Text(index), font, renderer) is not { } text)
                continue;
            double middle = (index + 0.5) * cell, half = text.Width / 2.0;
            if (middle - half < end + (GapEms * font))
                return null;
            end = middle + half;
            labels.Add(new AxisLabel(index, text));
        }

        return labels;
    }
}
