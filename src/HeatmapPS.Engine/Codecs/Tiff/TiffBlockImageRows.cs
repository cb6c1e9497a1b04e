using HeatmapPS.Engine.Codecs.Vips;
using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Imaging;
using NetVips;

namespace HeatmapPS.Engine.Codecs.Tiff;

/// <summary>Rows of a page whose strips or tiles libvips decodes, each as an image of its own. Holds a row of tiles, or a strip.</summary>
internal sealed class TiffBlockImageRows : RowReader
{
    private readonly string _path;
    private readonly TiffDirectory _directory;
    private readonly TiffBlocks _blocks;
    private readonly TiffBlockFile _file;
    private readonly byte[] _buffer;
    private readonly byte[] _missing;
    private readonly int _planes;
    private int _row;

    /// <summary>Opens the page.</summary>
    /// <param name="path">The file.</param>
    /// <param name="directory">The page.</param>
    /// <param name="layout">Its layout after conversion to RGB, before any turn.</param>
    /// <exception cref="HeatmapException">ImageCorrupt, ImageTooLarge.</exception>
    public TiffBlockImageRows(string path, TiffDirectory directory, RasterLayout layout)
        : base(layout)
    {
        VipsRuntime.EnsureInitialized();
        _path = path;
        _directory = directory;
        _planes = directory.IsPlanar ? directory.Samples : 1;
        _file = new TiffBlockFile(path, directory);
        _missing = new byte[layout.SampleType.Size];
        Samples.FromDoubles([TiffNoData.Of(directory) ?? 0], layout.SampleType, _missing);
        _buffer = new byte[TiffBlockRows.BlockRowBuffer(directory, layout)];
        _blocks = new TiffBlocks(path, directory);
    }

    /// <inheritdoc/>
    public override void Read(Span<byte> destination)
    {
        for (; !destination.IsEmpty; destination = destination[Layout.RowBytes..], _row++)
        {
            if (_row >= Layout.Height)
                throw new InvalidOperationException("Every row was read already.");
            var inBlock = _row % _directory.BlockRows;
            if (inBlock == 0)
                TiffBlockRows.ForEachBlock(_directory, Layout, _planes, DecodeBlock);
            _buffer.AsSpan(inBlock * Layout.RowBytes, Layout.RowBytes).CopyTo(destination);
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _blocks.Dispose();
        base.Dispose(disposing);
    }

    private void DecodeBlock(int plane, int column)
    {
        var rows = Math.Min(_directory.BlockRows, Layout.Height - _row);
        var left = column * _directory.BlockColumns;
        var columns = Math.Min(_directory.BlockColumns, Layout.Width - left);
        var index = (((plane * _directory.BlocksDown) + (_row / _directory.BlockRows)) * _directory.BlocksAcross) + column;
        var stored = _blocks.ReadStored(index);
        var bands = _planes == 1 ? Layout.Bands : 1;
        if (stored is null)
        {
            for (var y = 0; y < rows; y++)
                Scatter([], _buffer.AsSpan(y * Layout.RowBytes, Layout.RowBytes), (left * Layout.Bands) + plane, columns * bands);
            return;
        }

        var height = _directory.IsTiled ? _directory.TileHeight : rows;
        using var decoded = Open(_file.Make(stored, _directory.BlockColumns, height));
        if (decoded.Layout.Bands != bands || decoded.Layout.SampleType != Layout.SampleType || decoded.Layout.Width != _directory.BlockColumns)
            throw ImageErrors.Corrupt(_path, $"its block {index + 1:N0} is of another kind than the page");
        var row = new byte[decoded.Layout.RowBytes];
        for (var y = 0; y < height; y++)
        {
            decoded.Read(row);
            if (y < rows)
                Scatter(row, _buffer.AsSpan(y * Layout.RowBytes, Layout.RowBytes), (left * Layout.Bands) + plane, columns * bands);
        }
    }

    /// <summary>Puts the samples of a block's row to their places in the page's row; the one for "no data" where there is none.</summary>
    private void Scatter(ReadOnlySpan<byte> source, Span<byte> row, int first, int count)
    {
        var size = _missing.Length;
        if (_planes == 1 && !source.IsEmpty)
        {
            source[..(count * size)].CopyTo(row[(first * size)..]);
            return;
        }

        for (var i = 0; i < count; i++)
            (source.IsEmpty ? _missing : source.Slice(i * size, size)).CopyTo(row[((first + (i * _planes)) * size)..]);
    }

    private VipsRowReader Open(byte[] file)
    {
        using var call = VipsCall.Begin();
        Image? image = null;
        try
        {
            image = Load(file);
            return new VipsRowReader(image, VipsImages.LayoutOf(image, _path), _path, repeat: () => Skim(file));
        }
        catch (VipsException e)
        {
            image?.Dispose();
            throw call.Explain(e, _path, () => Skim(file));
        }
    }

    /// <summary>Decodes a block for nothing but its error.</summary>
    private void Skim(byte[] file)
    {
        using Image image = Load(file);
        VipsRowReader.Skim(image, _path);
    }

    private static Image Load(byte[] file)
    {
        Image stored = Image.TiffloadBuffer(file, access: Enums.Access.Sequential, failOn: Enums.FailOn.Error);
        try
        {
            return VipsImages.ToRgb(stored);
        }
        catch
        {
            stored.Dispose();
            throw;
        }
    }
}
