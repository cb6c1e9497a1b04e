namespace HeatmapPS.Engine.Formats.Pyramids;

/// <summary>How four pixels of one level become one of the next.</summary>
public enum PyramidShrink
{
    /// <summary>The first of them: indices, labels, and the colours of heatmaps, which have no mean.</summary>
    Nearest,

    /// <summary>Their mean; colours count by their alpha.</summary>
    Mean,
}
