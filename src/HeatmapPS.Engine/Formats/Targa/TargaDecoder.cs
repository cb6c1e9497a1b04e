using System.Globalization;
using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Formats.Raw;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Pixels;

namespace HeatmapPS.Engine.Formats.Targa;

/// <summary>Reads Truevision Targa files as a stream of rows: grey, grey and alpha, palettes, 15 to 32 bits, raw and run-length
/// coded.</summary>
internal sealed class TargaDecoder : SinglePageDecoder<TargaHeader>
{
    /// <summary>Pixels of the longest run, which takes two bytes at least.</summary>
    private const int MaxPixelsAPacket = 128;

    /// <inheritdoc/>
    protected override TargaHeader Parse(FileStream file, string path)
    {
        var header = TargaHeader.Read(file, path);
        long needed = header.IsRunLengthCoded
            ? (header.Layout.PixelCount + MaxPixelsAPacket - 1) / MaxPixelsAPacket * (1 + header.StoredSize)
            : header.Layout.PixelCount * header.StoredSize;
        return needed <= file.Length - header.DataOffset
            ? header
            : throw ImageErrors.Corrupt(path, string.Create(CultureInfo.InvariantCulture, $"its {header.Layout.Width} × {header.Layout.Height} pixels need {needed:N0} bytes, but it has {Math.Max(0, file.Length - header.DataOffset):N0}"));
    }

    /// <inheritdoc/>
    protected override RowReader Open(FileStream file, TargaHeader header, string path) => new Rows(file, header, path);

    private sealed class Rows(FileStream file, TargaHeader header, string path) : RowReader(header.Layout)
    {
        private readonly byte[] _stored = new byte[header.Layout.Width * header.StoredSize];
        private readonly TargaPackets? _packets = header.IsRunLengthCoded ? new(file, header, path) : null;
        private int _row;

        public override void Read(Span<byte> destination)
        {
            for (; !destination.IsEmpty; destination = destination[Layout.RowBytes..])
            {
                int stored = header.TopDown ? _row : Layout.Height - 1 - _row;
                _row++;
                if (_packets is not null)
                {
                    _packets.ReadRow(stored, _stored);
                }
                else
                {
                    file.Position = header.DataOffset + ((long)stored * _stored.Length);
                    SourceFile.ReadExactly(file, _stored, path);
                }

                header.Decode(_stored, destination[..Layout.RowBytes], path);
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

/// <summary>Where each stored row of a run-length coded Targa file begins: rows can then be read in any order.</summary>
/// <remarks>Packets may run on into the next row, against the specification; many programs write them so.</remarks>
internal sealed class TargaPackets
{
    private const int RunBit = 0x80;

    private readonly Stream _data;
    private readonly TargaHeader _header;
    private readonly string _path;
    private readonly (long Position, int Done)[] _starts;

    /// <summary>Walks all packets once.</summary>
    /// <exception cref="HeatmapException">ImageCorrupt: they end before the last pixel, or after it.</exception>
    public TargaPackets(Stream stream, TargaHeader header, string path)
    {
        _data = stream;
        _header = header;
        _path = path;
        _starts = new (long, int)[header.Layout.Height];
        _data.Position = header.DataOffset;
        (int width, long length) = (header.Layout.Width, stream.Length);
        long at = header.DataOffset, pixels = 0, total = header.Layout.PixelCount;
        for (int row = 0; pixels < total;)
        {
            (bool run, int count) = ReadPacketHead();
            for (; row < _starts.Length && (long)row * width < pixels + count; row++)
                _starts[row] = (at, (int)(((long)row * width) - pixels));
            int bytes = (run ? 1 : count) * header.StoredSize;
            at += 1 + bytes;
            if (at > length)
                throw Cut();
            _data.Position = at;
            pixels += count;
        }

        if (pixels > total)
            throw ImageErrors.Corrupt(path, "a packet of pixels extends past the end of the picture");
    }

    /// <summary>Reads the pixels of one stored row.</summary>
    public void ReadRow(int row, Span<byte> stored)
    {
        (long position, int done) = _starts[row];
        int size = _header.StoredSize;
        _data.Position = position;
        Span<byte> pixel = stackalloc byte[4];
        pixel = pixel[..size];
        while (!stored.IsEmpty)
        {
            (bool run, int count) = ReadPacketHead();
            if (!run)
                _data.Position += (long)done * size;
            Span<byte> part = stored[..Math.Min(stored.Length, (count - done) * size)];
            if (run)
            {
                ReadExactly(pixel);
                for (int at = 0; at < part.Length; at += size)
                    pixel.CopyTo(part[at..]);
            }
            else
            {
                ReadExactly(part);
            }

            stored = stored[part.Length..];
            done = 0;
        }
    }

    private (bool Run, int Count) ReadPacketHead()
    {
        int head = _data.ReadByte();
        return head >= 0 ? ((head & RunBit) != 0, (head & ~RunBit) + 1) : throw Cut();
    }

    private void ReadExactly(Span<byte> destination)
    {
        if (_data.ReadAtLeast(destination, destination.Length, throwOnEndOfStream: false) < destination.Length)
            throw Cut();
    }

    private HeatmapException Cut() => ImageErrors.Corrupt(_path, "it ends before its last pixel");
}
