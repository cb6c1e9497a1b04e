namespace HeatmapPS.Engine.Color.Mixing;

/// <summary>The space in which colours are mixed.</summary>
public enum ColorSpace
{
    /// <summary>Red, green and blue as stored (gamma-encoded sRGB), as matplotlib mixes.</summary>
    RGB,

    /// <summary>CIE L*a*b* under D65.</summary>
    Lab,

    /// <summary>Ottosson's OKLab.</summary>
    OKLab,
}
