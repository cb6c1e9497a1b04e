using System.Buffers;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using HeatmapPS.Engine.Pixels;
using HeatmapPS.Engine.Scaling;

namespace HeatmapPS.Engine.Rendering;

/// <summary>Turns samples into entries of a <see cref="ColorTable"/>.</summary>
/// <remarks>For types of up to 16 bits the whole of norm, limits and nodata is one table over the stored bits; wider types
/// are worked out value by value. Immutable; used from many threads.</remarks>
internal sealed class ColorIndexer
{
    private readonly HeatmapScale _scale;
    private readonly int _colors;
    private readonly SampleType _type;
    private readonly double[] _noData;

    /// <param name="scale">Norm and limits.</param>
    /// <param name="colors">Colours of the map, without under, over and bad.</param>
    /// <param name="type">Type of the samples.</param>
    /// <param name="noData">Values that are bad.</param>
    public ColorIndexer(HeatmapScale scale, int colors, SampleType type, ImmutableArray<double> noData)
    {
        _scale = scale;
        _colors = colors;
        _type = type;
        _noData = noData.IsEmpty ? [] : [.. noData];
        Table = type.Size <= 2 ? MakeTable() : null;
    }

    /// <summary>Entry of each stored bit pattern (256 or 65,536 of them), or null for wider types.</summary>
    public int[]? Table { get; }

    /// <summary>Whether this indexer gives what one made of these would give.</summary>
    public bool Serves(HeatmapScale scale, int colors, SampleType type, ImmutableArray<double> noData) =>
        ReferenceEquals(scale, _scale) && colors == _colors && type == _type
            && (noData.IsEmpty ? _noData.Length == 0 : noData.AsSpan().SequenceEqual(_noData));

    /// <summary>Entry of one value.</summary>
    public int Index(double value) =>
        _noData.Length > 0 && Array.IndexOf(_noData, value) >= 0 ? _colors + 2 : _scale.ColorIndex(value, _colors);

    /// <summary>Entries of a run of samples.</summary>
    [MethodImpl(HotLoop.Options)]
    public void Index(ReadOnlySpan<byte> source, Span<int> entries)
    {
        if (Table is not { } table)
        {
            IndexWide(source, entries);
        }
        else if (_type.Size == 1)
        {
            for (int i = 0; i < entries.Length; i++)
                entries[i] = table[source[i]];
        }
        else
        {
            ReadOnlySpan<ushort> words = MemoryMarshal.Cast<byte, ushort>(source);
            for (int i = 0; i < entries.Length; i++)
                entries[i] = table[words[i]];
        }
    }

    /// <summary>The value that stored bits stand for.</summary>
    public static double ValueOf(int bits, SampleType type) => type switch
    {
        SampleType.Int8 => (sbyte)bits,
        SampleType.Int16 => (short)bits,
        _ => bits,
    };

    private int[] MakeTable()
    {
        int[] table = new int[_type.Size == 1 ? 256 : 65536];
        for (int bits = 0; bits < table.Length; bits++)
            table[bits] = Index(ValueOf(bits, _type));
        return table;
    }

    private void IndexWide(ReadOnlySpan<byte> source, Span<int> entries)
    {
        double[] values = ArrayPool<double>.Shared.Rent(entries.Length);
        Span<double> span = values.AsSpan(0, entries.Length);
        Samples.ToDoubles(source, _type, span);
        if (_noData.Length == 0)
        {
            _scale.Function.ColorIndices(span, entries, _colors);
        }
        else
        {
            for (int i = 0; i < entries.Length; i++)
                entries[i] = Index(span[i]);
        }

        ArrayPool<double>.Shared.Return(values);
    }
}
