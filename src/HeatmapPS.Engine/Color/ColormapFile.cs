using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace HeatmapPS.Engine.Color;

/// <summary>The embedded file of one family of colormaps, whose tables are read one by one.</summary>
/// <remarks>
/// The format, made by tools/colormaps/extract.py; all numbers little-endian:
/// <list type="table">
/// <item><term>0</term><description>the 8 bytes <c>HPSCMAP1</c></description></item>
/// <item><term>8</term><description>int32 length L of the header; 12 + L is a multiple of 8</description></item>
/// <item><term>12</term><description>header, UTF-8 lines of fields with a tab between them</description></item>
/// <item><term>12 + L</term><description>tables, each starting at a multiple of 8</description></item>
/// </list>
/// The first line is family, source and licence. Each other line that is not empty is a map: name; number of colours n;
/// offset from the start of the tables; sample type (<c>f64</c>: n × 3 float64 from 0 to 1; <c>u8</c>: n × 3 bytes); kind;
/// <c>uniform</c> or nothing; <c>safe</c>, <c>unsafe</c> or nothing for colour-blind readers; offset of the reversed map's
/// table, where the family computes it anew and its rounded colours differ from the table read backwards; licence, if not
/// the family's; aliases with commas between them; what the table is sampled from, or nothing: for red, green and blue, with semicolons
/// between them, either <c>points:offset,n</c> (n × 3 float64: place, value left of it, value right of it) or a formula
/// (<see cref="FormulaCurve.Parse"/>). Plain text, since a JSON reader would take half the time of the first
/// lookup in a process.
/// </remarks>
internal sealed class ColormapFile
{
    private const int HeaderAt = 12;
    private readonly string _resource;
    private readonly long _tablesAt;
    private readonly Dictionary<string, Entry> _entries = new(StringComparer.OrdinalIgnoreCase);

    private ColormapFile(string resource, long tablesAt, string header)
    {
        _resource = resource;
        _tablesAt = tablesAt;
        string[] lines = header.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        string[] family = lines[0].Split('\t');
        Family = family[0];
        var maps = new ColormapInfo[lines.Length - 1];
        for (int i = 0; i < maps.Length; i++)
        {
            Entry entry = ReadEntry(lines[i + 1].Split('\t'), family);
            maps[i] = entry.Info;
            _entries.Add(entry.Info.Name, entry);
            foreach (string alias in entry.Info.Aliases) _entries.Add(alias, entry);
        }

        Maps = ImmutableCollectionsMarshal.AsImmutableArray(maps);
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
        if (!start[..8].SequenceEqual("HPSCMAP1"u8))
            throw new InvalidDataException($"The embedded file {resource} is not a colormap file.");
        byte[] header = new byte[BinaryPrimitives.ReadInt32LittleEndian(start[8..])];
        stream.ReadExactly(header);
        return new ColormapFile(resource, HeaderAt + header.Length, Encoding.UTF8.GetString(header));
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
        return new Colormap(entry.Info, ReadTable(stream, entry.At, entry), alpha: null, reversed,
            ReadDefinition(stream, entry.Definition));
    }

    private ColormapDefinition? ReadDefinition(Stream stream, string text)
    {
        if (text.Length == 0) return null;
        ChannelCurve[] curves = Array.ConvertAll(text.Split(';'),
            curve => curve.StartsWith("points:", StringComparison.Ordinal)
            ? ReadPoints(stream, curve[7..])
            : (ChannelCurve)FormulaCurve.Parse(curve));
        return new ColormapDefinition(curves[0], curves[1], curves[2]);
    }

    private PointCurve ReadPoints(Stream stream, string place)
    {
        int[] numbers = Array.ConvertAll(place.Split(','), Integer);
        stream.Position = _tablesAt + numbers[0];
        double[] values = ReadDoubles(stream, numbers[1] * 3);
        return new PointCurve([.. Enumerable.Range(0, numbers[1]).Select(i => (values[3 * i], values[(3 * i) + 1], values[(3 * i) + 2]))]);
    }

    private static Stream OpenResource(string resource) =>
        typeof(ColormapFile).Assembly.GetManifestResourceStream(resource)
            ?? throw new InvalidDataException($"The embedded file {resource} is missing.");

    private static Entry ReadEntry(string[] fields, string[] family)
    {
        string[] aliases = fields[9].Split(',', StringSplitOptions.RemoveEmptyEntries);
        var info = new ColormapInfo(
            fields[0],
            family[0],
            Enum.Parse<ColormapKind>(fields[4]),
            fields[5].Length > 0,
            fields[6].Length > 0 ? fields[6] == "safe" : null,
            fields[8].Length > 0 ? fields[8] : family[2],
            family[1],
            Integer(fields[1]),
            ImmutableCollectionsMarshal.AsImmutableArray(aliases),
            IsBareName: false);
        return new Entry(info, Integer(fields[2]), fields[7].Length > 0 ? Integer(fields[7]) : null, fields[3] == "u8", fields[10]);
    }

    private static int Integer(string text) => int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);

    private double[] ReadTable(Stream stream, long at, Entry entry)
    {
        stream.Position = _tablesAt + at;
        if (!entry.IsBytes) return ReadDoubles(stream, entry.Info.Count * 3);
        byte[] bytes = new byte[entry.Info.Count * 3];
        stream.ReadExactly(bytes);
        return Array.ConvertAll(bytes, value => value / 255.0);
    }

    private static double[] ReadDoubles(Stream stream, int count)
    {
        double[] table = new double[count];
        Span<byte> raw = MemoryMarshal.AsBytes(table.AsSpan());
        stream.ReadExactly(raw);
        if (!BitConverter.IsLittleEndian)
        {
            for (int i = 0; i < table.Length; i++) table[i] = BinaryPrimitives.ReadDoubleLittleEndian(raw[(i * 8)..]);
        }

        return table;
    }

    private sealed record Entry(ColormapInfo Info, long At, long? ReversedAt, bool IsBytes, string Definition);
}
