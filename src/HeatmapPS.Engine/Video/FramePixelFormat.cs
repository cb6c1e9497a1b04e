using HeatmapPS.Engine.Errors;

namespace HeatmapPS.Engine.Video;

/// <summary>How the pixels of a frame are stored, by ffmpeg's names.</summary>
/// <param name="Name">Name without the byte order, such as <c>yuv420p10</c> or <c>gbrp16</c>.</param>
/// <param name="Bits">Bits a sample, 8 to 16.</param>
/// <param name="IsRgb">Whether the planes are green, blue, red rather than luma and chroma.</param>
/// <param name="ShiftX">1 when chroma has half the columns.</param>
/// <param name="ShiftY">1 when chroma has half the rows.</param>
internal sealed record FramePixelFormat(string Name, int Bits, bool IsRgb, int ShiftX, int ShiftY)
{
    private static readonly FramePixelFormat[] s_all =
    [
        .. from bits in new[] { 8, 10, 12 }
           let suffix = bits == 8 ? string.Empty : bits.ToString(System.Globalization.CultureInfo.InvariantCulture)
           from format in new[]
           {
               new FramePixelFormat("yuv420p" + suffix, bits, IsRgb: false, 1, 1),
               new FramePixelFormat("yuv422p" + suffix, bits, IsRgb: false, 1, 0),
               new FramePixelFormat("yuv444p" + suffix, bits, IsRgb: false, 0, 0),
               new FramePixelFormat("gbrp" + suffix, bits, IsRgb: true, 0, 0),
           }
           select format,
        new FramePixelFormat("gbrp16", 16, IsRgb: true, 0, 0),
    ];

    public static IEnumerable<string> Names => s_all.Select(format => format.Name);

    /// <summary>The name that ffmpeg knows it by, with the byte order.</summary>
    public string FfmpegName => Bits == 8 ? Name : Name + "le";

    /// <summary>Finds a format by name, with or without the byte order.</summary>
    /// <exception cref="HeatmapException">PixelFormatNotSupported.</exception>
    public static FramePixelFormat Find(string name)
    {
        string plain = name.Trim().ToLowerInvariant();
        plain = plain.EndsWith("le", StringComparison.Ordinal) ? plain[..^2] : plain;
        return Array.Find(s_all, format => format.Name == plain)
            ?? throw VideoErrors.PixelFormatNotSupported(name, "HeatmapPS", Names);
    }

    /// <summary>Columns as stored: even where chroma has half of them.</summary>
    public int StoredWidth(int width) => (width + ShiftX) >> ShiftX << ShiftX;

    /// <summary>Rows as stored: even where chroma has half of them.</summary>
    public int StoredHeight(int height) => (height + ShiftY) >> ShiftY << ShiftY;

    /// <summary>Bytes of one frame of these stored sizes.</summary>
    public int FrameBytes(int storedWidth, int storedHeight)
    {
        long samples = (long)storedWidth * storedHeight;
        long chroma = 2 * ((long)(storedWidth >> ShiftX) * (storedHeight >> ShiftY));
        return checked((int)((samples + chroma) * (Bits > 8 ? 2 : 1)));
    }
}
