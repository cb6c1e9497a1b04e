using System.Collections.Immutable;
using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Scaling.Norms;

namespace HeatmapPS.Engine.Scaling;

/// <summary>Maps values to [0, 1]: a norm with its limits. Immutable; one scale for many images makes their colours comparable.</summary>
public sealed record HeatmapScale
{
    // Worked out at first use; never copied, since a copy made by "with" may differ in what it is made from.
    private Norms.Norm? _function;

    /// <summary>A linear scale.</summary>
    /// <param name="minimum">Value of the first colour.</param>
    /// <param name="maximum">Value of the last colour.</param>
    public HeatmapScale(double minimum, double maximum)
    {
        Minimum = minimum;
        Maximum = maximum;
    }

    private HeatmapScale(HeatmapScale original)
    {
        Norm = original.Norm;
        Minimum = original.Minimum;
        Maximum = original.Maximum;
        Gamma = original.Gamma;
        LinearThreshold = original.LinearThreshold;
        Center = original.Center;
        Boundaries = original.Boundaries;
        Equalization = original.Equalization;
        Unit = original.Unit;
    }

    /// <summary>How values spread between the limits.</summary>
    public NormKind Norm { get; init; } = NormKind.Linear;

    /// <summary>Value of the first colour; smaller values are under.</summary>
    public double Minimum { get; init; }

    /// <summary>Value of the last colour; larger values are over. With boundaries, the last one, which is over itself.</summary>
    public double Maximum { get; init; }

    /// <summary>Exponent of a power scale; null for others.</summary>
    public double? Gamma { get; init; }

    /// <summary>End of the linear part of a symmetric logarithmic scale; null for others.</summary>
    public double? LinearThreshold { get; init; }

    /// <summary>Value of the middle colour of a two-slope scale; null for others.</summary>
    public double? Center { get; init; }

    /// <summary>Boundaries of the regions of a boundary scale, rising; empty for others.</summary>
    public ImmutableArray<double> Boundaries { get; init; } = [];

    /// <summary>Histogram of an equalizing scale; null for others, and where the limits coincide.</summary>
    public EqualizationTable? Equalization { get; init; }

    /// <summary>Unit of the values, or null; control characters are shown as signs for them.</summary>
    public string? Unit
    {
        get;
        init => field = value is null ? null : VisibleText.Line(value);
    }

    /// <summary>The norm with its limits.</summary>
    /// <exception cref="HeatmapException">ScaleInvalid: see <see cref="Validate"/>.</exception>
    internal Norms.Norm Function => _function ??= Norms.Norm.Create(Validate());

    /// <summary>Normalizes one value.</summary>
    /// <returns>0..1 within the limits, negative infinity under, positive infinity over, NaN for values without a place
    /// (NaN, infinities, and values of 0 and below on a logarithmic scale).</returns>
    /// <exception cref="HeatmapException">ScaleInvalid: see <see cref="Validate"/>.</exception>
    public double Normalize(double value) => double.IsFinite(value) ? Function.Normalize(value) : double.NaN;

    /// <summary>The value at a place between the limits: what <see cref="Normalize"/> takes there.</summary>
    /// <param name="position">0..1; NaN gives NaN.</param>
    /// <exception cref="HeatmapException">ScaleInvalid: see <see cref="Validate"/>.</exception>
    public double Invert(double position) => double.IsNaN(position) ? double.NaN : Function.Invert(position);

    /// <summary>Index of the colour of one value.</summary>
    /// <param name="value">The value.</param>
    /// <param name="colors">Colours of the map.</param>
    /// <returns>0 … colors − 1; <c>colors</c> under, <c>colors + 1</c> over, <c>colors + 2</c> bad.</returns>
    /// <exception cref="HeatmapException">ScaleInvalid: see <see cref="Validate"/>.</exception>
    public int ColorIndex(double value, int colors) => double.IsFinite(value) ? Function.ColorIndex(value, colors) : colors + 2;

    /// <summary>Checks that the parameters make a scale.</summary>
    /// <returns>The scale itself.</returns>
    /// <exception cref="HeatmapException">ScaleInvalid: limits that are not finite numbers in order, or a parameter of the
    /// norm that is missing or out of its range.</exception>
    public HeatmapScale Validate()
    {
        if (!(double.IsFinite(Maximum - Minimum) && Minimum <= Maximum))
            throw RangeErrors.ScaleInvalid($"finite limits in order, but got {Minimum} and {Maximum}");
        FormattableString? fault = Enum.IsDefined(Norm) ? NormDefinition.Of(Norm).ScaleFault(this) : $"a norm, but got {Norm}";
        return fault is null ? this : throw RangeErrors.ScaleInvalid(fault);
    }

    /// <inheritdoc/>
    public bool Equals(HeatmapScale? other) =>
        other is not null
        && Norm == other.Norm
        && Minimum.Equals(other.Minimum)
        && Maximum.Equals(other.Maximum)
        && Nullable.Equals(Gamma, other.Gamma)
        && Nullable.Equals(LinearThreshold, other.LinearThreshold)
        && Nullable.Equals(Center, other.Center)
        && Boundaries.AsSpan().SequenceEqual(other.Boundaries.AsSpan())
        && Equals(Equalization, other.Equalization)
        && Unit == other.Unit;

    /// <inheritdoc/>
    public override int GetHashCode() =>
        HashCode.Combine(Norm, Minimum, Maximum, Gamma, LinearThreshold, Center, Boundaries.Length, Unit);

    /// <summary>The norm, its limits and unit, such as <c>Power 0 to 40 °C</c>.</summary>
    public override string ToString() =>
        FormattableString.Invariant($"{Norm} {Minimum:R} to {Maximum:R}{(Unit is null ? string.Empty : " " + Unit)}");
}
