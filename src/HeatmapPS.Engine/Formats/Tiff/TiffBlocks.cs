using System.Collections.Immutable;
using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Formats.Raw;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Pixels;
using Microsoft.Win32.SafeHandles;

namespace HeatmapPS.Engine.Formats.Tiff;

/// <summary>The strips or tiles of a page. None, PackBits, LZW and Deflate are decoded here.</summary>
internal sealed class TiffBlocks : IDisposable
{
    private const int None = 1, Lzw = 5, PackBits = 32773;

    private readonly string _path;
    private readonly TiffDirectory _directory;
    private readonly FileStream _file;
    private readonly TiffBlockPlaces _places;
    private readonly TiffPredictor _predictor;

    /// <param name="path">The file.</param>
    /// <param name="directory">The page.</param>
    /// <exception cref="HeatmapException">ImageCorrupt and what opening a file throws.</exception>
    public TiffBlocks(string path, TiffDirectory directory)
    {
        _path = path;
        _directory = directory;
        _places = TiffDirectoryReader.ReadBlockPlaces(path, directory);
        bool swaps = directory.IsBigEndian == BitConverter.IsLittleEndian;
        int predictor = directory.Compression is None or PackBits ? 1 : directory.Predictor;
        _predictor = new TiffPredictor(predictor, directory.Bits, directory.PlaneSamples, swaps);
        _file = ImageFiles.OpenRead(path, bufferSize: 0);
    }

    /// <summary>Whether this class decodes a compression.</summary>
    public static bool Decodes(int compression) => compression is None or Lzw or PackBits or 8 or 32946;

    /// <summary>Opens a block for reading its rows in order.</summary>
    /// <param name="index">Number of the strip or tile, from 0; planes follow one another.</param>
    /// <param name="rows">Rows that will be read.</param>
    /// <param name="rowBytes">Bytes of a row of the block.</param>
    /// <returns>Null for a block that was left out, whose samples all mean "no data".</returns>
    /// <exception cref="HeatmapException">ImageCorrupt.</exception>
    public TiffBlockReader? Open(int index, int rows, int rowBytes)
    {
        if (Find(index) is not (var position, var length))
            return null;
        long needed = (long)rows * rowBytes;
        if (_directory.Compression == None)
        {
            // Of strips the lengths are often wrong, and no reader minds.
            if (needed > (_directory.IsTiled ? length : long.MaxValue) || needed > _file.Length - position)
                throw EndsInside(index);
            length = needed;
        }
        else if (length > _file.Length - position)
        {
            throw EndsInside(index);
        }

        Stream bytes = Decode(new TiffStoredBytes(_file.SafeFileHandle, position, length, _directory.IsFillReversed));
        long beyond = Math.Max(0, ((long)_directory.BlockRows * rowBytes) - needed) + rowBytes;
        return new TiffBlockReader(bytes, needed, rowBytes, _predictor, _path)
        {
            CheckEnd = bytes is InflateStream inflate ? () => CheckEnd(inflate, beyond, index) : null,
        };
    }

    /// <summary>Reads the bytes of a block as they are stored.</summary>
    /// <param name="index">Number of the strip or tile, from 0; planes follow one another.</param>
    /// <returns>Null for a block that was left out.</returns>
    /// <exception cref="HeatmapException">ImageCorrupt.</exception>
    public byte[]? ReadStored(int index)
    {
        if (Find(index) is not (var position, var length))
            return null;
        if (length > _file.Length - position || length > Array.MaxLength)
            throw EndsInside(index);
        byte[] stored = new byte[length];
        using var bytes = new TiffStoredBytes(_file.SafeFileHandle, position, length, reversed: false);
        SourceFile.ReadExactly(bytes, stored, _path);
        return IsCutJpeg(stored) ? throw EndsInside(index) : stored;
    }

    /// <summary>Looks at the end of each JPEG: decoders fill what is missing with grey.</summary>
    /// <exception cref="HeatmapException">ImageCorrupt.</exception>
    public void CheckEnds()
    {
        const int TailBytes = 64;
        for (int i = 0; i < _directory.BlockCount; i++)
        {
            if (Find(i) is not (var position, var length))
                continue;
            if (length > _file.Length - position)
                throw EndsInside(i);
            byte[] tail = new byte[Math.Min(length, TailBytes)];
            using var bytes = new TiffStoredBytes(_file.SafeFileHandle, position + length - tail.Length, tail.Length, reversed: false);
            SourceFile.ReadExactly(bytes, tail, _path);
            if (IsCutJpeg(tail))
                throw EndsInside(i);
        }
    }

    public void Dispose() => _file.Dispose();

    private (long Position, long Length)? Find(int index)
    {
        (long position, long length) = _places[index];
        if (position == 0 && length == 0 && TiffNoData.Of(_directory) is not null)
            return null;
        if (position == 0 || length == 0)
            throw ImageErrors.Corrupt(_path, $"its {Kind} {index + 1:N0} is outside the file");
        return position < _file.Length ? (position, length) : throw EndsInside(index);
    }

    private string Kind => _directory.IsTiled ? "tile" : "strip";

    private HeatmapException EndsInside(int index) => ImageErrors.Corrupt(_path, $"it ends inside its {Kind} {index + 1:N0}");

    private bool IsCutJpeg(ReadOnlySpan<byte> bytes) =>
        _directory.Compression == 7 && !bytes.TrimEnd((byte)0).EndsWith((ReadOnlySpan<byte>)[0xFF, 0xD9]);

    private Stream Decode(TiffStoredBytes stored) => _directory.Compression switch
    {
        None => stored,
        Lzw => new TiffLzwStream(stored),
        PackBits => new TiffPackBitsStream(stored),
        _ => new InflateStream(stored),
    };

    /// <summary>Reads a Deflate block to its end, where its checksum is. Some writers fill up the last strip, and some add a bit more.
    /// </summary>
    private void CheckEnd(InflateStream inflate, long most, int index)
    {
        Span<byte> beyond = stackalloc byte[1024];
        while (most > 0 && SourceFile.ReadSome(inflate, beyond, _path) is > 0 and var read)
            most -= read;
        if (most < 0)
            throw ImageErrors.Corrupt(_path, $"its {Kind} {index + 1:N0} has more data than its rows take");

        if (!inflate.IsComplete)
            throw ImageErrors.Corrupt(_path, $"the data of its {Kind} {index + 1:N0} has no end");
    }
}

/// <summary>Reads one strip or tile, row by row.</summary>
/// <param name="bytes">Its bytes without compression; disposed with this reader.</param>
/// <param name="length">Bytes that rows will be read of.</param>
/// <param name="rowBytes">Bytes of a row.</param>
/// <param name="predictor">Undoes the predictor of a row.</param>
/// <param name="path">The file, for messages.</param>
internal sealed class TiffBlockReader(Stream bytes, long length, int rowBytes, TiffPredictor predictor, string path) : IDisposable
{
    private long _done;

    /// <summary>Checks what follows the last row.</summary>
    public Action? CheckEnd { get; init; }

    /// <summary>Reads the next rows.</summary>
    /// <param name="rows">Room for a whole number of rows.</param>
    public void Read(Span<byte> rows)
    {
        SourceFile.ReadExactly(bytes, rows, path);
        _done += rows.Length;
        for (; !rows.IsEmpty; rows = rows[rowBytes..])
            predictor.Restore(rows[..rowBytes]);
        if (_done == length)
            CheckEnd?.Invoke();
    }

    public void Dispose() => bytes.Dispose();
}

/// <summary>Decodes PackBits (TIFF 6.0, section 9).</summary>
/// <param name="stored">The bytes of one strip or tile.</param>
internal sealed class TiffPackBitsStream(Stream stored) : TiffDecodingStream(stored)
{
    private const int NothingMark = 128;

    private int _literals;
    private int _repeats;
    private byte _value;

    public override int Read(Span<byte> buffer)
    {
        int written = 0;
        while (written < buffer.Length)
        {
            if (_repeats > 0)
            {
                int count = Math.Min(_repeats, buffer.Length - written);
                buffer.Slice(written, count).Fill(_value);
                _repeats -= count;
                written += count;
            }
            else if (_literals > 0)
            {
                int value = NextByte();
                if (value < 0)
                    break;
                buffer[written++] = (byte)value;
                _literals--;
            }
            else if (!StartRun())
            {
                break;
            }
        }

        return written;
    }

    private bool StartRun()
    {
        int mark = NextByte();
        if (mark < 0)
            return false;
        if (mark < NothingMark)
        {
            _literals = mark + 1;
        }
        else if (mark > NothingMark)
        {
            int value = NextByte();
            if (value < 0)
                return false;
            _value = (byte)value;
            _repeats = 257 - mark;
        }

        return true;
    }
}

/// <summary>The bytes of one strip or tile as they lie in the file. Many may be read at once through one handle.</summary>
/// <param name="file">The file; stays open.</param>
/// <param name="position">Where the first byte lies.</param>
/// <param name="length">How many there are; fewer where the file ends before.</param>
/// <param name="reversed">Whether the bits of each byte stand the other way round (FillOrder 2).</param>
internal sealed class TiffStoredBytes(SafeFileHandle file, long position, long length, bool reversed) : ReadOnlyStream
{
    private static readonly byte[] s_reversed = [.. Enumerable.Range(0, 256).Select(ReverseBits)];

    private long _done;

    public override long Length => length;

    public override int Read(Span<byte> buffer)
    {
        Span<byte> wanted = buffer[..(int)Math.Min(buffer.Length, length - _done)];
        if (wanted.IsEmpty)
            return 0;
        int read = RandomAccess.Read(file, wanted, position + _done);
        _done += read;
        if (reversed)
        {
            foreach (ref byte value in wanted[..read])
                value = s_reversed[value];
        }

        return read;
    }

    private static byte ReverseBits(int value)
    {
        int result = 0;
        for (int bit = 0; bit < 8; bit++)
            result |= ((value >> bit) & 1) << (7 - bit);
        return (byte)result;
    }
}

/// <summary>Where the strips or tiles of a page lie.</summary>
/// <param name="Positions">The first byte of each.</param>
/// <param name="Lengths">Stored bytes of each; empty where the file does not say, or says nothing of use.</param>
/// <param name="FileLength">Bytes of the file, to whose end such a strip may reach.</param>
internal sealed record TiffBlockPlaces(ImmutableArray<long> Positions, ImmutableArray<long> Lengths, long FileLength)
{
    /// <summary>First byte and stored bytes of one.</summary>
    public (long Position, long Length) this[int index] =>
        (Positions[index], Lengths.IsEmpty ? Math.Max(FileLength - Positions[index], 0) : Lengths[index]);
}
