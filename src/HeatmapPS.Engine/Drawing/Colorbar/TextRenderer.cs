using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using HeatmapPS.Engine.Formats.Vips;
using NetVips;

namespace HeatmapPS.Engine.Drawing.Colorbar;

/// <summary>Draws texts with Pango, in the system's sans-serif font. Keeps what it drew: the numbers of a hundred frames are the
/// same.</summary>
/// <remarks>Thread-safe. One for each command.</remarks>
internal sealed class TextRenderer
{
    /// <summary>At 72 dots an inch a point is a pixel.</summary>
    private const int Dpi = 72;

    /// <summary>Pango lays out in integers of 1/1024 pixel; beyond this a text is refused rather than wrapped round.</summary>
    private const int MaxCharacters = 2000;

    private readonly ConcurrentDictionary<TextStyle, LegendText?> _texts = new();
    private readonly Lazy<bool> _hasFont = new(FindFont);

    /// <summary>Whether any font is installed. Without one, Pango draws the same box for every character.</summary>
    public bool HasFont => _hasFont.Value;

    /// <summary>Draws a text.</summary>
    /// <param name="text">Any Unicode text; taken literally. Control characters become spaces.</param>
    /// <param name="size">Pixels of the em.</param>
    /// <param name="isBold">Whether the letters are bold.</param>
    /// <returns>The text, or null when there is nothing to draw, or no font.</returns>
    public LegendText? Draw(string? text, int size, bool isBold = false)
    {
        if (string.IsNullOrWhiteSpace(text) || !HasFont)
            return null;
        return _texts.GetOrAdd(new TextStyle(text, size, isBold), key => Render(key.Text, key.Size, key.IsBold));
    }

    /// <summary>How to install a font here, for a warning.</summary>
    public static string HowToInstall()
    {
        if (OperatingSystem.IsWindows())
            return "Repair the fonts of Windows (Settings, Personalization, Fonts)";
        if (OperatingSystem.IsMacOS())
            return "Run: brew install --cask font-dejavu";
        string family = ReadDistribution();
        if (family.Contains("alpine", StringComparison.Ordinal))
            return "Run: apk add fontconfig font-dejavu";
        if (family.Contains("fedora", StringComparison.Ordinal) || family.Contains("rhel", StringComparison.Ordinal))
            return "Run: dnf install fontconfig dejavu-sans-fonts";
        if (family.Contains("suse", StringComparison.Ordinal))
            return "Run: zypper install fontconfig dejavu-fonts";
        return family.Contains("arch", StringComparison.Ordinal)
            ? "Run: pacman -S fontconfig ttf-dejavu"
            : "Run: apt-get install fontconfig fonts-dejavu-core";
    }

    private static LegendText? Render(string text, int size, bool isBold)
    {
        using Image? image = MakeImage(text, size, isBold);
        if (image is null)
            return null;
        int count = image.Width * image.Height;
        byte[] pixels = image.WriteToMemory<byte>();
        byte[] coverage = new byte[count];
        bool colored = false;
        for (int i = 0; i < count; i++)
        {
            coverage[i] = pixels[(4 * i) + 3];
            colored |= coverage[i] > 0 && (pixels[4 * i] | pixels[(4 * i) + 1] | pixels[(4 * i) + 2]) != 0;
        }

        byte[]? rgb = null;
        if (colored)
        {
            rgb = new byte[3 * count];
            for (int i = 0; i < count; i++)
                pixels.AsSpan(4 * i, 3).CopyTo(rgb.AsSpan(3 * i));
        }

        return new LegendText(image.Width, image.Height, image.Yoffset, coverage, rgb);
    }

    private static Image? MakeImage(string text, int size, bool isBold = false)
    {
        VipsRuntime.EnsureInitialized();
        string font = string.Create(CultureInfo.InvariantCulture, $"sans {(isBold ? "bold " : "")}{size}");
        try
        {
            return Image.Text(ToMarkup(text), font: font, dpi: Dpi, rgba: true);
        }
        catch (VipsException)
        {
            // A text of characters without ink (such as zero-width ones) has no picture.
            return null;
        }
    }

    /// <summary>Pango's markup for a text taken literally.</summary>
    private static string ToMarkup(string text)
    {
        var markup = new StringBuilder(text.Length);
        foreach (Rune rune in text.EnumerateRunes().Take(MaxCharacters))
        {
            _ = rune.Value switch
            {
                '&' => markup.Append("&amp;"),
                '<' => markup.Append("&lt;"),
                '>' => markup.Append("&gt;"),
                _ when Rune.IsControl(rune) => markup.Append(' '),
                _ => markup.Append(rune.ToString()),
            };
        }

        return markup.ToString();
    }

    private static bool FindFont()
    {
        const int Size = 32;
        using Image? narrow = MakeImage("i", Size);
        using Image? wide = MakeImage("W", Size);
        return narrow is not null && wide is not null && narrow.Width != wide.Width;
    }

    private static string ReadDistribution()
    {
        const string Release = "/etc/os-release";
        try
        {
            return string.Join(' ', File.ReadLines(Release).Where(line => line.StartsWith("ID", StringComparison.Ordinal)));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return string.Empty;
        }
    }

    /// <summary>A text as it is drawn.</summary>
    private sealed record TextStyle(string Text, int Size, bool IsBold);
}

/// <summary>A drawn text: the rectangle of its ink.</summary>
/// <param name="Width">Columns of the ink.</param>
/// <param name="Height">Rows of the ink.</param>
/// <param name="Top">Rows from the top of the text's line to the ink: what puts texts of one size on one baseline.</param>
/// <param name="Coverage">How far each pixel is covered, 0..255.</param>
/// <param name="Rgb">Colours of each pixel where the glyphs have colours of their own (emoji), else null.</param>
internal sealed record LegendText(int Width, int Height, int Top, byte[] Coverage, byte[]? Rgb)
{
    /// <summary>The text turned a quarter to the left: read from bottom to top.</summary>
    public LegendText Turn()
    {
        byte[] coverage = new byte[Coverage.Length];
        byte[]? rgb = Rgb is null ? null : new byte[Rgb.Length];
        for (int y = 0; y < Height; y++)
        {
            for (int x = 0; x < Width; x++)
            {
                int from = (y * Width) + x, to = ((Width - 1 - x) * Height) + y;
                coverage[to] = Coverage[from];
                if (rgb is not null)
                    Rgb.AsSpan(3 * from, 3).CopyTo(rgb.AsSpan(3 * to));
            }
        }

        return new LegendText(Height, Width, 0, coverage, rgb);
    }

    /// <summary>The text as a mark on a canvas.</summary>
    /// <param name="x">First column of the ink.</param>
    /// <param name="y">First row of the ink.</param>
    /// <param name="ink">Colour of glyphs without one of their own.</param>
    /// <param name="bits">8 or 16 a channel.</param>
    public LegendMark At(int x, int y, PixelColor ink, int bits)
    {
        if (Rgb is null)
            return new CoverageMark(x, y, Width, Height, Coverage, ink);
        int factor = bits == 16 ? 257 : 1;
        var colors = new PixelColor[Coverage.Length];
        for (int i = 0; i < colors.Length; i++)
        {
            (byte r, byte g, byte b) = (Rgb[3 * i], Rgb[(3 * i) + 1], Rgb[(3 * i) + 2]);
            colors[i] = r == 0 && g == 0 && b == 0
                ? ink
                : new PixelColor((ushort)(r * factor), (ushort)(g * factor), (ushort)(b * factor), (ushort)(255 * factor));
        }

        return new PictographMark(x, y, Width, Height, Coverage, colors);
    }
}
