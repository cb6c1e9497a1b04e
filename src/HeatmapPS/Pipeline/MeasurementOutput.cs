using System.Globalization;
using System.Management.Automation;
using HeatmapPS.Arguments;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Measuring;
using HeatmapPS.Engine.Statistics;

namespace HeatmapPS.Pipeline;

/// <summary>Measurements as flat objects, which filter, sort and export by plain property names.</summary>
internal static class MeasurementOutput
{
    /// <summary>Type name of the objects.</summary>
    public const string TypeName = "HeatmapPS.Measurement";

    /// <summary>Name of a percentile's property: P5, P99.9.</summary>
    public static string PercentileName(double percentile) => "P" + percentile.ToString("R", CultureInfo.InvariantCulture);

    /// <summary>Makes the object; properties that were not asked for are left out.</summary>
    /// <param name="raster">The image, which goes with the object.</param>
    /// <param name="measurement">What was measured.</param>
    /// <param name="options">What was asked for.</param>
    public static PSObject Create(Raster raster, ImageMeasurement measurement, MeasurementOptions options)
    {
        var output = new SourcedRow(raster);
        output.TypeNames.Insert(0, TypeName);
        void Add(string name, object? value) => output.Properties.Add(new PSNoteProperty(name, value));

        SampleStatistics statistics = measurement.Statistics;
        Add("Name", raster.Name);
        if (measurement.RegionName is { } region)
            Add("RegionName", region);
        Add("Path", raster.Path);
        Add("Page", raster.Page);
        Add("Width", raster.Width);
        Add("Height", raster.Height);
        Add("Unit", raster.Unit);
        Add("CapturedAt", raster.CapturedAt);
        Add("CapturedOffset", raster.CapturedOffset);
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
}
