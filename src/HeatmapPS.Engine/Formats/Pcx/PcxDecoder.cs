using HeatmapPS.Engine.Formats.Raw;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Pixels;

namespace HeatmapPS.Engine.Formats.Pcx;

/// <summary>Reads PCX files (ZSoft Paintbrush) as a stream of rows: black and white, palettes of 4 to 256 colours, RGB.</summary>
internal sealed class PcxDecoder : SinglePageDecoder<PcxHeader>
{
    /// <inheritdoc/>
    protected override PcxHeader Parse(FileStream file, string path) => PcxHeader.Read(file, path);

    /// <inheritdoc/>
    protected override RowReader Open(FileStream file, PcxHeader header, string path)
    {
        file.Position = PcxHeader.DataOffset;
        return new Rows(file, header, path);
    }

    private sealed class Rows(FileStream file, PcxHeader header, string path) : RowReader(header.Layout)
    {
        private const int RunBits = 0xC0;

        private readonly byte[] _stored = new byte[header.PlaneBytes * header.Planes];
        private int _left;
        private byte _value;

        public override void Read(Span<byte> destination)
        {
            for (; !destination.IsEmpty; destination = destination[Layout.RowBytes..])
            {
                if (header.IsRunLengthCoded)
                    ReadRuns();
                else
                    SourceFile.ReadExactly(file, _stored, path);
                Spread(destination[..Layout.RowBytes]);
            }
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                file.Dispose();
            base.Dispose(disposing);
        }

        /// <summary>Runs end with each row, of all planes. Of one that goes on, programs drop the rest, or take it for the next row.</summary>
        private void ReadRuns()
        {
            for (var i = 0; i < _stored.Length; i++, _left--)
            {
                while (_left == 0)
                {
                    (_left, _value) = (1, Next());
                    if ((_value & RunBits) == RunBits)
                        (_left, _value) = (_value & ~RunBits, Next());
                }

                _stored[i] = _value;
            }

            if (_left > 0)
                throw ImageErrors.Corrupt(path, "a run of pixels goes on over the end of a row");
        }

        private byte Next()
        {
            var value = file.Position < header.DataEnd ? file.ReadByte() : -1;
            return value >= 0 ? (byte)value : throw ImageErrors.Corrupt(path, "it ends before its last pixel");
        }

        private void Spread(Span<byte> row)
        {
            var bands = Layout.Bands;
            for (var x = 0; x < Layout.Width; x++)
            {
                var pixel = row.Slice(x * bands, bands);
                if (header.Bits == 8 && header.Planes > 1)
                {
                    for (var band = 0; band < bands; band++)
                        pixel[band] = _stored[(band * header.PlaneBytes) + x];
                    continue;
                }

                var index = Index(x);
                header.Palette.AsSpan(index * bands, bands).CopyTo(pixel);
            }
        }

        /// <summary>The bits of a pixel, those of later planes higher.</summary>
        private int Index(int x)
        {
            var (index, perByte) = (0, 8 / header.Bits);
            for (var plane = 0; plane < header.Planes; plane++)
            {
                var stored = _stored[(plane * header.PlaneBytes) + (x / perByte)];
                index |= ((stored >> (8 - header.Bits - (x % perByte * header.Bits))) & ((1 << header.Bits) - 1)) << (plane * header.Bits);
            }

            return index;
        }
    }
}
