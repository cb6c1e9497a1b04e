using System.Runtime.Intrinsics;

namespace HeatmapPS.Engine.Formats.Jpeg;

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
