using System.Runtime.InteropServices;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Pixels;

namespace HeatmapPS.Engine.Measuring.Regions;

/// <summary>An image that is NaN outside a region, for work that takes whole images.</summary>
internal static class RegionRaster
{
    /// <summary>The raster as doubles, NaN outside the region.</summary>
    /// <param name="raster">One band.</param>
    /// <param name="region">The region, inside the raster.</param>
    public static Raster Mask(Raster raster, ImageRegion region)
    {
        Raster wide = SampleTypeConversion.ToFloat64(raster);
        return wide.Derive(wide.Layout, wide.Metadata, rows => new MaskedRows(rows, region.Open(raster)));
    }

    private sealed class MaskedRows(RowReader inner, RegionRows region) : RowReader(inner.Layout)
    {
        public override void Read(Span<byte> destination)
        {
            inner.Read(destination);
            Span<double> values = MemoryMarshal.Cast<byte, double>(destination);
            for (int start = 0; start < values.Length; start += Layout.Width)
            {
                Span<double> row = values.Slice(start, Layout.Width);
                int kept = 0;
                foreach (PixelRun run in region.NextRow())
                {
                    row[kept..run.Start].Fill(double.NaN);
                    kept = run.End;
                }

                row[kept..].Fill(double.NaN);
            }
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                inner.Dispose();
                region.Dispose();
            }

            base.Dispose(disposing);
        }
    }
}
