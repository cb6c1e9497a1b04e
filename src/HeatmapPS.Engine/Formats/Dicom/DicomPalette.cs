using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Images;

namespace HeatmapPS.Engine.Formats.Dicom;

/// <summary>The colours of a PALETTE COLOR image (DICOM PS3.3, C.7.6.3.1.5 and C.7.6.3.1.6).</summary>
internal sealed class DicomPalette
{
    private readonly int _first;
    private readonly ushort[][] _tables;

    private DicomPalette(int bits, int first, ushort[][] tables)
    {
        Bits = bits;
        _first = first;
        _tables = tables;
    }

    /// <summary>Bits of a colour's parts: 8 or 16.</summary>
    public int Bits { get; }

    /// <summary>Reads the three tables.</summary>
    /// <exception cref="HeatmapException">ImageCorrupt, FormatNotSupported.</exception>
    public static DicomPalette Read(DicomElements elements, string path)
    {
        if (elements.Has(DicomTag.RedSegments))
            throw ImageErrors.FormatNotSupported(path, "its palette is given in segments");
        var descriptor = elements.Words(DicomTag.RedDescriptor);
        if (descriptor.Length < 3 || descriptor[2] is not (8 or 16))
            throw ImageErrors.Corrupt(path, "its palette has no description");
        // A count of 65,536 does not fit and is written as 0.
        var count = descriptor[0] == 0 ? 1 << 16 : descriptor[0];
        var tables = new ushort[3][];
        for (uint color = 0; color < 3; color++)
        {
            if (!elements.Words(DicomTag.RedDescriptor + color).AsSpan().SequenceEqual(descriptor))
                throw ImageErrors.FormatNotSupported(path, "the tables of its palette differ in size");
            var words = elements.Words(DicomTag.RedTable + color);
            tables[color] = Entries(words, count, descriptor[2], path);
        }

        return new DicomPalette(descriptor[2], descriptor[1], tables);
    }

    /// <summary>A part of the colour of a value: those outside of the palette take its ends.</summary>
    public ushort Lookup(int value, int color) => _tables[color][Math.Clamp(value - _first, 0, _tables[color].Length - 1)];

    /// <summary>Entries of 8 bits lie two to a word, or one to a word in files that waste the other half.</summary>
    private static ushort[] Entries(ushort[] words, int count, int bits, string path)
    {
        if (words.Length >= count)
            return words[..count];
        if (bits == 16 || words.Length < (count + 1) / 2)
            throw ImageErrors.Corrupt(path, "its palette is shorter than its description");
        var entries = new ushort[count];
        for (var i = 0; i < count; i++)
            entries[i] = (ushort)((words[i / 2] >> (8 * (i % 2))) & 0xFF);
        return entries;
    }
}
