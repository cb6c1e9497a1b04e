using System.Collections;
using System.Collections.Immutable;
using System.Globalization;
using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Pixels;
using HeatmapPS.Engine.Scaling;

namespace HeatmapPS.Engine.Statistics;

/// <summary>What a set of images adds to one scale of many sets: parts of several machines or days merge to what one pass over all files
/// finds. Immutable; its properties survive JSON and CLIXML.</summary>
/// <remarks>For samples of up to 16 bits a part is complete. Of wider types it has the extremes and the moments; their percentiles and
/// histograms need the files.</remarks>
public sealed record ScalePart
{
    /// <summary>The version of this form.</summary>
    public const int CurrentVersion = 1;

    /// <summary>The version of the form of these properties, 1.</summary>
    public int Version { get; init; } = CurrentVersion;

    /// <summary>Number of images.</summary>
    public long ImageCount { get; init; }

    /// <summary>The different units of the images; an empty text for images without one.</summary>
    public ImmutableArray<string> Units { get; init; } = [];

    /// <summary>The samples, by type.</summary>
    public ImmutableArray<ScalePartSamples> Samples { get; init; } = [];

    /// <inheritdoc/>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{ImageCount} images of {string.Join(", ", Samples.Select(samples => samples.Type))}");

    /// <summary>The part that a set of properties describes; nothing of it is believed.</summary>
    /// <param name="properties">Names, in any case, and values.</param>
    /// <exception cref="HeatmapException">PartInvalid.</exception>
    internal static ScalePart FromProperties(IReadOnlyDictionary<string, object?> properties)
    {
        long version = Whole(properties, nameof(Version));
        if (version != CurrentVersion)
            throw RangeErrors.PartInvalid($"version {CurrentVersion}, but got {version}");
        ImmutableArray<ScalePartSamples> samples = [.. List(properties, nameof(Samples)).Select(Read)];
        if (samples.Select(item => item.Type).Distinct().Count() < samples.Length)
            throw RangeErrors.PartInvalid($"each type of samples once, but got one twice");
        return new ScalePart
        {
            ImageCount = Whole(properties, nameof(ImageCount)),
            Units = [.. List(properties, nameof(Units)).Select(unit => unit?.ToString() ?? string.Empty)],
            Samples = samples,
        };
    }

    private static ScalePartSamples Read(object? item)
    {
        if (item is not IReadOnlyDictionary<string, object?> properties)
            throw RangeErrors.PartInvalid($"samples as objects, but got '{item}'; write JSON with a larger -Depth");
        string? name = properties.GetValueOrDefault(nameof(ScalePartSamples.Type))?.ToString();
        if (!Enum.TryParse(name, out SampleType type) || !Enum.IsDefined(type))
            throw RangeErrors.PartInvalid($"a type of samples, but got '{name}'");
        return new ScalePartSamples(type)
        {
            ValidCount = Whole(properties, nameof(ScalePartSamples.ValidCount)),
            InvalidCount = Whole(properties, nameof(ScalePartSamples.InvalidCount)),
            Minimum = Number(properties, nameof(ScalePartSamples.Minimum)),
            Maximum = Number(properties, nameof(ScalePartSamples.Maximum)),
            SmallestPositive = Number(properties, nameof(ScalePartSamples.SmallestPositive)),
            Mean = Number(properties, nameof(ScalePartSamples.Mean)),
            SquaredDeviations = Number(properties, nameof(ScalePartSamples.SquaredDeviations)),
            Histogram = properties.GetValueOrDefault(nameof(ScalePartSamples.Histogram))?.ToString(),
        };
    }

    private static IEnumerable<object?> List(IReadOnlyDictionary<string, object?> properties, string name) =>
        properties.GetValueOrDefault(name) switch
        {
            null => [],
            string or IDictionary or IReadOnlyDictionary<string, object?> => [properties[name]],
            IEnumerable items => items.Cast<object?>(),
            var single => [single],
        };

    private static long Whole(IReadOnlyDictionary<string, object?> properties, string name) =>
        Number(properties, name) is >= 0 and <= (1L << 53) and var number && number == Math.Floor(number)
            ? (long)number
            : throw RangeErrors.PartInvalid($"a whole number for {name}, but got '{properties.GetValueOrDefault(name)}'");

    private static double Number(IReadOnlyDictionary<string, object?> properties, string name)
    {
        object? value = properties.GetValueOrDefault(name);
        try
        {
            return value is null ? double.NaN : Convert.ToDouble(value, CultureInfo.InvariantCulture);
        }
        catch (Exception error) when (error is FormatException or InvalidCastException or OverflowException)
        {
            throw RangeErrors.PartInvalid($"a number for {name}, but got '{value}'", error);
        }
    }
}

/// <summary>The samples of one type in a part.</summary>
/// <param name="Type">Their type.</param>
public sealed record ScalePartSamples(SampleType Type)
{
    /// <summary>Valid samples.</summary>
    public long ValidCount { get; init; }

    /// <summary>NaN, infinite and nodata samples.</summary>
    public long InvalidCount { get; init; }

    /// <summary>Smallest valid value; NaN when there is none.</summary>
    public double Minimum { get; init; } = double.NaN;

    /// <summary>Largest valid value; NaN when there is none.</summary>
    public double Maximum { get; init; } = double.NaN;

    /// <summary>Smallest valid value above 0; NaN when there is none.</summary>
    public double SmallestPositive { get; init; } = double.NaN;

    /// <summary>Mean of the valid samples; NaN when there is none.</summary>
    public double Mean { get; init; } = double.NaN;

    /// <summary>Sum of the squared distances from the mean; NaN when there is no valid sample.</summary>
    public double SquaredDeviations { get; init; } = double.NaN;

    /// <summary>For types of up to 16 bits: the number of samples of each value from the smallest of the type on, packed into text (LEB128
    /// pairs of empty values and count, zlib, base 64). Null for wider types.</summary>
    public string? Histogram { get; init; }

    /// <summary>No samples of a type: what says only that there are images of it.</summary>
    internal static ScalePartSamples Empty(SampleType type) => new StatisticsAccumulator(type, []).ToPart();

    /// <summary>Whether the samples of each value are counted, so that percentiles and equalization need no file.</summary>
    internal bool IsComplete => SampleKeys.Bits(Type) <= 16;

    /// <summary>Checks what the numbers say of each other.</summary>
    /// <exception cref="HeatmapException">PartInvalid.</exception>
    internal ScalePartSamples Validate()
    {
        if (IsComplete && Histogram is null)
            throw RangeErrors.PartInvalid($"a histogram of the {Type} samples, but got none");
        bool areEmpty = ValidCount == 0;
        bool areValid = areEmpty || (double.IsFinite(Minimum) && Minimum <= Maximum && double.IsFinite(Maximum) && double.IsFinite(Mean)
            && SquaredDeviations >= 0 && double.IsFinite(SquaredDeviations)
            && (double.IsNaN(SmallestPositive) ? Maximum <= 0 : SmallestPositive > 0 && SmallestPositive <= Maximum));
        return areValid ? this : throw RangeErrors.PartInvalid($"finite numbers with a minimum up to the maximum, but got {Minimum}, {Mean} and {Maximum}");
    }
}
