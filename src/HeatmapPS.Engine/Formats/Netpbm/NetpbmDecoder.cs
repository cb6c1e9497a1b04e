using System.Globalization;
using System.Numerics;
using System.Runtime.InteropServices;
using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Formats.Raw;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Pixels;

namespace HeatmapPS.Engine.Formats.Netpbm;

/// <summary>Reads PBM, PGM, PPM (text and binary), PAM and PFM as a stream of rows.</summary>
/// <remarks>
/// Samples are kept as stored, whatever the maximum value of the file: they are measurements, and a maximum of 4095 only
/// sets the bit depth to 12. Bitmaps (P1, P4, and PAM's BLACKANDWHITE) give 0 for black and 255 for white. The values of a
/// PFM are kept too: of its scale only the sign counts, which tells the byte order. Binary images that follow one another
/// in one file are its pages; in a text file the first one is read.
/// </remarks>
internal sealed class NetpbmDecoder : IImageDecoder
{
    /// <summary>Bounds the walk through a file of nothing but tiny images.</summary>
    private const int MaxPages = 1_000_000;

    /// <inheritdoc/>
    public string Name => "HeatmapPS";

    /// <inheritdoc/>
    public ImageHeader ReadHeader(string path, ImageFormat format, int page, DecodeOptions options)
    {
        using FileStream file = ImageFiles.OpenRead(path, bufferSize: 0);
        (NetpbmHeader? header, int pageCount) = Find(file, page, path);
        return new ImageHeader(header.Layout, header.Metadata, page, pageCount, Name);
    }

    /// <inheritdoc/>
    public RowReader OpenRows(string path, ImageFormat format, ImageHeader header, DecodeOptions options)
    {
        FileStream file = ImageFiles.OpenRead(path, bufferSize: 0);
        try
        {
            (NetpbmHeader? found, int pageCount) = Find(file, header.Page, path);
            if (found.Layout != header.Layout || pageCount != header.PageCount)
            {
                throw ImageErrors.SourceChanged(path);
            }

            return found.HasKnownEnd ? new NetpbmBinaryRowReader(file, found, path) : new NetpbmTextRowReader(file, found, path);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Walks the images of the file, which costs one short read for each.</summary>
    private static (NetpbmHeader Header, int PageCount) Find(FileStream file, int page, string path)
    {
        NetpbmHeader? header = NetpbmHeaderReader.Read(file, path);
        NetpbmHeader? found = page == 1 ? header : null;
        int count = 1;
        while (header is { HasKnownEnd: true } && header.DataOffset + header.StoredBytes < file.Length)
        {
            file.Position = header.DataOffset + header.StoredBytes;
            header = TryReadNext(file, path);
            if (header is not null)
            {
                count++;
                if (count > MaxPages)
                {
                    throw ImageErrors.FormatNotSupported(path,
                        string.Create(CultureInfo.InvariantCulture, $"it has more than {MaxPages:N0} images"));
                }

                found = page == count ? header : found;
            }
        }

        if (found is null)
        {
            throw ImageErrors.PageNotFound(path, page, count);
        }

        long available = file.Length - found.DataOffset;
        if (found.StoredBytes > available)
        {
            throw ImageErrors.Corrupt(path, string.Create(CultureInfo.InvariantCulture, $"its {found.Layout.Width} × {found.Layout.Height} pixels need at least {found.StoredBytes:N0} bytes, but it has {Math.Max(available, 0):N0}"));
        }

        return (found, count);
    }

    /// <summary>The header of the image that follows, or null when what follows is none (some programs pad files).</summary>
    private static NetpbmHeader? TryReadNext(FileStream file, string path)
    {
        try
        {
            return NetpbmHeaderReader.Read(file, path) is { HasKnownEnd: true } header ? header : null;
        }
        catch (HeatmapException e) when (e.Kind == ErrorKind.InvalidData)
        {
            return null;
        }
    }
}

/// <summary>Streams the rows of a binary Netpbm image; a PFM is read from its end, where its first row is.</summary>
internal sealed class NetpbmBinaryRowReader : RowReader
{
    private readonly FileStream _file;
    private readonly NetpbmHeader _header;
    private readonly string _path;
    private int _row;

    /// <summary>Opens the rows.</summary>
    /// <param name="file">The file; disposed with the reader.</param>
    /// <param name="header">The image's header.</param>
    /// <param name="path">For errors.</param>
    public NetpbmBinaryRowReader(FileStream file, NetpbmHeader header, string path)
        : base(header.Layout)
    {
        _file = file;
        _header = header;
        _path = path;
        file.Position = header.DataOffset;
    }

    /// <inheritdoc/>
    public override void Read(Span<byte> destination)
    {
        int rows = destination.Length / Layout.RowBytes;
        switch (_header.Coding)
        {
            case NetpbmCoding.PackedBits:
                ReadPackedBits(destination, rows);
                break;
            case NetpbmCoding.ByteBits:
                SourceFile.ReadExactly(_file, destination, _path);
                CheckMaximum<byte>(destination, 1);
                foreach (ref byte sample in destination)
                {
                    sample = sample == 0 ? (byte)0 : byte.MaxValue;
                }

                break;
            case NetpbmCoding.Floats:
                _file.Position = _header.DataOffset + ((long)(Layout.Height - _row - rows) * Layout.RowBytes);
                SourceFile.ReadExactly(_file, destination, _path);
                RowOrder.Reverse(destination, Layout.RowBytes);
                break;
            default:
                SourceFile.ReadExactly(_file, destination, _path);
                break;
        }

        if (_header.SwapBytes)
        {
            ByteOrder.Reverse(destination, Layout.SampleType.Size);
        }

        if (_header.Coding == NetpbmCoding.Integers)
        {
            if (Layout.SampleType == SampleType.UInt8)
            {
                CheckMaximum<byte>(destination, (byte)_header.MaxValue);
            }
            else
            {
                CheckMaximum(MemoryMarshal.Cast<byte, ushort>(destination), (ushort)_header.MaxValue);
            }
        }

        _row += rows;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        _file.Dispose();
        base.Dispose(disposing);
    }

    private void CheckMaximum<T>(ReadOnlySpan<T> samples, T maximum)
        where T : struct, IComparable<T>, IMinMaxValue<T>
    {
        if (maximum.CompareTo(T.MaxValue) < 0 && samples.ContainsAnyExceptInRange(T.MinValue, maximum))
        {
            throw CodecErrors.AboveMaximum(_path, _header.MaxValue);
        }
    }

    /// <summary>Reads all packed rows into the end of the buffer and spreads them from its start: row r's bits are spread
    /// into bytes that end at (r + 1)·w, never past the rows still packed. The row in work is copied out first.</summary>
    private void ReadPackedBits(Span<byte> destination, int rows)
    {
        int packedBytes = (int)_header.StoredRowBytes;
        Span<byte> packed = destination[^(rows * packedBytes)..];
        SourceFile.ReadExactly(_file, packed, _path);
        Span<byte> line = packedBytes <= 4096 ? stackalloc byte[packedBytes] : new byte[packedBytes];
        for (int row = 0; row < rows; row++)
        {
            packed.Slice(row * packedBytes, packedBytes).CopyTo(line);
            Span<byte> pixels = destination.Slice(row * Layout.Width, Layout.Width);
            for (int x = 0; x < pixels.Length; x++)
            {
                // 1 is black: the bit minus one is 0 or all ones.
                pixels[x] = (byte)(((line[x >> 3] >> (7 - (x & 7))) & 1) - 1);
            }
        }
    }
}

/// <summary>Streams the rows of a Netpbm image written as text (P1, P2, P3). Comments may stand between numbers.</summary>
internal sealed class NetpbmTextRowReader : RowReader
{
    private const int BufferSize = 1 << 16;

    private readonly FileStream _file;
    private readonly NetpbmHeader _header;
    private readonly string _path;
    private readonly ByteScanner _scanner;

    /// <summary>Opens the rows.</summary>
    /// <param name="file">The file; disposed with the reader.</param>
    /// <param name="header">The image's header.</param>
    /// <param name="path">For errors.</param>
    public NetpbmTextRowReader(FileStream file, NetpbmHeader header, string path)
        : base(header.Layout)
    {
        _file = file;
        _header = header;
        _path = path;
        file.Position = header.DataOffset;
        _scanner = new ByteScanner(file, path, BufferSize);
    }

    /// <inheritdoc/>
    public override void Read(Span<byte> destination)
    {
        if (_header.Coding == NetpbmCoding.TextBits)
        {
            foreach (ref byte sample in destination)
            {
                sample = FirstOfSample() switch
                {
                    '0' => byte.MaxValue,
                    '1' => 0,
                    _ => throw NotANumber(),
                };
            }
        }
        else if (Layout.SampleType == SampleType.UInt8)
        {
            foreach (ref byte sample in destination)
            {
                sample = (byte)Number();
            }
        }
        else
        {
            foreach (ref ushort sample in MemoryMarshal.Cast<byte, ushort>(destination))
            {
                sample = (ushort)Number();
            }
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        _file.Dispose();
        base.Dispose(disposing);
    }

    private int Number()
    {
        int digit = FirstOfSample() - '0';
        if ((uint)digit > 9)
        {
            throw NotANumber();
        }

        int value = digit;
        while (true)
        {
            digit = _scanner.Peek() - '0';
            if ((uint)digit > 9)
            {
                return value;
            }

            value = (value * 10) + digit;
            if (value > _header.MaxValue)
            {
                throw CodecErrors.AboveMaximum(_path, _header.MaxValue);
            }

            _scanner.Next();
        }
    }

    private int FirstOfSample()
    {
        while (true)
        {
            int next = _scanner.Next();
            switch (next)
            {
                case ' ' or '\t' or '\n' or '\r' or '\v' or '\f':
                    continue;
                case '#':
                    while (_scanner.Next() is not ('\n' or '\r' or < 0))
                    {
                    }

                    continue;
                case < 0:
                    throw ImageErrors.Corrupt(_path, "it ends before its last sample");
                default:
                    return next;
            }
        }
    }

    private HeatmapException NotANumber() => ImageErrors.Corrupt(_path, "one of its samples is not a number");
}
