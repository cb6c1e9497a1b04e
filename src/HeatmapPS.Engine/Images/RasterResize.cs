using System.Globalization;
using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Pixels;

namespace HeatmapPS.Engine.Images;

/// <summary>Which sides of an image change places.</summary>
public enum ImageFlip
{
    /// <summary>Left and right.</summary>
    Horizontal,

    /// <summary>Top and bottom.</summary>
    Vertical,
}

/// <summary>What is done to an image, in this order: cut out, turned, mirrored, brought to a size.</summary>
internal sealed record ResizeOptions
{
    /// <summary>Most pixels of a side.</summary>
    public const int MaxSide = 1_000_000;

    /// <summary>The part that is kept; null for all.</summary>
    public PixelRectangle? Region { get; init; }

    /// <summary>Degrees that the image is turned to the right: 0, 90, 180 or 270.</summary>
    public int Rotation { get; init; }

    /// <summary>The mirror; null for none.</summary>
    public ImageFlip? Flip { get; init; }

    /// <summary>Columns of the result; null keeps the proportions, or the size where the height is null too.</summary>
    public int? Width { get; init; }

    /// <summary>Rows of the result; null keeps the proportions, or the size where the width is null too.</summary>
    public int? Height { get; init; }

    /// <summary>Factor of both sides, in place of width and height; null for none.</summary>
    public double? Factor { get; init; }

    /// <summary>How pixels are made; null is Area along an axis that shrinks, and Bilinear along one that grows.</summary>
    public ResampleKernel? Kernel { get; init; }

    /// <summary>Whether nothing is asked for.</summary>
    public bool IsNone => this with { Kernel = null } == new ResizeOptions();

    /// <summary>Turn and mirror.</summary>
    public Turn Turn => Flip switch
    {
        ImageFlip.Horizontal => Turn.OfDegrees(Rotation).MirrorHorizontally(),
        ImageFlip.Vertical => Turn.OfDegrees(Rotation).MirrorVertically(),
        _ => Turn.OfDegrees(Rotation),
    };

    /// <summary>The size of the result.</summary>
    /// <param name="width">Columns before.</param>
    /// <param name="height">Rows before.</param>
    /// <param name="name">The image, for messages.</param>
    /// <exception cref="HeatmapException">SizeInvalid.</exception>
    public (int Width, int Height) SizeOf(int width, int height, string name)
    {
        (double columns, double rows) = this switch
        {
            { Factor: { } factor } => (width * factor, height * factor),
            { Width: { } given, Height: { } other } => (given, other),
            { Width: { } given } => (given, (double)height * given / width),
            { Height: { } given } => ((double)width * given / height, given),
            _ => (width, height),
        };
        columns = Math.Max(1, Math.Round(columns));
        rows = Math.Max(1, Math.Round(rows));
        return columns <= MaxSide && rows <= MaxSide ? ((int)columns, (int)rows) : throw ResizeErrors.TooLarge(name, columns, rows);
    }
}

/// <summary>The errors of sizes.</summary>
internal static class ResizeErrors
{
    public static HeatmapException TooLarge(string name, double width, double height) =>
        new("SizeInvalid", ErrorKind.InvalidArgument, string.Create(CultureInfo.InvariantCulture, $"'{name}' would be too large: {width:N0} × {height:N0} pixels, and at most {ResizeOptions.MaxSide:N0} per side are possible. Give a smaller size."));

    public static HeatmapException Nothing() =>
        new("SizeInvalid", ErrorKind.InvalidArgument,
            "There is nothing to do. Give a size (-Width, -Height, -Size or -Factor), -Region, -Rotate or -Flip.");
}

/// <summary>Images cut out, turned, mirrored and brought to a size, by their numbers.</summary>
internal static class RasterResize
{
    /// <summary>The raster so changed, of the same sample type. Rows are worked out as they are read; turns and mirrors of top and bottom
    /// hold the whole image.</summary>
    /// <param name="raster">Any raster.</param>
    /// <param name="options">What is asked for.</param>
    /// <exception cref="HeatmapException">RegionInvalid, SizeInvalid.</exception>
    public static Raster Apply(Raster raster, ResizeOptions options)
    {
        Raster part = options.Region is { } region ? RasterCrop.Apply(raster, region) : raster;
        Turn turn = options.Turn;
        RasterLayout turned = TurnedRows.LayoutOf(part.Layout, turn);
        (int width, int height) = options.SizeOf(turned.Width, turned.Height, raster.Name);

        // What is turned is held whole, so it is made small before.
        bool shrinksFirst = (long)width * height < turned.PixelCount && options.Kernel != ResampleKernel.Nearest;
        Raster result = shrinksFirst
            ? RasterTurn.Apply(Resampling.Resize(part, turn.Swaps ? height : width, turn.Swaps ? width : height, options.Kernel), turn)
            : Resampling.Resize(RasterTurn.Apply(part, turn), width, height, options.Kernel);
        return result.ReadAs(new Made(Describe(raster.Origin.Reading?.Choices, options)));
    }

    /// <summary>How the image was made, in a form to compare: pictures of another size are out of date.</summary>
    private static string Describe(string? reading, ResizeOptions options) => string.Create(CultureInfo.InvariantCulture,
        $"{reading} size {options.Region} {options.Rotation} {options.Flip} {options.Width} {options.Height} {options.Factor:R} {options.Kernel}");

    private sealed record Made(string Choices) : IReadingOptions;
}
