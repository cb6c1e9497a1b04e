namespace HeatmapPS.Engine.Formats.Magick;

/// <summary>Samples of few bits that ImageMagick spreads over its own 8 or 16.</summary>
internal static class SpreadSamples
{
    /// <summary>The stored value v of 0..2ⁿ−1 that was spread to round(v · most / (2ⁿ−1)): round(spread · (2ⁿ−1) / most).</summary>
    /// <remarks>Exact for n up to the bits of <paramref name="most"/>: rounding moved the value by at most a half, which is at most a half
    /// of a step here.</remarks>
    /// <param name="spread">0 to <paramref name="most"/>.</param>
    /// <param name="most">255 or 65535.</param>
    /// <param name="bits">n.</param>
    public static uint TakeBack(uint spread, uint most, int bits) => (uint)(((2UL * spread * ((1u << bits) - 1)) + most) / (2 * most));
}
