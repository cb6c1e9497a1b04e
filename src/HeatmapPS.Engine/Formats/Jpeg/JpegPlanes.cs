using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using HeatmapPS.Engine.Color;

namespace HeatmapPS.Engine.Formats.Jpeg;

/// <summary>Brightness and colour differences of as many rows as one row of blocks takes: grey, indices of a palette, or RGB taken
/// apart, filled up to whole blocks with what is at the edge.</summary>
internal sealed class JpegPlanes
{
    private readonly int _width;
    private readonly int _bands;
    private readonly bool _halves;
    private readonly uint[]? _palette;

    /// <param name="width">Columns of the image.</param>
    /// <param name="bands">1 for grey and indices, 3 for RGB.</param>
    /// <param name="palette">Colours of indices, or null.</param>
    /// <param name="halves">Whether colour differences have half the columns and rows.</param>
    public JpegPlanes(int width, int bands, Palette? palette, bool halves)
    {
        _width = width;
        _bands = bands;
        _halves = halves;
        _palette = palette is null ? null : Convert(palette);
        Rows = halves ? 16 : 8;
        Stride = (width + Rows - 1) / Rows * Rows;
        bool colors = bands == 3 || palette is not null;
        Full = new byte[colors ? 3 : 1][];
        for (int i = 0; i < Full.Length; i++)
            Full[i] = new byte[Stride * Rows];
        Half = halves ? [new byte[Stride / 2 * 8], new byte[Stride / 2 * 8]] : [];
    }

    /// <summary>Rows of the image in one row of blocks, 8 or 16.</summary>
    public int Rows { get; }

    /// <summary>Samples of a row, whole blocks.</summary>
    public int Stride { get; }

    /// <summary>Brightness, and the colour differences where the image has colours, at full resolution.</summary>
    public byte[][] Full { get; }

    /// <summary>The two colour differences at half resolution, where asked for.</summary>
    public byte[][] Half { get; }

    /// <summary>Takes the next rows.</summary>
    /// <param name="pixels">Up to <see cref="Rows"/> whole rows; fewer at the end of the image.</param>
    public void Fill(ReadOnlySpan<byte> pixels)
    {
        int rowBytes = _width * _bands;
        int rows = pixels.Length / rowBytes;
        for (int row = 0; row < rows; row++)
            FillRow(pixels.Slice(row * rowBytes, rowBytes), row * Stride);
        foreach (byte[] plane in Full)
        {
            for (int row = 0; row < rows; row++)
                plane.AsSpan((row * Stride) + _width, Stride - _width).Fill(plane[(row * Stride) + _width - 1]);
            for (int row = rows; row < Rows; row++)
                plane.AsSpan((rows - 1) * Stride, Stride).CopyTo(plane.AsSpan(row * Stride));
        }

        if (_halves)
        {
            Shrink(Full[1], Half[0]);
            Shrink(Full[2], Half[1]);
        }
    }

    private void FillRow(ReadOnlySpan<byte> pixels, int offset)
    {
        if (Full.Length == 1)
        {
            pixels.CopyTo(Full[0].AsSpan(offset));
            return;
        }

        ref byte luma = ref MemoryMarshal.GetReference(Full[0].AsSpan(offset, _width));
        ref byte blue = ref MemoryMarshal.GetReference(Full[1].AsSpan(offset, _width));
        ref byte red = ref MemoryMarshal.GetReference(Full[2].AsSpan(offset, _width));
        if (_palette is { } palette)
        {
            ref uint colors = ref MemoryMarshal.GetArrayDataReference(palette);
            for (int i = 0; i < pixels.Length; i++)
                Put(Unsafe.Add(ref colors, pixels[i]), i, ref luma, ref blue, ref red);
        }
        else
        {
            for (int i = 0, p = 0; p + 2 < pixels.Length; i++, p += 3)
                Put(Convert(pixels[p], pixels[p + 1], pixels[p + 2]), i, ref luma, ref blue, ref red);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Put(uint color, int index, ref byte luma, ref byte blue, ref byte red)
    {
        Unsafe.Add(ref luma, index) = (byte)color;
        Unsafe.Add(ref blue, index) = (byte)(color >> 8);
        Unsafe.Add(ref red, index) = (byte)(color >> 16);
    }

    /// <summary>The means of 2×2 samples, rounded up and down in turn so that no brightness is gained.</summary>
    private void Shrink(byte[] full, byte[] half)
    {
        int width = Stride / 2;
        for (int row = 0; row < 8; row++)
        {
            ReadOnlySpan<byte> upper = full.AsSpan(2 * row * Stride, Stride);
            ReadOnlySpan<byte> lower = full.AsSpan(((2 * row) + 1) * Stride, Stride);
            Span<byte> target = half.AsSpan(row * width, width);
            for (int x = 0; x < target.Length; x++)
                target[x] = (byte)((upper[2 * x] + upper[(2 * x) + 1] + lower[2 * x] + lower[(2 * x) + 1] + 1 + (x & 1)) >> 2);
        }
    }

    /// <summary>The entries of a palette as brightness, blue and red difference. An index beyond it takes its last colour.</summary>
    private static uint[] Convert(Palette palette)
    {
        var converted = new uint[256];
        for (int i = 0; i < converted.Length; i++)
        {
            Rgba32 color = palette.Colors[Math.Min(i, palette.Colors.Length - 1)];
            converted[i] = Convert(color.R, color.G, color.B);
        }

        return converted;
    }

    /// <summary>JFIF's formulas, BT.601 in full range, in fixed point: brightness in the lowest byte, then blue, then red.</summary>
    private static uint Convert(int red, int green, int blue)
    {
        const int Half = 1 << 15, Middle = (128 << 16) + Half - 1;
        int luma = ((19595 * red) + (38470 * green) + (7471 * blue) + Half) >> 16;
        int blueDifference = ((-11059 * red) - (21709 * green) + (32768 * blue) + Middle) >> 16;
        int redDifference = ((32768 * red) - (27439 * green) - (5329 * blue) + Middle) >> 16;
        return (uint)(luma | (blueDifference << 8) | (redDifference << 16));
    }
}
