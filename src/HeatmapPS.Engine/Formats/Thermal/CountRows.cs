using System.Runtime.InteropServices;
using HeatmapPS.Engine.Pixels;

namespace HeatmapPS.Engine.Formats.Thermal;

/// <summary>Rows of counts in memory: as they are, or as the temperatures of a table.</summary>
internal sealed class CountRows : RowReader
{
    private readonly ushort[] _counts;
    private readonly float[]? _table;
    private int _position;

    /// <param name="layout">One band of UInt16 without a table, of Float32 with one.</param>
    /// <param name="counts">All counts, row after row.</param>
    /// <param name="table">The value of each of the 65,536 counts, or null.</param>
    public CountRows(RasterLayout layout, ushort[] counts, float[]? table)
        : base(layout)
    {
        _counts = counts;
        _table = table;
    }

    /// <inheritdoc/>
    public override void Read(Span<byte> destination)
    {
        int samples = destination.Length / Layout.SampleType.Size;
        ReadOnlySpan<ushort> counts = _counts.AsSpan(_position, samples);
        _position += samples;
        if (_table is null)
        {
            MemoryMarshal.AsBytes(counts).CopyTo(destination);
            return;
        }

        Span<float> values = MemoryMarshal.Cast<byte, float>(destination);
        for (int i = 0; i < values.Length; i++)
            values[i] = _table[counts[i]];
    }
}
