using System.Management.Automation;
using HeatmapPS.Arguments;
using HeatmapPS.Engine.Scaling;

namespace HeatmapPS.Remoting;

/// <summary>Makes an object of the module of what PowerShell received or read for it.</summary>
public sealed class PortableObjectConverter : PSTypeConverter
{
    /// <inheritdoc/>
    public override bool CanConvertFrom(PSObject sourceValue, Type destinationType) => sourceValue is { BaseObject: PSCustomObject };

    /// <inheritdoc/>
    public override object? ConvertFrom(PSObject sourceValue, Type destinationType, IFormatProvider formatProvider, bool ignoreCase) =>
        destinationType == typeof(HeatmapScale) ? ScaleArgument.Resolve(sourceValue, path => path)
            : PortableObjectData.TryRead(sourceValue) is { } value && destinationType.IsInstanceOfType(value) ? value
            : throw new PSInvalidCastException();

    /// <inheritdoc/>
    public override bool CanConvertFrom(object sourceValue, Type destinationType) => false;

    /// <inheritdoc/>
    public override object ConvertFrom(object sourceValue, Type destinationType, IFormatProvider formatProvider, bool ignoreCase) =>
        throw new PSInvalidCastException();

    /// <inheritdoc/>
    public override bool CanConvertTo(object sourceValue, Type destinationType) => false;

    /// <inheritdoc/>
    public override object ConvertTo(object sourceValue, Type destinationType, IFormatProvider formatProvider, bool ignoreCase) =>
        throw new PSInvalidCastException();
}
