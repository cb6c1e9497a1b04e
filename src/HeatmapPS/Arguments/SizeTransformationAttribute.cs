using System.Globalization;
using System.Management.Automation;
using System.Text.RegularExpressions;

namespace HeatmapPS.Arguments;

/// <summary>Lets every parameter of a size take both spellings, <c>640,480</c> and <c>'640x480'</c>.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field)]
public sealed partial class SizeTransformationAttribute : ArgumentTransformationAttribute
{
    /// <summary>Whether the parameter is a string, for sizes whose width or height may be missing.</summary>
    public bool AsText { get; set; }

    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        object? item = Base(inputData);
        if (AsText)
        {
            return item is Array { Rank: 1, Length: 2 } sides
                ? string.Create(CultureInfo.InvariantCulture, $"{Base(sides.GetValue(0))}x{Base(sides.GetValue(1))}")
                : inputData;
        }

        return item is string text && Spelled().Match(text) is { Success: true } match
            && int.TryParse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture, out int width)
            && int.TryParse(match.Groups[2].ValueSpan, CultureInfo.InvariantCulture, out int height)
            ? new[] { width, height }
            : inputData;
    }

    private static object? Base(object? value) => value is PSObject wrapped ? wrapped.BaseObject : value;

    [GeneratedRegex(@"^\s*([0-9]+)\s*[xX×]\s*([0-9]+)\s*$", RegexOptions.CultureInvariant)]
    private static partial Regex Spelled();
}
