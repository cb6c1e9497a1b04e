using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Pixels;

namespace HeatmapPS.Engine.Measuring.Comparison;

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
