using System.Collections.Immutable;
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
