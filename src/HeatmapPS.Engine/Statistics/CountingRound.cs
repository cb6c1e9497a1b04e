using System.Buffers;
using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text.Json.Serialization;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Pixels;
using HeatmapPS.Engine.Scaling;

namespace HeatmapPS.Engine.Statistics;

/// <summary>What one more look at samples counts, for ranks or for an equalization. The counts of several machines add up.</summary>
[JsonDerivedType(typeof(DigitRound), "digits")]
[JsonDerivedType(typeof(BinRound), "bins")]
internal abstract record CountingRound
{
    /// <summary>Number of counts.</summary>
    [JsonIgnore]
    public abstract int Length { get; }

    /// <summary>Counts a value a number of times.</summary>
    public abstract void Add(double value, long times, Span<long> counts);

    /// <summary>Counts valid values.</summary>
    private protected abstract void Add(ReadOnlySpan<double> values, ImmutableArray<double> noData, Span<long> counts);

    /// <summary>Counts the samples of one raster.</summary>
    /// <param name="raster">One band.</param>
    /// <param name="counts">Receives the counts, <see cref="Length"/> of them.</param>
    /// <param name="cancellationToken">Stops between strips.</param>
    public void Count(Raster raster, long[] counts, CancellationToken cancellationToken)
    {
        ImmutableArray<double> noData = raster.NoDataValues;
        SampleType stored = raster.SampleType;
        using RowReader rows = raster.OpenRows();
        RowPump.ForEachStrip(rows, cancellationToken, strip =>
        {
            int count = strip.Bytes.Length / stored.Size;
            double[] values = ArrayPool<double>.Shared.Rent(count);
            Samples.ToDoubles(strip.Bytes, stored, values.AsSpan(0, count));
            Add(values.AsSpan(0, count), noData, counts);
            ArrayPool<double>.Shared.Return(values);
        });
    }

    /// <summary>Counts the samples of rasters, on all processors.</summary>
    public long[] Count(IReadOnlyList<Raster> rasters, CancellationToken cancellationToken)
    {
        long[] total = new long[Length];
        IReadOnlyCollection<long[]> counted = ParallelParts.ForEach(rasters.Count, Environment.ProcessorCount, () => new long[Length],
            (i, counts) => Count(rasters[i], counts, cancellationToken), cancellationToken);
        foreach (long[] counts in counted)
            AddTo(total, counts);
        return total;
    }

    /// <summary>Adds counts to others.</summary>
    public static void AddTo(Span<long> total, ReadOnlySpan<long> counts)
    {
        for (int i = 0; i < total.Length; i++)
            total[i] += counts[i];
    }
}

/// <summary>Counts the next 16 bits of the samples' keys, of those samples whose keys begin with given bits.</summary>
/// <param name="Type">The type of the keys.</param>
/// <param name="BitsLeft">Bits of a key after the given ones: all of them in the first round.</param>
/// <param name="Prefixes">The bits that keys begin with, in ascending order; 0 alone in the first round.</param>
internal sealed record DigitRound(SampleType Type, int BitsLeft, ImmutableArray<ulong> Prefixes) : CountingRound
{
    /// <summary>Bits that a round finds.</summary>
    public const int DigitBits = 16;

    private readonly FrozenDictionary<ulong, int> _offsets =
        Prefixes.Select((prefix, i) => KeyValuePair.Create(prefix, i << DigitBits)).ToFrozenDictionary();

    /// <inheritdoc/>
    [JsonIgnore]
    public override int Length => Prefixes.Length << DigitBits;

    /// <summary>The first round.</summary>
    public static DigitRound First(SampleType type) => new(type, SampleKeys.Bits(type), [0]);

    /// <inheritdoc/>
    public override void Add(double value, long times, Span<long> counts)
    {
        ulong key = SampleKeys.FromValue(value, Type);

        // C# shifts a 64-bit number by 64 bits as by none.
        if (_offsets.TryGetValue(BitsLeft == 64 ? 0 : key >> BitsLeft, out int offset))
            counts[offset + (int)((key >> (BitsLeft - DigitBits)) & ((1 << DigitBits) - 1))] += times;
    }

    /// <summary>The counts for one of the prefixes.</summary>
    public ReadOnlySpan<long> Of(ulong prefix, long[] counts) => counts.AsSpan(_offsets[prefix], 1 << DigitBits);

    private protected override void Add(ReadOnlySpan<double> values, ImmutableArray<double> noData, Span<long> counts)
    {
        foreach (double value in values)
        {
            if (double.IsFinite(value) && (noData.Length == 0 || !noData.Contains(value)))
                Add(value, 1, counts);
        }
    }
}

/// <summary>Counts samples between two limits in the bins of an equalization.</summary>
/// <param name="Low">Lower limit.</param>
/// <param name="High">Upper limit, above the lower.</param>
/// <param name="AreIntegers">Whether all samples are integers.</param>
internal sealed record BinRound(double Low, double High, bool AreIntegers) : CountingRound
{
    /// <summary>The bins.</summary>
    [JsonIgnore]
    public EqualizationBins Bins { get; } = EqualizationBins.Between(Low, High, AreIntegers);

    /// <inheritdoc/>
    [JsonIgnore]
    public override int Length => Bins.Count;

    /// <inheritdoc/>
    public override void Add(double value, long times, Span<long> counts)
    {
        // A NaN is not between the limits.
        if (value >= Low && value <= High)
            counts[Bins.IndexOf(value)] += times;
    }

    private protected override void Add(ReadOnlySpan<double> values, ImmutableArray<double> noData, Span<long> counts)
    {
        foreach (double value in values)
        {
            if (noData.Length == 0 || !noData.Contains(value))
                Add(value, 1, counts);
        }
    }
}
