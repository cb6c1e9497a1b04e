using System.Buffers.Binary;
using System.Globalization;
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

    private sealed class Rows(FileStream file, SgiHeader header, string path) : FileRowReader(file, header.Layout, path)
    {
        private readonly int _size = header.Layout.SampleType.Size;
        private readonly byte[] _plane = new byte[header.Layout.Width * header.Layout.SampleType.Size];
        private readonly byte[] _runs = new byte[((2 * header.Layout.Width) + 1) * header.Layout.SampleType.Size];
        private int _row;

        protected override void ReadRow(Span<byte> row)
        {
            for (int band = 0; band < Layout.Bands; band++)
            {
                ReadPlane((int)(((long)band * Layout.Height) + Layout.Height - 1 - _row));
                for (int x = 0; x < Layout.Width; x++)
                    _plane.AsSpan(x * _size, _size).CopyTo(row[(((x * Layout.Bands) + band) * _size)..]);
            }

            _row++;
            if (BitConverter.IsLittleEndian)
                ByteOrder.Reverse(row, _size);
        }

        private void ReadPlane(int stored)
        {
            if (header.Starts.Length == 0)
            {
                FillAt(SgiHeader.DataOffset + ((long)stored * _plane.Length), _plane);
                return;
            }

            Span<byte> runs = _runs.AsSpan(0, (int)Math.Min(header.Lengths[stored], _runs.Length));
            FillAt(header.Starts[stored], runs);
            Expand(runs);
        }

        /// <summary>The low seven bits of a head count samples, which follow one by one where its highest bit is set, else one for
        /// all.</summary>
        private void Expand(ReadOnlySpan<byte> runs)
        {
            Span<byte> plane = _plane.AsSpan();
            while (!plane.IsEmpty)
            {
                if (runs.Length < _size)
                    throw Cut();
                ushort head = _size == 1 ? runs[0] : BinaryPrimitives.ReadUInt16BigEndian(runs);
                runs = runs[_size..];
                int bytes = (head & 0x7F) * _size;
                bool literal = (head & 0x80) != 0;
                if (bytes == 0 || bytes > plane.Length || runs.Length < (literal ? bytes : _size))
                    throw Cut();
                if (literal)
                    runs[..bytes].CopyTo(plane);
                for (int at = 0; !literal && at < bytes; at += _size)
                    runs[.._size].CopyTo(plane[at..]);
                runs = runs[(literal ? bytes : _size)..];
                plane = plane[bytes..];
            }
        }

        private HeatmapException Cut() => ImageErrors.Corrupt(Path, "a run-length coded row does not fill its width");
    }
}

/// <summary>The header of a Silicon Graphics image (The SGI Image File Format 1.00): bands one after another, rows from the
/// bottom.</summary>
/// <param name="Layout">The rows given out.</param>
/// <param name="Starts">Where each stored row begins, band by band; empty where rows are not run-length coded.</param>
/// <param name="Lengths">Bytes of each coded row.</param>
internal sealed record SgiHeader(RasterLayout Layout, uint[] Starts, uint[] Lengths) : IFileHeader
{
    /// <summary>Where rows that are not coded begin.</summary>
    public const int DataOffset = 512;

    private const int ColorMapOffset = 104;
    private const int MaxRun = 127;

    /// <inheritdoc/>
    public RasterMetadata Metadata => ColorBands.Describe(Layout.Bands, 8 * Layout.SampleType.Size);

    /// <summary>Reads the header and the tables of rows.</summary>
    /// <exception cref="HeatmapException">ImageCorrupt, FormatNotSupported.</exception>
    public static SgiHeader Read(FileStream file, string path)
    {
        Span<byte> head = stackalloc byte[DataOffset];
        SourceFile.ReadExactly(file, head, path);
        int storage = head[2], size = head[3], dimensions = BinaryPrimitives.ReadUInt16BigEndian(head[4..]);
        int width = BinaryPrimitives.ReadUInt16BigEndian(head[6..]);
        int height = dimensions > 1 ? BinaryPrimitives.ReadUInt16BigEndian(head[8..]) : 1;
        int bands = dimensions > 2 ? BinaryPrimitives.ReadUInt16BigEndian(head[10..]) : 1;
        if (width == 0 || height == 0 || bands == 0)
            throw ImageErrors.Corrupt(path, "it has no pixels");
        if (storage > 1 || size is not (1 or 2))
            throw ImageErrors.Corrupt(path, "its header is not that of an SGI image");
        if (BinaryPrimitives.ReadUInt32BigEndian(head[ColorMapOffset..]) != 0)
            throw ImageErrors.FormatNotSupported(path, "it is an SGI image with a colormap");
        long rows = (long)height * bands;
        var layout = new RasterLayout(width, height, bands, size == 1 ? SampleType.UInt8 : SampleType.UInt16);
        long needed = DataOffset + (storage == 0 ? rows * width * size : rows * 2 * sizeof(uint));
        if (needed > file.Length)
        {
            throw ImageErrors.Corrupt(path,
                string.Create(CultureInfo.InvariantCulture, $"its header needs {needed:N0} bytes, but it has {file.Length:N0}"));
        }

        if (storage == 0)
            return new SgiHeader(layout, [], []);

        uint[] starts = ReadTable(file, (int)rows, path);
        uint[] lengths = ReadTable(file, (int)rows, path);
        int least = (width + MaxRun - 1) / MaxRun * 2 * size;
        for (int i = 0; i < starts.Length; i++)
        {
            if ((long)starts[i] + lengths[i] > file.Length || lengths[i] < least)
                throw ImageErrors.Corrupt(path, "a run-length coded row is outside the file or too short");
        }

        return new SgiHeader(layout, starts, lengths);
    }

    private static uint[] ReadTable(Stream stream, int count, string path)
    {
        byte[] bytes = new byte[count * sizeof(uint)];
        SourceFile.ReadExactly(stream, bytes, path);
        uint[] table = new uint[count];
        for (int i = 0; i < count; i++)
            table[i] = BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(i * sizeof(uint)));
        return table;
    }
}
