using System.Text;
using HeatmapPS.Engine.Drawing.Colorbar;
using HeatmapPS.Engine.Rendering;

namespace HeatmapPS.Engine.Terminal;

/// <summary>A colorbar of characters: a row of colours, and their values under it.</summary>
internal static class TerminalColorbar
{
    /// <summary>Columns below which numbers do not fit.</summary>
    public const int LeastWidth = 12;

    /// <summary>Two colours a character. Coloured blanks would be lost where the end of a line is trimmed, as tmux does.</summary>
    private const char LeftHalf = '▌';

    /// <summary>The two lines.</summary>
    /// <param name="heatmap">Whose scale and colours.</param>
    /// <param name="width">Characters.</param>
    /// <param name="colors">How colours are written.</param>
    public static IEnumerable<string> Lines(Heatmap heatmap, int width, TerminalColors colors)
    {
        ColorTable table = heatmap.Style.Table(8, alpha: false);
        int[] cells = NormGeometry.Cells(heatmap.Scale, 2 * width, table.Count);
        var bar = new StringBuilder();
        for (int i = 0; i < cells.Length; i += 2)
        {
            colors.AppendForeground(bar, table.Bytes[cells[i]]);
            colors.AppendBackground(bar, table.Bytes[cells[i + 1]]);
            bar.Append(LeftHalf);
        }

        yield return bar.Append(TerminalColors.Reset).ToString();
        yield return Labels(heatmap, width);
    }

    /// <summary>As many round values as find room, each under its colour; then what all are multiplied by.</summary>
    private static string Labels(Heatmap heatmap, int width)
    {
        for (int intervals = ColorbarTicks.DefaultIntervals; intervals > 0; intervals--)
        {
            ColorbarTicks ticks = ColorbarTicks.Locate(heatmap.Scale, intervals);
            if (TryPlace(ticks, width) is { } line)
                return ticks.Factor.Length == 0 ? line : $"{line.TrimEnd()}  {ticks.Factor}";
        }

        return string.Empty;
    }

    private static string? TryPlace(ColorbarTicks ticks, int width)
    {
        char[] line = new char[width];
        Array.Fill(line, ' ');
        int free = 0;
        foreach (ColorbarTick tick in ticks.Major)
        {
            int length = tick.Label.Length;
            int start = Math.Clamp((int)Math.Round(tick.Position * (width - 1)) - (length / 2), 0, Math.Max(0, width - length));
            if (start < free || start + length > width)
                return null;
            tick.Label.CopyTo(line.AsSpan(start));
            free = start + length + 1;
        }

        return new string(line);
    }
}
