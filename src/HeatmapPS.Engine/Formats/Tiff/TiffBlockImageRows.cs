using System.Buffers;
using System.Buffers.Binary;
using System.Collections.Immutable;
using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Formats.Vips;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Pixels;
using NetVips;

namespace HeatmapPS.Engine.Formats.Tiff;

/// <summary>Rows of a part of a page whose strips or tiles libvips decodes, several of a row of tiles as one image. Holds those of a row
/// that the part touches, or a strip.</summary>
internal sealed class TiffBlockImageRows : RowReader
{
    // Blocks side by side are given to libvips as one image, since it takes longer to open a tile than to decode it.
    private const int MaxBlocksAtOnce = 64, EnoughStoredBytes = 8 << 20;

    private readonly string _path;
    private readonly TiffDirectory _directory;
    private readonly TiffBlocks _blocks;
    private readonly TiffBlockFile _file;
    private readonly byte[] _buffer;
    private readonly byte[] _missing;
    private readonly int _planes;
    private readonly int _atOnce;
    private readonly RasterLayout _page;
    private readonly RasterLayout _decoded;
    private readonly TiffBlockColumns _columns;
    private readonly int _start;
    private readonly int _end;
    private int _row;
    private int _blocksOfRow = -1;

    /// <summary>Opens the page.</summary>
    /// <param name="path">The file.</param>
    /// <param name="directory">The page.</param>
    /// <param name="layout">Its layout after conversion to RGB, before any turn.</param>
    /// <param name="part">The part that is read.</param>
    /// <exception cref="HeatmapException">ImageCorrupt, ImageTooLarge.</exception>
    public TiffBlockImageRows(string path, TiffDirectory directory, RasterLayout layout, PixelRectangle part)
        : base(layout with { Width = part.Width, Height = part.Height })
    {
        _page = layout;
        _columns = TiffBlockColumns.Of(directory, part);
        _decoded = layout with { Width = _columns.Width };
        _start = (part.X - _columns.Left) * layout.Bands * layout.SampleType.Size;
        _row = part.Y;
        _end = part.Y + part.Height;
        VipsRuntime.EnsureInitialized();
        _path = path;
        _directory = directory;
        _planes = directory.IsPlanar ? directory.Samples : 1;
        _file = new TiffBlockFile(path, directory);
        _missing = new byte[layout.SampleType.Size];
        Samples.FromDoubles([TiffNoData.Of(directory) ?? 0], layout.SampleType, _missing);
        _atOnce = Math.Min(MaxBlocksAtOnce, ((_columns.Count - 1) / Environment.ProcessorCount) + 1);
        _buffer = new byte[TiffBlockRows.BlockRowBuffer(directory, _decoded)];
        _blocks = new TiffBlocks(path, directory);
    }

    /// <inheritdoc/>
    public override void Read(Span<byte> destination)
    {
        for (; !destination.IsEmpty; destination = destination[Layout.RowBytes..], _row++)
        {
            if (_row >= _end)
                throw new InvalidOperationException("Every row was read already.");
            int inBlock = _row % _directory.BlockRows;
            if (_blocksOfRow != _row - inBlock)
            {
                _blocksOfRow = _row - inBlock;
                TiffBlockRows.ForEachBlock(_columns.Count, Layout, _planes, DecodeBlocks, _atOnce);
            }

            _buffer.AsSpan((inBlock * _decoded.RowBytes) + _start, Layout.RowBytes).CopyTo(destination);
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
        int end = Math.Min(first + _atOnce, _columns.Count);
        var columns = new List<int>();
        var stored = new List<byte[]>();
        long bytes = 0L;
        for (int column = first; column < end; column++)
        {
            int index = (((plane * _directory.BlocksDown) + (_row / _directory.BlockRows)) * _directory.BlocksAcross) + _columns.First
                + column;
            if (_blocks.ReadStored(index) is { } block)
            {
                columns.Add(column);
                stored.Add(block);
                bytes += block.Length;
            }
            else
            {
                for (int y = 0; y < Rows; y++)
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
        int height = _directory.IsTiled ? _directory.TileHeight : Rows;
        using VipsRowReader decoded = Open(_file.Make(stored, _directory.BlockColumns, height));
        (int rowBytes, int all) = (decoded.Layout.RowBytes, decoded.Layout.Height);
        if (decoded.Layout.Bands != (_planes == 1 ? Layout.Bands : 1) || decoded.Layout.SampleType != Layout.SampleType
            || decoded.Layout.Width != _directory.BlockColumns || all != height * stored.Count)
        {
            throw ImageErrors.Corrupt(_path, $"a {(_directory.IsTiled ? "tile" : "strip")} does not have the layout of the page");
        }

        int atOnce = Math.Clamp(VipsRowReader.StripBytes / rowBytes, 1, all);
        byte[] part = ArrayPool<byte>.Shared.Rent(atOnce * rowBytes);
        try
        {
            for (int top = 0; top < all; top += atOnce)
            {
                int end = Math.Min(top + atOnce, all);
                decoded.Read(part.AsSpan(0, (end - top) * rowBytes));
                for (int y = top; y < end; y++)
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
    private int Rows => Math.Min(_directory.BlockRows, _page.Height - _blocksOfRow);

    /// <summary>Puts a row of a block in its place; nothing for one that was left out.</summary>
    private void Put(ReadOnlySpan<byte> source, int plane, int column, int row)
    {
        int left = column * _directory.BlockColumns;
        int count = Math.Min(_directory.BlockColumns, _columns.Width - left) * (_planes == 1 ? Layout.Bands : 1);
        Scatter(source, _buffer.AsSpan(row * _decoded.RowBytes, _decoded.RowBytes), (left * Layout.Bands) + plane, count);
    }

    /// <summary>Puts the samples of a block's row to their places in the page's row; the one for "no data" where there is none.</summary>
    private void Scatter(ReadOnlySpan<byte> source, Span<byte> row, int first, int count)
    {
        int size = _missing.Length;
        if (_planes == 1 && !source.IsEmpty)
        {
            source[..(count * size)].CopyTo(row[(first * size)..]);
            return;
        }

        for (int i = 0; i < count; i++)
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
        var stored = Image.TiffloadBuffer(file, access: Enums.Access.Sequential, failOn: Enums.FailOn.Warning);
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

/// <summary>Makes a TIFF file in memory of strips or tiles, so that a library decodes them alone and cannot pass over their
/// errors.</summary>
/// <remarks>libvips paints tiles that it cannot decode black and goes on; of strips it tells every error.</remarks>
internal sealed class TiffBlockFile
{
    private const int Short = 3, Long = 4, EntryBytes = 12, HeaderBytes = 8;

    // Fax options, JPEG tables, subsampling and ranges of YCbCr.
    private static readonly int[] s_copiedTags = [292, 293, 347, 529, 530, 531, 532];

    private readonly ImmutableArray<TiffRawField> _fields;
    private readonly bool _bigEndian;
    private readonly int _samples;

    /// <param name="path">The file.</param>
    /// <param name="directory">The page.</param>
    public TiffBlockFile(string path, TiffDirectory directory)
    {
        _bigEndian = directory.IsBigEndian;
        _samples = directory.PlaneSamples;
        bool isPlane = directory.IsPlanar && directory.Samples > 1;
        TiffPhotometric photometric = directory.Photometric switch
        {
            TiffPhotometric.CieLab or TiffPhotometric.IccLab when directory.Bits == 8 => TiffPhotometric.Rgb,
            TiffPhotometric.ColorFilterArray or TiffPhotometric.LinearRaw => TiffPhotometric.MinIsBlack,
            var other => other,
        };

        // Of planes that lie apart the first alone is the grey, and the others are what they are.
        if (isPlane)
            photometric = TiffPhotometric.MinIsBlack;
        int colors = photometric switch { TiffPhotometric.Separated => 4,
            TiffPhotometric.MinIsBlack or TiffPhotometric.MinIsWhite or TiffPhotometric.Palette => 1, _ => 3 };
        ImmutableArray<TiffRawField>.Builder fields = ImmutableArray.CreateBuilder<TiffRawField>();
        fields.Add(Number(258, Short, [.. Enumerable.Repeat(directory.Bits, _samples)]));
        fields.Add(Number(259, Short, directory.Compression));
        fields.Add(Number(262, Short, (int)photometric));
        fields.Add(Number(266, Short, directory.IsFillReversed ? 2 : 1));
        fields.Add(Number(277, Short, _samples));
        fields.Add(Number(284, Short, 1));
        fields.Add(Number(317, Short, directory.Predictor));
        if (_samples > colors)
            fields.Add(Number(338, Short, new int[_samples - colors]));
        fields.Add(Number(339, Short, [.. Enumerable.Repeat((int)directory.SampleFormat, _samples)]));
        fields.AddRange(TiffDirectoryReader.ReadRawFields(path, directory, s_copiedTags));
        if (directory.Photometric == TiffPhotometric.Separated)
            fields.AddRange(TiffDirectoryReader.ReadRawFields(path, directory, 34675));
        _fields = fields.ToImmutable();
    }

    /// <summary>The file.</summary>
    /// <param name="stored">The bytes of each strip or tile. They become strips, one below the other.</param>
    /// <param name="width">Columns of each.</param>
    /// <param name="height">Rows of each.</param>
    public byte[] Make(IReadOnlyList<byte[]> stored, int width, int height)
    {
        int[] places = new int[stored.Count];
        int end = HeaderBytes;
        for (int i = 0; i < places.Length; i++)
            (places[i], end) = (end, checked(end + stored[i].Length));
        TiffRawField[] fields =
        [
            .. _fields.Append(Number(256, Long, width)).Append(Number(257, Long, checked(height * stored.Count)))
                .Append(Number(273, Long, places))
                .Append(Number(278, Long, height)).Append(Number(279, Long, [.. stored.Select(block => block.Length)]))
                    .OrderBy(field => field.Tag),
        ];
        int directory = end + (end & 1);
        int values = directory + 2 + (fields.Length * EntryBytes) + 4;
        int length = values + fields.Sum(field => field.Value.Length > 4 ? field.Value.Length + (field.Value.Length & 1) : 0);
        byte[] file = new byte[length];
        file[0] = file[1] = (byte)(_bigEndian ? 'M' : 'I');
        Put(file.AsSpan(2), 42, 2);
        Put(file.AsSpan(4), directory, 4);
        for (int i = 0; i < places.Length; i++)
            stored[i].CopyTo(file, places[i]);
        Put(file.AsSpan(directory), fields.Length, 2);
        for (int i = 0; i < fields.Length; i++)
        {
            TiffRawField field = fields[i];
            Span<byte> entry = file.AsSpan(directory + 2 + (i * EntryBytes));
            Put(entry, field.Tag, 2);
            Put(entry[2..], field.Type, 2);
            Put(entry[4..], field.Count, 4);
            if (field.Value.Length <= 4)
            {
                field.Value.CopyTo(entry[8..]);
                continue;
            }

            Put(entry[8..], values, 4);
            field.Value.CopyTo(file.AsSpan(values));
            values += field.Value.Length + (field.Value.Length & 1);
        }

        return file;
    }

    private TiffRawField Number(int tag, int type, params int[] numbers)
    {
        int size = type == Short ? 2 : 4;
        byte[] value = new byte[numbers.Length * size];
        for (int i = 0; i < numbers.Length; i++)
            Put(value.AsSpan(i * size), numbers[i], size);
        return new TiffRawField(tag, type, numbers.Length, value);
    }

    private void Put(Span<byte> target, int value, int size)
    {
        if (size == 2 && _bigEndian)
            BinaryPrimitives.WriteUInt16BigEndian(target, (ushort)value);
        else if (size == 2)
            BinaryPrimitives.WriteUInt16LittleEndian(target, (ushort)value);
        else if (_bigEndian)
            BinaryPrimitives.WriteInt32BigEndian(target, value);
        else
            BinaryPrimitives.WriteInt32LittleEndian(target, value);
    }
}
