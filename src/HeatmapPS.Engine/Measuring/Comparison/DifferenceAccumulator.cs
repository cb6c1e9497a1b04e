namespace HeatmapPS.Engine.Measuring.Comparison;

/// <summary>Gathers the differences of two images row by row.</summary>
internal sealed class DifferenceAccumulator
{
    private readonly int _bands;
    private readonly double _tolerance;
    private readonly bool _mayLackValues;
    private readonly double[] _imageNoData;
    private readonly double[] _referenceNoData;

    /// <param name="pair">The images.</param>
    /// <param name="tolerance">Difference up to which samples count as equal.</param>
    public DifferenceAccumulator(ComparedPair pair, double tolerance)
    {
        _bands = pair.Image.Bands;
        _tolerance = tolerance;
        _mayLackValues = pair.MayLackValues;
        _imageNoData = [.. pair.Image.NoDataValues];
        _referenceNoData = [.. pair.Reference.NoDataValues];
    }

    /// <summary>Samples compared.</summary>
    public long Count { get; private set; }

    /// <summary>Samples without a value in at least one image.</summary>
    public long NaNCount { get; private set; }

    /// <summary>Samples whose lack of a value does not meet its like.</summary>
    public long NaNMismatchCount { get; private set; }

    /// <summary>Pixels with a sample beyond the tolerance, or a mismatch.</summary>
    public long DifferentPixels { get; private set; }

    /// <summary>Sum of the differences.</summary>
    public double Sum { get; private set; }

    /// <summary>Sum of the absolute differences.</summary>
    public double AbsoluteSum { get; private set; }

    /// <summary>Sum of the squared differences.</summary>
    public double SquareSum { get; private set; }

    /// <summary>Largest absolute difference.</summary>
    public double Largest { get; private set; }

    /// <summary>Column, row and band (from 0) of the first sample with the largest difference, or null.</summary>
    public (int X, int Y, int Band)? LargestPlace { get; private set; }

    /// <summary>Adds one row of both. Samples that lack a value in either become NaN in both.</summary>
    public void AddRow(Span<double> image, Span<double> reference, int y)
    {
        double sum = 0, absolute = 0, squares = 0, largest = Largest;
        int largestIndex = -1;
        long count = 0;
        for (int pixel = 0; pixel < image.Length; pixel += _bands)
        {
            bool differs = false;
            for (int i = pixel; i < pixel + _bands; i++)
            {
                if (_mayLackValues && LacksValue(image, reference, i, out bool mismatch))
                {
                    differs |= mismatch;
                    continue;
                }

                double difference = image[i] - reference[i];
                double size = Math.Abs(difference);
                count++;
                sum += difference;
                absolute += size;
                squares += difference * difference;
                differs |= size > _tolerance;
                if (size > largest)
                {
                    largest = size;
                    largestIndex = i;
                }
            }

            if (differs)
                DifferentPixels++;
        }

        Count += count;
        Sum += sum;
        AbsoluteSum += absolute;
        SquareSum += squares;
        if (largestIndex >= 0)
            (Largest, LargestPlace) = (largest, (largestIndex / _bands, y, largestIndex % _bands));
    }

    private bool LacksValue(Span<double> image, Span<double> reference, int i, out bool mismatch)
    {
        double first = Kind(image[i], _imageNoData), second = Kind(reference[i], _referenceNoData);
        mismatch = false;
        if (first == 0 && second == 0)
            return false;
        mismatch = !first.Equals(second);
        NaNCount++;
        if (mismatch)
            NaNMismatchCount++;
        image[i] = reference[i] = double.NaN;
        return true;
    }

    /// <summary>0 for a value, NaN for NaN and nodata, an infinity for itself.</summary>
    private static double Kind(double value, double[] noData)
    {
        if (!double.IsFinite(value))
            return value;
        return noData.Length > 0 && Array.IndexOf(noData, value) >= 0 ? double.NaN : 0;
    }
}
