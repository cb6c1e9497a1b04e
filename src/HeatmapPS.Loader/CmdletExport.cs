using System.Management.Automation;
using System.Reflection;

namespace HeatmapPS.Loader;

/// <summary>Hands the cmdlets of an assembly over to the script module that imported it.</summary>
/// <remarks>
/// A module imported by assembly inside a psm1 is not exported with it (PowerShell issue 20710), and Export-ModuleMember
/// does not know its cmdlets either. The same in the psm1 takes longer than all the rest of the import: PowerShell
/// compiles code for each member that a script asks for.
/// </remarks>
public static class CmdletExport
{
    /// <summary>Loads the assembly of the cmdlets, once a process.</summary>
    /// <remarks>Here, because PowerShell looks at all that a class has before it calls one of its methods: <see cref="ModuleLoadContext"/>
    /// has much, and a second class would be looked at too.</remarks>
    /// <returns>The assembly, for <c>Import-Module -Assembly</c>.</returns>
    public static Assembly Load() => ModuleLoadContext.LoadModule();

    /// <summary>Adds the cmdlets of one module to what another exports.</summary>
    /// <param name="exporter">Where the exporting module runs.</param>
    /// <param name="imported">The module whose cmdlets are handed over.</param>
    public static void Add(EngineIntrinsics exporter, PSModuleInfo imported)
    {
        ArgumentNullException.ThrowIfNull(exporter);
        ArgumentNullException.ThrowIfNull(imported);
        Add(exporter, imported, "AddExportedCmdlet");
    }

    /// <param name="exporter">Where the exporting module runs.</param>
    /// <param name="imported">The module whose cmdlets are handed over.</param>
    /// <param name="member">PowerShell's own method for it, which a later version may rename. The cmdlets are then imported into the
    /// session beside the module: they work, and only the list of what the module exports is empty.</param>
    internal static void Add(EngineIntrinsics exporter, PSModuleInfo imported, string member)
    {
        MethodInfo? method = typeof(PSModuleInfo).GetMethod(member, BindingFlags.Instance | BindingFlags.NonPublic, [typeof(CmdletInfo)]);
        if (method is null || method.ReturnType != typeof(void))
        {
            _ = exporter.InvokeCommand.InvokeScript("param($Module) Import-Module -ModuleInfo $Module -Global", imported);
            return;
        }

        Action<CmdletInfo> add = method.CreateDelegate<Action<CmdletInfo>>(exporter.SessionState.Module);
        foreach (CmdletInfo cmdlet in imported.ExportedCmdlets.Values)
            add(cmdlet);
    }
}
