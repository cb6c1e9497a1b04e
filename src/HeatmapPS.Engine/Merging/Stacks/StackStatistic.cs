namespace HeatmapPS.Engine.Merging.Stacks;

/// <summary>What is worked out of the values that a stack of images has at each pixel.</summary>
public enum StackStatistic
{
    /// <summary>The arithmetic mean.</summary>
    Mean,

    /// <summary>The middle value; of an even number the mean of the two middle ones.</summary>
    Median,

    /// <summary>The smallest value.</summary>
    Minimum,

    /// <summary>The largest value.</summary>
    Maximum,

    /// <summary>The sum.</summary>
    Sum,

    /// <summary>Largest minus smallest.</summary>
    Range,

    /// <summary>The population's standard deviation (division by n).</summary>
    StandardDeviation,

    /// <summary>A percentile, interpolated linearly between ranks as <c>numpy.percentile</c> does.</summary>
    Percentile,

    /// <summary>The number of the image with the largest value, from 0; of equal ones the first.</summary>
    ArgMaximum,
}
