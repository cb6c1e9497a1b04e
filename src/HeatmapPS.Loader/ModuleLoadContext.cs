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
/// those beside the loader; native libraries are those under <c>runtimes/&lt;rid&gt;/native</c>.
/// </remarks>
public sealed class ModuleLoadContext : AssemblyLoadContext
{
    private static readonly Lazy<ModuleLoadContext> s_instance =
        new(() => new ModuleLoadContext(Path.GetDirectoryName(typeof(ModuleLoadContext).Assembly.Location)!));

    private readonly string _directory;

    private ModuleLoadContext(string directory)
        : base("HeatmapPS", isCollectible: false) => _directory = directory;

    /// <summary>Loads the assembly of the cmdlets, once a process.</summary>
    /// <returns>The assembly, for <c>Import-Module -Assembly</c>.</returns>
    public static Assembly LoadModule() => s_instance.Value.LoadFromAssemblyName(new AssemblyName("HeatmapPS"));

    /// <inheritdoc/>
    protected override Assembly? Load(AssemblyName assemblyName)
    {
        ArgumentNullException.ThrowIfNull(assemblyName);
        string name = assemblyName.Name + ".dll";
        foreach (string runtime in RuntimeIdentifiers())
        {
            string compiled = Path.Join(_directory, "runtimes", runtime, "lib", name);
            if (File.Exists(compiled))
                return LoadFromAssemblyPath(compiled);
        }

        string file = Path.Join(_directory, name);
        return File.Exists(file) ? LoadFromAssemblyPath(file) : null;
    }

    /// <inheritdoc/>
    protected override nint LoadUnmanagedDll(string unmanagedDllName)
    {
        foreach (string runtime in RuntimeIdentifiers())
        {
            string folder = Path.Join(_directory, "runtimes", runtime, "native");
            foreach (string name in LibraryFileNames(unmanagedDllName))
            {
                string file = Path.Join(folder, name);
                if (File.Exists(file))
                    return LoadUnmanagedDllFromPath(file);
            }
        }

        return 0;
    }

    private static IEnumerable<string> RuntimeIdentifiers()
    {
        string architecture = RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant();
        if (OperatingSystem.IsWindows())
        {
            yield return $"win-{architecture}";
        }
        else if (OperatingSystem.IsMacOS())
        {
            yield return $"osx-{architecture}";
        }
        else if (RuntimeInformation.RuntimeIdentifier.Contains("musl", StringComparison.Ordinal)
            || RuntimeInformation.RuntimeIdentifier.StartsWith("alpine", StringComparison.Ordinal))
        {
            yield return $"linux-musl-{architecture}";
        }
        else
        {
            yield return $"linux-{architecture}";
        }
    }

    private static IEnumerable<string> LibraryFileNames(string name)
    {
        yield return name;
        if (OperatingSystem.IsWindows())
        {
            yield return name + ".dll";
        }
        else if (OperatingSystem.IsMacOS())
        {
            yield return name + ".dylib";
            yield return "lib" + name + ".dylib";
        }
        else
        {
            yield return name + ".so";
            yield return "lib" + name + ".so";
        }
    }
}
