using HeatmapPS.Engine.Color;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Pixels;

namespace HeatmapPS.Engine.Formats;

/// <summary>Writes one file format.</summary>
/// <remarks>Implementations have no state and are used from many threads at once.</remarks>
internal interface IImageEncoder
{
    /// <summary>Name shown to the user, such as "HeatmapPS" or "libvips".</summary>
    string Name { get; }

    /// <summary>Whether the format can hold rows of this kind without change.</summary>
    /// <param name="layout">Rows to be written (1 band of UInt8 when they are indices of a palette).</param>
    /// <param name="metadata">Their meaning.</param>
    bool CanHold(RasterLayout layout, RasterMetadata metadata);

    /// <summary>Whether index rows can be written with their palette.</summary>
    bool SupportsPalette { get; }

    /// <summary>Whether index rows with their palette are taken at all: besides formats that hold a palette by those that are
    /// quicker with one than with the colours of each pixel.</summary>
    bool TakesIndices => SupportsPalette;

    /// <summary>Encodes one image.</summary>
    /// <param name="rows">The rows; read to the end.</param>
    /// <param name="metadata">Their meaning, profile and resolution.</param>
    /// <param name="palette">When not null, the rows are indices into it: 1 band of UInt8.</param>
    /// <param name="options">Quality and compression.</param>
    /// <param name="output">Seekable, writable, empty stream.</param>
    /// <param name="cancellationToken">Looked at between strips of rows.</param>
    void Encode(RowReader rows, RasterMetadata metadata, Palette? palette, EncodeOptions options, Stream output,
        CancellationToken cancellationToken);
}

/// <summary>What the encoders need to know of an ICC profile (ICC.1, clause 7.2).</summary>
internal static class IccHeader
{
    private const int HeaderBytes = 128;

    /// <summary>Whether a profile is for the samples beside it; readers refuse a file whose profile is for another space.</summary>
    /// <param name="profile">The profile.</param>
    /// <param name="isRgb">Whether the samples are RGB rather than grey.</param>
    public static bool Fits(ReadOnlySpan<byte> profile, bool isRgb) =>
        profile.Length >= HeaderBytes && profile.Slice(16, 4).SequenceEqual(isRgb ? "RGB "u8 : "GRAY"u8);
}
