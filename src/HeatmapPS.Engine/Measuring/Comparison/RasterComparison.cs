using System.Runtime.CompilerServices;
using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Pixels;
using HeatmapPS.Engine.Statistics;

namespace HeatmapPS.Engine.Measuring.Comparison;

/// <summary>Compares rasters with one reference, in one streaming pass each. Used from many threads.</summary>
internal sealed class RasterComparison
{
    private readonly Raster _reference;
    private readonly double? _dataRange;
    private readonly double _tolerance;
    private readonly Lazy<double> _referenceRange;

    /// <param name="reference">The reference.</param>
    /// <param name="dataRange">Distance from the smallest to the largest possible value; null for that of the type, or of
    /// the reference's values where they are floating point.</param>
    /// <param name="tolerance">Difference up to which samples count as equal.</param>
    /// <param name="cancellationToken">Stops the reading of the reference.</param>
    public RasterComparison(Raster reference, double? dataRange, double tolerance, CancellationToken cancellationToken)
    {
        _reference = SmallRaster.ReadOnce(reference, cancellationToken);
        _dataRange = dataRange;
        _tolerance = tolerance;
        _referenceRange = new Lazy<double>(() =>
        {
            SampleStatistics statistics = RasterStatistics.Gather(_reference, cancellationToken).ToStatistics();
            return statistics.Count == 0 ? 0 : statistics.Maximum - statistics.Minimum;
        });
    }

    /// <summary>Whether the range is worked out from the reference's values.</summary>
    public bool UsesReferenceRange => _dataRange is null && _reference.SampleType.IsFloat;

    /// <summary>Compares an image with the reference.</summary>
    /// <param name="image">The image.</param>
    /// <param name="progress">Receives progress, 0 to 1; or null.</param>
    /// <param name="cancellationToken">Stops the pass.</param>
    /// <exception cref="HeatmapException">SizeMismatch, BandMismatch, DepthMismatch, and what reading throws.</exception>
    public ImageComparison Compare(Raster image, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        var pair = ComparedPair.Create(image, _reference);
        double range = _dataRange ?? (_reference.SampleType.IsFloat ? _referenceRange.Value : TypeRange(pair.Reference.SampleType));
        var differences = new DifferenceAccumulator(pair, _tolerance);
        StructuralSimilarity[] similarities =
            range > 0 && image.Width >= StructuralSimilarity.WindowSize && image.Height >= StructuralSimilarity.WindowSize
                ? [.. Enumerable.Range(0, pair.Image.Bands).Select(_ => new StructuralSimilarity(image.Width, range))]
                : [];
        Pass(pair, differences, similarities, progress, cancellationToken);
        return Result(image, pair, differences, similarities, range);
    }

    private static double TypeRange(SampleType type) => type.MaxValue - type.MinValue;

    private static void Pass(
        ComparedPair pair, DifferenceAccumulator differences, StructuralSimilarity[] similarities, IProgress<double>? progress,
            CancellationToken cancellationToken)
    {
        using var rows = new PairRows(pair, progress, cancellationToken);
        int samples = pair.RowSamples, bands = pair.Image.Bands;
        double[] imageBand = new double[bands > 1 ? pair.Image.Width : 0];
        double[] referenceBand = new double[imageBand.Length];
        for (int first = 0; first < pair.Image.Height; first += rows.StripRows)
        {
            int count = Math.Min(rows.StripRows, pair.Image.Height - first);
            rows.Read(count);
            for (int row = 0; row < count; row++)
            {
                Span<double> image = rows.Image.Slice(row * samples, samples);
                Span<double> reference = rows.Reference.Slice(row * samples, samples);
                differences.AddRow(image, reference, first + row);
                for (int band = 0; band < similarities.Length; band++)
                    similarities[band].AddRow(Plane(image, band, bands, imageBand), Plane(reference, band, bands, referenceBand));
            }
        }
    }

    /// <summary>One band of a row, gathered where there are several.</summary>
    private static ReadOnlySpan<double> Plane(ReadOnlySpan<double> row, int band, int bands, double[] plane)
    {
        if (bands == 1)
            return row;
        for (int x = 0; x < plane.Length; x++)
            plane[x] = row[(x * bands) + band];
        return plane;
    }

    private ImageComparison Result(
        Raster image, ComparedPair pair, DifferenceAccumulator differences, StructuralSimilarity[] similarities, double range)
    {
        double count = differences.Count == 0 ? double.NaN : differences.Count;
        double meanSquare = differences.SquareSum / count;
        (int X, int Y, int Band)? largest = differences.LargestPlace;
        return new ImageComparison
        {
            Source = image,
            Name = image.Name,
            Path = image.Path,
            Page = image.Page,
            Reference = _reference.Path ?? _reference.Name,
            Width = image.Width,
            Height = image.Height,
            Bands = pair.Image.Bands,
            Unit = image.Unit ?? _reference.Unit,
            IsEqual = differences.DifferentPixels == 0,
            Tolerance = _tolerance,
            DifferentPixels = differences.DifferentPixels,
            DifferentPercent = 100.0 * differences.DifferentPixels / image.Layout.PixelCount,
            MeanDifference = differences.Sum / count,
            MeanAbsoluteError = differences.AbsoluteSum / count,
            RootMeanSquareError = Math.Sqrt(meanSquare),
            PeakSignalNoiseRatio = meanSquare == 0 ? double.PositiveInfinity
                : range > 0 ? 10 * Math.Log10(range * range / meanSquare)
                : double.NaN,
            StructuralSimilarity = similarities.Length == 0 ? null : similarities.Average(similarity => similarity.Mean),
            DataRange = range,
            LargestDifference = differences.Count == 0 ? double.NaN : differences.Largest,
            LargestDifferenceX = largest?.X,
            LargestDifferenceY = largest?.Y,
            LargestDifferenceBand = largest?.Band + 1,
            NaNCount = differences.NaNCount,
            NaNMismatchCount = differences.NaNMismatchCount,
            Difference = pair.ToDifference(),
        };
    }
}

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
    [MethodImpl(HotLoop.Options)]
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
