using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;
using System.Security.Cryptography;
using System.Text;
using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Pixels;

namespace HeatmapPS.Engine.Formats.Png;

/// <summary>What a PNG file holds besides its picture: a description (iTXt) before the image data, and after it a digest of the picture
/// (hmDG) and the numbers (hmNU).</summary>
/// <remarks>The private chunks are marked as not safe to copy, so that a program that changes the picture and does not know them drops
/// them. The digest is for programs that keep them all the same.</remarks>
internal static class PngEmbedding
{
    /// <summary>Type of a piece of the numbers' zlib stream.</summary>
    public const uint NumbersChunk = 0x686D4E55;

    private const uint DigestChunk = 0x686D4447;

    /// <summary>Descriptions up to this many bytes are not compressed, so that any program that looks at texts shows them.</summary>
    private const int PlainTextBytes = 2048;

    /// <summary>Bytes of numbers compressed as one piece.</summary>
    private const int StripBytes = 1 << 20;

    /// <summary>Bytes up to the end of the first chunk.</summary>
    public const int HeaderEnd = 8 + PngChunks.Overhead + 13;

    private static ReadOnlySpan<byte> KeywordBytes => "HeatmapPS\0"u8;

    /// <summary>Writes the description, as text that is valid for the whole file.</summary>
    public static void WriteDescription(Stream output, string description)
    {
        byte[] text = Encoding.UTF8.GetBytes(description);
        bool isCompressed = text.Length > PlainTextBytes;
        using var data = new PooledStream(text.Length + 64);
        data.Write(KeywordBytes);

        // Compression flag and method, then an empty language and an empty translated keyword.
        byte[] head = [isCompressed ? (byte)1 : (byte)0, 0, 0, 0];
        data.Write(head);
        if (isCompressed)
        {
            using var zlib = new ZLibStream(data, CompressionLevel.Optimal, leaveOpen: true);
            zlib.Write(text);
        }
        else
        {
            data.Write(text);
        }

        PngChunks.Write(output, "iTXt"u8, data.Written);
    }

    /// <summary>Writes the digest of the picture that the file holds so far.</summary>
    /// <param name="output">The file after its image data; seekable and readable.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public static void WriteDigest(Stream output, CancellationToken cancellationToken)
    {
        long end = output.Position;
        output.Position = 0;
        byte[] digest = DigestOf(output, cancellationToken);
        output.Position = end;
        PngChunks.Write(output, "hmDG"u8, digest);
    }

    /// <summary>Writes the digest of the picture that the file holds so far, and the numbers.</summary>
    /// <param name="output">The file after its image data; seekable and readable.</param>
    /// <param name="numbers">One band.</param>
    /// <param name="compression">How hard they are compressed.</param>
    /// <param name="cancellationToken">Looked at before every piece.</param>
    public static void WriteNumbers(Stream output, RasterSource numbers, ImageCompression compression, CancellationToken cancellationToken)
    {
        WriteDigest(output, cancellationToken);
        using RowReader rows = numbers.Open();
        var data = new PngDataWriter(output, "hmNU"u8.ToArray());
        int rowsPerStrip = Math.Max(1, StripBytes / rows.Layout.RowBytes);
        StripPipeline.Run(rows, rowsPerStrip, withLead: false, prepare: null,
            strip => PngDataWriter.Compress(strip.Rows, Method(strip.Rows), strip), strip => data.Write(strip, strip.ByteCount),
            cancellationToken);

        DeflateMethod Method(ReadOnlySpan<byte> bytes) => compression switch
        {
            ImageCompression.None => DeflateMethod.Stored,
            ImageCompression.Best => DeflateMethod.Smallest,
            ImageCompression.Fast => DeflateMethod.Runs,
            _ => DeflateMethod.Choose(bytes),
        };
    }

    /// <summary>Whether a chunk is a description of this module.</summary>
    public static bool IsDescription(PngSource source, long at, uint length, uint type) =>
        type == PngChunks.InternationalText && length >= KeywordBytes.Length
            && source.Read(at + 8, KeywordBytes.Length).SequenceEqual(KeywordBytes);

    /// <summary>What a file holds besides its picture; null for nothing, and for a description that cannot be read.</summary>
    /// <param name="path">Any file.</param>
    /// <param name="isPng">Whether it is a PNG file.</param>
    /// <exception cref="HeatmapException">The file cannot be read.</exception>
    public static EmbeddedFile? Find(string path, out bool isPng)
    {
        using var source = new PngSource(path, headersOnly: true);
        isPng = source.Length >= HeaderEnd && source.Read(0, 8).SequenceEqual(PngChunks.Signature);
        if (!isPng)
            return null;
        string? description = null;
        bool hasDigest = false;
        for (long at = 8; at + PngChunks.Overhead <= source.Length;)
        {
            (uint length, uint type) = source.ReadChunkHeader(at);
            if (length > source.Length - at - PngChunks.Overhead)
                return null;
            if (IsDescription(source, at, length, type))
                description = ReadDescription(path, at, (int)length);
            else if (type == NumbersChunk)
                return description is null ? null : new EmbeddedFile(path, ImageFormats.Png, description, HasNumbers: true);
            else if (type == DigestChunk)
                hasDigest = true;

            // Every picture of this module has its description before the data: most files end the search here.
            else if (type == PngChunks.ImageEnd || (type == PngChunks.ImageData && description is null))
                break;
            at += PngChunks.Overhead + (long)length;
        }

        return description is null
            ? null
            : new EmbeddedFile(path, ImageFormats.Png, description, HasNumbers: false) { HasDigest = hasDigest };
    }

    /// <summary>Whether the digest in a file is that of its picture.</summary>
    public static bool IsPictureUnchanged(string path)
    {
        using var source = new PngSource(path, headersOnly: true);
        long at = source.FindChunk(DigestChunk);
        if (at < 0 || source.ReadChunkHeader(at).Length != SHA256.HashSizeInBytes)
            return false;
        byte[] stored = source.Read(at + 8, SHA256.HashSizeInBytes).ToArray();
        using FileStream stream = ImageFiles.OpenRead(path, bufferSize: 1 << 16);
        return stored.AsSpan().SequenceEqual(DigestOf(stream, CancellationToken.None));
    }

    /// <summary>SHA-256 of all that makes the picture: type and data of IHDR, PLTE, tRNS and IDAT, in the order of the file.</summary>
    private static byte[] DigestOf(Stream png, CancellationToken cancellationToken)
    {
        using var sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] buffer = ArrayPool<byte>.Shared.Rent(1 << 16);
        try
        {
            png.Position = 8;
            while (png.ReadAtLeast(buffer.AsSpan(0, 8), 8, throwOnEndOfStream: false) == 8)
            {
                long left = BinaryPrimitives.ReadUInt32BigEndian(buffer);
                uint type = BinaryPrimitives.ReadUInt32BigEndian(buffer.AsSpan(4));
                if (type == PngChunks.ImageEnd || left > png.Length - png.Position)
                    break;
                if (type is PngChunks.ImageHeader or PngChunks.PaletteColors or PngChunks.Transparency or PngChunks.ImageData)
                {
                    sha.AppendData(buffer, 4, 4);
                    for (; left > 0; cancellationToken.ThrowIfCancellationRequested())
                    {
                        int count = png.Read(buffer, 0, (int)Math.Min(buffer.Length, left));
                        if (count == 0)
                            break;
                        sha.AppendData(buffer, 0, count);
                        left -= count;
                    }
                }

                png.Position += left + 4;
            }

            return sha.GetHashAndReset();
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>The text of a chunk; null where it is damaged or unreasonably long.</summary>
    private static string? ReadDescription(string path, long at, int length)
    {
        if (length > EmbeddedContent.MaxDescriptionBytes)
            return null;
        byte[] chunk = new byte[length + 8];
        using (FileStream stream = ImageFiles.OpenRead(path, bufferSize: 0))
        {
            stream.Position = at + 4;
            stream.ReadExactly(chunk);
        }

        ReadOnlySpan<byte> data = chunk.AsSpan(4, length);
        if (Crc32.HashToUInt32(chunk.AsSpan(0, length + 4)) != BinaryPrimitives.ReadUInt32BigEndian(chunk.AsSpan(length + 4))
            || data.Length < KeywordBytes.Length + 4 || data[KeywordBytes.Length + 1] != 0)
        {
            return null;
        }

        int flag = data[KeywordBytes.Length];
        int start = KeywordBytes.Length + 2;
        for (int part = 0; part < 2; part++)
        {
            int end = data[start..].IndexOf((byte)0);
            if (end < 0)
                return null;
            start += end + 1;
        }

        return flag switch
        {
            0 => Encoding.UTF8.GetString(data[start..]),
            1 => Inflate(data[start..].ToArray()),
            _ => null,
        };
    }

    private static string? Inflate(byte[] compressed)
    {
        try
        {
            using var zlib = new ZLibStream(new MemoryStream(compressed), CompressionMode.Decompress);
            using var text = new PooledStream(4 * compressed.Length);
            byte[] piece = new byte[1 << 13];
            for (int count; (count = zlib.Read(piece)) > 0;)
            {
                if (text.Length + count > EmbeddedContent.MaxDescriptionBytes)
                    return null;
                text.Write(piece, 0, count);
            }

            return Encoding.UTF8.GetString(text.Written);
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }
}

/// <summary>Reads the numbers under the picture of a PNG file.</summary>
internal sealed class PngNumbersDecoder : IImageDecoder
{
    /// <inheritdoc/>
    public string Name => "HeatmapPS";

    /// <inheritdoc/>
    public ImageHeader ReadHeader(string path, ImageFormat format, int page, DecodeOptions options)
    {
        (ImageHeader header, bool areIndices) = options.Numbers!;
        if (areIndices && !HasSamples(path, header.Layout))
            throw ImageErrors.Corrupt(path, "its description says that its samples are the numbers, but they have another form");
        long claimed = header.Layout.ByteCount, length = new FileInfo(path).Length;
        return claimed <= CompressionBound.DeflateGain * length ? header : throw ImageErrors.Corrupt(path,
            FormattableString.Invariant($"its description has {claimed:N0} bytes of numbers, which do not fit into {length:N0} bytes"));
    }

    /// <inheritdoc/>
    public RowReader OpenRows(string path, ImageFormat format, ImageHeader opened, DecodeOptions options) =>
        options.Numbers!.AreIndices ? new PngRows(path, opened.Layout) : new Rows(path, opened.Layout);

    /// <summary>Whether a picture stores one byte for each number.</summary>
    private static bool HasSamples(string path, RasterLayout numbers)
    {
        using var source = new PngSource(path, headersOnly: true);
        return numbers is { Bands: 1, SampleType: SampleType.UInt8 } && source.Length >= PngEmbedding.HeaderEnd
            && PngImageHeader.TryParse(source.Read(0, PngEmbedding.HeaderEnd), out PngImageHeader picture)
            && picture is { ColorType: PngColorType.Palette, BitDepth: 8, IsInterlaced: false }
            && (picture.Width, picture.Height) == (numbers.Width, numbers.Height);
    }

    private sealed class Rows : RowReader
    {
        private readonly PngSource _source;
        private readonly PngDataStream _data;
        private readonly InflateStream _inflate;
        private long _left;

        public Rows(string path, RasterLayout layout)
            : base(layout)
        {
            _left = layout.ByteCount;
            _source = new PngSource(path);
            long at = _source.FindChunk(PngEmbedding.NumbersChunk);
            if (at < 0)
            {
                _source.Dispose();
                throw ImageErrors.SourceChanged(path);
            }

            _data = new PngDataStream(_source, at, checksums: true, PngEmbedding.NumbersChunk);
            _inflate = new InflateStream(_data);
        }

        public override void Read(Span<byte> destination)
        {
            try
            {
                if (_inflate.ReadAtLeast(destination, destination.Length, throwOnEndOfStream: false) < destination.Length)
                    throw Corrupt("incomplete");
                _left -= destination.Length;
                Span<byte> rest = stackalloc byte[1];
                if (_left == 0 && _inflate.Read(rest) != 0)
                    throw Corrupt("more than its description says");
                if (_left == 0 && !_inflate.IsComplete)
                    throw Corrupt("incomplete");
            }
            catch (InvalidDataException error)
            {
                throw Corrupt("damaged", error);
            }
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                _inflate.Dispose();
                _data.Dispose();
                _source.Dispose();
            }

            base.Dispose(disposing);
        }

        private HeatmapException Corrupt(string how, Exception? inner = null) =>
            ImageErrors.Corrupt(_source.Path, $"the numbers in it are {how}; to read only its picture, use Import-HeatmapImage -Embedded Picture", inner);
    }
}
