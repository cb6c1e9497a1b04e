using System.Runtime.InteropServices;
using HeatmapPS.Engine.Formats.Raw;
using HeatmapPS.Engine.Pixels;

namespace HeatmapPS.Engine.Formats.Film;

/// <summary>Rows of a film frame.</summary>
internal sealed class FilmRows(FileStream file, FilmHeader header, string path) : RowReader(header.Layout)
{
    private readonly byte[] _words = header.Packing == FilmPacking.Three10 ? new byte[header.RowBytes] : [];
    private int _row;

    /// <inheritdoc/>
    public override void Read(Span<byte> destination)
    {
        for (; !destination.IsEmpty; destination = destination[Layout.RowBytes..])
        {
            file.Position = header.DataOffset + (_row++ * header.StoredRowBytes);
            Span<byte> row = destination[..Layout.RowBytes];
            Span<byte> stored = _words.Length > 0 ? _words.AsSpan() : row;
            SourceFile.ReadExactly(file, stored, path);
            if (header.SwapBytes)
                ByteOrder.Reverse(stored, header.Packing switch { FilmPacking.Bytes => 1, FilmPacking.Three10 => 4, _ => 2 });
            Unpack(MemoryMarshal.Cast<byte, ushort>(row));
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            file.Dispose();
        base.Dispose(disposing);
    }

    private void Unpack(Span<ushort> samples)
    {
        if (header.Packing == FilmPacking.Words12)
        {
            foreach (ref ushort sample in samples)
                sample >>= 4;
        }

        ReadOnlySpan<uint> words = MemoryMarshal.Cast<byte, uint>(_words);
        for (int i = 0; i < words.Length; i++)
        {
            samples[3 * i] = (ushort)(words[i] >> 22);
            samples[(3 * i) + 1] = (ushort)((words[i] >> 12) & 0x3FF);
            samples[(3 * i) + 2] = (ushort)((words[i] >> 2) & 0x3FF);
        }
    }
}
