using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Pixels;
using NetVips;

namespace HeatmapPS.Engine.Formats.Vips;

/// <summary>Rows of a libvips image, computed strip by strip as they are asked for.</summary>
internal sealed class VipsRowReader : RowReader
{
    /// <summary>About what is computed at once.</summary>
    public const int StripBytes = 2 << 20;

    /// <summary>libvips keeps what it computes at once in a list, at the end of which it begins anew for each few rows: of an image of one
    /// column, half a million rows at once take minutes.</summary>
    private const int MaxStripRows = 1024;

    private readonly Image _image;
    private readonly Region _region;
    private readonly string _path;
    private readonly VipsFile? _file;
    private readonly Action? _repeat;
    private readonly Func<HeatmapException>? _explain;
    private readonly int _stripRows;
    private int _nextRow;

    /// <summary>Takes over an image.</summary>
    /// <param name="image">The image; disposed with the reader, at once when this constructor throws.</param>
    /// <param name="layout">Its layout.</param>
    /// <param name="path">The file, for messages.</param>
    /// <param name="file">What the image is loaded from, or null; disposed as the image is.</param>
    /// <param name="repeat">Reads all rows anew, to learn what is wrong with one; null where that would take too long.</param>
    /// <param name="explain">Tells what is wrong without libvips, at once; null where only libvips knows.</param>
    public VipsRowReader(
        Image image, RasterLayout layout, string path, VipsFile? file = null, Action? repeat = null, Func<HeatmapException>? explain = null)
        : base(layout)
    {
        _image = image;
        _path = path;
        _file = file;
        _repeat = repeat;
        _explain = explain;
        _stripRows = RowsAtOnce(layout.RowBytes, layout.Height);
        try
        {
            _region = Region.New(image);
        }
        catch (VipsException e)
        {
            image.Dispose();
            file?.Dispose();
            throw VipsMessages.ToReadError(path, e);
        }
    }

    /// <summary>Computes all rows of an image for nothing but an error.</summary>
    /// <param name="image">The image; stays the caller's.</param>
    /// <param name="path">The file, for messages.</param>
    /// <exception cref="VipsException">The error.</exception>
    public static void Skim(Image image, string path)
    {
        using var region = Region.New(image);
        int rowBytes = VipsImages.LayoutOf(image, path).RowBytes;
        int strip = RowsAtOnce(rowBytes, image.Height);
        byte[] rows = new byte[strip * rowBytes];
        for (int y = 0; y < image.Height; y += strip)
        {
            int count = Math.Min(strip, image.Height - y);
            VipsNative.Fetch(region, y, image.Width, count, rows.AsSpan(0, count * rowBytes));
        }
    }

    /// <inheritdoc/>
    public override void Read(Span<byte> destination)
    {
        while (!destination.IsEmpty)
        {
            int rows = Math.Min(_stripRows, destination.Length / Layout.RowBytes);
            if (rows < 1 || _nextRow + rows > Layout.Height)
                throw new InvalidOperationException("Expected whole rows, and no more than are left.");
            using var call = VipsCall.Begin();
            try
            {
                VipsNative.Fetch(_region, _nextRow, Layout.Width, rows, destination[..(rows * Layout.RowBytes)]);
            }
            catch (VipsException e)
            {
                _file?.ThrowIfFailed();
                throw _explain?.Invoke() ?? call.Explain(e, _path, _repeat);
            }

            // A tile that cannot be read does not fail everywhere in libvips.
            _file?.ThrowIfFailed();
            _nextRow += rows;
            destination = destination[(rows * Layout.RowBytes)..];
        }
    }

    private static int RowsAtOnce(int rowBytes, int height) => Math.Clamp(StripBytes / rowBytes, 1, Math.Min(height, MaxStripRows));

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _region.Dispose();
            _image.Dispose();
            _file?.Dispose();
        }

        base.Dispose(disposing);
    }
}
