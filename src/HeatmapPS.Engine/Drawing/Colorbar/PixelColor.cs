using System.Runtime.InteropServices;
using HeatmapPS.Engine.Color;
using HeatmapPS.Engine.Rendering;

namespace HeatmapPS.Engine.Drawing.Colorbar;

/// <summary>A colour as it is stored at 8 or 16 bits a channel: 0..255 or 0..65535. Not premultiplied.</summary>
internal readonly record struct PixelColor(ushort R, ushort G, ushort B, ushort A)
{
    /// <summary>The colour on a grey canvas (Rec601).</summary>
    public ushort Gray => R == G && G == B ? R : (ushort)Math.Round((0.299 * R) + (0.587 * G) + (0.114 * B));

    /// <summary>A colour at a depth.</summary>
    public static PixelColor From(ColorValue color, int bits) => bits == 16
        ? new PixelColor(ColorValue.ToUInt16(color.R), ColorValue.ToUInt16(color.G), ColorValue.ToUInt16(color.B),
            ColorValue.ToUInt16(color.A))
        : new PixelColor(ColorValue.ToByte(color.R), ColorValue.ToByte(color.G), ColorValue.ToByte(color.B), ColorValue.ToByte(color.A));

    /// <summary>An entry of a colour table, exactly as the picture's pixels get it.</summary>
    public static PixelColor From(ColorTable table, int entry, int bits)
    {
        if (bits == 16)
        {
            ulong words = table.Words[entry];
            return new PixelColor((ushort)words, (ushort)(words >> 16), (ushort)(words >> 32), (ushort)(words >> 48));
        }

        Rgba32 bytes = table.Bytes[entry];
        return new PixelColor(bytes.R, bytes.G, bytes.B, bytes.A);
    }
}

/// <summary>One row of a canvas of grey or RGB pixels, perhaps with alpha, to be painted on.</summary>
internal readonly ref struct CanvasRow(Span<byte> bytes, int bands, int bits)
{
    private readonly Span<byte> _bytes = bytes;

    /// <summary>Paints a run of pixels in one colour.</summary>
    public void Fill(int x, int count, PixelColor color)
    {
        for (int i = x; i < x + count; i++)
            Set(i, color);
    }

    /// <summary>Paints one pixel.</summary>
    public void Set(int x, PixelColor color)
    {
        if (bits == 16)
        {
            Span<ushort> pixel = MemoryMarshal.Cast<byte, ushort>(_bytes).Slice(x * bands, bands);
            if (bands < 3)
                pixel[0] = color.Gray;
            else
                (pixel[0], pixel[1], pixel[2]) = (color.R, color.G, color.B);
            if (bands is 2 or 4)
                pixel[^1] = color.A;
        }
        else
        {
            Span<byte> pixel = _bytes.Slice(x * bands, bands);
            if (bands < 3)
                pixel[0] = (byte)color.Gray;
            else
                (pixel[0], pixel[1], pixel[2]) = ((byte)color.R, (byte)color.G, (byte)color.B);
            if (bands is 2 or 4)
                pixel[^1] = (byte)color.A;
        }
    }

    /// <summary>Paints one pixel in part: coverage 0 leaves what is there, 255 replaces it.</summary>
    public void Blend(int x, byte coverage, PixelColor color)
    {
        if (coverage == 0)
            return;
        if (coverage == 255)
        {
            Set(x, color);
            return;
        }

        PixelColor under = Get(x);
        int full = bits == 16 ? 65535 : 255;
        if (under.A == full && color.A == full)
        {
            Set(x, new PixelColor(Mix(under.R, color.R, coverage), Mix(under.G, color.G, coverage), Mix(under.B, color.B, coverage),
                (ushort)full));
            return;
        }

        // Porter and Duff's "over" on colours that are not premultiplied.
        double front = (double)color.A / full * coverage / 255, back = (double)under.A / full * (1 - front), sum = front + back;
        Set(x, sum == 0 ? under : new PixelColor(
            Over(color.R, front, under.R, back), Over(color.G, front, under.G, back), Over(color.B, front, under.B, back),
                (ushort)Math.Round(sum * full)));
    }

    /// <summary>A colour laid over another.</summary>
    public static PixelColor Composite(PixelColor color, PixelColor under, int bits)
    {
        int full = bits == 16 ? ushort.MaxValue : byte.MaxValue;
        if (color.A == full)
            return color;
        double front = (double)color.A / full, back = (double)under.A / full * (1 - front), sum = front + back;
        return sum == 0 ? under : new PixelColor(
            Over(color.R, front, under.R, back), Over(color.G, front, under.G, back), Over(color.B, front, under.B, back),
                (ushort)Math.Round(sum * full));
    }

    private static ushort Mix(ushort under, ushort color, int coverage) =>
        (ushort)(((under * (255 - coverage)) + (color * coverage) + 127) / 255);

    private static ushort Over(ushort color, double front, ushort under, double back) =>
        (ushort)Math.Round(((color * front) + (under * back)) / (front + back));

    private PixelColor Get(int x)
    {
        if (bits == 16)
        {
            ReadOnlySpan<ushort> pixel = MemoryMarshal.Cast<byte, ushort>(_bytes).Slice(x * bands, bands);
            ushort alpha = bands is 2 or 4 ? pixel[^1] : ushort.MaxValue;
            return bands < 3 ? new PixelColor(pixel[0], pixel[0], pixel[0], alpha) : new PixelColor(pixel[0], pixel[1], pixel[2], alpha);
        }

        ReadOnlySpan<byte> bytes = _bytes.Slice(x * bands, bands);
        byte opacity = bands is 2 or 4 ? bytes[^1] : byte.MaxValue;
        return bands < 3 ? new PixelColor(bytes[0], bytes[0], bytes[0], opacity) : new PixelColor(bytes[0], bytes[1], bytes[2], opacity);
    }
}
