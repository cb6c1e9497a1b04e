using System.Runtime.InteropServices;
using HeatmapPS.Engine.Color;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Pixels;

namespace HeatmapPS.Engine.Formats;

/// <summary>Index rows as the colours they stand for: RGB, or RGB and alpha where the palette declares transparency.</summary>
/// <remarks>For formats that hold no palette, or none with alpha. An index beyond the palette takes its last colour.</remarks>
internal sealed class PaletteRows : RowReader
{
    private readonly RowReader _indices;
    private readonly bool _leaveOpen;
    private readonly uint[] _table = new uint[256];
    private byte[] _buffer;

    /// <summary>Puts colours over index rows.</summary>
    /// <param name="indices">Rows of 1 band of UInt8.</param>
    /// <param name="palette">The colours.</param>
    /// <param name="leaveOpen">Whether <paramref name="indices"/> stays open when this reader is disposed.</param>
    public PaletteRows(RowReader indices, Palette palette, bool leaveOpen = false)
        : base(new RasterLayout(indices.Layout.Width, indices.Layout.Height, palette.HasAlpha ? 4 : 3, SampleType.UInt8))
    {
        if (indices.Layout is not { Bands: 1, SampleType: SampleType.UInt8 })
        {
            throw new ArgumentException("Expected index rows of 1 band of UInt8.", nameof(indices));
        }

        _indices = indices;
        _leaveOpen = leaveOpen;
        _buffer = new byte[Math.Max(indices.Layout.Width, 1 << 16) / indices.Layout.Width * indices.Layout.Width];
        Span<byte> bytes = MemoryMarshal.AsBytes(_table.AsSpan());
        for (int i = 0; i < 256; i++)
        {
            Rgba32 color = palette.Colors[Math.Min(i, palette.Colors.Length - 1)];
            bytes[4 * i] = color.R;
            bytes[(4 * i) + 1] = color.G;
            bytes[(4 * i) + 2] = color.B;
            bytes[(4 * i) + 3] = color.A;
        }
    }

    /// <summary>Metadata of the rows given out: RGB of 8 bits, with the resolution of the source.</summary>
    public static RasterMetadata Describe(RasterMetadata source, Palette palette) => new()
    {
        ColorModel = ColorModel.Rgb,
        HasAlpha = palette.HasAlpha,
        BitDepth = 8,
        Resolution = source.Resolution,
    };

    public override void Read(Span<byte> destination)
    {
        int bands = Layout.Bands;
        while (!destination.IsEmpty)
        {
            Span<byte> indices = _buffer.AsSpan(0, Math.Min(_buffer.Length, destination.Length / bands));
            _indices.Read(indices);
            if (bands == 4) ExpandRgba(indices, MemoryMarshal.Cast<byte, uint>(destination));
            else ExpandRgb(indices, destination);
            destination = destination[(indices.Length * bands)..];
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _buffer = [];
            if (!_leaveOpen) _indices.Dispose();
        }

        base.Dispose(disposing);
    }

    private void ExpandRgba(ReadOnlySpan<byte> indices, Span<uint> destination)
    {
        ReadOnlySpan<uint> table = _table;
        for (int i = 0; i < indices.Length; i++) destination[i] = table[indices[i]];
    }

    private void ExpandRgb(ReadOnlySpan<byte> indices, Span<byte> destination)
    {
        ReadOnlySpan<uint> table = _table;
        int last = indices.Length - 1;
        int at = 0;

        // Four bytes are written for three: the fourth is overwritten by the next pixel.
        for (int i = 0; i < last; i++, at += 3) MemoryMarshal.Write(destination[at..], table[indices[i]]);
        uint color = table[indices[last]];
        ReadOnlySpan<byte> bytes = MemoryMarshal.AsBytes(new ReadOnlySpan<uint>(in color));
        bytes[..3].CopyTo(destination[at..]);
    }
}
