using System.Collections.Immutable;
using System.Globalization;
using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Formats.Raw;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Pixels;

namespace HeatmapPS.Engine.Formats.Fits;

/// <summary>Reads the images of FITS files as a stream of rows: every BITPIX, scales, BLANK, cubes, many units.</summary>
/// <remarks>
/// The numbers are those of <c>astropy.io.fits</c>, in its order: the first stored row is the top row, although viewers show it at
/// the bottom. See <see cref="FitsFile"/> for how units become pages, <see cref="FitsSamples"/> for how samples become numbers.
/// </remarks>
internal sealed class FitsDecoder : IImageDecoder
{
    /// <inheritdoc/>
    public string Name => "HeatmapPS";

    /// <inheritdoc/>
    public ImageHeader ReadHeader(string path, ImageFormat format, int page, DecodeOptions options)
    {
        using FileStream file = ImageFiles.OpenRead(path);
        (FitsUnit? unit, long _, int pages) = FitsFile.Find(file, page, path);
        return new ImageHeader(unit.Layout, unit.Metadata, page, pages, Name);
    }

    /// <inheritdoc/>
    public RowReader OpenRows(string path, ImageFormat format, ImageHeader header, DecodeOptions options)
    {
        FileStream file = ImageFiles.OpenRead(path);
        try
        {
            (FitsUnit? unit, long plane, int pages) = FitsFile.Find(file, header.Page, path);
            if (unit.Layout != header.Layout || pages != header.PageCount)
                throw ImageErrors.SourceChanged(path);
            file.Position = unit.DataOffset + (plane * unit.PlaneBytes);
            return new Rows(file, unit, path, options.AllowDepthLoss);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private sealed class Rows(FileStream file, FitsUnit unit, string path, bool allowDepthLoss) : RowReader(unit.Layout)
    {
        private readonly byte[] _stored = new byte[unit.Layout.Width * unit.Samples.StoredSize];

        public override void Read(Span<byte> destination)
        {
            if (unit.Samples.StoredSize == Layout.SampleType.Size)
            {
                SourceFile.ReadExactly(file, destination, path);
                unit.Samples.Decode(destination, destination, path, allowDepthLoss);
                return;
            }

            for (; !destination.IsEmpty; destination = destination[Layout.RowBytes..])
            {
                SourceFile.ReadExactly(file, _stored, path);
                unit.Samples.Decode(_stored, destination[..Layout.RowBytes], path, allowDepthLoss);
            }
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                file.Dispose();
            base.Dispose(disposing);
        }
    }
}

/// <summary>Finds the images among the units of a FITS file.</summary>
/// <remarks>
/// Pages are the image units in their order, and within a cube its planes, the third axis fastest. Empty primary units and tables are
/// passed over. A tile-compressed image counts as a page, which cannot be read, so that the others keep their numbers.
/// </remarks>
internal static class FitsFile
{
    private const int MaxUnits = 100_000;

    /// <summary>Finds a page.</summary>
    /// <returns>Its unit, which plane of it, from 0, and how many pages there are.</returns>
    /// <exception cref="HeatmapException">ImageCorrupt, FormatNotSupported, PageNotFound.</exception>
    public static (FitsUnit Unit, long Plane, int Pages) Find(Stream stream, int page, string path)
    {
        FitsUnit? found = null;
        long plane = 0, pages = 0;
        int tables = 0;
        bool compressed = false;
        stream.Position = 0;
        for (int number = 0; IsUnit(stream, number, path); number++)
        {
            if (number == MaxUnits)
            {
                throw ImageErrors.FormatNotSupported(path,
                    string.Create(CultureInfo.InvariantCulture, $"it has more than {MaxUnits:N0} units"));
            }

            var header = FitsHeader.Read(stream, path);
            long offset = stream.Position;
            Int128 bytes = FitsUnit.DataBytes(header, path);
            if (bytes > stream.Length - offset)
            {
                throw ImageErrors.Corrupt(path,
                    string.Create(CultureInfo.InvariantCulture,
                        $"its unit {number + 1} needs {bytes:N0} bytes of data, but {stream.Length - offset:N0} are left"));
            }

            FitsUnit? unit = FitsUnit.IsImage(header, path) ? FitsUnit.Create(header, offset, path) : null;
            bool isCompressed = header.IsTrue("ZIMAGE");
            long planes = unit?.Planes ?? (isCompressed ? 1 : 0);
            if (page > pages && page <= pages + planes)
                (found, plane, compressed) = (unit, page - pages - 1, isCompressed);
            pages += planes;
            if (planes == 0 && header.Text("XTENSION") is not (null or "IMAGE"))
                tables++;

            // Files without any padding after the last unit are common. A part of the padding means that the file was cut, and units may
            // have been lost with it.
            long end = offset + (long)bytes, next = offset
                + (((long)bytes + FitsHeader.BlockBytes - 1) / FitsHeader.BlockBytes * FitsHeader.BlockBytes);
            if (stream.Length > end && stream.Length < next && (number > 0 || header.IsTrue("EXTEND")))
            {
                throw ImageErrors.Corrupt(path,
                    string.Create(CultureInfo.InvariantCulture,
                        $"it ends in the padding of its unit {number + 1}, so later units may be missing"));
            }

            stream.Position = next;
        }

        if (compressed)
            throw ImageErrors.FormatNotSupported(path, "its image is tile-compressed (ZIMAGE). Unpack it with funpack or astropy first");
        if (pages == 0)
            throw ImageErrors.FormatNotSupported(path, tables > 0 ? "it has tables, but no image" : "it has no image");
        if (found is null)
            throw ImageErrors.PageNotFound(path, page, (int)Math.Min(pages, int.MaxValue));
        return pages <= int.MaxValue
            ? (found, plane, (int)pages)
            : throw ImageErrors.FormatNotSupported(path, "its cubes have more planes than there are page numbers");
    }

    /// <summary>Whether a unit starts here; what follows the last one (special records, padding) is no unit.</summary>
    private static bool IsUnit(Stream stream, int number, string path)
    {
        Span<byte> start = stackalloc byte[8];
        int length = stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        stream.Position -= length;
        if (number > 0)
        {
            if (length is > 0 and < 8 && "XTENSION"u8.StartsWith(start[..length]))
                throw ImageErrors.Corrupt(path, "it ends inside a header");
            return start[..length].SequenceEqual("XTENSION"u8);
        }

        return start[..length].SequenceEqual("SIMPLE  "u8) ? true : throw ImageErrors.Corrupt(path, "it does not start like a FITS file");
    }
}

/// <summary>One unit (HDU) of a FITS file that holds images: planes of one size and type.</summary>
/// <param name="DataOffset">Where its first sample lies.</param>
/// <param name="Planes">Images in it: 1, or the planes of a cube.</param>
/// <param name="Layout">Size and type of the rows given out.</param>
/// <param name="Samples">How stored samples become those.</param>
/// <param name="Metadata">Unit, nodata, bit depth.</param>
internal sealed record FitsUnit(long DataOffset, long Planes, RasterLayout Layout, FitsSamples Samples, RasterMetadata Metadata)
{
    private const int MaxAxes = 999;

    /// <summary>Bytes of one plane in the file.</summary>
    public long PlaneBytes => Layout.PixelCount * Samples.StoredSize;

    /// <summary>Bytes of the data of any unit, without the padding of its last block (FITS Standard 4.0, equation 2).</summary>
    /// <exception cref="HeatmapException">ImageCorrupt.</exception>
    public static Int128 DataBytes(FitsHeader header, string path)
    {
        int bits = BitPix(header, path);
        ImmutableArray<long> axes = Axes(header, path);
        // Random groups write 0 for the first axis, which then does not count.
        ImmutableArray<long> counted = axes.Length > 0 && axes[0] == 0 && header.IsTrue("GROUPS") ? axes[1..] : axes;
        Int128 samples = counted.IsEmpty ? 0 : 1;
        foreach (long axis in counted)
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
        ImmutableArray<long> axes = Axes(header, path);
        long width = axes[0];
        long height = axes.Length > 1 ? axes[1] : 1;
        Int128 planes = 1;
        for (int i = 2; i < axes.Length; i++)
            planes = Multiply(planes, axes[i], path);

        var samples = FitsSamples.Create(BitPix(header, path), header.Number("BSCALE", path) ?? 1, header.Number("BZERO", path) ?? 0,
            header.WholeNumber("BLANK"));
        // A row of the widest type must be an array.
        if (width > Array.MaxLength / sizeof(double) || height > int.MaxValue || planes > int.MaxValue)
        {
            throw ImageErrors.FormatNotSupported(path,
                string.Create(CultureInfo.InvariantCulture, $"its images of {width:N0} × {height:N0} pixels are too large"));
        }

        var layout = new RasterLayout((int)width, (int)height, 1, samples.SampleType);
        var metadata = new RasterMetadata
        {
            BitDepth = samples.BitDepth,
            Unit = header.Text("BUNIT") is { Length: > 0 } unit ? unit : null,
            Captured = CaptureTimes.FromFits(header.Text("DATE-OBS"), header.Text("TIMESYS")),
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
        var other =>
            throw ImageErrors.Corrupt(path,
                string.Create(CultureInfo.InvariantCulture, $"its BITPIX is {other?.ToString(CultureInfo.InvariantCulture) ?? "missing"}")),
    };

    private static ImmutableArray<long> Axes(FitsHeader header, string path)
    {
        long count = NotNegative(header, "NAXIS", null, path);
        if (count > MaxAxes)
            throw ImageErrors.Corrupt(path, string.Create(CultureInfo.InvariantCulture, $"its header has {count:N0} axes"));
        ImmutableArray<long>.Builder axes = ImmutableArray.CreateBuilder<long>((int)count);
        for (int i = 1; i <= count; i++)
            axes.Add(NotNegative(header, string.Create(CultureInfo.InvariantCulture, $"NAXIS{i}"), null, path));
        return axes.ToImmutable();
    }

    private static long NotNegative(FitsHeader header, string keyword, long? missing, string path) =>
        (header.Integer(keyword, path) ?? missing) is { } value and >= 0
            ? value
            : throw ImageErrors.Corrupt(path, $"its {keyword} is missing or negative");

    /// <summary>A product of sizes, which no file holds when it passes 2⁶³.</summary>
    private static Int128 Multiply(Int128 product, Int128 factor, string path)
    {
        Int128 result = product * factor;
        return product <= long.MaxValue && result <= long.MaxValue
            ? result
            : throw ImageErrors.Corrupt(path, "its axes are too long for any file");
    }
}
