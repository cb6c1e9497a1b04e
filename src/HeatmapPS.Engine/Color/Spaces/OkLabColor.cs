using HeatmapPS.Engine.Color.Mixing;

namespace HeatmapPS.Engine.Color.Spaces;

/// <summary>A colour in OKLab (Björn Ottosson, 2020, public domain), in which distances are about as large as they look.</summary>
/// <param name="L">Lightness, 0 black to 1 white.</param>
/// <param name="A">Green (negative) to red.</param>
/// <param name="B">Blue (negative) to yellow.</param>
internal readonly record struct OkLabColor(float L, float A, float B)
{
    /// <summary>The colour of stored sRGB values from 0 to 1.</summary>
    public static OkLabColor FromStored(double red, double green, double blue) =>
        FromLinear((float)Srgb.ToLinear(red), (float)Srgb.ToLinear(green), (float)Srgb.ToLinear(blue));

    /// <summary>The colour of linear light from 0 to 1.</summary>
    public static OkLabColor FromLinear(float red, float green, float blue)
    {
        float l = MathF.Cbrt((0.4122214708f * red) + (0.5363325363f * green) + (0.0514459929f * blue));
        float m = MathF.Cbrt((0.2119034982f * red) + (0.6806995451f * green) + (0.1073969566f * blue));
        float s = MathF.Cbrt((0.0883024619f * red) + (0.2817188376f * green) + (0.6299787005f * blue));
        return new OkLabColor(
            (0.2104542553f * l) + (0.7936177850f * m) - (0.0040720468f * s),
            (1.9779984951f * l) - (2.4285922050f * m) + (0.4505937099f * s),
            (0.0259040371f * l) + (0.7827717662f * m) - (0.8086757660f * s));
    }

    /// <summary>Euclidean distance.</summary>
    public float DistanceTo(OkLabColor other)
    {
        float l = L - other.L, a = A - other.A, b = B - other.B;
        return MathF.Sqrt((l * l) + (a * a) + (b * b));
    }
}
