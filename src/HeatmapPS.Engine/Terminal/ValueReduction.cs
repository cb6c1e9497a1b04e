namespace HeatmapPS.Engine.Terminal;

/// <summary>What stands for many values where a picture is shown smaller than it is.</summary>
public enum ValueReduction
{
    /// <summary>The mean of the area; missing values are left out. No value beyond the image's own arises.</summary>
    Mean,

    /// <summary>The largest value of the area, so that no hot spot is lost.</summary>
    Maximum,

    /// <summary>The value in the middle of the area: for numbers that are names, such as classes.</summary>
    Nearest,
}
