using System.Buffers;
using System.IO.Compression;
using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Images;

namespace HeatmapPS.Engine.Formats.Png;

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
            using var inflate = new ZLibStream(data, CompressionMode.Decompress);
            var rows = new RowWalk(source.Path, header);
            int count;
            while ((count = inflate.Read(buffer, 0, BufferBytes)) > 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
                rows.Take(buffer.AsSpan(0, count));
            }

            // The decompressor asks for more only when the end of its stream, checksum included, has not come.
            if (!rows.IsDone || data.IsExhausted) throw ImageErrors.Corrupt(source.Path, "its image data ends too early");
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
                    if (_rowsLeft == 0) throw ImageErrors.Corrupt(_path, "it has more image data than its size needs");
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
