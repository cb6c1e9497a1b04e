using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Reflection;
using HeatmapPS.Arguments;
using HeatmapPS.Engine.Color;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Rendering;
using HeatmapPS.Engine.Scaling;

namespace HeatmapPS.Remoting;

/// <summary>Tells PowerShell, when the module is imported, how the module's objects go to other processes and come back.</summary>
/// <remarks>A types file cannot do it: it is read before the module's types can be found.</remarks>
public sealed class PortableTypeData : IModuleAssemblyInitializer
{
    /// <summary>An equalizing scale has its histogram one level down, which would become text.</summary>
    private const uint ScaleDepth = 2;

    /// <inheritdoc/>
    public void OnImport()
    {
        NameTypes("Add");
        Register("ExecutionContext");
    }

    /// <summary>Makes the runspace know how the module's objects go and come.</summary>
    /// <param name="member">PowerShell's own property on the way to the runspace's types, which a later version may rename: the cmdlet
    /// for it then takes longer.</param>
    internal static void Register(string member)
    {
        if (Table(member) is { } table)
        {
            AddTo(table);
            return;
        }

        foreach (TypeData type in All())
        {
            using var shell = PowerShell.Create(RunspaceMode.CurrentRunspace);
            _ = shell.AddCommand("Microsoft.PowerShell.Utility\\Update-TypeData").AddParameter("TypeData", type).AddParameter("Force").Invoke();
        }
    }

    /// <summary>Makes a table of types know how the module's objects go and come.</summary>
    internal static void AddTo(TypeTable table)
    {
        foreach (TypeData type in All())
            table.AddType(type);
    }

    private static IEnumerable<TypeData> All()
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
            type.IsOverride = true;
            yield return type;
            Type target = typeof(Raster).Assembly.GetType(type.TypeName, throwOnError: true)!;
            yield return new TypeData("Deserialized." + type.TypeName) { TargetTypeForDeserialization = target, IsOverride = true };
        }
    }

    /// <summary>Makes the names of the types, as Get-Member shows them, good for [casts], -as and -is.</summary>
    /// <remarks>PowerShell finds types by name in the assemblies of cmdlets only, unless their load context is the common one.</remarks>
    /// <param name="member">PowerShell's own method for it, which a later version may rename. Casts by name are then all that is missing:
    /// objects go and come as themselves, and cmdlets take them.</param>
    internal static void NameTypes(string member)
    {
        MethodInfo? add = typeof(PSObject).Assembly.GetType("System.Management.Automation.TypeAccelerators")?.GetMethod(member, [typeof(string), typeof(Type)]);
        foreach (Type type in (Type[])[typeof(Raster), typeof(Heatmap), typeof(Colormap), typeof(HeatmapScale)])
            _ = add?.Invoke(null, [type.FullName, type]);
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

    /// <summary>The types of the runspace. The cmdlet for it is in a module of PowerShell's, which takes longer to load than all of this one.</summary>
    private static TypeTable? Table(string member)
    {
        const BindingFlags Hidden = BindingFlags.Instance | BindingFlags.NonPublic;
        object? context = typeof(Runspace).GetProperty(member, Hidden)?.GetValue(Runspace.DefaultRunspace);
        return context?.GetType().GetProperty("TypeTable", Hidden)?.GetValue(context) as TypeTable;
    }
}
