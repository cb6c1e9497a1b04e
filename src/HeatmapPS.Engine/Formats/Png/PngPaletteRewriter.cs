using System.Buffers;
using System.Buffers.Binary;
using System.IO.Hashing;
using HeatmapPS.Engine.Color;
using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Pixels;

namespace HeatmapPS.Engine.Formats.Png;

/// <summary>Turns a grey PNG into a palette PNG without touching its image data.</summary>
/// <remarks>
/// A lookup table on the values of 8 or fewer bits is a palette, and grey and palette images store their samples alike. So IHDR's
/// colour type is changed, PLTE and tRNS are inserted, and the compressed rows are copied. Of the ancillary chunks tIME and
/// those marked safe to copy stay (pHYs, tEXt, zTXt, iTXt, eXIf among them); the others speak of the grey values or of their
/// colour space and go. What follows IEND goes too. Structure and every checksum are checked.
/// </remarks>
internal sealed class PngPaletteRewriter : IDisposable
{
    private const int HeaderEnd = 8 + PngChunks.Overhead + 13;

    private readonly PngSource _source;

    private PngPaletteRewriter(PngSource source, PngImageHeader header)
    {
        _source = source;
        Header = header;
    }

    /// <summary>Size, depth and interlacing.</summary>
    public PngImageHeader Header { get; }

    /// <summary>Opens a file if it can be rewritten.</summary>
    /// <returns>Null for what must be decoded instead: another format, colour, 16 bits, an animation, an image that asks to be
    /// turned (eXIf), or one with a transparent value of its own (tRNS: it has alpha, which a caller may keep or drop). A
    /// file that is broken further on is opened; <see cref="Rewrite"/> tells why it is refused.</returns>
    /// <exception cref="HeatmapException">The file is not there, or cannot be read.</exception>
    public static PngPaletteRewriter? TryOpen(string path)
    {
        var source = new PngSource(path);
        PngPaletteRewriter? rewriter = null;
        try
        {
            if (source.Length >= HeaderEnd
                && PngImageHeader.TryParse(source.Read(0, HeaderEnd), out PngImageHeader header)
                && header is { ColorType: PngColorType.Gray, BitDepth: <= 8 }
                && !NeedsDecoding(source))
            {
                rewriter = new PngPaletteRewriter(source, header);
            }

            return rewriter;
        }
        finally
        {
            if (rewriter is null) source.Dispose();
        }
    }

    /// <summary>Writes the palette image.</summary>
    /// <param name="palette">As many colours as the depth has values; entry i is the colour of the stored sample i.</param>
    /// <param name="verify">Whether the image data is inflated and checked before anything is written.</param>
    /// <param name="embedded">What goes into the file besides the picture, or null.</param>
    /// <param name="output">An empty stream.</param>
    /// <param name="cancellationToken">Looked at for every megabyte.</param>
    /// <exception cref="HeatmapException">ImageCorrupt, with the reason.</exception>
    public void Rewrite(Palette palette, bool verify, EmbeddedContent? embedded, Stream output, CancellationToken cancellationToken)
    {
        if (palette.Colors.Length != 1 << Header.BitDepth)
        {
            throw new ArgumentException($"Expected {1 << Header.BitDepth} colours for samples of {Header.BitDepth} bits, but got {palette.Colors.Length}.", nameof(palette));
        }

        CheckChecksum(_source.Read(12, 17), BinaryPrimitives.ReadUInt32BigEndian(_source.Read(29, 4)), PngChunks.ImageHeader);
        if (verify) PngDataVerifier.Verify(_source, FindImageData(), Header, cancellationToken);
        using var buffer = new PooledStream(_source.IsWhole ? (int)_source.Length + 2048 : 2 * PngSource.PieceBytes);
        buffer.Write(PngChunks.Signature);
        PngChunks.WriteHeader(buffer, Header.Width, Header.Height, Header.BitDepth, PngColorType.Palette, Header.IsInterlaced);
        PngChunks.WritePalette(buffer, palette);
        bool areIndices = embedded?.IndexedDescription is not null && Header is { BitDepth: 8, IsInterlaced: false };
        if (embedded is not null) PngEmbedding.WriteDescription(buffer, areIndices ? embedded.IndexedDescription! : embedded.Description);
        CopyChunks(buffer, output, cancellationToken);
        output.Write(buffer.Written);
        if (areIndices)
            PngEmbedding.WriteDigest(output, cancellationToken);
        else if (embedded?.Numbers is { } numbers)
            PngEmbedding.WriteNumbers(output, numbers, ImageCompression.Default, cancellationToken);
        PngChunks.Write(output, "IEND"u8, []);
    }

    public void Dispose() => _source.Dispose();

    private static bool NeedsDecoding(PngSource source)
    {
        long at = HeaderEnd;
        while (at + PngChunks.Overhead <= source.Length)
        {
            (uint length, uint type) = source.ReadChunkHeader(at);
            if (type is PngChunks.AnimationControl or PngChunks.Transparency) return true;
            if (type == PngChunks.Exif && length <= source.Length - at - PngChunks.Overhead)
            {
                ReadOnlySpan<byte> exif = source.Read(at + 8, (int)Math.Min(length, PngSource.PieceBytes));
                if (new ExifData(exif).Orientation != 1) return true;
            }

            if (type == PngChunks.ImageEnd) break;
            at += PngChunks.Overhead + (long)length;
        }

        return false;
    }

    private void CopyChunks(PooledStream buffer, Stream output, CancellationToken cancellationToken)
    {
        var order = new ChunkOrder(_source.Path);
        for (long at = HeaderEnd; ;)
        {
            if (at + PngChunks.Overhead > _source.Length) throw ImageErrors.Corrupt(_source.Path, "it has no end chunk (IEND)");
            (uint length, uint type) = _source.ReadChunkHeader(at);
            order.Check(type, length);
            if (length > _source.Length - at - PngChunks.Overhead)
                throw ImageErrors.Corrupt(_source.Path, $"it ends inside chunk {PngChunks.NameOf(type)}");
            bool isKept = IsKept(type) && !PngEmbedding.IsDescription(_source, at, length, type);
            CopyChunk(at, length, type, isKept ? buffer : null, output, cancellationToken);
            if (type == PngChunks.ImageEnd) return;
            at += PngChunks.Overhead + length;
        }
    }

    /// <summary>Checks a chunk and copies it where it is kept.</summary>
    private void CopyChunk(long at, uint length, uint type, PooledStream? buffer, Stream output, CancellationToken cancellationToken)
    {
        long left = (long)length + 4;
        long from = at + 4;
        var crc = new Crc32();
        buffer?.Write(_source.Read(at, 4));
        while (left > 0)
        {
            cancellationToken.ThrowIfCancellationRequested();
            int count = (int)Math.Min(left, _source.IsWhole ? left : PngSource.PieceBytes);
            ReadOnlySpan<byte> piece = _source.Read(from, count);
            crc.Append(piece);
            buffer?.Write(piece);
            if (buffer is not null && !_source.IsWhole && buffer.Length >= PngSource.PieceBytes)
            {
                output.Write(buffer.Written);
                buffer.Clear();
            }

            from += count;
            left -= count;
        }

        ReadOnlySpan<byte> checksum = _source.Read(from, 4);
        if (crc.GetCurrentHashAsUInt32() != BinaryPrimitives.ReadUInt32BigEndian(checksum)) throw ChecksumWrong(type);
        buffer?.Write(checksum);
    }

    /// <summary>Where the first IDAT starts, for the check of the data.</summary>
    private long FindImageData() =>
        _source.FindChunk(PngChunks.ImageData) is >= 0 and var at ? at : throw ImageErrors.Corrupt(_source.Path, "it has no image data (IDAT)");

    private void CheckChecksum(ReadOnlySpan<byte> typeAndData, uint expected, uint type)
    {
        if (Crc32.HashToUInt32(typeAndData) != expected) throw ChecksumWrong(type);
    }

    private HeatmapException ChecksumWrong(uint type) =>
        ImageErrors.Corrupt(_source.Path, $"the checksum of chunk {PngChunks.NameOf(type)} is wrong");

    /// <summary>Bit 5 of the fourth letter marks chunks that do not depend on the image's data.</summary>
    private static bool IsKept(uint type) =>
        type is PngChunks.ImageData or PngChunks.ModificationTime || (IsAncillary(type) && (type & 0x20) != 0);

    private static bool IsAncillary(uint type) => (type & 0x2000_0000) != 0;

    /// <summary>The order of the chunks after IHDR.</summary>
    private struct ChunkOrder(string path)
    {
        private bool _hasData;
        private bool _hasBytes;
        private bool _dataEnded;

        public void Check(uint type, uint length)
        {
            if (length > int.MaxValue) throw ImageErrors.Corrupt(path, $"chunk {PngChunks.NameOf(type)} has a length of {length:N0} bytes");
            switch (type)
            {
                case PngChunks.ImageData when _dataEnded:
                    throw ImageErrors.Corrupt(path, "its image data (IDAT) is interrupted by other chunks");
                case PngChunks.ImageData:
                    _hasData = true;
                    _hasBytes |= length > 0;
                    return;
                case PngChunks.ImageEnd when !_hasData || !_hasBytes:
                    throw ImageErrors.Corrupt(path, "it has no image data (IDAT)");
                case PngChunks.ImageEnd when length != 0:
                    throw ImageErrors.Corrupt(path, "its end chunk (IEND) is not empty");
                case PngChunks.ImageEnd:
                    break;
                case PngChunks.ImageHeader:
                    throw ImageErrors.Corrupt(path, "it has two headers (IHDR)");
                case PngChunks.PaletteColors:
                    throw ImageErrors.Corrupt(path, "a grey image must have no palette (PLTE)");
                default:
                    if (!IsAncillary(type)) throw ImageErrors.Corrupt(path, $"the critical chunk {PngChunks.NameOf(type)} is unknown");
                    break;
            }

            _dataEnded |= _hasData;
        }
    }
}

/// <summary>Checks the compressed rows of a grey PNG without keeping them.</summary>
internal static class PngDataVerifier
{
    private const int BufferBytes = 1 << 16;

    /// <summary>Inflates the image data and checks its length, its filter bytes and its checksum.</summary>
    /// <param name="source">The file.</param>
    /// <param name="firstChunk">Offset of the first IDAT.</param>
    /// <param name="header">What IHDR says.</param>
    /// <param name="cancellationToken">Looked at for every buffer.</param>
    /// <exception cref="HeatmapException">ImageCorrupt, with the reason.</exception>
    public static void Verify(PngSource source, long firstChunk, PngImageHeader header, CancellationToken cancellationToken)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            using var data = new PngDataStream(source, firstChunk);
            using var inflate = new InflateStream(data);
            var rows = new RowWalk(source.Path, header);
            int count;
            while ((count = inflate.Read(buffer, 0, BufferBytes)) > 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
                rows.Take(buffer.AsSpan(0, count));
            }

            if (!rows.IsDone || !inflate.IsComplete) throw ImageErrors.Corrupt(source.Path, "its image data is incomplete");
        }
        catch (InvalidDataException e)
        {
            throw ImageErrors.Corrupt(source.Path, "its image data cannot be decompressed", e);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Follows inflated bytes from filter byte to filter byte.</summary>
    private struct RowWalk
    {
        private readonly string _path;
        private readonly PngImageHeader _header;
        private int _pass = -1;
        private int _rowsLeft;
        private long _rowBytes;
        private long _untilFilter;

        public RowWalk(string path, PngImageHeader header)
        {
            _path = path;
            _header = header;
            NextPass();
        }

        public readonly bool IsDone => _rowsLeft == 0 && _untilFilter == 0;

        public void Take(ReadOnlySpan<byte> bytes)
        {
            while (!bytes.IsEmpty)
            {
                if (_untilFilter == 0)
                {
                    if (_rowsLeft == 0) throw ImageErrors.Corrupt(_path, "it has too much image data for its size");
                    if (bytes[0] > 4) throw ImageErrors.Corrupt(_path, $"a row has the unknown filter {bytes[0]}");
                    _rowsLeft--;
                    _untilFilter = _rowBytes;
                    bytes = bytes[1..];
                    continue;
                }

                int count = (int)Math.Min(_untilFilter, bytes.Length);
                _untilFilter -= count;
                bytes = bytes[count..];
                if (_untilFilter == 0 && _rowsLeft == 0) NextPass();
            }
        }

        private void NextPass()
        {
            int passes = _header.IsInterlaced ? 7 : 1;
            while (_rowsLeft == 0 && ++_pass < passes)
            {
                (int width, int height) = _header.PassSize(_pass);
                _rowsLeft = height;
                _rowBytes = (((long)width * _header.BitDepth) + 7) / 8;
            }
        }
    }
}
