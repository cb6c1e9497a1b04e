using System.Globalization;
using System.Management.Automation;

namespace HeatmapPS.Arguments;

/// <summary>Takes a number as seconds, where PowerShell would take it as ten millionths of one.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class VideoTimeAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        object value = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        return value switch
        {
            TimeSpan => value,
            string text when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double seconds) =>
                FromSeconds(seconds, inputData),
            IConvertible number and not string => FromSeconds(number.ToDouble(CultureInfo.InvariantCulture), inputData),
            _ => inputData,
        };
    }

    private static object FromSeconds(double seconds, object inputData) =>
        Math.Abs(seconds) < 1e9 ? TimeSpan.FromSeconds(seconds) : inputData;
}
