using System.Globalization;
using HeatmapPS.Engine.Formats.Raw;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Pixels;

namespace HeatmapPS.Engine.Formats.Targa;

/// <summary>Reads Truevision Targa files as a stream of rows: grey, grey and alpha, palettes, 15 to 32 bits, raw and run-length coded.</summary>
internal sealed class TargaDecoder : SinglePageDecoder<TargaHeader>
{
    /// <summary>Pixels of the longest run, which takes two bytes at least.</summary>
    private const int MostPixelsAPacket = 128;

    /// <inheritdoc/>
    protected override TargaHeader Parse(FileStream file, string path)
    {
        var header = TargaHeader.Read(file, path);
        var needed = header.IsRunLengthCoded
            ? (header.Layout.PixelCount + MostPixelsAPacket - 1) / MostPixelsAPacket * (1 + header.StoredSize)
            : header.Layout.PixelCount * header.StoredSize;
        return needed <= file.Length - header.DataOffset
            ? header
            : throw ImageErrors.Corrupt(path, string.Create(CultureInfo.InvariantCulture, $"its {header.Layout.Width} × {header.Layout.Height} pixels need {needed:N0} bytes and {Math.Max(0, file.Length - header.DataOffset):N0} are there"));
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
                var stored = header.TopDown ? _row : Layout.Height - 1 - _row;
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
