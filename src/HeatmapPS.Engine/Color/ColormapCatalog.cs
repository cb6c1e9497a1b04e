using System.Collections.Concurrent;
using System.Collections.Immutable;
using HeatmapPS.Engine.Errors;

namespace HeatmapPS.Engine.Color;

/// <summary>All colormaps the module carries. Safe to use from several threads; colours are read when first asked for.</summary>
public sealed class ColormapCatalog
{
    /// <summary>The family whose maps bare names mean first.</summary>
    internal const string FirstFamily = "matplotlib";

    private const string OpenCvFamily = "opencv";
    private const string OpenCvPrefix = "COLORMAP_";
    private const string ReversedSuffix = "_r";

    // A bare name means the first family that has it.
    private static readonly ImmutableArray<string> s_familyOrder =
        [FirstFamily, OpenCvFamily, "cmocean", "scientific", "colorcet", "thermal"];

    private readonly Lazy<ColormapFile>[] _families =
        [.. s_familyOrder.Select(family => new Lazy<ColormapFile>(() => ColormapFile.Open(family)))];
    private readonly ConcurrentDictionary<string, Colormap> _loaded = new(StringComparer.Ordinal);
    private readonly Lazy<IReadOnlyList<ColormapInfo>> _all;
    private readonly Lazy<IReadOnlyList<string>> _names;

    /// <summary>Creates a catalogue of the embedded families, with a cache of its own.</summary>
    public ColormapCatalog()
    {
        _all = new(() => ListAll());
        _names = new(() => ListNames());
    }

    /// <summary>The catalogue that all share who need no other.</summary>
    public static ColormapCatalog Default { get; } = new();

    /// <summary>What is known of every map, family by family; reversed ones (<c>_r</c>) are not listed apart.</summary>
    public IReadOnlyList<ColormapInfo> All => _all.Value;

    /// <summary>Every text that <see cref="Find"/> takes but OpenCV's constants: bare names and aliases, then names with
    /// their family; each also with <c>_r</c>.</summary>
    public IReadOnlyList<string> Names => _names.Value;

    /// <summary>Finds a map.</summary>
    /// <param name="name">In any case: a bare name (matplotlib's map, or that of the first other family that has it),
    /// <c>family:name</c>, or one of OpenCV's constants, <c>COLORMAP_JET</c>. <c>_r</c> at the end gives it reversed.</param>
    /// <returns>The map; the same object for the same map.</returns>
    /// <exception cref="HeatmapException"><c>ColormapNotFound</c>, with the nearest names.</exception>
    public Colormap Find(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return TryFind(name, out Colormap? colormap) ? colormap : throw ColorErrors.ColormapNotFound(name, Nearest(name.Trim()));
    }

    /// <summary>Finds a map, as <see cref="Find"/> does.</summary>
    /// <param name="name">The name.</param>
    /// <param name="colormap">The map, if there is one.</param>
    /// <returns>Whether there is one.</returns>
    public bool TryFind(string? name, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out Colormap? colormap)
    {
        colormap = null;
        if (string.IsNullOrWhiteSpace(name)) return false;
        (string? family, string bare) = Split(name.Trim());
        if (Resolve(family, bare) is { } straight)
        {
            colormap = Load(straight.File, straight.Info);
            return true;
        }

        if (!bare.EndsWith(ReversedSuffix, StringComparison.OrdinalIgnoreCase)) return false;
        if (Resolve(family, bare[..^ReversedSuffix.Length]) is not { } forward) return false;
        colormap = _loaded.GetOrAdd(forward.Info.QualifiedName + ReversedSuffix, _ => Load(forward.File, forward.Info).Reverse());
        return true;
    }

    private static (string? Family, string Bare) Split(string name)
    {
        if (name.StartsWith("cv2.", StringComparison.OrdinalIgnoreCase)) name = name[4..];
        if (name.StartsWith(OpenCvPrefix, StringComparison.OrdinalIgnoreCase)) return (OpenCvFamily, name[OpenCvPrefix.Length..]);
        int colon = name.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? (null, name) : (name[..colon].Trim(), name[(colon + 1)..].Trim());
    }

    private (ColormapFile File, ColormapInfo Info)? Resolve(string? family, string name)
    {
        for (int i = 0; i < _families.Length; i++)
        {
            if (family is not null && !family.Equals(s_familyOrder[i], StringComparison.OrdinalIgnoreCase)) continue;
            ColormapFile file = _families[i].Value;
            if (file.Find(name) is { } info) return (file, info);
        }

        return null;
    }

    private Colormap Load(ColormapFile file, ColormapInfo info) =>
        _loaded.GetOrAdd(info.QualifiedName, _ => file.Load(info.Name));

    private ImmutableArray<ColormapInfo> ListAll()
    {
        var taken = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        ImmutableArray<ColormapInfo>.Builder all = ImmutableArray.CreateBuilder<ColormapInfo>();
        foreach (Lazy<ColormapFile> family in _families)
        {
            all.AddRange(family.Value.Maps.Select(info => info with { IsBareName = !taken.Contains(info.Name) }));
            foreach (ColormapInfo info in family.Value.Maps) taken.UnionWith([info.Name, .. info.Aliases]);
        }

        return all.ToImmutable();
    }

    private ImmutableArray<string> ListNames()
    {
        IEnumerable<string> bare = All.SelectMany(info => info.Aliases.Prepend(info.Name)).Distinct(StringComparer.OrdinalIgnoreCase);
        IEnumerable<string> qualified = All.SelectMany(info => info.Aliases.Prepend(info.Name).Select(name => $"{info.Family}:{name}"));
        return [.. bare.Concat(qualified).SelectMany(name => new[] { name, name + ReversedSuffix })];
    }

    private IReadOnlyList<string> Nearest(string name)
    {
        IReadOnlyList<string> bare = NameSuggestion.Nearest(name, All.SelectMany(info => info.Aliases.Prepend(info.Name)));
        return bare.Count > 0 ? bare : NameSuggestion.Nearest(name, Names);
    }
}
