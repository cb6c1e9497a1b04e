using System.Management.Automation;
using HeatmapPS.Engine.Color;
using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Portable;
using HeatmapPS.Engine.Rendering;

namespace HeatmapPS.Arguments;

/// <summary>What PowerShell sends of an object to another process, and how the object comes back from it.</summary>
public static class PortableObjectData
{
    /// <summary>The property, hidden, that all of an object is in.</summary>
    internal const string PropertyName = "SerializedObject";

    private const string DeserializedPrefix = "Deserialized.";

    /// <summary>The value of the property: bytes, or, where they cannot be had, the text of the reason.</summary>
    /// <remarks>PowerShell passes over a property that throws, so that the reason has to travel in its place.</remarks>
    /// <param name="instance">A raster, a heatmap or a colormap.</param>
    public static object Get(PSObject instance)
    {
        ArgumentNullException.ThrowIfNull(instance);
        try
        {
            return PortableObject.Write(instance.BaseObject);
        }
        catch (Exception error) when (error is HeatmapException or IOException or UnauthorizedAccessException)
        {
            return error.Message;
        }
    }

    /// <summary>An object as sessions send it that do not know the module's types.</summary>
    /// <param name="value">A raster, a heatmap or a colormap.</param>
    internal static PSObject ToBag(object value)
    {
        var bag = new PSObject();
        bag.TypeNames.Insert(0, DeserializedPrefix + value.GetType().FullName);
        bag.Properties.Add(new PSNoteProperty(PropertyName, PortableObject.Write(value)));
        return bag;
    }

    /// <summary>The image or colormap that came, or null when the value did not come from another process or is neither.</summary>
    /// <exception cref="HeatmapException">ObjectInvalid, ObjectNotSent.</exception>
    internal static object? TryRead(object value)
    {
        if (value is not PSObject { BaseObject: PSCustomObject } bag || bag.TypeNames.Count == 0)
            return null;
        string name = bag.TypeNames[0];
        if (!name.StartsWith(DeserializedPrefix, StringComparison.Ordinal))
            return null;
        name = name[DeserializedPrefix.Length..];
        Type? type = name == typeof(Raster).FullName ? typeof(Raster)
            : name == typeof(Heatmap).FullName ? typeof(Heatmap)
            : name == typeof(Colormap).FullName ? typeof(Colormap)
            : null;
        return type is null ? null : Read(bag, type);
    }

    private static object Read(PSObject bag, Type type)
    {
        if (bag.Properties[PropertyName] is not { } property)
            throw SerializationErrors.NotKnown(type.Name);
        object? data = property.Value;
        if (data is PSObject wrapped)
            data = wrapped.BaseObject;
        return data switch
        {
            byte[] bytes when PortableObject.Read(bytes) is { } value => type.IsInstanceOfType(value)
                ? value
                : throw SerializationErrors.Invalid($"a {type.Name} contains a {value.GetType().Name}"),
            string reason => throw SerializationErrors.NotSent(reason),
            _ => throw SerializationErrors.Invalid($"a {type.Name} has no {PropertyName}"),
        };
    }
}
