using HeatmapPS.Engine.Color;
using HeatmapPS.Engine.Scaling;

namespace HeatmapPS.Engine.Rendering;

/// <summary>The colours of a map as they are written, followed by those for under, over and bad.</summary>
/// <remarks>Entry i of N is the map's colour i; N is under, N + 1 over, N + 2 bad: the numbers that
/// <see cref="HeatmapScale.ColorIndex"/> gives. Immutable, shared by all images of one command.</remarks>
internal sealed class ColorTable
{
    private const int FullCount = 65536;

    private readonly ColorValue[] _colors;
    private readonly Lazy<Rgba32[]> _bytes;
    private readonly Lazy<ulong[]> _words;

    private ColorTable(ColorValue[] colors)
    {
        _colors = colors;
        _bytes = new Lazy<Rgba32[]>(ToBytes);
        _words = new Lazy<ulong[]>(() => Array.ConvertAll(_colors, Pack));
    }

    /// <summary>Colours of the map, without the three for under, over and bad.</summary>
    public int Count => _colors.Length - 3;

    /// <summary>All entries at 8 bits a channel.</summary>
    public Rgba32[] Bytes => _bytes.Value;

    /// <summary>All entries at 16 bits a channel: red in the lowest 16 bits, then green, blue, alpha.</summary>
    public ulong[] Words => _words.Value;

    /// <summary>Makes the table of a map.</summary>
    /// <param name="map">The map.</param>
    /// <param name="interpolation">Linear gives 65,536 entries; Nearest the map's own at every depth, so that a value on the
    /// border of two colours takes the same one at 8 and at 16 bits.</param>
    /// <param name="alpha">Whether the output can be transparent; where not, bad is mid-grey, or magenta on grey maps.</param>
    public static ColorTable Create(Colormap map, ColorInterpolation interpolation, bool alpha)
    {
        Colormap full = interpolation == ColorInterpolation.Linear ? map.Interpolate(FullCount) : map;
        var colors = new ColorValue[full.Count + 3];
        for (int i = 0; i < full.Count; i++)
            colors[i] = full[i];
        colors[full.Count] = map.UnderColor ?? map[0];
        colors[full.Count + 1] = map.OverColor ?? map[map.Count - 1];
        colors[full.Count + 2] = map.BadColor ?? DefaultBad(map, alpha);
        return new ColorTable(colors);
    }

    /// <summary>Transparent where it can be shown; else a colour that no map has at its ends: never the coldest.</summary>
    private static ColorValue DefaultBad(Colormap map, bool alpha)
    {
        if (alpha)
            return ColorValue.Transparent;
        return map.IsGray ? ColorValue.FromBytes(255, 0, 255) : ColorValue.FromBytes(128, 128, 128);
    }

    private Rgba32[] ToBytes()
    {
        var bytes = new Rgba32[_colors.Length];
        for (int i = 0; i < bytes.Length; i++)
            bytes[i] = _colors[i].ToRgba32();
        return bytes;
    }

    private static ulong Pack(ColorValue color) =>
        Word(color.R) | (Word(color.G) << 16) | (Word(color.B) << 32) | (Word(color.A) << 48);

    private static ulong Word(double channel) => (ulong)Math.Round(channel * 65535, MidpointRounding.ToEven);
}
