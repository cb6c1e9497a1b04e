using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Scaling;

namespace HeatmapPS.Engine.Color;

/// <summary>An immutable table of colours, with colours for values below, above and without a place on it.</summary>
/// <remarks>With N colours, a normalized value x has the colour ⌊x·N⌋, and x = 1 the last one. Colours are red, green and
/// blue from 0 to 1 as they are stored in files (gamma-encoded sRGB). They become bytes by round(255·c) and 16-bit samples
/// by round(65535·c), ties to even.</remarks>
public sealed class Colormap
{
    /// <summary>The fewest colours a map can have.</summary>
    internal const int MinCount = 2;

    /// <summary>The most colours a map can have: one for each value of 16 bits.</summary>
    internal const int MaxCount = 65536;

    private const string CustomFamily = "custom";

    private readonly ColormapInfo _info;
    private readonly double[] _rgb;
    private readonly double[]? _alpha;
    private readonly double[]? _reversedRgb;
    private readonly ColormapDefinition? _definition;

    /// <summary>Creates a map; the arrays belong to it from then on.</summary>
    /// <param name="info">What is known of it; its count must be that of <paramref name="rgb"/>.</param>
    /// <param name="rgb">N × 3 values from 0 to 1.</param>
    /// <param name="alpha">N opacities, or <c>null</c> if all are opaque.</param>
    /// <param name="reversedRgb">The table of the reversed map where its family computes it anew, in place of
    /// <paramref name="rgb"/> backwards.</param>
    /// <param name="definition">What the table is sampled from, where that is known; such a map is opaque.</param>
    internal Colormap(ColormapInfo info, double[] rgb, double[]? alpha = null, double[]? reversedRgb = null,
        ColormapDefinition? definition = null)
    {
        if (rgb.Length != info.Count * 3 || (alpha is not null && alpha.Length != info.Count))
            throw new ArgumentException("The table does not have as many colours as its description says.", nameof(rgb));
        if (info.Count is < MinCount or > MaxCount) throw ColorErrors.ColormapSizeInvalid(info.Count);
        (_info, _rgb, _alpha, _reversedRgb, _definition) = (info, rgb, alpha, reversedRgb, definition);
    }

    private Colormap(Colormap other)
        : this(other._info, other._rgb, other._alpha, other._reversedRgb, other._definition)
    {
        (UnderColor, OverColor, BadColor, Scale) = (other.UnderColor, other.OverColor, other.BadColor, other.Scale);
    }

    /// <summary>Name within the family, such as <c>inferno</c> or <c>inferno_r</c>.</summary>
    public string Name => _info.Name;

    /// <summary><c>matplotlib</c>, <c>opencv</c>, <c>colorcet</c>, <c>cmocean</c>, <c>scientific</c> or <c>custom</c>.</summary>
    public string Family => _info.Family;

    /// <summary>What the map is made for.</summary>
    public ColormapKind Kind => _info.Kind;

    /// <summary>Whether equal steps of the value are documented to look equally large.</summary>
    public bool IsPerceptuallyUniform => _info.IsPerceptuallyUniform;

    /// <summary>Whether red-green blind readers can tell its colours apart; <c>null</c> where that is not known.</summary>
    public bool? IsColorBlindSafe => _info.IsColorBlindSafe;

    /// <summary>Licence of the colours; empty for own maps.</summary>
    public string Licence => _info.Licence;

    /// <summary>Number of colours, 2 to 65,536.</summary>
    public int Count => _info.Count;

    /// <summary>Colour of values below the range; <c>null</c> is the first colour.</summary>
    public ColorValue? UnderColor { get; private init; }

    /// <summary>Colour of values above the range; <c>null</c> is the last colour.</summary>
    public ColorValue? OverColor { get; private init; }

    /// <summary>Colour of NaN, infinite and no-data values; <c>null</c> leaves it to the output: transparent where the
    /// format has alpha, else a colour that is not of the map.</summary>
    public ColorValue? BadColor { get; private init; }

    /// <summary>The values that the first and the last colour belong to, for maps of files and positions that say so;
    /// <c>null</c> for all others. It is there to be asked for (<c>-Scale $map.Scale</c>); no rendering takes it by itself.</summary>
    public HeatmapScale? Scale { get; private init; }

    /// <summary>Whether any colour of the table is not opaque.</summary>
    public bool HasAlpha => _alpha is not null;

    /// <summary>Whether red, green and blue are equal in every colour.</summary>
    public bool IsGray
    {
        get
        {
            for (int i = 0; i < _rgb.Length; i += 3)
                if (_rgb[i] != _rgb[i + 1] || _rgb[i] != _rgb[i + 2]) return false;
            return true;
        }
    }

    /// <summary>Red, green and blue of all colours, N × 3 values from 0 to 1.</summary>
    internal ReadOnlySpan<double> Rgb => _rgb;

    /// <summary>Opacities of all colours, N values from 0 to 1; empty if all are opaque.</summary>
    internal ReadOnlySpan<double> Alpha => _alpha;

    /// <summary>The table of the reversed map where its family computes it anew; empty where it is this one backwards.</summary>
    internal ReadOnlySpan<double> ReversedRgb => _reversedRgb;

    /// <summary>What is known of the map.</summary>
    internal ColormapInfo Info => _info;

    /// <summary>The colour at a place in the table.</summary>
    /// <param name="index">0 to <see cref="Count"/> − 1.</param>
    public ColorValue this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(index);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
            int at = index * 3;
            return new ColorValue(_rgb[at], _rgb[at + 1], _rgb[at + 2], _alpha?[index] ?? 1);
        }
    }

    /// <summary>A map of given colours.</summary>
    /// <param name="array">N×3 or N×4, two-dimensional or jagged; integers are bytes from 0 to 255, floating-point numbers
    /// are fractions from 0 to 1.</param>
    /// <param name="name">What to call it.</param>
    /// <exception cref="HeatmapException"><c>ColormapInvalid</c>: the shape or a number does not fit.</exception>
    public static Colormap FromArray(Array array, string name = "custom")
    {
        ArgumentNullException.ThrowIfNull(array);
        (double[] rgb, double[]? alpha) = ColormapArray.Read(array);
        return new Colormap(Custom(name, rgb.Length / 3), rgb, alpha);
    }

    /// <summary>A map of exactly these colours.</summary>
    /// <param name="colors">Two or more colours, from low to high.</param>
    /// <param name="name">What to call it.</param>
    /// <param name="kind">What it is made for.</param>
    /// <exception cref="HeatmapException"><c>ColormapInvalid</c>: too few or too many colours.</exception>
    public static Colormap FromTable(IReadOnlyList<ColorValue> colors, string name = "custom",
        ColormapKind kind = ColormapKind.Miscellaneous)
    {
        ArgumentNullException.ThrowIfNull(colors);
        if (colors.Count is < MinCount or > MaxCount) throw ColorErrors.ColormapSizeInvalid(colors.Count);
        double[] rgb = new double[colors.Count * 3];
        double[]? alpha = colors.Any(color => color.A != 1) ? new double[colors.Count] : null;
        for (int i = 0; i < colors.Count; i++)
        {
            (rgb[i * 3], rgb[(i * 3) + 1], rgb[(i * 3) + 2]) = (colors[i].R, colors[i].G, colors[i].B);
            if (alpha is not null) alpha[i] = colors[i].A;
        }

        return new Colormap(Custom(name, colors.Count) with { Kind = kind }, rgb, alpha);
    }

    /// <summary>A map that runs evenly through given colours, mixed linearly (matplotlib's
    /// <c>LinearSegmentedColormap.from_list</c>).</summary>
    /// <param name="colors">Two or more colours, from low to high.</param>
    /// <param name="count">How many colours the map has.</param>
    /// <param name="name">What to call it.</param>
    /// <exception cref="HeatmapException"><c>ColormapInvalid</c>: too few or too many colours.</exception>
    public static Colormap FromColors(IReadOnlyList<ColorValue> colors, int count = 256, string name = "custom")
    {
        CheckCount(count);
        return FromTable(colors, name).Interpolate(count);
    }

    /// <summary>The map backwards; its name gets or loses <c>_r</c>, and the colours for under and over change places.</summary>
    public Colormap Reverse()
    {
        double[] backward = _reversedRgb ?? Backward(_rgb, 3);
        double[]? alpha = _alpha is null ? null : Backward(_alpha, 1);
        ColormapInfo info = _info with { Name = ReversedName(Name), Aliases = [.. _info.Aliases.Select(ReversedName)] };
        return new Colormap(info, backward, alpha, _reversedRgb is null ? null : _rgb, _definition?.Reverse())
        {
            UnderColor = OverColor,
            OverColor = UnderColor,
            BadColor = BadColor,
            Scale = Scale,
        };
    }

    /// <summary>So many colours, spread evenly from the first to the last, as matplotlib's <c>get_cmap(name, count)</c> gives them: where
    /// the map is defined by curves (jet, Blues), these are sampled anew at j/(count − 1), which mixes colours; else colours of the table
    /// are picked, those at j/(count − 1).</summary>
    /// <param name="count">2 to 65,536.</param>
    /// <exception cref="HeatmapException"><c>ColormapInvalid</c>: another number.</exception>
    public Colormap Resample(int count)
    {
        CheckCount(count);
        // As many as there are: they are known already, and another order of operations may round otherwise.
        if (_definition is not null && count != Count)
            return Derive(_definition.Sample(count), null, null, count, _definition);
        // The product of a rounded step, as numpy.linspace forms it, so that an index on the edge falls the same way.
        double step = 1.0 / (count - 1);
        return Pick(count, j => j == count - 1 ? Count - 1 : Math.Min((int)(j * step * Count), Count - 1));
    }

    /// <summary>Stretches the table by repeating colours: entry j is the colour ⌊j·N/count⌋, so that a lookup in the new
    /// table gives the colours of this one.</summary>
    /// <param name="count">2 to 65,536.</param>
    /// <exception cref="HeatmapException"><c>ColormapInvalid</c>: another number.</exception>
    public Colormap InterpolateNearest(int count)
    {
        CheckCount(count);
        return Pick(count, j => (int)((long)j * Count / count));
    }

    /// <summary>Stretches the table by linear interpolation: entry j is the colour at place j·(N − 1)/(count − 1).</summary>
    /// <param name="count">2 to 65,536.</param>
    /// <exception cref="HeatmapException"><c>ColormapInvalid</c>: another number.</exception>
    public Colormap Interpolate(int count)
    {
        CheckCount(count);
        if (count == Count) return this;
        return Derive(Mix(_rgb, 3, count), _alpha is null ? null : Mix(_alpha, 1, count),
            _reversedRgb is null ? null : Mix(_reversedRgb, 3, count), count);
    }

    /// <summary>The same colours with others outside the range; <c>null</c> is the default.</summary>
    /// <param name="under">Colour of values below the range.</param>
    /// <param name="over">Colour of values above the range.</param>
    /// <param name="bad">Colour of NaN, infinite and no-data values.</param>
    public Colormap WithExtremes(ColorValue? under, ColorValue? over, ColorValue? bad) =>
        new(this) { UnderColor = under, OverColor = over, BadColor = bad };

    /// <summary>The same colours with the values they belong to.</summary>
    /// <param name="scale">The scale, or <c>null</c> for none.</param>
    public Colormap WithScale(HeatmapScale? scale) => new(this) { Scale = scale };

    /// <summary>The same colours as a map of the user's own under another name.</summary>
    /// <param name="name">What to call it.</param>
    internal Colormap WithName(string name) =>
        new(Custom(name, Count) with { Kind = Kind }, _rgb, _alpha, definition: _definition) { UnderColor = UnderColor,
            OverColor = OverColor, BadColor = BadColor, Scale = Scale };

    /// <summary>The colour of a normalized value.</summary>
    /// <param name="value">0 to 1; less is under, more is over, NaN and infinities are bad.</param>
    /// <returns>The colour; a bad value without <see cref="BadColor"/> is transparent.</returns>
    public ColorValue Lookup(double value)
    {
        if (!double.IsFinite(value)) return BadColor ?? ColorValue.Transparent;
        if (value < 0) return UnderColor ?? this[0];
        return value > 1 ? OverColor ?? this[Count - 1] : this[Math.Min((int)(value * Count), Count - 1)];
    }

    /// <summary>A name that finds the map again: bare for matplotlib's, <c>family:name</c> for the others.</summary>
    public override string ToString() => Family is ColormapCatalog.FirstFamily or CustomFamily ? Name : _info.QualifiedName;

    /// <summary>The colour at a place in the table, in bytes.</summary>
    /// <param name="index">0 to <see cref="Count"/> − 1.</param>
    internal Rgba32 GetRgba32(int index) => this[index].ToRgba32();

    /// <summary>All colours in bytes, each round(255·c), ties to even.</summary>
    internal Rgba32[] ToRgba32()
    {
        var colors = new Rgba32[Count];
        for (int i = 0; i < colors.Length; i++) colors[i] = GetRgba32(i);
        return colors;
    }

    private static ColormapInfo Custom(string name, int count) =>
        new(name, CustomFamily, ColormapKind.Miscellaneous, false, null, string.Empty, string.Empty, count, [], false);

    private static string ReversedName(string name) =>
        name.EndsWith("_r", StringComparison.OrdinalIgnoreCase) ? name[..^2] : name + "_r";

    private static void CheckCount(int count)
    {
        if (count is < MinCount or > MaxCount) throw ColorErrors.ColormapSizeInvalid(count);
    }

    private static double[] Backward(double[] table, int width)
    {
        double[] backward = new double[table.Length];
        for (int i = 0; i < table.Length; i += width)
            table.AsSpan(i, width).CopyTo(backward.AsSpan(table.Length - width - i));
        return backward;
    }

    private static double[] Mix(double[] table, int width, int count)
    {
        int last = (table.Length / width) - 1;
        double[] mixed = new double[count * width];
        for (int j = 0; j < count; j++)
        {
            // The order of operations of numpy.interp, so that a tie in rounding falls the same way.
            double place = (double)((long)j * last) / (count - 1);
            int entry = (int)place;
            for (int channel = 0; channel < width; channel++)
            {
                int at = (entry * width) + channel;
                mixed[(j * width) + channel] = entry == last ? table[at] : ((table[at + width] - table[at]) * (place - entry)) + table[at];
            }
        }

        return mixed;
    }

    private Colormap Pick(int count, Func<int, int> choose)
    {
        double[] rgb = new double[count * 3];
        double[]? alpha = _alpha is null ? null : new double[count];
        for (int j = 0; j < count; j++)
        {
            int i = choose(j);
            _rgb.AsSpan(i * 3, 3).CopyTo(rgb.AsSpan(j * 3));
            if (alpha is not null) alpha[j] = _alpha![i];
        }

        return Derive(rgb, alpha, null, count);
    }

    private Colormap Derive(double[] rgb, double[]? alpha, double[]? reversedRgb, int count, ColormapDefinition? definition = null) =>
        new(_info with { Count = count }, rgb, alpha, reversedRgb, definition)
        {
            UnderColor = UnderColor,
            OverColor = OverColor,
            BadColor = BadColor,
            Scale = Scale,
        };
}
