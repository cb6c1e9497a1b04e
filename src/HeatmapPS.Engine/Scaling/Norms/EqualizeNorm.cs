namespace HeatmapPS.Engine.Scaling.Norms;

/// <summary>The cumulative histogram, so that every colour covers the same area: scikit-image's equalize_hist.</summary>
/// <param name="minimum">lo.</param>
/// <param name="maximum">hi, above lo.</param>
/// <param name="table">Histogram of the values between them.</param>
internal sealed class EqualizeNorm(double minimum, double maximum, EqualizationTable table) : LimitedNorm(minimum, maximum)
{
    private static readonly int[] s_fineness = [1, 2, 4, 8, 16, 32, 64];

    /// <summary>With the data's histogram.</summary>
    public static NormDefinition Definition { get; } =
        new(NormDefinition.UnlessConstant(scale => new EqualizeNorm(scale.Minimum, scale.Maximum, scale.Equalization!)))
        {
            Limits = NormLimits.Histogram,
            ScaleFault = scale => scale.Equalization is null && scale.Minimum < scale.Maximum
                ? (FormattableString)$"an equalization on an equalizing scale, but got none" : null,
        };

    /// <inheritdoc/>
    protected override double Position(double value) =>
        value < Minimum ? double.NegativeInfinity
        : value > Maximum ? double.PositiveInfinity
        : table.CumulativeShare(value);

    /// <inheritdoc/>
    /// <remarks>The smallest value up to which that share of the pixels lies, found by halving.</remarks>
    public override double Invert(double position)
    {
        double low = Minimum, high = Maximum;
        for (int i = 0; i < 64; i++)
        {
            double middle = low + ((high - low) / 2);
            if (table.CumulativeShare(middle) < position)
                low = middle;
            else
                high = middle;
        }

        return high;
    }

    /// <inheritdoc/>
    /// <remarks>Round values spread over a bar on which equal distances are not equal differences: coarse ones first, then
    /// finer ones where there is still room.</remarks>
    protected override TickChoice ChooseTicks(int intervals)
    {
        double gap = 1.0 / (intervals + 1);
        var taken = new SortedDictionary<double, double>();
        foreach (int fineness in s_fineness)
        {
            foreach (double value in LinearTicks.Locate(Minimum, Maximum, fineness * intervals))
            {
                double position = double.IsFinite(value) ? Normalize(value) : double.NaN;
                if (double.IsFinite(position) && taken.Keys.All(other => Math.Abs(other - position) >= gap))
                    taken.Add(position, value);
            }
        }

        return new TickChoice([.. taken.Values], [], TickNotation.Exact);
    }
}
