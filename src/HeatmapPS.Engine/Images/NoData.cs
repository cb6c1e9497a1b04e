using System.Collections.Immutable;
using HeatmapPS.Engine.Pixels;

namespace HeatmapPS.Engine.Images;

/// <summary>Values that mean "no data", in the type of the samples that they are compared with.</summary>
/// <remarks>As GDAL does it: a 32-bit float is compared with the value rounded to 32 bits, and an integer with a whole number that its
/// type holds. So −3.40282306074e+38 and 0.1 are found among 32-bit floats though no such float is exactly that number.</remarks>
internal static class NoData
{
    private const int HalfBits = 16;

    /// <summary>The value that samples of a type are compared with; null when none can be equal to it.</summary>
    /// <param name="type">Type of the samples.</param>
    /// <param name="bits">Bits of a sample where it was stored: floats of 16 bits come as 32.</param>
    /// <param name="value">The value, as a file or a person gives it.</param>
    public static double? In(SampleType type, int bits, double value)
    {
        if (type == SampleType.Float64)
            return value;
        if (type == SampleType.Float32)
            return bits == HalfBits ? (double)(Half)value : (double)(float)value;
        return value >= type.MinValue && value <= type.MaxValue && value == Math.Truncate(value) ? value : null;
    }

    /// <summary>The values that samples of a type are compared with.</summary>
    /// <inheritdoc cref="In(SampleType, int, double)"/>
    public static ImmutableArray<double> In(SampleType type, int bits, ImmutableArray<double> values)
    {
        foreach (double value in values)
        {
            if (In(type, bits, value) is not { } typed || !typed.Equals(value))
                return [.. values.Select(each => In(type, bits, each)).OfType<double>().Distinct()];
        }

        return values;
    }

    /// <summary>A number that was worked out, not missing, as the whole number to store: never the one that means "no data".</summary>
    /// <param name="value">The number.</param>
    /// <param name="type">An integer type.</param>
    /// <param name="marks">Values that mean "no data".</param>
    public static double Avoid(double value, SampleType type, ReadOnlySpan<double> marks)
    {
        double rounded = Math.Clamp(Math.Round(value, MidpointRounding.ToEven), type.MinValue, type.MaxValue);
        if (!marks.Contains(rounded))
            return rounded;
        double step = rounded <= type.MinValue ? 1 : rounded >= type.MaxValue ? -1 : value < rounded ? -1 : 1;
        return rounded + step;
    }

    /// <summary>The rows with one value for "no data", for formats that can name no more: the first.</summary>
    /// <param name="rows">The rows; stay the caller's.</param>
    /// <param name="marks">Values that mean "no data", in the rows' type.</param>
    public static RowReader Unify(RowReader rows, ImmutableArray<double> marks)
    {
        if (marks.IsDefault || marks.Length < 2)
            return rows;
        SampleType type = rows.Layout.SampleType;
        return new TransformedRows(rows.Layout, rows, (source, destination) =>
        {
            double[] values = new double[source.Length / type.Size];
            Samples.ToDoubles(source, type, values);
            foreach (ref double value in values.AsSpan())
                value = marks.Contains(value) ? marks[0] : value;
            Samples.FromDoubles(values, type, destination);
        });
    }
}
