using System.Collections;
using System.Collections.Immutable;
using System.Globalization;
using System.Management.Automation;
using HeatmapPS.Engine.Annotating;
using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Measuring;
using HeatmapPS.Engine.Measuring.Regions;

namespace HeatmapPS.Arguments;

/// <summary>Takes what -Spot may be given: 'Hottest', 'Coldest', 'x,y', what Measure-Heatmap found, two numbers, or a list of
/// these.</summary>
internal static class SpotArgument
{
    /// <summary>The spots that a parameter's value means; none for null.</summary>
    /// <param name="value">What was given.</param>
    /// <param name="regions">Where the hottest and the coldest pixel are looked for; the whole image where there are none.</param>
    /// <exception cref="HeatmapException">AnnotationInvalid.</exception>
    public static ImmutableArray<Annotation> Resolve(object? value, ImmutableArray<ImageRegion> regions)
    {
        if (value is null)
            return [];
        object item = Unwrap(value);
        if (item is IList { Count: 2 } pair && IsWhole(pair[0]) && IsWhole(pair[1]))
            return [Pixel(Unwrap(pair[0]!), Unwrap(pair[1]!))];
        return item is IList list
            ? [.. list.Cast<object?>().SelectMany(each => ResolveOne(each, regions))]
            : [.. ResolveOne(item, regions)];
    }

    private static IEnumerable<Annotation> ResolveOne(object? value, ImmutableArray<ImageRegion> regions)
    {
        object item = Unwrap(value ?? string.Empty);
        if (item is PixelValue pixel)
            return [new SpotAnnotation(SpotKind.Pixel, pixel.X, pixel.Y)];
        if (item is IList { Count: 2 } pair && IsWhole(pair[0]) && IsWhole(pair[1]))
            return [Pixel(Unwrap(pair[0]!), Unwrap(pair[1]!))];
        string text = (item as string ?? Convert.ToString(item, CultureInfo.InvariantCulture) ?? string.Empty).Trim();
        foreach (SpotKind kind in (ReadOnlySpan<SpotKind>)[SpotKind.Hottest, SpotKind.Coldest])
        {
            if (text.Equals(kind.ToString(), StringComparison.OrdinalIgnoreCase))
            {
                return regions.IsEmpty ? [new SpotAnnotation(kind)]
                    : [.. regions.Select(region => new SpotAnnotation(kind, Region: region))];
            }
        }

        string[] numbers = text.Split([',', ' ', ';'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return numbers.Length == 2
            && int.TryParse(numbers[0], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int x)
            && int.TryParse(numbers[1], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int y)
            ? [new SpotAnnotation(SpotKind.Pixel, x, y)]
            : throw AnnotationErrors.SpotNotUnderstood(text);
    }

    private static object Unwrap(object value) => value is PSObject wrapped ? wrapped.BaseObject : value;

    private static bool IsWhole(object? value) => value is not null && Unwrap(value) is int or long or short or byte;

    private static SpotAnnotation Pixel(object x, object y) => new(SpotKind.Pixel,
        Convert.ToInt32(x, CultureInfo.InvariantCulture), Convert.ToInt32(y, CultureInfo.InvariantCulture));
}

/// <summary>Completes spots.</summary>
public sealed class SpotCompleter : ListCompleter
{
    private protected override IEnumerable<(string Text, string ToolTip)> Texts(IDictionary bound) =>
    [
        ("Hottest", "The pixel with the largest value, of each region where there is -Region"),
        ("Coldest", "The pixel with the smallest value, of each region where there is -Region"),
        ("0,0", "A pixel: column and row, from 0"),
    ];
}

/// <summary>Completes captions.</summary>
public sealed class CaptionCompleter : ListCompleter
{
    private protected override IEnumerable<(string Text, string ToolTip)> Texts(IDictionary bound) =>
    [
        ("{BaseName}", "Name of the image without extension"), ("{Name}", "Name of the image"), ("{Index}", "Number of the image, from 1"),
        ("{BaseName}: {Minimum:F1} to {Maximum:F1} {Unit}", "Name and range of the values"), ("Mean {Mean:F1} {Unit}", "Mean value"),
    ];
}
