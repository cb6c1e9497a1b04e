namespace HeatmapPS.Engine.Merging.Blends;

/// <summary>How the colour of an image and the colour under it become one.</summary>
/// <remarks>
/// Formulas, with b the backdrop and s the image over it, both 0..1: "W3C" is Compositing and Blending Level 1, which
/// agrees with PDF (ISO 32000); the others are those of Photoshop as commonly published.
/// </remarks>
public enum BlendMode
{
    /// <summary>s (W3C).</summary>
    Normal,

    /// <summary>b·s (W3C).</summary>
    Multiply,

    /// <summary>b + s − b·s (W3C).</summary>
    Screen,

    /// <summary>HardLight with the images changed about (W3C).</summary>
    Overlay,

    /// <summary>The smaller, in each band (W3C).</summary>
    Darken,

    /// <summary>The larger, in each band (W3C).</summary>
    Lighten,

    /// <summary>min(1, b/(1 − s)); 0 where b is 0 (W3C).</summary>
    ColorDodge,

    /// <summary>1 − min(1, (1 − b)/s); 1 where b is 1 (W3C).</summary>
    ColorBurn,

    /// <summary>Multiply with 2s in the dark half, Screen with 2s − 1 in the light one (W3C).</summary>
    HardLight,

    /// <summary>Darkens or lightens softly (W3C).</summary>
    SoftLight,

    /// <summary>|b − s| (W3C).</summary>
    Difference,

    /// <summary>b + s − 2·b·s (W3C).</summary>
    Exclusion,

    /// <summary>Hue of s, saturation and luminosity of b (W3C).</summary>
    Hue,

    /// <summary>Saturation of s, hue and luminosity of b (W3C).</summary>
    Saturation,

    /// <summary>Hue and saturation of s, luminosity of b (W3C).</summary>
    Color,

    /// <summary>Luminosity of s, hue and saturation of b (W3C).</summary>
    Luminosity,

    /// <summary>max(0, b + s − 1).</summary>
    LinearBurn,

    /// <summary>min(1, b + s), also called Add.</summary>
    LinearDodge,

    /// <summary>The whole pixel with the smaller luminosity.</summary>
    DarkerColor,

    /// <summary>The whole pixel with the larger luminosity.</summary>
    LighterColor,

    /// <summary>ColorBurn with 2s in the dark half, ColorDodge with 2s − 1 in the light one.</summary>
    VividLight,

    /// <summary>b + 2s − 1, cut to 0..1.</summary>
    LinearLight,

    /// <summary>Darken with 2s in the dark half, Lighten with 2s − 1 in the light one.</summary>
    PinLight,

    /// <summary>1 where b + s reaches 1, else 0.</summary>
    HardMix,

    /// <summary>max(0, b − s).</summary>
    Subtract,

    /// <summary>min(1, b/s); 0 where b is 0, else 1 where s is 0.</summary>
    Divide,
}
