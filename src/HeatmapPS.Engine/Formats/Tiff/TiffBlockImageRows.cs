using System.Buffers;
using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Formats.Vips;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Pixels;
using NetVips;

namespace HeatmapPS.Engine.Formats.Tiff;

/// <summary>Rows of a page whose strips or tiles libvips decodes, several of a row of tiles as one image. Holds that row, or a strip.</summary>
internal sealed class TiffBlockImageRows : RowReader
{
    // Blocks side by side are given to libvips as one image, since it takes longer to open a tile than to decode it.
    private const int MostBlocksAtOnce = 64, EnoughStoredBytes = 8 << 20;

    private readonly string _path;
    private readonly TiffDirectory _directory;
    private readonly TiffBlocks _blocks;
    private readonly TiffBlockFile _file;
    private readonly byte[] _buffer;
    private readonly byte[] _missing;
    private readonly int _planes;
    private readonly int _atOnce;
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
        _atOnce = Math.Min(MostBlocksAtOnce, ((directory.BlocksAcross - 1) / Environment.ProcessorCount) + 1);
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
                TiffBlockRows.ForEachBlock(_directory, Layout, _planes, DecodeBlocks, _atOnce);
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

    private void DecodeBlocks(int plane, int first)
    {
        var end = Math.Min(first + _atOnce, _directory.BlocksAcross);
        var columns = new List<int>();
        var stored = new List<byte[]>();
        var bytes = 0L;
        for (var column = first; column < end; column++)
        {
            var index = (((plane * _directory.BlocksDown) + (_row / _directory.BlockRows)) * _directory.BlocksAcross) + column;
            if (_blocks.ReadStored(index) is { } block)
            {
                columns.Add(column);
                stored.Add(block);
                bytes += block.Length;
            }
            else
            {
                for (var y = 0; y < Rows; y++)
                    Put([], plane, column, y);
            }

            if (stored.Count > 0 && (bytes >= EnoughStoredBytes || column == end - 1))
            {
                Decode(plane, columns, stored);
                columns.Clear();
                stored.Clear();
                bytes = 0;
            }
        }
    }

    /// <summary>Decodes blocks of a plane, many rows at once: libvips takes longer to be asked for a row than to decode it.</summary>
    private void Decode(int plane, List<int> columns, List<byte[]> stored)
    {
        var height = _directory.IsTiled ? _directory.TileHeight : Rows;
        using var decoded = Open(_file.Make(stored, _directory.BlockColumns, height));
        var (rowBytes, all) = (decoded.Layout.RowBytes, decoded.Layout.Height);
        if (decoded.Layout.Bands != (_planes == 1 ? Layout.Bands : 1) || decoded.Layout.SampleType != Layout.SampleType
            || decoded.Layout.Width != _directory.BlockColumns || all != height * stored.Count)
            throw ImageErrors.Corrupt(_path, $"a {(_directory.IsTiled ? "tile" : "strip")} is of another kind than the page");
        var atOnce = Math.Clamp(VipsRowReader.StripBytes / rowBytes, 1, all);
        var part = ArrayPool<byte>.Shared.Rent(atOnce * rowBytes);
        try
        {
            for (var top = 0; top < all; top += atOnce)
            {
                var end = Math.Min(top + atOnce, all);
                decoded.Read(part.AsSpan(0, (end - top) * rowBytes));
                for (var y = top; y < end; y++)
                {
                    if (y % height < Rows)
                        Put(part.AsSpan((y - top) * rowBytes, rowBytes), plane, columns[y / height], y % height);
                }
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(part);
        }
    }

    /// <summary>Rows of the present blocks that are the page's.</summary>
    private int Rows => Math.Min(_directory.BlockRows, Layout.Height - _row);

    /// <summary>Puts a row of a block in its place; nothing for one that was left out.</summary>
    private void Put(ReadOnlySpan<byte> source, int plane, int column, int row)
    {
        var left = column * _directory.BlockColumns;
        var count = Math.Min(_directory.BlockColumns, Layout.Width - left) * (_planes == 1 ? Layout.Bands : 1);
        Scatter(source, _buffer.AsSpan(row * Layout.RowBytes, Layout.RowBytes), (left * Layout.Bands) + plane, count);
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
        // Below this libvips passes over strips that libtiff cannot read to their end.
        Image stored = Image.TiffloadBuffer(file, access: Enums.Access.Sequential, failOn: Enums.FailOn.Warning);
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
