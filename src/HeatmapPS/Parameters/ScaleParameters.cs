using System.Management.Automation;
using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Scaling;
using HeatmapPS.Engine.Statistics;

namespace HeatmapPS.Parameters;

/// <summary>The parameters that set a scale: its limits and its norm.</summary>
public class ScaleParameters
{
    /// <summary>Limits by default: Type for 8-bit data and Data for deeper data, or one of the two for all.</summary>
    [Parameter]
    public RangeKind? Range { get; set; }

    /// <summary>Value of the first colour; overrides that end of whatever else is chosen.</summary>
    [Parameter]
    public double? Minimum { get; set; }

    /// <summary>Value of the last colour; overrides that end of whatever else is chosen.</summary>
    [Parameter]
    public double? Maximum { get; set; }

    /// <summary>Lower and upper percentile of the valid pixels as limits, such as 2,98.</summary>
    [Parameter]
    [ValidateCount(2, 2)]
    public double[]? Percentile { get; set; }

    /// <summary>Limits at the mean ± this many standard deviations.</summary>
    [Parameter]
    public double? StandardDeviation { get; set; }

    /// <summary>How values spread between the limits. A parameter of a norm implies it.</summary>
    [Parameter]
    public NormKind? Norm { get; set; }

    /// <summary>Exponent of the Power norm: below 1 spreads small values, above 1 large ones.</summary>
    [Parameter]
    public double? Gamma { get; set; }

    /// <summary>End of the linear part around 0 of the SymmetricLog norm.</summary>
    [Parameter]
    public double? LinearThreshold { get; set; }

    /// <summary>Value of the middle colour; two slopes lead from it to the limits.</summary>
    [Parameter]
    public double? Center { get; set; }

    /// <summary>Limits equally far from -Center, or from 0.</summary>
    [Parameter]
    public SwitchParameter Symmetric { get; set; }

    /// <summary>Boundaries of regions of one colour each, rising.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public double[]? Boundary { get; set; }

    /// <summary>The rule that the parameters make.</summary>
    /// <exception cref="HeatmapException">RangeInvalid when they contradict each other.</exception>
    internal RangeRule ToRule() => ToUncheckedRule().Validate();

    /// <summary>Whether any of the parameters was given.</summary>
    internal virtual bool SetsScale => Range is not null || ToUncheckedRule() != new RangeRule();

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
