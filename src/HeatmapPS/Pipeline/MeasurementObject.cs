using System.Globalization;
using System.Management.Automation;
using HeatmapPS.Arguments;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Jobs;
using HeatmapPS.Engine.Measuring;
using HeatmapPS.Engine.Reporting;
using HeatmapPS.Engine.Statistics;

namespace HeatmapPS.Pipeline;

/// <summary>Measurements as flat objects, which filter, sort and export by plain property names; and read again, also after they
/// travelled between processes.</summary>
internal static class MeasurementObject
{
    /// <summary>Type name of the objects.</summary>
    public const string TypeName = "HeatmapPS.Measurement";

    /// <summary>Type name of the bins of a histogram.</summary>
    public const string BinTypeName = "HeatmapPS.HistogramBin";

    private const string DeserializedName = "Deserialized." + TypeName;

    /// <summary>Name of a percentile's property: P5, P99.9.</summary>
    public static string PercentileName(double percentile) => "P" + percentile.ToString("R", CultureInfo.InvariantCulture);

    /// <summary>Makes the object; properties that were not asked for are left out.</summary>
    /// <param name="image">The image.</param>
    /// <param name="source">Gives the image for cmdlets that receive the object.</param>
    /// <param name="measurement">What was measured.</param>
    /// <param name="options">What was asked for.</param>
    public static PSObject Create(ImageFacts image, Func<ImageObject> source, ImageMeasurement measurement, MeasurementOptions options)
    {
        var output = new SourcedRow(source);
        output.TypeNames.Insert(0, TypeName);
        void Add(string name, object? value) => output.Properties.Add(new PSNoteProperty(name, value));

        SampleStatistics statistics = measurement.Statistics;
        Add("Name", image.Name);
        if (measurement.RegionName is { } region)
            Add("RegionName", region);
        Add("Path", image.Path);
        Add("Page", image.Page);
        Add("Width", image.Width);
        Add("Height", image.Height);
        Add("Unit", image.Unit);
        Add("CapturedAt", image.CapturedAt);
        Add("CapturedOffset", image.CapturedOffset);
        Add("Count", statistics.Count);
        Add("NaNCount", statistics.InvalidCount);
        Add("Minimum", statistics.Minimum);
        Add("Maximum", statistics.Maximum);
        Add("Mean", statistics.Mean);
        Add("Median", measurement.Median);
        Add("StandardDeviation", statistics.StandardDeviation);
        for (int i = 0; i < options.Percentiles.Length; i++)
            Add(PercentileName(options.Percentiles[i]), measurement.Percentiles[i]);
        Add("HotSpot", measurement.HotSpot);
        Add("HotSpotX", measurement.HotSpot?.X);
        Add("HotSpotY", measurement.HotSpot?.Y);
        Add("ColdSpot", measurement.ColdSpot);
        Add("ColdSpotX", measurement.ColdSpot?.X);
        Add("ColdSpotY", measurement.ColdSpot?.Y);
        AddArea(measurement.Area, Add);
        if (measurement.Histogram is { } histogram)
            Add("Histogram", histogram);
        return output;
    }

    /// <summary>Makes an object for each bin of a histogram: rows for tables and charts.</summary>
    /// <param name="image">The image.</param>
    /// <param name="source">Gives the image for cmdlets that receive the object.</param>
    /// <param name="measurement">What was measured, with a histogram.</param>
    public static IEnumerable<PSObject> CreateBins(ImageFacts image, Func<ImageObject> source, ImageMeasurement measurement)
    {
        const double Whole = 100;
        SampleHistogram histogram = measurement.Histogram!;
        long count = measurement.Statistics.Count;
        for (int bin = 0; bin < histogram.Counts.Count; bin++)
        {
            var output = new SourcedRow(source);
            output.TypeNames.Insert(0, BinTypeName);
            void Add(string name, object? value) => output.Properties.Add(new PSNoteProperty(name, value));

            Add("Name", image.Name);
            if (measurement.RegionName is { } region)
                Add("RegionName", region);
            Add("Path", image.Path);
            Add("Page", image.Page);
            Add("Unit", image.Unit);
            Add("Bin", bin + 1);
            Add("From", histogram.Edges[bin]);
            Add("To", histogram.Edges[bin + 1]);
            Add("Count", histogram.Counts[bin]);
            Add("Percent", count == 0 ? double.NaN : Whole * histogram.Counts[bin] / count);
            yield return output;
        }
    }

    /// <summary>The row of a measurement; null for other objects.</summary>
    /// <param name="value">What was given.</param>
    /// <param name="number">Place among the inputs, from 1.</param>
    public static ReportEntry? TryRead(object value, int number)
    {
        if (value is not PSObject item || !item.TypeNames.Any(name => name is TypeName or DeserializedName))
            return null;
        return new ReportEntry
        {
            Number = number,
            Name = Text(item, "Name") ?? "image",
            Region = Text(item, "RegionName"),
            Path = Text(item, "Path"),
            Unit = Text(item, "Unit"),
            Captured = Captured(item),
            Width = (int)Number(item, "Width", 0),
            Height = (int)Number(item, "Height", 0),
            InvalidCount = (long)Number(item, "NaNCount", 0),
            Minimum = Number(item, "Minimum", double.NaN),
            Maximum = Number(item, "Maximum", double.NaN),
            Mean = Number(item, "Mean", double.NaN),
            Median = Number(item, "Median", double.NaN),
            StandardDeviation = Number(item, "StandardDeviation", double.NaN),
            HotSpot = Spot(item, "HotSpot", "Maximum"),
            ColdSpot = Spot(item, "ColdSpot", "Minimum"),
        };
    }

    private static void AddArea(ThresholdArea? area, Action<string, object?> add)
    {
        if (area is null)
            return;
        add("Threshold", area.Threshold);
        add("AreaCount", area.Count);
        add("AreaPercent", area.Percent);
        add("ConnectedRegions", area.ConnectedRegions);
        add("BoundingBox", area.BoundingBox);
        add("Centroid", area.Centroid);
        add("CentroidX", area.Centroid?.X);
        add("CentroidY", area.Centroid?.Y);
    }

    private static PixelValue? Spot(PSObject item, string name, string value)
    {
        double x = Number(item, name + "X", double.NaN), y = Number(item, name + "Y", double.NaN);
        return double.IsNaN(x) || double.IsNaN(y) ? null : new PixelValue((int)x, (int)y, Number(item, value, double.NaN));
    }

    private static CaptureTime? Captured(PSObject item) => Value<DateTime>(item, nameof(Raster.CapturedAt)) is { } local
        ? new CaptureTime(local, Value<TimeSpan>(item, nameof(Raster.CapturedOffset)))
        : null;

    private static T? Value<T>(PSObject item, string name)
        where T : struct => item.Properties[name]?.Value is { } value
            && LanguagePrimitives.TryConvertTo(value, CultureInfo.InvariantCulture, out T converted) ? converted : null;

    private static string? Text(PSObject item, string name) => item.Properties[name]?.Value?.ToString();

    private static double Number(PSObject item, string name, double missing) =>
        item.Properties[name]?.Value is { } value && LanguagePrimitives.TryConvertTo(value, CultureInfo.InvariantCulture, out double number)
            ? number
            : missing;
}
