namespace HeatmapPS.Engine.Formats;

/// <summary>What the encoders need to know of an ICC profile (ICC.1, clause 7.2).</summary>
internal static class IccHeader
{
    private const int HeaderBytes = 128;

    /// <summary>Whether a profile is for the samples beside it; readers refuse a file whose profile is for another space.</summary>
    /// <param name="profile">The profile.</param>
    /// <param name="isRgb">Whether the samples are RGB rather than grey.</param>
    public static bool Fits(ReadOnlySpan<byte> profile, bool isRgb) =>
        profile.Length >= HeaderBytes && profile.Slice(16, 4).SequenceEqual(isRgb ? "RGB "u8 : "GRAY"u8);
}
