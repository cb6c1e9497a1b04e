namespace HeatmapPS.Engine.Formats.Jpeg;

/// <summary>A Huffman table of ITU-T T.81, annex K.3: those that every encoder uses that does not count first.</summary>
/// <remarks>A table of the image's own would save a few percent of the bytes and take a second pass.</remarks>
internal sealed class JpegHuffman
{
    private JpegHuffman(string counts, string symbols)
    {
        Counts = System.Convert.FromHexString(counts);
        Symbols = System.Convert.FromHexString(symbols);
        int code = 0, next = 0;
        for (int length = 1; length <= 16; length++, code <<= 1)
        {
            for (int i = 0; i < Counts[length - 1]; i++, next++, code++)
            {
                Codes[Symbols[next]] = new JpegCode((uint)code, length);
            }
        }
    }

    /// <summary>Steps of brightness from block to block.</summary>
    public static JpegHuffman LumaSteps { get; } = new("00010501010101010100000000000000", "000102030405060708090A0B");

    /// <summary>Steps of colour from block to block.</summary>
    public static JpegHuffman ChromaSteps { get; } = new("00030101010101010101010000000000", "000102030405060708090A0B");

    /// <summary>Frequencies of brightness.</summary>
    public static JpegHuffman LumaFrequencies { get; } = new(
        "0002010303020403050504040000017D",
        "01020300041105122131410613516107227114328191A1082342B1C11552D1F02433627282090A161718191A25262728292A3435363738393A43444546474849"
        + "4A535455565758595A636465666768696A737475767778797A838485868788898A92939495969798999AA2A3A4A5A6A7A8A9AAB2B3B4B5B6B7B8B9BAC2C3C4C5"
        + "C6C7C8C9CAD2D3D4D5D6D7D8D9DAE1E2E3E4E5E6E7E8E9EAF1F2F3F4F5F6F7F8F9FA");

    /// <summary>Frequencies of colour.</summary>
    public static JpegHuffman ChromaFrequencies { get; } = new(
        "00020102040403040705040400010277",
        "000102031104052131061241510761711322328108144291A1B1C109233352F0156272D10A162434E125F11718191A262728292A35363738393A434445464748"
        + "494A535455565758595A636465666768696A737475767778797A82838485868788898A92939495969798999AA2A3A4A5A6A7A8A9AAB2B3B4B5B6B7B8B9BAC2C3"
        + "C4C5C6C7C8C9CAD2D3D4D5D6D7D8D9DAE2E3E4E5E6E7E8E9EAF2F3F4F5F6F7F8F9FA");

    /// <summary>How many codes there are of 1, 2, … 16 bits.</summary>
    public byte[] Counts { get; }

    /// <summary>The symbols in the order of their codes.</summary>
    public byte[] Symbols { get; }

    /// <summary>Code of each symbol.</summary>
    public JpegCode[] Codes { get; } = new JpegCode[256];
}

/// <summary>A code of the Huffman table.</summary>
/// <param name="Bits">The bits, the last one lowest.</param>
/// <param name="Length">How many.</param>
internal readonly record struct JpegCode(uint Bits, int Length);
