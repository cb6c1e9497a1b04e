using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Pixels;

namespace HeatmapPS.Engine.Measuring.Comparison;

/// <summary>Two rasters brought to one size, number of bands and meaning of their numbers, so that they can be subtracted.</summary>
/// <param name="Image">The image.</param>
/// <param name="Reference">The reference.</param>
/// <param name="DifferenceType">Type that holds every difference; floating point where NaN may be needed.</param>
internal sealed record ComparedPair(Raster Image, Raster Reference, SampleType DifferenceType)
{
    public int RowSamples => Image.Layout.RowSamples;

    /// <summary>Whether samples can be without a value in either.</summary>
    public bool MayLackValues => MayLack(Image) || MayLack(Reference);

    /// <summary>Brings two rasters together.</summary>
    /// <exception cref="HeatmapException">SizeMismatch, BandMismatch, DepthMismatch.</exception>
    public static ComparedPair Create(Raster image, Raster reference)
    {
        if (image.Width != reference.Width || image.Height != reference.Height)
            throw AnalysisErrors.SizeMismatch(image.Name, Size(image), reference.Name, Size(reference));
        (image, reference) = AlignBands(image, reference);
        (image, reference) = AlignDepth(image, reference);
        return new ComparedPair(image, reference, TypeOfDifference(image, reference));
    }

    /// <summary>The differences as a raster that reads both images when it is used.</summary>
    public Raster ToDifference()
    {
        RasterLayout layout = Image.Layout with { SampleType = DifferenceType };
        var metadata = new RasterMetadata
        {
            ColorModel = Image.Bands == 1 ? ColorModel.Gray : ColorModel.Multiband,
            BitDepth = DifferenceType.Size * 8,
            Unit = Image.Unit ?? Reference.Unit,
            Axes = RasterAxes.Shared([Image, Reference]),
        };
        return new Raster(new DifferenceSource(layout, this), metadata, Image.Origin);
    }

    /// <summary>Grey meets colours as three equal bands.</summary>
    private static (Raster Image, Raster Reference) AlignBands(Raster image, Raster reference)
    {
        if (image.Bands == reference.Bands)
            return (image, reference);
        if (image.Bands == 1 && IsColor(reference))
            return (BandSelection.Apply(image, [1, 1, 1]), reference);
        if (reference.Bands == 1 && IsColor(image))
            return (image, BandSelection.Apply(reference, [1, 1, 1]));
        throw AnalysisErrors.BandMismatch(image.Name, image.Bands, reference.Name, reference.Bands);
    }

    private static bool IsColor(Raster raster) => raster.Bands == 3 && raster.ColorModel == ColorModel.Rgb;

    /// <summary>8 bits meet 16 bits after ×257; signed integers and floating point are compared by value.</summary>
    private static (Raster Image, Raster Reference) AlignDepth(Raster image, Raster reference)
    {
        SampleType a = image.SampleType, b = reference.SampleType;
        if (a == b || a.IsFloat || b.IsFloat || (IsSigned(a) && IsSigned(b)))
            return (image, reference);
        return (a, b) switch
        {
            (SampleType.UInt8, SampleType.UInt16) => (Widen(image), reference),
            (SampleType.UInt16, SampleType.UInt8) => (image, Widen(reference)),
            _ => throw AnalysisErrors.DepthMismatch(image.Name, a.ToString(), reference.Name, b.ToString()),
        };
    }

    private static Raster Widen(Raster raster)
    {
        Raster wide = DepthConversion.Apply(raster, 16);
        return wide.With(wide.Metadata with { NoDataValues = [.. raster.NoDataValues.Select(value => value * 257)] });
    }

    private static SampleType TypeOfDifference(Raster image, Raster reference)
    {
        SampleType a = image.SampleType, b = reference.SampleType;
        int size = Math.Max(a.Size, b.Size);
        if (MayLack(image) || MayLack(reference))
        {
            return (a.Size <= 2 || a == SampleType.Float32) && (b.Size <= 2 || b == SampleType.Float32)
                ? SampleType.Float32
                : SampleType.Float64;
        }

        return size switch
        {
            1 => SampleType.Int16,
            2 => SampleType.Int32,
            _ => SampleType.Float64,
        };
    }

    private static bool MayLack(Raster raster) => raster.SampleType.IsFloat || raster.NoDataValues.Length > 0;

    private static bool IsSigned(SampleType type) => type is SampleType.Int8 or SampleType.Int16 or SampleType.Int32;

    private static string Size(Raster raster) => FormattableString.Invariant($"{raster.Width}×{raster.Height}");
}

/// <summary>Reads the rows of two images together, as doubles.</summary>
internal sealed class PairRows : IDisposable
{
    /// <summary>Samples read at once: as doubles, those of both images fit in a processor's cache.</summary>
    private const int StripSamples = 1 << 16;

    private readonly RowReader _imageRows;
    private readonly RowReader _referenceRows;
    private readonly byte[] _imageBytes;
    private readonly byte[] _referenceBytes;
    private readonly double[] _image;
    private readonly double[] _reference;

    /// <param name="pair">The images.</param>
    /// <param name="progress">Receives the fraction read, 0 to 1; or null.</param>
    /// <param name="cancellationToken">Looked at before each strip.</param>
    public PairRows(ComparedPair pair, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        StripRows = Math.Clamp(StripSamples / pair.RowSamples, 1, pair.Image.Height);
        _image = new double[checked(pair.RowSamples * StripRows)];
        _reference = new double[_image.Length];
        _imageBytes = new byte[checked(pair.Image.Layout.RowBytes * StripRows)];
        _referenceBytes = new byte[checked(pair.Reference.Layout.RowBytes * StripRows)];
        _imageRows = new ObservedRows(Open(pair.Image), progress, cancellationToken);
        try
        {
            _referenceRows = Open(pair.Reference);
        }
        catch
        {
            _imageRows.Dispose();
            throw;
        }
    }

    /// <summary>Rows that are read at once at most.</summary>
    public int StripRows { get; }

    /// <summary>Samples of the image that were read last.</summary>
    public Span<double> Image => _image;

    /// <summary>Samples of the reference that were read last.</summary>
    public Span<double> Reference => _reference;

    /// <summary>Reads the next rows of both.</summary>
    /// <param name="rows">How many, at most <see cref="StripRows"/>.</param>
    public void Read(int rows)
    {
        Read(_imageRows, rows, _imageBytes, _image);
        Read(_referenceRows, rows, _referenceBytes, _reference);
    }

    /// <summary>Releases both.</summary>
    public void Dispose()
    {
        _imageRows.Dispose();
        _referenceRows.Dispose();
    }

    /// <summary>Large images are decoded on a thread of their own, a strip ahead.</summary>
    private static RowReader Open(Raster raster)
    {
        RowReader rows = raster.OpenRows();
        return raster.Layout.ByteCount > 4L * RowPump.StripBytes ? new ReadAheadRows(rows) : rows;
    }

    private static void Read(RowReader reader, int rows, byte[] bytes, double[] values)
    {
        Span<byte> read = bytes.AsSpan(0, rows * reader.Layout.RowBytes);
        reader.Read(read);
        Samples.ToDoubles(read, reader.Layout.SampleType, values.AsSpan(0, rows * reader.Layout.RowSamples));
    }
}

/// <summary>Image − reference, worked out anew at each use; NaN where one of them has no value.</summary>
/// <param name="layout">Layout of the differences.</param>
/// <param name="pair">The images.</param>
internal sealed class DifferenceSource(RasterLayout layout, ComparedPair pair) : RasterSource(layout)
{
    public override RowReader Open() => new DifferenceRows(Layout, pair);

    private sealed class DifferenceRows(RasterLayout layout, ComparedPair pair) : RowReader(layout)
    {
        private readonly PairRows _rows = new(pair, progress: null, CancellationToken.None);
        private readonly double[] _imageNoData = [.. pair.Image.NoDataValues];
        private readonly double[] _referenceNoData = [.. pair.Reference.NoDataValues];

        public override void Read(Span<byte> destination)
        {
            while (destination.Length > 0)
            {
                int rows = Math.Min(_rows.StripRows, destination.Length / Layout.RowBytes);
                _rows.Read(rows);
                Span<double> image = _rows.Image[..(rows * Layout.RowSamples)];
                Subtract(image, _rows.Reference);
                Samples.FromDoubles(image, Layout.SampleType, destination);
                destination = destination[(rows * Layout.RowBytes)..];
            }
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                _rows.Dispose();
            base.Dispose(disposing);
        }

        private void Subtract(Span<double> image, ReadOnlySpan<double> reference)
        {
            bool marked = _imageNoData.Length > 0 || _referenceNoData.Length > 0;
            for (int i = 0; i < image.Length; i++)
            {
                bool lacks = marked && (Array.IndexOf(_imageNoData, image[i]) >= 0 || Array.IndexOf(_referenceNoData, reference[i]) >= 0);
                double difference = image[i] - reference[i];
                image[i] = lacks || !double.IsFinite(difference) ? double.NaN : difference;
            }
        }
    }
}
