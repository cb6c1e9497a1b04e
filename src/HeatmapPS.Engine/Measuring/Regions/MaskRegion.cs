using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Pixels;
using HeatmapPS.Engine.Statistics;

namespace HeatmapPS.Engine.Measuring.Regions;

/// <summary>The pixels where another image is not 0 (in any band but alpha). NaN and nodata of the mask count as 0.</summary>
internal sealed class MaskRegion : ImageRegion
{
    private readonly Raster _mask;

    /// <param name="mask">The other image.</param>
    /// <param name="name">Name, or null for the image's own.</param>
    /// <param name="cancellationToken">Stops the reading of the mask.</param>
    /// <exception cref="HeatmapException">RegionInvalid when no pixel counts, and what reading throws.</exception>
    public MaskRegion(Raster mask, string? name, CancellationToken cancellationToken)
        : base(name ?? mask.Name)
    {
        _mask = SmallRaster.ReadOnce(mask, cancellationToken);
        using var rows = new MaskRows(_mask);
        for (int row = 0; row < _mask.Height; row++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (rows.NextRow().Length > 0)
                return;
        }

        throw AnalysisErrors.MaskEmpty(Name);
    }

    public override RegionRows Open(Raster raster) =>
        _mask.Width == raster.Width && _mask.Height == raster.Height
            ? new MaskRows(_mask)
            : throw AnalysisErrors.MaskSize(Name, _mask.Width, _mask.Height, raster.Name, raster.Width, raster.Height);

    private sealed class MaskRows(Raster mask) : RegionRows
    {
        private readonly RowReader _rows = mask.OpenRows();
        private readonly byte[] _bytes = new byte[mask.Layout.RowBytes];
        private readonly double[] _values = new double[mask.Layout.RowSamples];
        private readonly double[] _noData = [.. mask.NoDataValues];
        private readonly int _colorBands = mask.HasAlpha ? mask.Bands - 1 : mask.Bands;
        private PixelRun[] _runs = new PixelRun[16];

        public override ReadOnlySpan<PixelRun> NextRow()
        {
            _rows.Read(_bytes);
            Samples.ToDoubles(_bytes, mask.SampleType, _values);
            int count = 0, start = -1;
            for (int x = 0; x <= mask.Width; x++)
            {
                bool inside = x < mask.Width && IsSet(x);
                if (inside && start < 0)
                {
                    start = x;
                }
                else if (!inside && start >= 0)
                {
                    if (count == _runs.Length)
                        Array.Resize(ref _runs, count * 2);
                    _runs[count++] = new PixelRun(start, x - start);
                    start = -1;
                }
            }

            return _runs.AsSpan(0, count);
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                _rows.Dispose();
            base.Dispose(disposing);
        }

        private bool IsSet(int x)
        {
            foreach (double value in _values.AsSpan(x * mask.Bands, _colorBands))
            {
                if (value != 0 && !double.IsNaN(value) && Array.IndexOf(_noData, value) < 0)
                    return true;
            }

            return false;
        }
    }
}
