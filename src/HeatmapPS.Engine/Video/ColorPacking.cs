namespace HeatmapPS.Engine.Video;

/// <summary>Turns a colour into the samples of a pixel, packed in 64 bits: the first sample in bits 0 to 15, the others from bit
/// 16 and bit 40 on, with room to add four of them.</summary>
internal abstract class ColorPacking
{
    /// <summary>Packs a colour of 16 bits a channel.</summary>
    public abstract ulong Pack(int r, int g, int b);

    /// <summary>The packing of a pixel format.</summary>
    /// <param name="format">How pixels are stored.</param>
    /// <param name="isJpeg">Whether luma and chroma are JPEG's: BT.601 weights and full range.</param>
    public static ColorPacking For(FramePixelFormat format, bool isJpeg) =>
        format.IsRgb ? new RgbPacking(format.Bits) : new YuvPacking(format.Bits, isJpeg);

    /// <summary>Green, blue, red.</summary>
    private sealed class RgbPacking(int bits) : ColorPacking
    {
        private readonly long _most = (1L << bits) - 1;

        public override ulong Pack(int r, int g, int b) => Sample(g) | (Sample(b) << 16) | (Sample(r) << 40);

        private ulong Sample(int channel) => (ulong)(((channel * _most) + 32767) / 65535);
    }

    /// <summary>Luma, and both chromas with <see cref="ChromaFractionBits"/> more bits, so that their mean over four pixels is
    /// rounded once.</summary>
    /// <remarks>Rec. ITU-R BT.709-6, 3.2 to 3.5: Y = 0.2126 R + 0.7152 G + 0.0722 B, limited range 16..235 and 16..240 at 8 bits.
    /// JPEG (ITU-T T.871): the weights of BT.601 and the full range.</remarks>
    private sealed class YuvPacking : ColorPacking
    {
        private readonly double _red, _green, _blue, _lumaOffset, _luma, _chromaOffset, _chroma, _most;

        public YuvPacking(int bits, bool isJpeg)
        {
            (_red, _blue) = isJpeg ? (0.299, 0.114) : (0.2126, 0.0722);
            _green = 1 - _red - _blue;
            double unit = 1 << (bits - 8);
            _most = (1 << bits) - 1;
            _luma = isJpeg ? _most : 219 * unit;
            _lumaOffset = isJpeg ? 0 : 16 * unit;
            _chroma = isJpeg ? _most : 224 * unit;
            _chromaOffset = 128 * unit;
        }

        public override ulong Pack(int r, int g, int b)
        {
            double red = r / 65535.0, blue = b / 65535.0;
            double y = (_red * red) + (_green * (g / 65535.0)) + (_blue * blue);
            double cb = (blue - y) / (2 * (1 - _blue)), cr = (red - y) / (2 * (1 - _red));
            return (ulong)((_luma * y) + _lumaOffset + 0.5) | (Chroma(cb) << 16) | (Chroma(cr) << 40);
        }

        private ulong Chroma(double value) =>
            (ulong)((Math.Min((_chroma * value) + _chromaOffset, _most) * (1 << ChromaFractionBits)) + 0.5);
    }

    /// <summary>Bits of a packed chroma sample below the point.</summary>
    public const int ChromaFractionBits = 4;
}
