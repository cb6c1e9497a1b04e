using System.Collections.Immutable;
using System.Globalization;
using HeatmapPS.Engine.Color.Spaces;
using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Pixels;

namespace HeatmapPS.Engine.Images;

/// <summary>What the bands of a raster mean.</summary>
public enum ColorModel
{
    /// <summary>One band of values, perhaps with alpha.</summary>
    Gray,

    /// <summary>Red, green, blue, perhaps with alpha.</summary>
    Rgb,

    /// <summary>Bands without a colour meaning, such as the channels of a multispectral camera.</summary>
    Multiband,
}

/// <summary>What is known of a raster besides its numbers.</summary>
public sealed record RasterMetadata
{
    /// <summary>Metadata of plain grey values.</summary>
    public static RasterMetadata Gray { get; } = new();

    /// <summary>What the bands mean.</summary>
    public ColorModel ColorModel { get; init; } = ColorModel.Gray;

    /// <summary>Space of the colours where it was named by a conversion; null where <see cref="ColorModel"/> says all.</summary>
    public ImageColorSpace? ColorSpace { get; init; }

    /// <summary>Whether the last band is alpha.</summary>
    public bool HasAlpha { get; init; }

    /// <summary>Bits of a sample that the file stores (1 to 64); may be fewer than the sample type holds.</summary>
    public int BitDepth { get; init; } = 8;

    /// <summary>Unit of the values (such as °C), or null. Control characters, which a file or an object of others may hold, are shown as
    /// signs for them.</summary>
    public string? Unit
    {
        get;
        init => field = value is null ? null : VisibleText.Line(value);
    }

    /// <summary>Values that mean "no data"; they never count in a statistic and show in the bad colour.</summary>
    public ImmutableArray<double> NoDataValues { get; init; } = [];

    /// <summary>What a thermal camera says of the picture; null for other files.</summary>
    public ThermalMetadata? Thermal { get; init; }

    /// <summary>When the image was taken; null where the file does not say, and for images made of several.</summary>
    public CaptureTime? Captured { get; init; }

    /// <summary>Maker and model of the camera or scanner; null where the file does not say, for images made of several, and where
    /// <see cref="Thermal"/> tells more. Control characters are shown as signs for them, and what is too long for a name is cut.</summary>
    public string? Camera
    {
        get;
        init => field = CameraName.Of(null, value) is { } name ? VisibleText.Line(name) : null;
    }

    /// <summary>The ICC profile of the file, kept for colour images so that a copy shows the same; null when there is none.</summary>
    public ReadOnlyMemory<byte>? IccProfile { get; init; }

    /// <summary>For a mean or median of integers: their type, to which the values are rounded when a format holds integers only;
    /// else null.</summary>
    public SampleType? RoundsTo { get; init; }

    /// <summary>What columns, rows and values of a grid stand for; null for images.</summary>
    public RasterAxes? Axes { get; init; }

    /// <summary>Whether the colours come from a colormap: the edges between them smear in lossy formats.</summary>
    public bool HasMapColors { get; init; }

    /// <summary>Horizontal and vertical pixels an inch, or null.</summary>
    public (double X, double Y)? Resolution { get; init; }
}

/// <summary>Where a raster came from.</summary>
/// <param name="Path">Full path of the file, or null.</param>
/// <param name="Page">Page of the file, from 1.</param>
/// <param name="PageCount">Pages of the file.</param>
/// <param name="Codec">Codec that reads it, or null.</param>
public sealed record RasterOrigin(string? Path, int Page = 1, int PageCount = 1, string? Codec = null)
{
    /// <summary>An image that came from no file.</summary>
    public static RasterOrigin None { get; } = new((string?)null);

    /// <summary>Pages of the file that names of outputs must tell apart: where several pages of one file were taken, the number of its
    /// last, else 1.</summary>
    public int NamedPages { get; init; } = 1;

    /// <summary>How the file was read where that is not the default; else null.</summary>
    internal IReadingOptions? Reading { get; init; }

    /// <summary>Whether the path is what another process said: text, which nobody opens.</summary>
    public bool IsElsewhere { get; init; }

    /// <summary>Time of a video's frame from the video's start, or null.</summary>
    public TimeSpan? Time { get; init; }

    /// <summary>Number of a video's frame among those imported, from 1, or null.</summary>
    public long? Index { get; init; }
}

/// <summary>How a file is read.</summary>
internal interface IReadingOptions
{
    /// <summary>What of it changes numbers, in a form to compare; null for the defaults.</summary>
    string? Choices { get; }
}

/// <summary>When an image was taken, as its file says.</summary>
/// <param name="Local">Date and time of the camera's clock.</param>
/// <param name="Offset">How far that clock is ahead of UTC; null where the file does not say.</param>
public readonly record struct CaptureTime(DateTime Local, TimeSpan? Offset = null)
{
    /// <summary>A time whose zone is known.</summary>
    internal static CaptureTime From(DateTimeOffset time) => new(time.DateTime, time.Offset);

    /// <summary>What the clock showed, without its offset.</summary>
    internal string Clock => Local.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    /// <inheritdoc/>
    public override string ToString()
    {
        if (Offset is not { } offset)
            return Clock;
        string zone = offset == TimeSpan.Zero
            ? string.Empty
            : (offset < TimeSpan.Zero ? "−" : "+") + offset.ToString(@"hh\:mm", CultureInfo.InvariantCulture);
        return $"{Clock} UTC{zone}";
    }
}
