namespace HeatmapPS.Engine.Rendering;

/// <summary>What lies between two colours of a map.</summary>
public enum ColorInterpolation
{
    /// <summary>Nothing: a value takes one of the map's colours.</summary>
    Nearest,

    /// <summary>The map's colours are interpolated linearly to 65,536.</summary>
    Linear,
}
