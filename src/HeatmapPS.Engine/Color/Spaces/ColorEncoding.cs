using HeatmapPS.Engine.Pixels;

namespace HeatmapPS.Engine.Color.Spaces;

/// <summary>How the bands of a colour space are stored in a sample type: stored = natural · scale + offset.</summary>
/// <remarks>Natural are fractions 0..1; colour differences −0.5..0.5; hue in degrees 0..360; L* 0..100, a*, b* about ±128;
/// X, Y, Z with white at Y = 1. 8 bits follow OpenCV; 16 bits use the full range; floating point is natural, but for colour
/// differences, which are moved by 0.5 as OpenCV does.</remarks>
internal sealed class ColorEncoding
{
    private readonly (double Scale, double Offset)[] _bands;
    private readonly int _hueBand = -1;
    private readonly double _hueSteps;

    private ColorEncoding((double Scale, double Offset)[] bands, int hueBand, double hueSteps, bool isLinear)
    {
        (_bands, _hueBand, _hueSteps, IsLinear) = (bands, hueBand, hueSteps, isLinear);
    }

    /// <summary>Bands without alpha.</summary>
    public int Count => _bands.Length;

    /// <summary>Whether XYZ stands for linear light; 8-bit XYZ is made from stored values, as OpenCV makes it.</summary>
    public bool IsLinear { get; }

    /// <summary>The encoding of a space.</summary>
    /// <param name="space">The space.</param>
    /// <param name="type">UInt8, UInt16, Float32 or Float64.</param>
    public static ColorEncoding Of(ImageColorSpace space, SampleType type)
    {
        double full = type.MaxValue;
        (double, double) plain = (full, 0);
        (double, double) difference = type switch
        {
            SampleType.UInt8 => (255, 128),
            SampleType.UInt16 => (65535, 32768),
            _ => (1, 0.5),
        };

        // A turn of 180 steps, so that it fits a byte; 65,536 steps; or degrees.
        double hueSteps = type switch { SampleType.UInt8 => 180, SampleType.UInt16 => 65536, _ => 360 };
        (double, double) hue = (hueSteps / 360, 0);
        (double, double) lightness = type.IsFloat ? (1, 0) : (full / 100, 0);
        (double, double) ab = type switch { SampleType.UInt8 => (1, 128), SampleType.UInt16 => (257, 128 * 257), _ => (1, 0) };
        // 1.0 = 32768 is ICC's encoding, which leaves room for Z above 1.
        (double, double) xyz = type == SampleType.UInt16 ? (32768, 0) : plain;
        (double, double)[] bands = space switch
        {
            ImageColorSpace.YCbCr or ImageColorSpace.YCrCb or ImageColorSpace.YUV => [plain, difference, difference],
            ImageColorSpace.HSV or ImageColorSpace.HSL or ImageColorSpace.HLS => [hue, plain, plain],
            ImageColorSpace.Lab => [lightness, ab, ab],
            ImageColorSpace.XYZ => [xyz, xyz, xyz],
            ImageColorSpace.CMYK => [plain, plain, plain, plain],
            _ => [plain, plain, plain],
        };
        bool hasHue = space is ImageColorSpace.HSV or ImageColorSpace.HSL or ImageColorSpace.HLS;
        return new ColorEncoding(bands, hasHue ? 0 : -1, hueSteps, type != SampleType.UInt8);
    }

    /// <summary>Stored samples to natural ones, in place.</summary>
    public void Decode(Span<double> pixel)
    {
        for (int band = 0; band < _bands.Length; band++)
            pixel[band] = (pixel[band] - _bands[band].Offset) / _bands[band].Scale;
    }

    /// <summary>Natural samples to stored ones, in place; not yet rounded.</summary>
    /// <param name="pixel">The samples.</param>
    /// <param name="isInteger">Whether they will be rounded, so that a hue that rounds to a whole turn is 0.</param>
    public void Encode(Span<double> pixel, bool isInteger)
    {
        for (int band = 0; band < _bands.Length; band++)
            pixel[band] = (pixel[band] * _bands[band].Scale) + _bands[band].Offset;
        if (_hueBand >= 0 && isInteger && Math.Round(pixel[_hueBand]) >= _hueSteps)
            pixel[_hueBand] = 0;
    }
}

/// <summary>What the bands of a colour image mean, in the order of the bands.</summary>
public enum ImageColorSpace
{
    /// <summary>Red, green, blue as stored (gamma-encoded sRGB).</summary>
    RGB,

    /// <summary>Blue, green, red: OpenCV's order.</summary>
    BGR,

    /// <summary>Luma, blue and red difference by ITU-R BT.601, full range: JPEG's.</summary>
    YCbCr,

    /// <summary>The same with red before blue difference: OpenCV's order.</summary>
    YCrCb,

    /// <summary>Luma and analogue U and V: OpenCV's <c>COLOR_RGB2YUV</c>.</summary>
    YUV,

    /// <summary>Hue, saturation, value.</summary>
    HSV,

    /// <summary>Hue, saturation, lightness.</summary>
    HSL,

    /// <summary>Hue, lightness, saturation: OpenCV's order.</summary>
    HLS,

    /// <summary>CIE 1976 L*, a*, b*, white D65.</summary>
    Lab,

    /// <summary>CIE 1931 X, Y, Z, white D65.</summary>
    XYZ,

    /// <summary>Cyan, magenta, yellow, black, without a profile.</summary>
    CMYK,
}
