using HeatmapPS.Engine.Imaging;
using NetVips;

namespace HeatmapPS.Engine.Codecs.Vips;

/// <summary>Rows of a libvips image, computed strip by strip as they are asked for.</summary>
internal sealed class VipsRowReader : RowReader
{
    private const int StripBytes = 2 << 20;

    private readonly Image _image;
    private readonly Region _region;
    private readonly string _path;
    private readonly int _stripRows;
    private int _nextRow;

    /// <summary>Takes over an image.</summary>
    /// <param name="image">The image; disposed with the reader, at once when this constructor throws.</param>
    /// <param name="layout">Its layout.</param>
    /// <param name="path">The file, for messages.</param>
    public VipsRowReader(Image image, RasterLayout layout, string path)
        : base(layout)
    {
        _image = image;
        _path = path;
        _stripRows = Math.Clamp(StripBytes / layout.RowBytes, 1, layout.Height);
        try
        {
            _region = Region.New(image);
        }
        catch (VipsException e)
        {
            image.Dispose();
            throw VipsMessages.ToReadError(path, e);
        }
    }

    /// <inheritdoc/>
    public override void Read(Span<byte> destination)
    {
        while (!destination.IsEmpty)
        {
            var rows = Math.Min(_stripRows, destination.Length / Layout.RowBytes);
            if (rows < 1 || _nextRow + rows > Layout.Height)
                throw new InvalidOperationException("Expected whole rows, and no more than are left.");
            try
            {
                VipsNative.Fetch(_region, _nextRow, Layout.Width, rows, destination[..(rows * Layout.RowBytes)]);
            }
            catch (VipsException e)
            {
                throw VipsMessages.ToReadError(_path, e);
            }

            _nextRow += rows;
            destination = destination[(rows * Layout.RowBytes)..];
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _region.Dispose();
            _image.Dispose();
        }

        base.Dispose(disposing);
    }
}
