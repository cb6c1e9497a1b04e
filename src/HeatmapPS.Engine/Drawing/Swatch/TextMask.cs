using System.Security;
using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Formats.Vips;
using NetVips;

namespace HeatmapPS.Engine.Drawing.Swatch;

/// <summary>A line of text as coverage from 0 to 255, drawn by libvips' Pango.</summary>
/// <param name="Width">Columns.</param>
/// <param name="Height">Rows; those of the text's own line, so that lines of one font are equally high.</param>
/// <param name="Coverage">Width × height bytes.</param>
internal sealed record TextMask(int Width, int Height, byte[] Coverage)
{
    private const int Dpi = 96;

    /// <summary>Draws a text.</summary>
    /// <param name="text">The text; characters that cannot be shown are left to the font.</param>
    /// <param name="font">Pango's description, such as <c>sans bold 10</c>.</param>
    /// <exception cref="HeatmapException">FontNotFound: there is no font on this machine.</exception>
    public static TextMask Draw(string text, string font)
    {
        VipsRuntime.EnsureInitialized();
        // Pango crops to the ink; a bar before and after the text, cut off again, gives all lines the same height and base
        // line. The blanks keep letters such as j from reaching under the bar.
        using var image = Image.Text($"|  {Escape(text)}  |", font: font, dpi: Dpi);
        return new TextMask(image.Width, image.Height, image.WriteToMemory<byte>()).Trim();
    }

    /// <summary>Refuses where no font is installed: Pango then draws the same box for every letter.</summary>
    /// <exception cref="HeatmapException">FontNotFound.</exception>
    public static void RequireFont(string font)
    {
        VipsRuntime.EnsureInitialized();
        using var narrow = Image.Text("iiii", font: font, dpi: Dpi);
        using var broad = Image.Text("WWWW", font: font, dpi: Dpi);
        if (narrow.Width == broad.Width) throw SwatchErrors.FontNotFound();
    }

    private static string Escape(string text)
    {
        string visible = string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c));
        return SecurityElement.Escape(visible.Length == 0 ? " " : visible);
    }

    /// <summary>Takes the bar off both ends, with the blank beside it.</summary>
    private TextMask Trim()
    {
        int left = 0;
        while (left < Width && !IsBlank(left)) left++;
        while (left < Width && IsBlank(left)) left++;
        int right = Width - 1;
        while (right > left && !IsBlank(right)) right--;
        while (right > left && IsBlank(right)) right--;
        if (right < left) return new TextMask(1, Height, new byte[Height]);
        int width = right - left + 1;
        byte[] coverage = new byte[width * Height];
        for (int y = 0; y < Height; y++) Coverage.AsSpan((y * Width) + left, width).CopyTo(coverage.AsSpan(y * width));
        return new TextMask(width, Height, coverage);
    }

    private bool IsBlank(int column)
    {
        for (int y = 0; y < Height; y++)
            if (Coverage[(y * Width) + column] > 8) return false;
        return true;
    }
}
