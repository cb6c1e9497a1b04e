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
        using var file = ImageFiles.OpenRead(path);
        var (unit, _, pages) = FitsFile.Find(file, page, path);
        return new ImageHeader(unit.Layout, unit.Metadata, page, pages, Name);
    }

    /// <inheritdoc/>
    public RowReader OpenRows(string path, ImageFormat format, ImageHeader header, DecodeOptions options)
    {
        var file = ImageFiles.OpenRead(path);
        try
        {
            var (unit, plane, pages) = FitsFile.Find(file, header.Page, path);
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
