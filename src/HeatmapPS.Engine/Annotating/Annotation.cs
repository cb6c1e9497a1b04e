using System.Collections.Immutable;
using System.Globalization;
using HeatmapPS.Engine.Color;
using HeatmapPS.Engine.Color.Spaces;
using HeatmapPS.Engine.Drawing.Colorbar;
using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Files;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Measuring.Regions;
using HeatmapPS.Engine.Pixels;
using HeatmapPS.Engine.Rendering;

namespace HeatmapPS.Engine.Annotating;

/// <summary>What is written beside a region.</summary>
public enum RegionValue
{
    /// <summary>The mean of its pixels.</summary>
    Mean,

    /// <summary>Its largest value.</summary>
    Maximum,

    /// <summary>Its smallest value.</summary>
    Minimum,

    /// <summary>No value: its outline, and its name where it has one.</summary>
    None,
}

/// <summary>Which pixel a spot meter reads.</summary>
internal enum SpotKind
{
    /// <summary>A given one.</summary>
    Pixel,

    /// <summary>The first in row order with the largest value.</summary>
    Hottest,

    /// <summary>The first in row order with the smallest value.</summary>
    Coldest,
}

/// <summary>Where a text stands.</summary>
internal enum TextCorner
{
    /// <summary>Bottom left.</summary>
    Left,

    /// <summary>Bottom right.</summary>
    Right,
}

/// <summary>One mark over a picture. Places are in pixels of the numbers.</summary>
internal abstract record Annotation;

/// <summary>A spot meter.</summary>
/// <param name="Kind">Which pixel.</param>
/// <param name="X">Column of a given pixel.</param>
/// <param name="Y">Row of a given pixel.</param>
/// <param name="Region">Where the hottest or coldest pixel is looked for; null for the whole image.</param>
internal sealed record SpotAnnotation(SpotKind Kind, int X = 0, int Y = 0, ImageRegion? Region = null) : Annotation
{
    /// <inheritdoc/>
    public override string ToString() => Kind == SpotKind.Pixel
        ? string.Create(CultureInfo.InvariantCulture, $"spot {X},{Y}")
        : $"spot {Kind}{(Region is null ? string.Empty : $" of {Region.Name}")}";
}

/// <summary>The outline of a region with values of it.</summary>
/// <param name="Region">The region.</param>
/// <param name="Values">What is written beside it.</param>
internal sealed record RegionAnnotation(ImageRegion Region, ImmutableArray<RegionValue> Values) : Annotation
{
    /// <summary>Name that somebody gave it; null where its name only tells its numbers.</summary>
    public string? GivenName => RegionText.Parse(Region.Name, null) is null ? Region.Name : null;

    /// <inheritdoc/>
    public override string ToString() => $"region {Region.Name} ({string.Join(", ", Values)})";
}

/// <summary>The line on which the numbers have a value.</summary>
/// <param name="Value">The value.</param>
internal sealed record IsothermAnnotation(double Value) : Annotation
{
    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"isotherm {Value}");
}

/// <summary>A text in a corner.</summary>
/// <param name="Text">The text.</param>
/// <param name="Corner">The corner.</param>
internal sealed record TextAnnotation(string Text, TextCorner Corner) : Annotation
{
    /// <inheritdoc/>
    public override string ToString() => $"text '{Text}'";
}

/// <summary>How marks look.</summary>
internal sealed record AnnotationStyle
{
    /// <summary>What a text needs to be read, by WCAG 2.</summary>
    public const double ReadableContrast = 4.5;

    /// <summary>Colour of lines and texts.</summary>
    public ColorValue Ink { get; init; } = new(1, 1, 1);

    /// <summary>Colour around them, or null for black or white, whichever the ink stands out from.</summary>
    public ColorValue? GivenOutline { get; init; }

    /// <summary>.NET format of values, or null for as many digits as mean something.</summary>
    public string? ValueFormat { get; init; }

    /// <summary>The text's em in pixels, or null for one in proportion to the picture.</summary>
    public int? FontSize { get; init; }

    /// <summary>Width of lines in pixels, without their outline; or null for one in proportion to the text.</summary>
    public double? LineWidth { get; init; }

    /// <summary>Colour around lines and texts.</summary>
    public ColorValue Outline => GivenOutline ?? (Contrast(Ink, new(0, 0, 0)) >= Contrast(Ink, new(1, 1, 1)) ? new(0, 0, 0) : new(1, 1, 1));

    /// <summary>How well the ink stands out from its outline: 1 to 21.</summary>
    public double InkContrast => Contrast(Ink, Outline);

    /// <summary>Checks what was given.</summary>
    /// <exception cref="HeatmapException">ValueFormatInvalid, ColorInvalid.</exception>
    public AnnotationStyle Validate()
    {
        if (Ink.A < 1)
            throw AnnotationErrors.ColorTransparent("Color");
        if (GivenOutline is { A: < 1 })
            throw AnnotationErrors.ColorTransparent("Outline");
        _ = Write(1.5, null);
        return this;
    }

    /// <summary>A value with its unit.</summary>
    /// <exception cref="HeatmapException">ValueFormatInvalid.</exception>
    public string Write(double value, string? unit)
    {
        if (double.IsNaN(value))
            return "–";
        string text;
        try
        {
            text = ReadableNumber.WithMinusSign(ValueFormat switch
            {
                null => Automatic(value, unit),
                _ when ValueFormat.Contains('{', StringComparison.Ordinal) => NumberFormat.ApplyComposite(value, ValueFormat),
                _ => NumberFormat.Apply(value, ValueFormat),
            });
        }
        catch (FormatException)
        {
            throw AnnotationErrors.ValueFormatInvalid(ValueFormat!);
        }

        return string.IsNullOrEmpty(unit) || ValueFormat?.Contains('{', StringComparison.Ordinal) == true ? text : $"{text} {unit}";
    }

    /// <summary>A value that somebody chose, with all its digits.</summary>
    public string WriteGiven(double value, string? unit) => ValueFormat is not null ? Write(value, unit)
        : ReadableNumber.WithMinusSign(ReadableNumber.Format(value, unit)) + (string.IsNullOrEmpty(unit) ? string.Empty : $" {unit}");

    private static string Automatic(double value, string? unit)
    {
        const double LeastDecimals = 1e3, MostPlain = 1e6, LeastPlain = 1e-4;
        double size = Math.Abs(value);
        if (ValueUnit.IsTemperature(unit))
            return WithoutNegativeZero(value.ToString("F1", CultureInfo.InvariantCulture));
        return size is >= LeastDecimals and < MostPlain
            ? value.ToString("F0", CultureInfo.InvariantCulture)
            : size is >= LeastPlain and < LeastDecimals
                ? value.ToString("G4", CultureInfo.InvariantCulture)
                : ReadableNumber.Format(value, unit);
    }

    private static string WithoutNegativeZero(string text) => text == "-0.0" ? "0.0" : text;

    /// <summary>The contrast ratio of two colours by WCAG 2.</summary>
    private static double Contrast(ColorValue one, ColorValue other)
    {
        (double low, double high) = (Luminance(one), Luminance(other));
        if (low > high)
            (low, high) = (high, low);
        return (high + 0.05) / (low + 0.05);
    }

    private static double Luminance(ColorValue color) =>
        (0.2126 * Linear(color.R)) + (0.7152 * Linear(color.G)) + (0.0722 * Linear(color.B));

    private static double Linear(double channel) => channel <= 0.04045 ? channel / 12.92 : Math.Pow((channel + 0.055) / 1.055, 2.4);
}

/// <summary>Marks of one look, as one command adds them.</summary>
/// <param name="Style">How they look.</param>
/// <param name="Items">The marks.</param>
internal sealed record AnnotationLayer(AnnotationStyle Style, ImmutableArray<Annotation> Items);

/// <summary>All that was added to a picture.</summary>
/// <param name="layers">In the order in which they were added.</param>
internal sealed class AnnotationMarks(ImmutableArray<AnnotationLayer> layers) : PictureMarks
{
    /// <summary>In the order in which they were added.</summary>
    public ImmutableArray<AnnotationLayer> Layers { get; } = layers;

    /// <inheritdoc/>
    public override ImmutableArray<string> Texts => [.. Layers.SelectMany(layer => layer.Items).Select(item => item.ToString())];

    /// <summary>These marks over what a heatmap has already.</summary>
    /// <param name="before">The heatmap's marks, or null.</param>
    /// <param name="layer">What is added.</param>
    public static AnnotationMarks Add(PictureMarks? before, AnnotationLayer layer) =>
        new(before is AnnotationMarks marks ? [.. marks.Layers, layer] : [layer]);

    /// <summary>Checks that every mark has a place in an image; reads no pixels of it.</summary>
    /// <param name="image">One band.</param>
    /// <exception cref="HeatmapException">AnnotationInvalid, RegionInvalid.</exception>
    public AnnotationMarks Check(Raster image)
    {
        if (image.Axes is not null)
            throw AnnotationErrors.Grid(image.Name);
        foreach (Annotation item in Layers.SelectMany(layer => layer.Items))
        {
            if (item is SpotAnnotation { Kind: SpotKind.Pixel, X: var x, Y: var y }
                && (x < 0 || y < 0 || x >= image.Width || y >= image.Height))
            {
                throw AnnotationErrors.SpotOutside(x, y, image.Name, image.Width, image.Height);
            }

            ImageRegion? region = (item as RegionAnnotation)?.Region ?? (item as SpotAnnotation)?.Region;
            region?.Open(image).Dispose();
        }

        return this;
    }

    /// <inheritdoc/>
    public override string ToJson() => AnnotationJson.Write(this);

    /// <inheritdoc/>
    public override RowReader Draw(RowReader picture, Raster numbers, MarkedArea? area = null) =>
        new AnnotatedRows(picture, AnnotationLayout.Create(this, numbers, picture.Layout,
            area ?? new MarkedArea(0, 0, picture.Layout.Width, picture.Layout.Height), WorkScope.Token));
}

/// <summary>Pictures whose colours are their own, with marks over them.</summary>
internal static class AnnotatedPicture
{
    /// <summary>The picture as RGB with marks; its rows are worked out as they are read.</summary>
    /// <param name="picture">Grey or colours of UInt8 or UInt16, perhaps with alpha.</param>
    /// <param name="numbers">Its grey values, which spots read.</param>
    /// <param name="marks">The marks.</param>
    /// <exception cref="HeatmapException">NotAPicture.</exception>
    public static Raster Create(Raster picture, Raster numbers, AnnotationMarks marks)
    {
        if (picture.SampleType is not (SampleType.UInt8 or SampleType.UInt16))
            throw AnnotationErrors.NotAPicture(picture.Name, $"{picture.Bands} bands of {picture.SampleType}");
        if (picture.Bands is not (1 or 3) && !(picture.HasAlpha && picture.Bands is 2 or 4))
            throw AnnotationErrors.NotAPicture(picture.Name, $"{picture.Bands} bands");
        if (picture.Metadata.ColorSpace is { } space and not ImageColorSpace.RGB)
            picture = ColorSpaceConversion.Apply(picture, space, ImageColorSpace.RGB);
        Raster colors = PictureColors.ToRgb(picture, bits: null, alpha: false);
        return colors.Derive(colors.Layout, colors.Metadata, rows => marks.Draw(rows, numbers));
    }
}
