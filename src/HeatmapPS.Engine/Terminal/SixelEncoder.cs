using System.Globalization;
using System.Text;
using HeatmapPS.Engine.Color;

namespace HeatmapPS.Engine.Terminal;

/// <summary>Writes Sixel (DEC STD 070): bands of six rows, one run of characters for each colour in a band.</summary>
/// <remarks>Sixel holds each channel in percent: a colour c comes out as round(255 · round(100 c / 255) / 100), at most 1 away.</remarks>
internal static class SixelEncoder
{
    private const int BandRows = 6;

    /// <summary>Runs from this length are shorter with a count.</summary>
    private const int CountedRun = 4;

    /// <summary>Writes a picture; transparent pixels leave what is behind them.</summary>
    /// <param name="picture">The picture.</param>
    /// <param name="colors">Colours the terminal has room for; more are reduced to as many.</param>
    public static string Encode(TerminalPicture picture, int colors)
    {
        int[] registers = Assign(picture, colors, out Rgba32[] palette);
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"\u001bP0;1;0q\"1;1;{picture.Width};{picture.Height}");
        for (int i = 0; i < palette.Length; i++)
            text.Append(CultureInfo.InvariantCulture, $"#{i};2;{palette[i].R};{palette[i].G};{palette[i].B}");
        for (int top = 0; top < picture.Height; top += BandRows)
        {
            if (top > 0)
                text.Append('-');
            WriteBand(text, picture, registers, palette.Length, top);
        }

        return text.Append("\u001b\\").ToString();
    }

    /// <summary>The register of each pixel, −1 for transparent ones; the registers' colours are in percent.</summary>
    private static int[] Assign(TerminalPicture picture, int most, out Rgba32[] palette)
    {
        var counts = new Dictionary<Rgba32, int>();
        foreach (Rgba32 color in picture.Pixels)
        {
            if (TerminalPicture.IsShown(color))
                counts[Percent(color)] = counts.GetValueOrDefault(Percent(color)) + 1;
        }

        palette = counts.Count == 0 ? [] : [.. MedianCut.Reduce(counts, most).Take(most)];
        Rgba32[] chosen = palette;
        var registers = counts.Keys.ToDictionary(color => color, color => Nearest(chosen, color));
        return Array.ConvertAll(picture.Pixels, color => TerminalPicture.IsShown(color) ? registers[Percent(color)] : -1);
    }

    private static Rgba32 Percent(Rgba32 color) => new(Percent(color.R), Percent(color.G), Percent(color.B));

    private static byte Percent(byte channel) => (byte)(((channel * 200) + 255) / 510);

    private static int Nearest(Rgba32[] palette, Rgba32 color)
    {
        (int nearest, int least) = (0, int.MaxValue);
        for (int i = 0; i < palette.Length && least > 0; i++)
        {
            int distance = Square(palette[i].R - color.R) + Square(palette[i].G - color.G) + Square(palette[i].B - color.B);
            if (distance < least)
                (nearest, least) = (i, distance);
        }

        return nearest;
    }

    private static int Square(int value) => value * value;

    private static void WriteBand(StringBuilder text, TerminalPicture picture, int[] registers, int colors, int top)
    {
        int rows = Math.Min(BandRows, picture.Height - top);
        byte[][] masks = new byte[colors][];
        for (int row = 0; row < rows; row++)
        {
            int at = (top + row) * picture.Width;
            for (int x = 0; x < picture.Width; x++)
            {
                int register = registers[at + x];
                if (register >= 0)
                    (masks[register] ??= new byte[picture.Width])[x] |= (byte)(1 << row);
            }
        }

        bool isFirst = true;
        for (int register = 0; register < colors; register++)
        {
            if (masks[register] is not { } mask)
                continue;
            if (!isFirst)
                text.Append('$');
            isFirst = false;
            text.Append('#').Append(register);
            WriteRuns(text, mask);
        }
    }

    private static void WriteRuns(StringBuilder text, byte[] mask)
    {
        // Blanks after the last pixel say nothing.
        int end = mask.AsSpan().LastIndexOfAnyExcept((byte)0) + 1;
        for (int x = 0; x < end;)
        {
            int length = mask.AsSpan(x, end - x).IndexOfAnyExcept(mask[x]);
            if (length < 0)
                length = end - x;
            char sixel = (char)('?' + mask[x]);
            if (length < CountedRun)
                text.Append(sixel, length);
            else
                text.Append('!').Append(length).Append(sixel);
            x += length;
        }
    }
}
