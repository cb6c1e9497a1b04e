using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using HeatmapPS.Engine.Pixels;

namespace HeatmapPS.Engine.Formats.Jpeg;

/// <summary>The discrete cosine transform of blocks of 8×8 samples, and their quantization.</summary>
/// <remarks>Along the rows it is a product with the matrix of cosines, which needs no transposition; along the columns
/// the algorithm of Arai, Agui and Nakajima, whose factors are taken back by the quantization.</remarks>
internal static class JpegTransform
{
    /// <summary>Row x: what sample x of a row gives to its eight frequencies.</summary>
    private static readonly Vector256<float>[] s_cosines = MakeCosines();

    /// <summary>By how much row <paramref name="frequency"/> comes out too large.</summary>
    public static float ColumnScale(int frequency) =>
        (float)(Math.Sqrt(8) * (frequency == 0 ? 1 : Math.Sqrt(2) * Math.Cos(frequency * Math.PI / 16)));

    /// <summary>Transforms and quantizes one block.</summary>
    /// <param name="samples">First sample of the block.</param>
    /// <param name="stride">Samples from one row to the next.</param>
    /// <param name="quantization">The steps.</param>
    /// <param name="frequencies">64 results, row by row.</param>
    /// <returns>A bit for each result that is not 0.</returns>
    // Compiled at once as it is to be: code of 256-bit vectors is not compiled ahead of time, and its first, plain version would
    // make the first hundred images several times slower.
    [MethodImpl(HotLoop.Options)]
    public static ulong Quantize(ref readonly byte samples, int stride, JpegQuantization quantization, Span<short> frequencies)
    {
        // In memory, from where each sample goes to all lanes of a vector without a shuffle.
        Unsafe.SkipInit(out Block block);
        Span<float> values = block;
        for (int row = 0; row < 8; row++)
            Widen(Unsafe.ReadUnaligned<ulong>(in Unsafe.Add(ref Unsafe.AsRef(in samples), row * stride))).CopyTo(values[(8 * row)..]);

        Vector256<float> r0 = TransformRow(values), r1 = TransformRow(values[8..]), r2 = TransformRow(values[16..]),
            r3 = TransformRow(values[24..]);
        Vector256<float> r4 = TransformRow(values[32..]), r5 = TransformRow(values[40..]), r6 = TransformRow(values[48..]),
            r7 = TransformRow(values[56..]);

        Vector256<float> s07 = r0 + r7, d07 = r0 - r7, s16 = r1 + r6, d16 = r1 - r6;
        Vector256<float> s25 = r2 + r5, d25 = r2 - r5, s34 = r3 + r4, d34 = r3 - r4;

        Vector256<float> outer = s07 + s34, inner = s16 + s25, outerDifference = s07 - s34;
        Vector256<float> even = (s16 - s25 + outerDifference) * 0.707106781f;
        Vector256<float> low = d34 + d25, middle = d25 + d16, high = d16 + d07;
        Vector256<float> turn = (low - high) * 0.382683433f;
        Vector256<float> lowTurned = (low * 0.541196100f) + turn, highTurned = (high * 1.306562965f) + turn;
        Vector256<float> half = middle * 0.707106781f;
        Vector256<float> plus = d07 + half, minus = d07 - half;

        Vector256<float>[] by = quantization.Reciprocals;
        return Round((outer + inner) * by[0], (plus + highTurned) * by[1], frequencies)
            | (Round((outerDifference + even) * by[2], (minus - lowTurned) * by[3], frequencies[16..]) << 16)
            | (Round((outer - inner) * by[4], (minus + lowTurned) * by[5], frequencies[32..]) << 32)
            | (Round((outerDifference - even) * by[6], (plus - highTurned) * by[7], frequencies[48..]) << 48);
    }

    /// <summary>Eight samples as numbers around 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Widen(ulong samples)
    {
        var words = Vector128.WidenLower(Vector128.CreateScalarUnsafe(samples).AsByte());
        return Vector256.ConvertToSingle(Vector256.Create(Vector128.WidenLower(words), Vector128.WidenUpper(words)).AsInt32())
            - Vector256.Create(128f);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> TransformRow(ReadOnlySpan<float> row)
    {
        ref float values = ref MemoryMarshal.GetReference(row);
        ref Vector256<float> cosines = ref MemoryMarshal.GetArrayDataReference(s_cosines);
        Vector256<float> left = cosines * Vector256.Create(values);
        Vector256<float> right = Unsafe.Add(ref cosines, 1) * Vector256.Create(Unsafe.Add(ref values, 1));
        for (int x = 2; x < 8; x += 2)
        {
            left = Vector256.MultiplyAddEstimate(Unsafe.Add(ref cosines, x), Vector256.Create(Unsafe.Add(ref values, x)), left);
            right = Vector256.MultiplyAddEstimate(Unsafe.Add(ref cosines, x + 1), Vector256.Create(Unsafe.Add(ref values, x + 1)), right);
        }

        return left + right;
    }

    /// <summary>Two rows as integers, and which of them are not 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Round(Vector256<float> first, Vector256<float> second, Span<short> frequencies)
    {
        var rounded = Vector256.Narrow(
            Vector256.ConvertToInt32(Vector256.Round(first)), Vector256.ConvertToInt32(Vector256.Round(second)));
        rounded.CopyTo(frequencies);
        return ~Vector256.Equals(rounded, Vector256<short>.Zero).ExtractMostSignificantBits() & 0xFFFF;
    }

    private static Vector256<float>[] MakeCosines()
    {
        var cosines = new Vector256<float>[8];
        for (int x = 0; x < 8; x++)
        {
            float[] row = new float[8];
            for (int u = 0; u < 8; u++)
                row[u] = (float)((u == 0 ? Math.Sqrt(0.125) : 0.5) * Math.Cos(((2 * x) + 1) * u * Math.PI / 16));
            cosines[x] = Vector256.Create<float>(row);
        }

        return cosines;
    }

    [InlineArray(64)]
    private struct Block
    {
        private float _first;
    }
}

/// <summary>By what the frequencies of a block are divided: a table of ITU-T T.81, annex K, scaled by the quality as libjpeg
/// does.</summary>
internal sealed class JpegQuantization
{
    private static readonly byte[] s_lumaSteps =
    [
        16, 11, 10, 16, 24, 40, 51, 61, 12, 12, 14, 19, 26, 58, 60, 55, 14, 13, 16, 24, 40, 57, 69, 56, 14, 17, 22, 29, 51, 87, 80, 62,
        18, 22, 37, 56, 68, 109, 103, 77, 24, 35, 55, 64, 81, 104, 113, 92, 49, 64, 78, 87, 103, 121, 120, 101, 72, 92, 95, 98, 112, 100,
            103, 99,
    ];

    private static readonly byte[] s_chromaSteps =
    [
        17, 18, 24, 47, 99, 99, 99, 99, 18, 21, 26, 66, 99, 99, 99, 99, 24, 26, 56, 99, 99, 99, 99, 99, 47, 66, 99, 99, 99, 99, 99, 99,
        99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99,
    ];

    private JpegQuantization(byte[] steps, int quality)
    {
        int percent = quality < 50 ? 5000 / quality : 200 - (2 * quality);
        for (int i = 0; i < 64; i++)
            Steps[i] = (byte)Math.Clamp(((steps[i] * percent) + 50) / 100, 1, 255);
        for (int row = 0; row < 8; row++)
        {
            var steps8 = Vector256.Create<float>(Array.ConvertAll(Steps.AsSpan(8 * row, 8).ToArray(), step => (float)step));
            Reciprocals[row] = Vector256<float>.One / (steps8 * JpegTransform.ColumnScale(row));
        }
    }

    /// <summary>Steps by row and column of the frequency.</summary>
    public byte[] Steps { get; } = new byte[64];

    /// <summary>What a row of <see cref="JpegTransform"/>'s frequencies is multiplied by.</summary>
    public Vector256<float>[] Reciprocals { get; } = new Vector256<float>[8];

    /// <summary>The table of brightness.</summary>
    /// <param name="quality">1 to 100.</param>
    public static JpegQuantization Luma(int quality) => new(s_lumaSteps, quality);

    /// <summary>The table of the two colour differences.</summary>
    /// <param name="quality">1 to 100.</param>
    public static JpegQuantization Chroma(int quality) => new(s_chromaSteps, quality);
}
