using System.Globalization;
using System.Management.Automation;
using HeatmapPS.Engine.Color;

namespace HeatmapPS.Arguments;

/// <summary>Lets a parameter that takes the text of a colour take a colour itself (such as <c>$map[0]</c>), or its numbers.</summary>
/// <remarks>PowerShell would make text of numbers in the way of the user's language, and of a colour something for people.</remarks>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field)]
public sealed class ColorTransformationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        object? item = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        return item switch
        {
            ColorValue color => Fractions([color.R, color.G, color.B, color.A]),
            Array { Rank: 1, Length: 3 or 4 } numbers =>
                FromNumbers([.. numbers.Cast<object?>().Select(number => number is PSObject inner ? inner.BaseObject : number)])
                ?? inputData,
            _ => inputData,
        };
    }

    /// <summary>Whole numbers are bytes, others fractions; null for what are no numbers.</summary>
    private static string? FromNumbers(object?[] numbers)
    {
        if (!Array.TrueForAll(numbers, number => number is ValueType and IConvertible and not (bool or char)))
            return null;
        return Array.Exists(numbers, number => number is double or float or decimal)
            ? Fractions([.. numbers.Select(number => Convert.ToDouble(number, CultureInfo.InvariantCulture))])
            : string.Join(",", numbers.Select(number => Convert.ToString(number, CultureInfo.InvariantCulture)));
    }

    private static string Fractions(double[] channels) =>
        string.Join(" ", channels.Select(channel => channel.ToString("0.0################", CultureInfo.InvariantCulture)));
}
