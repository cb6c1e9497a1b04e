using System.Buffers.Binary;

namespace HeatmapPS.Engine.Formats.Thermal;

/// <summary>Tells whether the bytes of each count are exchanged, by the temperatures that either order gives.</summary>
/// <remarks>
/// Cameras put counts into PNG files in their own byte order, not in PNG's, but nothing in the file says so. Read in the wrong
/// order, the fine steps of a scene become jumps of hundreds of degrees or have no temperature at all.
/// </remarks>
internal static class ByteOrderEvidence
{
    private const double Coldest = 273.15 - 100;
    private const double Hottest = 273.15 + 2500;

    /// <summary>Share of the counts left out at either end, so that dead pixels prove nothing.</summary>
    private const double Outliers = 0.01;

    /// <summary>Whether the counts must be exchanged to be true.</summary>
    /// <param name="counts">The counts as read.</param>
    /// <param name="conversion">Counts to temperatures, or null to judge by the counts alone.</param>
    public static bool IsSwapped(ReadOnlySpan<ushort> counts, PlanckConversion? conversion)
    {
        int[] histogram = new int[PlanckConversion.Counts];
        foreach (ushort count in counts)
            histogram[count]++;
        int[] exchanged = new int[PlanckConversion.Counts];
        for (int i = 0; i < histogram.Length; i++)
            exchanged[BinaryPrimitives.ReverseEndianness((ushort)i)] = histogram[i];

        (long badStraight, double spanStraight) = Judge(histogram, counts.Length, conversion);
        (long badExchanged, double spanExchanged) = Judge(exchanged, counts.Length, conversion);
        if (badStraight != badExchanged)
            return badExchanged < badStraight;
        // A tie is a scene of one temperature that either order can hold: then it is as in every camera known.
        return spanExchanged <= spanStraight;
    }

    /// <summary>Samples without a temperature a camera can see, and the range of the rest (of the counts without a conversion).</summary>
    private static (long Bad, double Span) Judge(int[] histogram, long total, PlanckConversion? conversion)
    {
        long bad = 0;
        if (conversion is not null)
        {
            for (int i = 0; i < histogram.Length; i++)
            {
                if (histogram[i] > 0 && conversion.ToKelvin(i) is not (>= Coldest and <= Hottest))
                    bad += histogram[i];
            }
        }

        // Bad samples are judged above; the range is of counts, which temperatures follow without a turn.
        long skip = (long)(total * Outliers);
        return (bad, Rank(histogram, total - 1 - skip) - Rank(histogram, skip));
    }

    private static int Rank(int[] histogram, long rank)
    {
        long seen = 0;
        for (int i = 0; i < histogram.Length; i++)
        {
            seen += histogram[i];
            if (seen > rank)
                return i;
        }

        return histogram.Length - 1;
    }
}
