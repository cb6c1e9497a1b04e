using System.Collections.Immutable;
using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Scaling;
using HeatmapPS.Engine.Scaling.Norms;

namespace HeatmapPS.Engine.Drawing.Colorbar;

/// <summary>A numbered place of a colorbar.</summary>
/// <param name="Value">The value.</param>
/// <param name="Position">Where it lies: 0 at the low end, 1 at the high end.</param>
/// <param name="Label">The number as it is written, without the common factor.</param>
public sealed record ColorbarTick(double Value, double Position, string Label);

/// <summary>The numbers of a colorbar: round values where matplotlib's locators put them, written as its formatters do.</summary>
public sealed class ColorbarTicks
{
    /// <summary>Intervals that a bar is divided into at most when nothing else is known, as in matplotlib.</summary>
    public const int DefaultIntervals = 9;

    private ColorbarTicks(ImmutableArray<ColorbarTick> major, ImmutableArray<double> minor, string factor)
    {
        Major = major;
        MinorPositions = minor;
        Factor = factor;
    }

    /// <summary>The numbered places, from low to high.</summary>
    public ImmutableArray<ColorbarTick> Major { get; }

    /// <summary>Places of marks without a number, 0..1.</summary>
    public ImmutableArray<double> MinorPositions { get; }

    /// <summary>What all labels are to be multiplied by or added to, such as <c>×10⁶</c> or <c>+ 300000</c>; empty for nothing.</summary>
    public string Factor { get; }

    /// <summary>Chooses round values of a scale.</summary>
    /// <param name="scale">The scale.</param>
    /// <param name="intervals">Intervals at most, from 1.</param>
    public static ColorbarTicks Locate(HeatmapScale scale, int intervals = DefaultIntervals)
    {
        ArgumentNullException.ThrowIfNull(scale);
        return Locate(scale, intervals, format: null);
    }

    /// <summary>Chooses round values of a scale.</summary>
    /// <param name="scale">The scale.</param>
    /// <param name="intervals">Intervals at most, from 1.</param>
    /// <param name="format">.NET format of the numbers, or null for matplotlib's way.</param>
    /// <exception cref="HeatmapException">TickFormatInvalid.</exception>
    internal static ColorbarTicks Locate(HeatmapScale scale, int intervals, string? format)
    {
        if (!double.IsFinite(scale.Minimum) || !double.IsFinite(scale.Maximum))
            return new ColorbarTicks([], [], string.Empty);
        return Make(scale, scale.Function.Ticks(Math.Max(1, intervals)), format);
    }

    /// <summary>Given values of a scale; those outside its limits are left out.</summary>
    /// <exception cref="HeatmapException">TickFormatInvalid.</exception>
    internal static ColorbarTicks At(HeatmapScale scale, ImmutableArray<double> values, string? format)
    {
        double[] sorted = [.. values.Where(double.IsFinite).Distinct().Order()];
        return Make(scale, new TickChoice(sorted, [], TickNotation.Exact), format);
    }

    private static ColorbarTicks Make(HeatmapScale scale, TickChoice choice, string? format)
    {
        (string[] labels, string factor) = format is not null
            ? (Array.ConvertAll(choice.Major, value => TickFormatter.Apply(value, format)), string.Empty)
            : TickFormatter.Format(choice.Major, scale.Minimum, scale.Maximum, choice.Notation);
        ImmutableArray<ColorbarTick>.Builder major = ImmutableArray.CreateBuilder<ColorbarTick>();
        for (int i = 0; i < choice.Major.Length; i++)
        {
            if (PositionOf(scale, choice.Major[i]) is { } position)
                major.Add(new ColorbarTick(choice.Major[i], position, labels[i]));
        }

        ImmutableArray<double> minor = [.. choice.Minor.Select(value => PositionOf(scale, value)).OfType<double>()];
        return new ColorbarTicks(Thin(major, choice), minor, factor);
    }

    /// <summary>Leaves out numbers that a norm crowds too close to one kept before: the anchor first, then from low to high.</summary>
    private static ImmutableArray<ColorbarTick> Thin(IReadOnlyList<ColorbarTick> ticks, TickChoice choice)
    {
        if (choice.MinGap <= 0)
            return [.. ticks];
        var kept = new List<ColorbarTick>();
        kept.AddRange(ticks.Where(tick => tick.Value == choice.Anchor).Take(1));
        foreach (ColorbarTick tick in ticks)
        {
            if (kept.TrueForAll(other => Math.Abs(other.Position - tick.Position) >= choice.MinGap))
                kept.Add(tick);
        }

        return [.. kept.OrderBy(tick => tick.Position)];
    }

    /// <summary>Where a value lies on the bar, or null when it lies outside. A rounding error beyond a limit is forgiven, as
    /// matplotlib does.</summary>
    private static double? PositionOf(HeatmapScale scale, double value)
    {
        Norm norm = scale.Function;
        if (!(value >= scale.Minimum - norm.Tolerance(scale.Minimum) && value <= scale.Maximum + norm.Tolerance(scale.Maximum)))
            return null;
        double position = norm.BarPosition(Math.Clamp(value, scale.Minimum, scale.Maximum));
        return double.IsFinite(position) ? Math.Clamp(position, 0, 1) : null;
    }
}
