namespace HeatmapPS.Engine.Color.Spaces;

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
