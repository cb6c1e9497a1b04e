using System.Buffers.Binary;
using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Formats.Raw;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Pixels;

namespace HeatmapPS.Engine.Formats.Sgi;

/// <summary>Reads Silicon Graphics images of 8 and 16 bits, raw and run-length coded, as a stream of rows.</summary>
internal sealed class SgiDecoder : SinglePageDecoder<SgiHeader>
{
    /// <inheritdoc/>
    protected override SgiHeader Parse(FileStream file, string path) => SgiHeader.Read(file, path);

    /// <inheritdoc/>
    protected override RowReader Open(FileStream file, SgiHeader header, string path) => new Rows(file, header, path);

    private sealed class Rows(FileStream file, SgiHeader header, string path) : RowReader(header.Layout)
    {
        private readonly int _size = header.Layout.SampleType.Size;
        private readonly byte[] _plane = new byte[header.Layout.Width * header.Layout.SampleType.Size];
        private readonly byte[] _runs = new byte[((2 * header.Layout.Width) + 1) * header.Layout.SampleType.Size];
        private int _row;

        public override void Read(Span<byte> destination)
        {
            for (; !destination.IsEmpty; destination = destination[Layout.RowBytes..])
            {
                for (var band = 0; band < Layout.Bands; band++)
                {
                    ReadPlane((int)(((long)band * Layout.Height) + Layout.Height - 1 - _row));
                    for (var x = 0; x < Layout.Width; x++)
                        _plane.AsSpan(x * _size, _size).CopyTo(destination[(((x * Layout.Bands) + band) * _size)..]);
                }

                _row++;
                if (BitConverter.IsLittleEndian)
                    ByteOrder.Reverse(destination[..Layout.RowBytes], _size);
            }
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                file.Dispose();
            base.Dispose(disposing);
        }

        private void ReadPlane(int stored)
        {
            if (header.Starts.Length == 0)
            {
                file.Position = SgiHeader.DataOffset + ((long)stored * _plane.Length);
                SourceFile.ReadExactly(file, _plane, path);
                return;
            }

            file.Position = header.Starts[stored];
            var runs = _runs.AsSpan(0, (int)Math.Min(header.Lengths[stored], _runs.Length));
            SourceFile.ReadExactly(file, runs, path);
            Expand(runs);
        }

        /// <summary>The low seven bits of a head count samples, which follow one by one where its highest bit is set, else one for all.</summary>
        private void Expand(ReadOnlySpan<byte> runs)
        {
            var plane = _plane.AsSpan();
            while (!plane.IsEmpty)
            {
                if (runs.Length < _size)
                    throw Cut();
                var head = _size == 1 ? runs[0] : BinaryPrimitives.ReadUInt16BigEndian(runs);
                runs = runs[_size..];
                var bytes = (head & 0x7F) * _size;
                var literal = (head & 0x80) != 0;
                if (bytes == 0 || bytes > plane.Length || runs.Length < (literal ? bytes : _size))
                    throw Cut();
                if (literal)
                    runs[..bytes].CopyTo(plane);
                for (var at = 0; !literal && at < bytes; at += _size)
                    runs[.._size].CopyTo(plane[at..]);
                runs = runs[(literal ? bytes : _size)..];
                plane = plane[bytes..];
            }
        }

        private HeatmapException Cut() => ImageErrors.Corrupt(path, "a run-length coded row does not fill its width");
    }
}
