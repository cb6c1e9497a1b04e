using HeatmapPS.Engine.Color.Mixing;
using HeatmapPS.Engine.Color.Spaces;
using HeatmapPS.Engine.Scaling;

namespace HeatmapPS.Engine.Rendering.Inverse;

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
