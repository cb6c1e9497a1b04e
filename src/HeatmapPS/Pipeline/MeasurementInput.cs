using System.Globalization;
using System.Management.Automation;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Measuring;
using HeatmapPS.Engine.Reporting;

namespace HeatmapPS.Pipeline;

/// <summary>Reads what <see cref="MeasurementOutput"/> made, also after it travelled between processes.</summary>
internal static class MeasurementInput
{
    private const string DeserializedName = "Deserialized." + MeasurementOutput.TypeName;

    /// <summary>The row of a measurement; null for other objects.</summary>
    /// <param name="value">What was given.</param>
    /// <param name="number">Place among the inputs, from 1.</param>
    public static ReportEntry? TryRead(object value, int number)
    {
        if (value is not PSObject item || !item.TypeNames.Any(name => name is MeasurementOutput.TypeName or DeserializedName))
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
