namespace HeatmapPS.Engine.Measuring.Grids;

/// <summary>What becomes of the values that fall into one cell.</summary>
public enum GridAggregate
{
    /// <summary>Arithmetic mean.</summary>
    Mean,

    /// <summary>Sum.</summary>
    Sum,

    /// <summary>Number of rows.</summary>
    Count,

    /// <summary>Smallest value.</summary>
    Minimum,

    /// <summary>Largest value.</summary>
    Maximum,

    /// <summary>Median; of an even number of values the mean of the two in the middle.</summary>
    Median,

    /// <summary>Standard deviation of the population, as <c>numpy.std</c>.</summary>
    StandardDeviation,

    /// <summary>The value that came first.</summary>
    First,

    /// <summary>The value that came last.</summary>
    Last,

    /// <summary>A percentile, interpolated as <c>numpy.percentile</c> does.</summary>
    Percentile,
}

/// <summary>The order of the cells along an axis.</summary>
public enum GridSort
{
    /// <summary>Numbers, times, weekdays and months rise; texts as people sort them, web2 before web10.</summary>
    Natural,

    /// <summary>As they first came.</summary>
    Appearance,

    /// <summary>The largest value first: the sum of a row or column of sums or counts, else its mean.</summary>
    Value,
}
