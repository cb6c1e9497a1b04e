using System.Numerics;
using System.Runtime.InteropServices;
using HeatmapPS.Engine.Formats.Raw;
using HeatmapPS.Engine.Pixels;

namespace HeatmapPS.Engine.Formats.Netpbm;

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
        var rows = destination.Length / Layout.RowBytes;
        switch (_header.Coding)
        {
            case NetpbmCoding.PackedBits:
                ReadPackedBits(destination, rows);
                break;
            case NetpbmCoding.ByteBits:
                SourceFile.ReadExactly(_file, destination, _path);
                CheckMaximum<byte>(destination, 1);
                foreach (ref var sample in destination)
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
        var packedBytes = (int)_header.StoredRowBytes;
        var packed = destination[^(rows * packedBytes)..];
        SourceFile.ReadExactly(_file, packed, _path);
        var line = packedBytes <= 4096 ? stackalloc byte[packedBytes] : new byte[packedBytes];
        for (var row = 0; row < rows; row++)
        {
            packed.Slice(row * packedBytes, packedBytes).CopyTo(line);
            var pixels = destination.Slice(row * Layout.Width, Layout.Width);
            for (var x = 0; x < pixels.Length; x++)
            {
                // 1 is black: the bit minus one is 0 or all ones.
                pixels[x] = (byte)(((line[x >> 3] >> (7 - (x & 7))) & 1) - 1);
            }
        }
    }
}
