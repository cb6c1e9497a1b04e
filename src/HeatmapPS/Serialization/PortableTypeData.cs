using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Reflection;
using HeatmapPS.Engine.Color;
using HeatmapPS.Engine.Imaging;
using HeatmapPS.Engine.Normalization;
using HeatmapPS.Engine.Rendering;

namespace HeatmapPS.Serialization;

/// <summary>Tells PowerShell, when the module is imported, how the module's objects go to other processes and come back.</summary>
/// <remarks>A types file cannot do it: it is read before the module's types can be found.</remarks>
public sealed class PortableTypeData : IModuleAssemblyInitializer
{
    /// <summary>An equalizing scale has its histogram one level down, which would become text.</summary>
    private const uint ScaleDepth = 2;

    /// <inheritdoc/>
    public void OnImport()
    {
        string[] image = ["Name", "Width", "Height", "Bands", "BitDepth", "SampleType", "Path", "Unit", PortableObjectData.PropertyName];
        TypeData[] types =
        [
            Describe(typeof(Raster), [.. image, "Page", "PageCount", "Codec", "Time", "Index", "ColorModel", "HasAlpha"]),
            Describe(typeof(Heatmap), [.. image, "Minimum", "Maximum", "ClippedPercent", "Colormap"]),
            Describe(typeof(Colormap), ["Name", "Family", "Kind", "Count", "IsPerceptuallyUniform", "IsColorBlindSafe", PortableObjectData.PropertyName]),
            new TypeData(typeof(HeatmapScale)) { TypeConverter = typeof(PortableObjectConverter), SerializationDepth = ScaleDepth },
        ];
        foreach (TypeData type in types)
        {
            Add(type);
            Add(new TypeData("Deserialized." + type.TypeName) { TargetTypeForDeserialization = Type(type) });
        }

        static Type Type(TypeData type) => typeof(Raster).Assembly.GetType(type.TypeName, throwOnError: true)!;
    }

    private static TypeData Describe(Type type, string[] properties)
    {
        var data = new TypeData(type)
        {
            TypeConverter = typeof(PortableObjectConverter),
            SerializationMethod = "SpecificProperties",
            PropertySerializationSet = new PropertySetData(properties),
        };
        MethodInfo get = typeof(PortableObjectData).GetMethod(nameof(PortableObjectData.Get), [typeof(PSObject)])!;
        data.Members.Add(PortableObjectData.PropertyName, new CodePropertyData(PortableObjectData.PropertyName, get) { IsHidden = true });
        return data;
    }

    private static void Add(TypeData type)
    {
        type.IsOverride = true;
        if (Table() is { } table)
        {
            table.AddType(type);
            return;
        }

        using var shell = PowerShell.Create(RunspaceMode.CurrentRunspace);
        _ = shell.AddCommand("Microsoft.PowerShell.Utility\\Update-TypeData").AddParameter("TypeData", type).AddParameter("Force").Invoke();
    }

    /// <summary>The types of the runspace. The cmdlet for it is in a module of PowerShell's, which takes longer to load than all of this one.</summary>
    private static TypeTable? Table()
    {
        const BindingFlags Hidden = BindingFlags.Instance | BindingFlags.NonPublic;
        object? context = typeof(Runspace).GetProperty("ExecutionContext", Hidden)?.GetValue(Runspace.DefaultRunspace);
        return context?.GetType().GetProperty("TypeTable", Hidden)?.GetValue(context) as TypeTable;
    }
}
