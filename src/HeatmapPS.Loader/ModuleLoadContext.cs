using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Loader;

namespace HeatmapPS.Loader;

/// <summary>
/// Loads HeatmapPS and its dependencies apart from the rest of the PowerShell process, so that another module's
/// version of a shared library, or a system copy of libvips, is never picked up in their place.
/// </summary>
/// <remarks>
/// Managed assemblies are those under <c>runtimes/&lt;rid&gt;/lib</c>, which were compiled ahead of time for this system, else
/// those beside the loader; native libraries are those under <c>runtimes/&lt;rid&gt;/native</c>. The loader itself is for all systems, so
/// each of its methods is compiled in each process: they are few and plain.
/// </remarks>
public sealed class ModuleLoadContext : AssemblyLoadContext
{
    private static readonly ModuleLoadContext s_instance = new(Path.GetDirectoryName(typeof(ModuleLoadContext).Assembly.Location)!);

    private readonly string _directory;
    private readonly string _compiled;
    private readonly string _native;

    private ModuleLoadContext(string directory)
        : base("HeatmapPS", isCollectible: false)
    {
        string runtime = Path.Join(directory, "runtimes", RuntimeIdentifier());
        _directory = directory;
        _compiled = Path.Join(runtime, "lib");
        _native = Path.Join(runtime, "native");
    }

    /// <summary>Loads the assembly of the cmdlets, once a process.</summary>
    /// <returns>The assembly, for <c>Import-Module -Assembly</c>.</returns>
    public static Assembly LoadModule() => s_instance.LoadFromAssemblyName(new AssemblyName("HeatmapPS"));

    /// <inheritdoc/>
    protected override Assembly? Load(AssemblyName assemblyName)
    {
        ArgumentNullException.ThrowIfNull(assemblyName);
        string name = assemblyName.Name + ".dll";
        string file = Path.Join(_compiled, name);
        if (!File.Exists(file))
            file = Path.Join(_directory, name);
        return File.Exists(file) ? LoadFromAssemblyPath(file) : null;
    }

    /// <inheritdoc/>
    protected override nint LoadUnmanagedDll(string unmanagedDllName)
    {
        string extension = OperatingSystem.IsWindows() ? ".dll" : OperatingSystem.IsMacOS() ? ".dylib" : ".so";
        string[] names = [unmanagedDllName, unmanagedDllName + extension, "lib" + unmanagedDllName + extension];
        foreach (string name in names)
        {
            string file = Path.Join(_native, name);
            if (File.Exists(file))
                return LoadUnmanagedDllFromPath(file);
        }

        return 0;
    }

    private static string RuntimeIdentifier()
    {
        string system = OperatingSystem.IsWindows() ? "win"
            : OperatingSystem.IsMacOS() ? "osx"
            : RuntimeInformation.RuntimeIdentifier.Contains("musl", StringComparison.Ordinal)
                || RuntimeInformation.RuntimeIdentifier.StartsWith("alpine", StringComparison.Ordinal) ? "linux-musl"
            : "linux";
        return $"{system}-{RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant()}";
    }
}
