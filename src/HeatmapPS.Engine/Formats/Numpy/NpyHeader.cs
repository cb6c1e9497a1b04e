using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Formats.Raw;
using HeatmapPS.Engine.Images;

namespace HeatmapPS.Engine.Formats.Numpy;

/// <summary>The header of one array in NumPy's NPY format, versions 1.0 to 3.0 (NumPy Enhancement Proposal 1).</summary>
/// <param name="Descr">The dtype as written, or "structured" for a list of fields.</param>
/// <param name="FortranOrder">Whether the first index runs fastest.</param>
/// <param name="Shape">Length of each dimension, the first index first.</param>
/// <param name="DataOffset">Bytes before the first sample.</param>
internal sealed record NpyHeader(string Descr, bool FortranOrder, ImmutableArray<long> Shape, int DataOffset)
{
    private const int LongestHeader = 1 << 16;

    private const int Alignment = 64;

    /// <summary>NumPy leaves room for the first dimension to grow to this many digits without moving the data.</summary>
    private const int GrowthDigits = 21;

    private static ReadOnlySpan<byte> Magic => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    /// <summary>Reads a header from the start of a stream.</summary>
    /// <exception cref="HeatmapException">ImageCorrupt; FormatNotSupported for an unknown version.</exception>
    public static NpyHeader Read(Stream stream, string path)
    {
        Span<byte> start = stackalloc byte[12];
        SourceFile.ReadExactly(stream, start[..8], path);
        if (!start[..6].SequenceEqual(Magic))
        {
            throw ImageErrors.Corrupt(path, "it does not start like a NumPy array");
        }

        (byte major, byte minor) = (start[6], start[7]);
        if (major is < 1 or > 3 || minor != 0)
        {
            throw ImageErrors.FormatNotSupported(path,
                string.Create(CultureInfo.InvariantCulture,
                    $"it is an NPY file of version {major}.{minor}; only 1.0, 2.0 and 3.0 can be read"));
        }

        int prefix = major == 1 ? 10 : 12;
        SourceFile.ReadExactly(stream, start[8..prefix], path);
        uint length = major == 1
            ? BinaryPrimitives.ReadUInt16LittleEndian(start[8..])
            : BinaryPrimitives.ReadUInt32LittleEndian(start[8..]);
        if (length > LongestHeader)
        {
            throw ImageErrors.Corrupt(path,
                string.Create(CultureInfo.InvariantCulture,
                    $"its header has {length:N0} bytes, and no array needs more than {LongestHeader:N0}"));
        }

        byte[] text = new byte[length];
        SourceFile.ReadExactly(stream, text, path);
        string literal = major == 3 ? Encoding.UTF8.GetString(text) : Encoding.Latin1.GetString(text);
        return NpyHeaderParser.Parse(literal, prefix + (int)length, path);
    }

    /// <summary>The header that <c>numpy.save</c> writes for a C-ordered array, byte for byte.</summary>
    /// <param name="descr">The dtype, such as <c>&lt;f4</c>.</param>
    /// <param name="shape">Length of each dimension; none for a scalar.</param>
    public static byte[] Format(string descr, params ReadOnlySpan<int> shape)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{{'descr': '{descr}', 'fortran_order': False, 'shape': (");
        for (int i = 0; i < shape.Length; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"{(i > 0 ? " " : "")}{shape[i]}{(i < shape.Length - 1 || i == 0 ? "," : "")}");
        }

        text.Append("), }");
        if (shape.Length > 0)
        {
            text.Append(' ', GrowthDigits - shape[0].ToString(CultureInfo.InvariantCulture).Length);
        }

        const int prefix = 10;
        text.Append(' ', Alignment - ((prefix + text.Length + 1) % Alignment)).Append('\n');
        byte[] header = new byte[prefix + text.Length];
        Magic.CopyTo(header);
        header[6] = 1;
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(8), (ushort)text.Length);
        Encoding.ASCII.GetBytes(text.ToString(), header.AsSpan(prefix));
        return header;
    }
}
