using HeatmapPS.Engine.Pixels;

namespace HeatmapPS.Engine.Formats.Pyramids;

/// <summary>The sizes of an image and of its smaller copies: each half the one before, rounded up.</summary>
internal static class PyramidLevels
{
    /// <summary>Layouts from the full size on.</summary>
    /// <param name="full">The image.</param>
    /// <param name="smallestSide">The last level is the first whose sides are both at most this.</param>
    public static RasterLayout[] Of(RasterLayout full, int smallestSide)
    {
        var levels = new List<RasterLayout> { full };
        while (levels[^1].Width > smallestSide || levels[^1].Height > smallestSide)
            levels.Add(levels[^1] with { Width = (levels[^1].Width + 1) / 2, Height = (levels[^1].Height + 1) / 2 });
        return [.. levels];
    }
}
