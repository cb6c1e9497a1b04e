using HeatmapPS.Engine.Color;
using HeatmapPS.Engine.Color.Mixing;
using HeatmapPS.Engine.Color.Spaces;
using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Scaling;

namespace HeatmapPS.Engine.Rendering.Inverse;

/// <summary>The colours of a map as a line through OKLab, on which the place nearest to any colour can be found.</summary>
/// <remarks>Neighbouring colours are joined by straight pieces; far ones are first divided evenly in stored values, as
/// interpolation does it. Colours of single places (under, over, bad) are pieces of no length.</remarks>
internal sealed class ColorCurve
{
    /// <summary>Length of a piece above which it is divided: short enough for the bend between stored values and OKLab.</summary>
    private const float LongestPiece = 0.02f;

    /// <summary>Distance at which 8-bit colours are not surely told apart.</summary>
    private const float Indistinct = 0.003f;

    /// <summary>Points looked at for ambiguity.</summary>
    private const int AmbiguitySamples = 1024;

    private readonly List<Piece> _pieces = [];

    /// <summary>Makes the line.</summary>
    /// <param name="colors">At least one colour.</param>
    /// <param name="positions">Place of each colour, 0..1.</param>
    /// <param name="isContinuous">Whether places between colours have a meaning.</param>
    public ColorCurve(IReadOnlyList<ColorValue> colors, IReadOnlyList<double> positions, bool isContinuous)
    {
        List<Vertex> vertices = Vertices(colors, positions);
        for (int i = 0; i < vertices.Count; i++)
        {
            if (!isContinuous || vertices.Count == 1)
                AddPoint(vertices[i].Color, vertices[i].Position);
            else if (i > 0)
                AddLine(vertices[i - 1], vertices[i]);
        }

        IsAmbiguous = !isContinuous ? HasRepeated(vertices) : ReturnsToItself();
    }

    /// <summary>Whether one colour stands for places far apart.</summary>
    public bool IsAmbiguous { get; }

    /// <summary>The line of a colormap, as pictures of some depth have it.</summary>
    /// <param name="map">The map; its colours for under and over stand for the ends.</param>
    /// <param name="bits">8: colours rounded to bytes, so that those of a picture are met exactly; else as they are.</param>
    public static ColorCurve Create(Colormap map, int bits)
    {
        var colors = new ColorValue[map.Count];
        double[] positions = new double[map.Count];
        for (int i = 0; i < colors.Length; i++)
        {
            colors[i] = Round(map[i], bits);
            positions[i] = (double)i / (map.Count - 1);
        }

        var curve = new ColorCurve(colors, positions, map.Kind != ColormapKind.Qualitative);
        if (map.UnderColor is { A: > 0 } under)
            curve.AddPoint(Round(under, bits), 0);
        if (map.OverColor is { A: > 0 } over)
            curve.AddPoint(Round(over, bits), 1);
        if (map.BadColor is { A: > 0 } bad)
            curve.AddPoint(Round(bad, bits), double.NaN);
        return curve;
    }

    /// <summary>The line of the map that a legend in a picture shows.</summary>
    /// <param name="picture">The picture.</param>
    /// <param name="region">The coloured strip of the legend.</param>
    /// <param name="isReversed">Whether low values are at the right, or at the top.</param>
    /// <param name="badColor">Colour of bad values in the picture, or null.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="HeatmapException">RegionInvalid, LegendInvalid, NotColor.</exception>
    public static ColorCurve OfLegend(
        Raster picture, LegendRegion region, bool isReversed, ColorValue? badColor, CancellationToken cancellationToken)
    {
        HeatmapInversion.CheckColors(picture);
        if (!region.IsIn(picture))
            throw InversionErrors.LegendOutside(picture.Name, region.ToString(), picture.Width, picture.Height);
        var strip = LegendStrip.Read(picture, region, cancellationToken);
        if (strip.IsPlain)
            throw InversionErrors.LegendPlain(picture.Name);
        ColorValue[] colors = strip.Colors(strip.Length);
        if (isReversed)
            Array.Reverse(colors);

        // A pixel shows the middle of its share of the range.
        double[] positions = [.. Enumerable.Range(0, colors.Length).Select(i => (i + 0.5) / colors.Length)];
        var curve = new ColorCurve(colors, positions, isContinuous: true);
        if (badColor is { A: > 0 } bad)
            curve.AddPoint(bad, double.NaN);
        return curve;
    }

    /// <summary>Adds the colour of one place; only while the line is being made.</summary>
    /// <param name="color">The colour.</param>
    /// <param name="position">0..1, or NaN for the colour of bad values.</param>
    public void AddPoint(ColorValue color, double position) =>
        _pieces.Add(new Piece(ToOkLab(color), ToOkLab(color), (float)position, (float)position));

    /// <summary>Pieces that may hold the nearest place of some colour within a distance of a centre.</summary>
    /// <param name="center">Centre.</param>
    /// <param name="radius">Distance of the farthest colour.</param>
    public int[] Candidates(OkLabColor center, float radius)
    {
        float[] distances = new float[_pieces.Count];
        for (int i = 0; i < distances.Length; i++)
            distances[i] = MathF.Sqrt(_pieces[i].Nearest(center).Square);
        // A piece farther from the centre than this is farther from each colour than the centre's own nearest piece is.
        float limit = distances.Min() + (2 * radius);
        var candidates = new List<int>();
        for (int i = 0; i < distances.Length; i++)
        {
            if (distances[i] <= limit)
                candidates.Add(i);
        }

        return [.. candidates];
    }

    /// <summary>The nearest place.</summary>
    /// <param name="color">A colour.</param>
    /// <param name="candidates">Pieces to look at.</param>
    /// <returns>Place, 0..1, NaN for the bad colour; and distance in OKLab.</returns>
    public (float Position, float Distance) Nearest(OkLabColor color, ReadOnlySpan<int> candidates)
    {
        float best = float.PositiveInfinity;
        float position = float.NaN;
        foreach (int candidate in candidates)
        {
            (float square, float place) = _pieces[candidate].Nearest(color);
            if (square < best)
                (best, position) = (square, place);
        }

        return (position, MathF.Sqrt(best));
    }

    private static ColorValue Round(ColorValue color, int bits) => bits > 8 ? color
        : ColorValue.FromBytes(ColorValue.ToByte(color.R), ColorValue.ToByte(color.G), ColorValue.ToByte(color.B));

    /// <summary>The colours with runs of equal ones as one, at the run's middle.</summary>
    private static List<Vertex> Vertices(IReadOnlyList<ColorValue> colors, IReadOnlyList<double> positions)
    {
        var vertices = new List<Vertex>();
        for (int first = 0; first < colors.Count;)
        {
            int last = first;
            while (last + 1 < colors.Count && colors[last + 1] == colors[first])
                last++;
            vertices.Add(new Vertex(colors[first], (positions[first] + positions[last]) / 2));
            first = last + 1;
        }

        return vertices;
    }

    private static bool HasRepeated(List<Vertex> vertices) => vertices.Select(vertex => vertex.Color).Distinct().Count() < vertices.Count;

    private static OkLabColor ToOkLab(ColorValue color) => OkLabColor.FromStored(color.R, color.G, color.B);

    private void AddLine(Vertex from, Vertex to)
    {
        OkLabColor start = ToOkLab(from.Color);
        int parts = Math.Clamp((int)MathF.Ceiling(start.DistanceTo(ToOkLab(to.Color)) / LongestPiece), 1, 64);
        for (int part = 1; part <= parts; part++)
        {
            double share = (double)part / parts;
            OkLabColor end = ToOkLab(new ColorValue(
                from.Color.R + (share * (to.Color.R - from.Color.R)),
                from.Color.G + (share * (to.Color.G - from.Color.G)),
                from.Color.B + (share * (to.Color.B - from.Color.B))));
            double length = to.Position - from.Position;
            _pieces.Add(new Piece(start, end, (float)(from.Position + ((part - 1.0) / parts * length)),
                (float)(from.Position + (share * length))));
            start = end;
        }
    }

    /// <summary>Whether the line comes back near a place that it left.</summary>
    private bool ReturnsToItself()
    {
        int step = Math.Max(1, _pieces.Count / AmbiguitySamples);
        var points = new List<(OkLabColor Color, float Along)>();
        float along = 0;
        for (int i = 0; i < _pieces.Count; i++)
        {
            if (i % step == 0)
                points.Add((_pieces[i].Start, along));
            along += _pieces[i].Length;
        }

        points.Add((_pieces[^1].End, along));
        for (int i = 0; i < points.Count; i++)
        {
            for (int j = i + 1; j < points.Count; j++)
            {
                if (points[j].Along - points[i].Along > 10 * Indistinct && points[i].Color.DistanceTo(points[j].Color) < Indistinct)
                    return true;
            }
        }

        return false;
    }

    private readonly record struct Vertex(ColorValue Color, double Position);

    /// <summary>A straight piece.</summary>
    private readonly struct Piece
    {
        private readonly float _l, _a, _b, _inverseSquare, _from, _length;

        public Piece(OkLabColor start, OkLabColor end, float from, float to)
        {
            (Start, End, _from, _length) = (start, end, from, to - from);
            (_l, _a, _b) = (end.L - start.L, end.A - start.A, end.B - start.B);
            float square = (_l * _l) + (_a * _a) + (_b * _b);
            _inverseSquare = square > 0 ? 1 / square : 0;
        }

        public OkLabColor Start { get; }

        public OkLabColor End { get; }

        public float Length => Start.DistanceTo(End);

        public (float Square, float Position) Nearest(OkLabColor color)
        {
            float l = color.L - Start.L, a = color.A - Start.A, b = color.B - Start.B;
            float share = Math.Clamp(((l * _l) + (a * _a) + (b * _b)) * _inverseSquare, 0f, 1f);
            l -= share * _l;
            a -= share * _a;
            b -= share * _b;
            return ((l * l) + (a * a) + (b * b), _from + (share * _length));
        }
    }
}

/// <summary>Colours to values, each colour worked out once. Used from many threads.</summary>
/// <remarks>Colour space is divided into 16 × 16 × 16 blocks. The first colour in a block finds the pieces of the line that
/// can be nearest to any colour in it; the others look at these alone. 8-bit colours are kept. Memory follows the
/// blocks that a picture uses, which is few, since its colours lie along the map.</remarks>
/// <param name="curve">The colours of the map.</param>
/// <param name="scale">From place to value.</param>
internal sealed class InverseLookup(ColorCurve curve, HeatmapScale scale)
{
    private const int Blocks = 16 * 16 * 16;

    /// <summary>Marks an entry as known: the sign of the distance, which is never negative.</summary>
    private const ulong Known = 1UL << 63;

    // Races are harmless: two threads that make the same block or entry make the same content.
    private readonly int[]?[] _candidates = new int[Blocks][];
    private readonly ulong[]?[] _entries = new ulong[Blocks][];
    private readonly float[] _linear8 = Linear(256);
    private float[]? _linear16;

    /// <summary>Value and distance of an 8-bit colour.</summary>
    public (float Value, float Distance) Find(byte red, byte green, byte blue)
    {
        int block = Block(red >> 4, green >> 4, blue >> 4);
        ulong[] entries = Volatile.Read(ref _entries[block]) ?? MakeEntries(block);
        int place = Block(red & 15, green & 15, blue & 15);
        ulong entry = entries[place];
        if (entry == 0)
        {
            (float value, float distance) = Solve(block, OkLabColor.FromLinear(_linear8[red], _linear8[green], _linear8[blue]));
            entry = Known | ((ulong)BitConverter.SingleToUInt32Bits(distance) << 32) | BitConverter.SingleToUInt32Bits(value);
            entries[place] = entry;
        }

        return (BitConverter.UInt32BitsToSingle((uint)entry), BitConverter.UInt32BitsToSingle((uint)((entry & ~Known) >> 32)));
    }

    /// <summary>Value and distance of a 16-bit colour.</summary>
    public (float Value, float Distance) Find(ushort red, ushort green, ushort blue)
    {
        float[] linear = _linear16 ??= Linear(65536);
        return Solve(Block(red >> 12, green >> 12, blue >> 12), OkLabColor.FromLinear(linear[red], linear[green], linear[blue]));
    }

    private static int Block(int red, int green, int blue) => (red << 8) | (green << 4) | blue;

    private static float[] Linear(int count)
    {
        float[] linear = new float[count];
        for (int i = 0; i < count; i++)
            linear[i] = (float)Srgb.ToLinear((double)i / (count - 1));
        return linear;
    }

    private (float Value, float Distance) Solve(int block, OkLabColor color)
    {
        int[] candidates = Volatile.Read(ref _candidates[block]) ?? MakeCandidates(block);
        (float position, float distance) = curve.Nearest(color, candidates);
        return ((float)scale.Invert(position), distance);
    }

    private ulong[] MakeEntries(int block)
    {
        ulong[] entries = new ulong[Blocks];
        return Interlocked.CompareExchange(ref _entries[block], entries, null) ?? entries;
    }

    private int[] MakeCandidates(int block)
    {
        // Half a block and a little, in bytes: 16-bit blocks end elsewhere than 8-bit ones by a part of a byte.
        const double half = 9;
        double red = ((block >> 8) * 16) + 7.5, green = ((block >> 4 & 15) * 16) + 7.5, blue = ((block & 15) * 16) + 7.5;
        OkLabColor center = Color(red, green, blue);
        float radius = 0;
        for (int corner = 0; corner < 8; corner++)
        {
            OkLabColor color = Color(red + Side(corner, 4), green + Side(corner, 2), blue + Side(corner, 1));
            radius = Math.Max(radius, center.DistanceTo(color));
        }

        // The corners are the farthest but for the bend of the axes.
        int[] candidates = curve.Candidates(center, radius * 1.25f);
        Volatile.Write(ref _candidates[block], candidates);
        return candidates;

        static double Side(int corner, int bit) => (corner & bit) != 0 ? half : -half;
        static OkLabColor Color(double r, double g, double b) =>
            OkLabColor.FromStored(Math.Clamp(r, 0, 255) / 255, Math.Clamp(g, 0, 255) / 255, Math.Clamp(b, 0, 255) / 255);
    }
}
