using System.Buffers;
using System.Runtime.InteropServices;
using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Pixels;

namespace HeatmapPS.Engine.Rendering.Inverse;

/// <summary>Coloured pictures back to the field of numbers they show.</summary>
internal static class HeatmapInversion
{
    /// <summary>Rows that are looked at, about, where nothing but the fit is asked for.</summary>
    private const int SampledRows = 64;

    /// <summary>The field: Float32, one band of values, and where asked for a second one of distances in OKLab.</summary>
    /// <param name="picture">Grey or RGB, with or without alpha, of any type; pixels less than half opaque become NaN.</param>
    /// <param name="lookup">Colours to values.</param>
    /// <param name="maxDistance">Distance beyond which a pixel is not of the map and becomes NaN.</param>
    /// <param name="withDistance">Whether there is a second band.</param>
    /// <param name="unit">Unit of the values, or null.</param>
    /// <param name="fit">Receives how near the colours are to the map as rows are read; or null.</param>
    /// <exception cref="HeatmapException">NotColor.</exception>
    public static Raster Apply(Raster picture, InverseLookup lookup, double maxDistance, bool withDistance, string? unit,
        ColorFit? fit = null)
    {
        CheckColors(picture);
        RasterLayout layout = picture.Layout with { Bands = withDistance ? 2 : 1, SampleType = SampleType.Float32 };
        var metadata = new RasterMetadata
        {
            ColorModel = withDistance ? ColorModel.Multiband : ColorModel.Gray,
            BitDepth = 32,
            Unit = unit,
            Resolution = picture.Metadata.Resolution,
        };
        RowTransform transform = Transform(picture, lookup, (float)maxDistance, layout.Bands, fit);
        return picture.Derive(layout, metadata, rows => new TransformedRows(layout, rows, transform));
    }

    /// <summary>Looks at some rows of a picture, to find out how near its colours are to the map.</summary>
    /// <param name="picture">Grey or RGB, with or without alpha, of any type.</param>
    /// <param name="lookup">Colours to values.</param>
    /// <param name="cancellationToken">Stops between rows.</param>
    /// <exception cref="HeatmapException">NotColor, and what reading throws.</exception>
    public static ColorFit Sample(Raster picture, InverseLookup lookup, CancellationToken cancellationToken)
    {
        var fit = new ColorFit();
        RowTransform transform = Transform(picture, lookup, float.PositiveInfinity, bands: 1, fit);
        using RowReader rows = picture.OpenRows();
        byte[] row = new byte[picture.Layout.RowBytes];
        byte[] values = new byte[picture.Width * sizeof(float)];
        int step = Math.Max(1, picture.Height / SampledRows);
        for (int y = 0; y < picture.Height; y++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            rows.Read(row);
            if (y % step == 0)
                transform(row, values);
        }

        return fit;
    }

    /// <summary>Refuses what has no colours.</summary>
    /// <exception cref="HeatmapException">NotColor.</exception>
    public static void CheckColors(Raster picture)
    {
        if (picture.ColorModel == ColorModel.Multiband)
            throw InversionErrors.NotColor(picture.Name, picture.Bands);
    }

    private static RowTransform Transform(Raster picture, InverseLookup lookup, float limit, int bands, ColorFit? fit)
    {
        SampleType type = picture.SampleType;
        var pixels = new PixelShape(picture.Bands, picture.ColorModel == ColorModel.Gray, picture.HasAlpha, picture.FullIntensity);
        return type == SampleType.UInt8
            ? (source, destination) => Invert(source, MemoryMarshal.Cast<byte, float>(destination), pixels, lookup, limit, bands, fit)
            : (source, destination) =>
                InvertWide(source, type, MemoryMarshal.Cast<byte, float>(destination), pixels, lookup, limit, bands, fit);
    }

    private static void Invert(ReadOnlySpan<byte> source, Span<float> destination, PixelShape pixels, InverseLookup lookup, float limit,
        int bands, ColorFit? fit)
    {
        int green = pixels.IsGray ? 0 : 1, blue = pixels.IsGray ? 0 : 2;
        int last = -1;
        long far = 0, seen = 0;
        (float Value, float Distance) found = default;
        for (int p = 0, i = 0; p < source.Length; p += pixels.Bands, i += bands)
        {
            byte r = source[p], g = source[p + green], b = source[p + blue];
            int color = (r << 16) | (g << 8) | b;
            if (color != last)
            {
                found = lookup.Find(r, g, b);
                last = color;
            }

            bool isOpaque = !pixels.HasAlpha || source[p + pixels.Bands - 1] >= 128;
            destination[i] = isOpaque && !(found.Distance > limit) ? found.Value : float.NaN;
            if (bands == 2)
                destination[i + 1] = found.Distance;
            seen += isOpaque ? 1 : 0;
            far += isOpaque && found.Distance > ColorFit.Far ? 1 : 0;
        }

        fit?.Add(far, seen);
    }

    /// <summary>Other types, at 16 bits a channel.</summary>
    private static void InvertWide(
        ReadOnlySpan<byte> source, SampleType type, Span<float> destination, PixelShape pixels, InverseLookup lookup, float limit,
            int bands, ColorFit? fit)
    {
        int green = pixels.IsGray ? 0 : 1, blue = pixels.IsGray ? 0 : 2;
        int count = source.Length / type.Size;
        double[] rented = ArrayPool<double>.Shared.Rent(count);
        Span<double> values = rented.AsSpan(0, count);
        Samples.ToDoubles(source, type, values);
        double scale = 65535 / pixels.FullIntensity;
        long far = 0, seen = 0;
        for (int p = 0, i = 0; p < count; p += pixels.Bands, i += bands)
        {
            (float value, float distance) =
                lookup.Find(Word(values[p] * scale), Word(values[p + green] * scale), Word(values[p + blue] * scale));
            bool isColor = !double.IsNaN(values[p] + values[p + green] + values[p + blue])
                && !(pixels.HasAlpha && values[p + pixels.Bands - 1] * scale < 32768);
            destination[i] = isColor && !(distance > limit) ? value : float.NaN;
            if (bands == 2)
                destination[i + 1] = distance;
            seen += isColor ? 1 : 0;
            far += isColor && distance > ColorFit.Far ? 1 : 0;
        }

        fit?.Add(far, seen);

        ArrayPool<double>.Shared.Return(rented);
    }

    /// <summary>A sample at 16 bits; NaN becomes 0.</summary>
    internal static ushort Word(double value) => ushort.CreateSaturating(Math.Round(value));

    /// <summary>How the bands of a picture make a colour.</summary>
    private readonly record struct PixelShape(int Bands, bool IsGray, bool HasAlpha, double FullIntensity);
}

/// <summary>How many colours of a picture are near those of a map. Counted from any thread.</summary>
internal sealed class ColorFit
{
    /// <summary>Distance in OKLab from which on a colour is far from a map. JPEG at its worst moves some colours in a thousand so
    /// far; of the
    /// colours of another map a quarter or more lie beyond.</summary>
    public const float Far = 0.05f;

    /// <summary>Share of far pixels, in percent, from which on a picture does not look like one of the map.</summary>
    private const double MinPercent = 5;

    /// <summary>Pixels that are needed to say what a picture looks like.</summary>
    private const int MinPixels = 16;

    private long _far;
    private long _seen;

    /// <summary>Share of the pixels seen that are far, in percent.</summary>
    public double FarPercent => _seen == 0 ? 0 : 100.0 * _far / _seen;

    /// <summary>Whether the picture does not look like one of the map.</summary>
    public bool IsOfOtherColors => _seen >= MinPixels && FarPercent >= MinPercent;

    /// <summary>Adds pixels that were looked at.</summary>
    public void Add(long far, long seen)
    {
        Interlocked.Add(ref _far, far);
        Interlocked.Add(ref _seen, seen);
    }
}
