using System.Globalization;
using HeatmapPS.Engine.Formats.Raw;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Pixels;

namespace HeatmapPS.Engine.Formats.Sun;

/// <summary>Reads Sun raster files of 1, 8, 24 and 32 bits, raw and run-length coded, as a stream of rows.</summary>
internal sealed class SunDecoder : SinglePageDecoder<SunHeader>
{
    /// <inheritdoc/>
    protected override SunHeader Parse(FileStream file, string path) => SunHeader.Read(file, path);

    /// <inheritdoc/>
    protected override RowReader Open(FileStream file, SunHeader header, string path)
    {
        file.Position = header.DataOffset;
        return new Rows(file, header, path);
    }

    private sealed class Rows(FileStream file, SunHeader header, string path) : RowReader(header.Layout)
    {
        private const int Escape = 0x80;

        private readonly byte[] _stored = new byte[header.StoredRowBytes];
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
                var row = destination[..Layout.RowBytes];
                if (header.Depth > 8)
                    Order(row);
                else
                    Spread(row);
            }
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                file.Dispose();
            base.Dispose(disposing);
        }

        /// <summary>Runs go on over the ends of rows.</summary>
        private void ReadRuns()
        {
            for (var i = 0; i < _stored.Length; i++, _left--)
            {
                if (_left == 0)
                {
                    (_left, _value) = (1, Next());
                    if (_value == Escape && Next() is var count and > 0)
                        (_left, _value) = (count + 1, Next());
                }

                _stored[i] = _value;
            }
        }

        private byte Next()
        {
            var value = file.ReadByte();
            return value >= 0 ? (byte)value : throw ImageErrors.Corrupt(path, "it ends before its last pixel");
        }

        /// <summary>Colours come blue first unless the type says otherwise; of 32 bits the first byte is unused.</summary>
        private void Order(Span<byte> row)
        {
            var (step, skip) = (header.Depth / 8, (header.Depth / 8) - 3);
            for (var x = 0; x < Layout.Width; x++)
            {
                for (var band = 0; band < 3; band++)
                    row[(3 * x) + band] = _stored[(step * x) + skip + (header.IsRgb ? band : 2 - band)];
            }
        }

        /// <summary>Without a colormap bytes are grey, and of bits 1 is black.</summary>
        private void Spread(Span<byte> row)
        {
            var bands = Layout.Bands;
            for (var x = 0; x < Layout.Width; x++)
            {
                var index = header.Depth == 8 ? _stored[x] : (_stored[x >> 3] >> (7 - (x & 7))) & 1;
                if (header.Palette.Length == 0)
                    row[x] = (byte)(header.Depth == 8 ? index : 255 - (255 * index));
                else if ((index + 1) * bands <= header.Palette.Length)
                    header.Palette.AsSpan(index * bands, bands).CopyTo(row[(x * bands)..]);
                else
                    throw ImageErrors.Corrupt(path, string.Create(CultureInfo.InvariantCulture, $"it names colour {index} and its colormap has none of that number"));
            }
        }
    }
}
