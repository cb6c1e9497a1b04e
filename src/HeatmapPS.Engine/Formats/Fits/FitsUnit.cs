using System.Collections.Immutable;
using System.Globalization;
using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Pixels;

namespace HeatmapPS.Engine.Formats.Fits;

/// <summary>One unit (HDU) of a FITS file that holds images: planes of one size and type.</summary>
/// <param name="DataOffset">Where its first sample lies.</param>
/// <param name="Planes">Images in it: 1, or the planes of a cube.</param>
/// <param name="Layout">Size and type of the rows given out.</param>
/// <param name="Samples">How stored samples become those.</param>
/// <param name="Metadata">Unit, nodata, bit depth.</param>
internal sealed record FitsUnit(long DataOffset, long Planes, RasterLayout Layout, FitsSamples Samples, RasterMetadata Metadata)
{
    private const int MostAxes = 999;

    /// <summary>Bytes of one plane in the file.</summary>
    public long PlaneBytes => Layout.PixelCount * Samples.StoredSize;

    /// <summary>Bytes of the data of any unit, without the padding of its last block (FITS Standard 4.0, equation 2).</summary>
    /// <exception cref="HeatmapException">ImageCorrupt.</exception>
    public static Int128 DataBytes(FitsHeader header, string path)
    {
        var bits = BitPix(header, path);
        var axes = Axes(header, path);
        // Random groups write 0 for the first axis, which then does not count.
        var counted = axes.Length > 0 && axes[0] == 0 && header.IsTrue("GROUPS") ? axes[1..] : axes;
        Int128 samples = counted.IsEmpty ? 0 : 1;
        foreach (var axis in counted)
            samples = Multiply(samples, axis, path);
        samples += NotNegative(header, "PCOUNT", 0, path);
        return Multiply(samples, NotNegative(header, "GCOUNT", 1, path), path) * (Math.Abs(bits) / 8);
    }

    /// <summary>Whether a unit is an image with pixels (an empty primary unit is none).</summary>
    public static bool IsImage(FitsHeader header, string path) =>
        (header.Text("XTENSION") ?? "IMAGE") is "IMAGE" or "IUEIMAGE" && Axes(header, path) is { IsEmpty: false } axes && !axes.Contains(0);

    /// <summary>Makes the unit of an image.</summary>
    /// <exception cref="HeatmapException">ImageCorrupt, FormatNotSupported.</exception>
    public static FitsUnit Create(FitsHeader header, long dataOffset, string path)
    {
        var axes = Axes(header, path);
        var width = axes[0];
        var height = axes.Length > 1 ? axes[1] : 1;
        Int128 planes = 1;
        for (var i = 2; i < axes.Length; i++)
            planes = Multiply(planes, axes[i], path);

        var samples = FitsSamples.Create(BitPix(header, path), header.Number("BSCALE", path) ?? 1, header.Number("BZERO", path) ?? 0, header.WholeNumber("BLANK"));
        // A row of the widest type must be an array.
        if (width > Array.MaxLength / sizeof(double) || height > int.MaxValue || planes > int.MaxValue)
            throw ImageErrors.FormatNotSupported(path, string.Create(CultureInfo.InvariantCulture, $"its images of {width:N0} × {height:N0} pixels are too large"));

        var layout = new RasterLayout((int)width, (int)height, 1, samples.SampleType);
        var metadata = new RasterMetadata
        {
            BitDepth = samples.BitDepth,
            Unit = header.Text("BUNIT") is { Length: > 0 } unit ? unit : null,
            NoDataValues = samples.NoData is { } blank ? [blank] : [],
        };
        return new FitsUnit(dataOffset, (long)planes, layout, samples, metadata);
    }

    private static int BitPix(FitsHeader header, string path) => header.Integer("BITPIX", path) switch
    {
        8 => 8,
        16 => 16,
        32 => 32,
        64 => 64,
        -32 => -32,
        -64 => -64,
        var other => throw ImageErrors.Corrupt(path, string.Create(CultureInfo.InvariantCulture, $"its BITPIX is {other?.ToString(CultureInfo.InvariantCulture) ?? "missing"}")),
    };

    private static ImmutableArray<long> Axes(FitsHeader header, string path)
    {
        var count = NotNegative(header, "NAXIS", null, path);
        if (count > MostAxes)
            throw ImageErrors.Corrupt(path, string.Create(CultureInfo.InvariantCulture, $"it claims {count:N0} axes"));
        var axes = ImmutableArray.CreateBuilder<long>((int)count);
        for (var i = 1; i <= count; i++)
            axes.Add(NotNegative(header, string.Create(CultureInfo.InvariantCulture, $"NAXIS{i}"), null, path));
        return axes.ToImmutable();
    }

    private static long NotNegative(FitsHeader header, string keyword, long? missing, string path) =>
        (header.Integer(keyword, path) ?? missing) is { } value and >= 0 ? value : throw ImageErrors.Corrupt(path, $"its {keyword} is missing or negative");

    /// <summary>A product of sizes, which no file holds when it passes 2⁶³.</summary>
    private static Int128 Multiply(Int128 product, Int128 factor, string path)
    {
        var result = product * factor;
        return product <= long.MaxValue && result <= long.MaxValue ? result : throw ImageErrors.Corrupt(path, "its axes claim more than any file can hold");
    }
}
