using System.Management.Automation;
using HeatmapPS.Arguments;
using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Scaling;
using HeatmapPS.Engine.Statistics;

namespace HeatmapPS.Parameters;

/// <summary>Parameters that set a scale: its limits and its norm.</summary>
public class ScaleParameters
{
    /// <summary>Limits if no other parameter sets them. Auto, the default, is Type for 8-bit data and Data for deeper data.</summary>
    [Parameter]
    public RangeKind? Range { get; set; }

    /// <summary>Value of the first colour; overrides the lower limit from any other parameter.</summary>
    [Parameter]
    public double? Minimum { get; set; }

    /// <summary>Value of the last colour; overrides the upper limit from any other parameter.</summary>
    [Parameter]
    public double? Maximum { get; set; }

    /// <summary>Lower and upper percentile of the valid pixels as limits, such as 2,98.</summary>
    [Parameter]
    [ValidateCount(2, 2)]
    public double[]? Percentile { get; set; }

    /// <summary>Limits at the mean ± this many standard deviations.</summary>
    [Parameter]
    public double? StandardDeviation { get; set; }

    /// <summary>How to distribute values between the limits. A parameter that belongs to a norm implies it.</summary>
    [Parameter]
    public NormKind? Norm { get; set; }

    /// <summary>Exponent of the Power norm: below 1, small values get more colours; above 1, large values do.</summary>
    [Parameter]
    public double? Gamma { get; set; }

    /// <summary>Value at which the SymmetricLog norm changes from linear to logarithmic, on both sides of 0.</summary>
    [Parameter]
    public double? LinearThreshold { get; set; }

    /// <summary>Value of the middle colour; two slopes lead from it to the limits.</summary>
    [Parameter]
    public double? Center { get; set; }

    /// <summary>Limits equally far from -Center, or from 0.</summary>
    [Parameter]
    public SwitchParameter Symmetric { get; set; }

    /// <summary>Boundaries, in ascending order, of regions that have one colour each.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public double[]? Boundary { get; set; }

    /// <summary>The rule that the parameters describe.</summary>
    /// <exception cref="HeatmapException">RangeInvalid when they contradict each other.</exception>
    internal RangeRule ToRule() => ToUncheckedRule().Validate();

    /// <summary>Whether any of the parameters was given.</summary>
    internal virtual bool SetsScale => Range is not null || !ToUncheckedRule().IsDefault;

    private RangeRule ToUncheckedRule() => new()
    {
        Kind = Range ?? RangeKind.Auto,
        Minimum = Minimum,
        Maximum = Maximum,
        Percentile = Percentile is { } p ? (p[0], p[1]) : null,
        StandardDeviation = StandardDeviation,
        Norm = new NormRule
        {
            Asked = Norm,
            Gamma = Gamma,
            LinearThreshold = LinearThreshold,
            Center = Center,
            IsSymmetric = Symmetric,
            Boundaries = Boundary is null ? [] : [.. Boundary],
        },
    };
}

/// <summary>Parameters that give images their scale: a calculated or a saved one.</summary>
public class SavedScaleParameters : ScaleParameters
{
    /// <summary>A saved scale for all images: a scale, its JSON form, the path of a JSON file, or a heatmap.</summary>
    [Parameter]
    [ValidateNotNull]
    public object? Scale { get; set; }

    /// <summary>The saved scale, or null.</summary>
    /// <param name="resolvePath">Makes a path of PowerShell a full one.</param>
    /// <exception cref="HeatmapException">ScaleInvalid; RangeInvalid when other parameters of a scale were given with it.</exception>
    internal HeatmapScale? ToGivenScale(Func<string, string> resolvePath)
    {
        if (Scale is null)
            return null;
        return SetsScale
            ? throw RangeErrors.Conflict("-Scale", "other parameters of the scale")
            : ScaleArgument.Resolve(Scale, resolvePath);
    }
}
