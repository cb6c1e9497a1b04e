namespace HeatmapPS.Engine.Rendering;

/// <summary>Tells at which ends of its scale a heatmap has values beyond.</summary>
/// <param name="Low">Whether values lie below the lower limit.</param>
/// <param name="High">Whether values lie above the upper limit.</param>
internal readonly record struct ClippedEnds(bool Low, bool High)
{
    /// <summary>Finds out, reading the pixels only when neither the sample type nor an earlier count tells.</summary>
    /// <param name="heatmap">The heatmap.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public static ClippedEnds Of(Heatmap heatmap, CancellationToken cancellationToken) => heatmap switch
    {
        { ClippedEnds: { } known } => known,
        { ClippedPercent: 0 } => default,
        _ => ClippedPixels.Count(heatmap.Raster, heatmap.Scale, null, null, cancellationToken).Ends,
    };

    /// <summary>Both together.</summary>
    public ClippedEnds Or(ClippedEnds other) => new(Low || other.Low, High || other.High);
}
