using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace HeatmapPS.Engine.Color;

/// <summary>The embedded file of one family of colormaps, whose tables are read one by one.</summary>
/// <remarks>
/// The format, made by tools/colormaps/extract.py; all numbers little-endian:
/// <list type="table">
/// <item><term>0</term><description>the 8 bytes <c>HPSCMAP1</c></description></item>
/// <item><term>8</term><description>int32 length L of the header; 12 + L is a multiple of 8</description></item>
/// <item><term>12</term><description>header, UTF-8 JSON</description></item>
/// <item><term>12 + L</term><description>tables, each starting at a multiple of 8</description></item>
/// </list>
/// The header has <c>family</c>, <c>source</c>, <c>licence</c> and <c>maps</c>, a list of <c>name</c>, <c>n</c> (number
/// of colours), <c>at</c> (offset from the start of the tables), <c>type</c> (<c>f64</c>: n × 3 float64 from 0 to 1;
/// <c>u8</c>: n × 3 bytes), <c>kind</c>, and where they apply <c>uniform</c>, <c>cvdSafe</c>, <c>aliases</c>,
/// <c>licence</c> and <c>reversedAt</c> (offset of the reversed map's table, where the family computes it anew and its
/// rounded colours differ from the table read backwards).
/// </remarks>
internal sealed class ColormapFile
{
    private const int HeaderAt = 12;
    private readonly string _resource;
    private readonly long _tablesAt;
    private readonly Dictionary<string, Entry> _entries = new(StringComparer.OrdinalIgnoreCase);

    private ColormapFile(string resource, long tablesAt, JsonElement header)
    {
        _resource = resource;
        _tablesAt = tablesAt;
        Family = header.GetProperty("family").GetString()!;
        string source = header.GetProperty("source").GetString()!;
        string licence = header.GetProperty("licence").GetString()!;
        ImmutableArray<ColormapInfo>.Builder maps = ImmutableArray.CreateBuilder<ColormapInfo>();
        foreach (JsonElement map in header.GetProperty("maps").EnumerateArray())
        {
            Entry entry = ReadEntry(map, Family, source, licence);
            maps.Add(entry.Info);
            _entries.Add(entry.Info.Name, entry);
            foreach (string alias in entry.Info.Aliases) _entries.Add(alias, entry);
        }

        Maps = maps.ToImmutable();
    }

    /// <summary>Name of the family.</summary>
    public string Family { get; }

    /// <summary>Its maps in the order of the file; <see cref="ColormapInfo.IsBareName"/> is not known here.</summary>
    public ImmutableArray<ColormapInfo> Maps { get; }

    /// <summary>Reads the header of an embedded family.</summary>
    /// <param name="family">Name of the family.</param>
    public static ColormapFile Open(string family)
    {
        string resource = $"Colormaps/{family}.cmap";
        using Stream stream = OpenResource(resource);
        Span<byte> start = stackalloc byte[HeaderAt];
        stream.ReadExactly(start);
        if (!start[..8].SequenceEqual("HPSCMAP1"u8)) throw new InvalidDataException($"The embedded file {resource} is not a colormap file.");
        var header = new byte[BinaryPrimitives.ReadInt32LittleEndian(start[8..])];
        stream.ReadExactly(header);
        using JsonDocument document = JsonDocument.Parse(header);
        return new ColormapFile(resource, HeaderAt + header.Length, document.RootElement);
    }

    /// <summary>The description of a map.</summary>
    /// <param name="name">Name or alias, in any case, without <c>_r</c>.</param>
    /// <returns>The description, or <c>null</c> if the family has no such map.</returns>
    public ColormapInfo? Find(string name) => _entries.GetValueOrDefault(name)?.Info;

    /// <summary>Reads the colours of a map, and of no other.</summary>
    /// <param name="name">Name or alias that <see cref="Find"/> knows.</param>
    public Colormap Load(string name)
    {
        Entry entry = _entries[name];
        using Stream stream = OpenResource(_resource);
        double[]? reversed = entry.ReversedAt is { } at ? ReadTable(stream, at, entry) : null;
        return new Colormap(entry.Info, ReadTable(stream, entry.At, entry), alpha: null, reversed);
    }

    private static Stream OpenResource(string resource) =>
        typeof(ColormapFile).Assembly.GetManifestResourceStream(resource)
            ?? throw new InvalidDataException($"The embedded file {resource} is missing.");

    private static Entry ReadEntry(JsonElement map, string family, string source, string licence)
    {
        var info = new ColormapInfo(
            map.GetProperty("name").GetString()!,
            family,
            Enum.Parse<ColormapKind>(map.GetProperty("kind").GetString()!),
            map.TryGetProperty("uniform", out JsonElement uniform) && uniform.GetBoolean(),
            map.TryGetProperty("cvdSafe", out JsonElement safe) ? safe.GetBoolean() : null,
            map.TryGetProperty("licence", out JsonElement own) ? own.GetString()! : licence,
            source,
            map.GetProperty("n").GetInt32(),
            map.TryGetProperty("aliases", out JsonElement aliases) ? [.. aliases.EnumerateArray().Select(alias => alias.GetString()!)] : [],
            IsBareName: false);
        long? reversedAt = map.TryGetProperty("reversedAt", out JsonElement reversed) ? reversed.GetInt64() : null;
        return new Entry(info, map.GetProperty("at").GetInt64(), reversedAt, map.GetProperty("type").ValueEquals("u8"u8));
    }

    private double[] ReadTable(Stream stream, long at, Entry entry)
    {
        stream.Position = _tablesAt + at;
        var table = new double[entry.Info.Count * 3];
        if (entry.IsBytes)
        {
            var bytes = new byte[table.Length];
            stream.ReadExactly(bytes);
            for (int i = 0; i < table.Length; i++) table[i] = bytes[i] / 255.0;
            return table;
        }

        Span<byte> raw = MemoryMarshal.AsBytes(table.AsSpan());
        stream.ReadExactly(raw);
        if (!BitConverter.IsLittleEndian)
        {
            for (int i = 0; i < table.Length; i++) table[i] = BinaryPrimitives.ReadDoubleLittleEndian(raw[(i * 8)..]);
        }

        return table;
    }

    private sealed record Entry(ColormapInfo Info, long At, long? ReversedAt, bool IsBytes);
}
