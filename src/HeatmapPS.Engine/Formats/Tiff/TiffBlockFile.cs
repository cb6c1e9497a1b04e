using System.Buffers.Binary;
using System.Collections.Immutable;

namespace HeatmapPS.Engine.Formats.Tiff;

/// <summary>Makes a TIFF file in memory of strips or tiles, so that a library decodes them alone and cannot pass over their errors.</summary>
/// <remarks>libvips paints tiles that it cannot decode black and goes on; of strips it tells every error.</remarks>
internal sealed class TiffBlockFile
{
    private const int Short = 3, Long = 4, EntryBytes = 12, HeaderBytes = 8;

    // Fax options, JPEG tables, subsampling and ranges of YCbCr.
    private static readonly int[] s_copiedTags = [292, 293, 347, 529, 530, 531, 532];

    private readonly ImmutableArray<TiffRawField> _fields;
    private readonly bool _bigEndian;
    private readonly int _samples;

    /// <param name="path">The file.</param>
    /// <param name="directory">The page.</param>
    public TiffBlockFile(string path, TiffDirectory directory)
    {
        _bigEndian = directory.IsBigEndian;
        _samples = directory.PlaneSamples;
        var isPlane = directory.IsPlanar && directory.Samples > 1;
        var photometric = directory.Photometric switch
        {
            TiffPhotometric.CieLab or TiffPhotometric.IccLab when directory.Bits == 8 => TiffPhotometric.Rgb,
            TiffPhotometric.ColorFilterArray or TiffPhotometric.LinearRaw => TiffPhotometric.MinIsBlack,
            var other => other,
        };

        // Of planes that lie apart the first alone is the grey, and the others are what they are.
        if (isPlane)
            photometric = TiffPhotometric.MinIsBlack;
        var colors = photometric switch { TiffPhotometric.Separated => 4, TiffPhotometric.MinIsBlack or TiffPhotometric.MinIsWhite or TiffPhotometric.Palette => 1, _ => 3 };
        var fields = ImmutableArray.CreateBuilder<TiffRawField>();
        fields.Add(Number(258, Short, [.. Enumerable.Repeat(directory.Bits, _samples)]));
        fields.Add(Number(259, Short, directory.Compression));
        fields.Add(Number(262, Short, (int)photometric));
        fields.Add(Number(266, Short, directory.IsFillReversed ? 2 : 1));
        fields.Add(Number(277, Short, _samples));
        fields.Add(Number(284, Short, 1));
        fields.Add(Number(317, Short, directory.Predictor));
        if (_samples > colors)
            fields.Add(Number(338, Short, new int[_samples - colors]));
        fields.Add(Number(339, Short, [.. Enumerable.Repeat((int)directory.SampleFormat, _samples)]));
        fields.AddRange(TiffDirectoryReader.ReadRawFields(path, directory, s_copiedTags));
        if (directory.Photometric == TiffPhotometric.Separated)
            fields.AddRange(TiffDirectoryReader.ReadRawFields(path, directory, 34675));
        _fields = fields.ToImmutable();
    }

    /// <summary>The file.</summary>
    /// <param name="stored">The bytes of each strip or tile. They become strips, one below the other.</param>
    /// <param name="width">Columns of each.</param>
    /// <param name="height">Rows of each.</param>
    public byte[] Make(IReadOnlyList<byte[]> stored, int width, int height)
    {
        var places = new int[stored.Count];
        var end = HeaderBytes;
        for (var i = 0; i < places.Length; i++)
            (places[i], end) = (end, checked(end + stored[i].Length));
        TiffRawField[] fields =
        [
            .. _fields.Append(Number(256, Long, width)).Append(Number(257, Long, checked(height * stored.Count))).Append(Number(273, Long, places))
                .Append(Number(278, Long, height)).Append(Number(279, Long, [.. stored.Select(block => block.Length)])).OrderBy(field => field.Tag),
        ];
        var directory = end + (end & 1);
        var values = directory + 2 + (fields.Length * EntryBytes) + 4;
        var length = values + fields.Sum(field => field.Value.Length > 4 ? field.Value.Length + (field.Value.Length & 1) : 0);
        var file = new byte[length];
        file[0] = file[1] = (byte)(_bigEndian ? 'M' : 'I');
        Put(file.AsSpan(2), 42, 2);
        Put(file.AsSpan(4), directory, 4);
        for (var i = 0; i < places.Length; i++)
            stored[i].CopyTo(file, places[i]);
        Put(file.AsSpan(directory), fields.Length, 2);
        for (var i = 0; i < fields.Length; i++)
        {
            var field = fields[i];
            var entry = file.AsSpan(directory + 2 + (i * EntryBytes));
            Put(entry, field.Tag, 2);
            Put(entry[2..], field.Type, 2);
            Put(entry[4..], field.Count, 4);
            if (field.Value.Length <= 4)
            {
                field.Value.CopyTo(entry[8..]);
                continue;
            }

            Put(entry[8..], values, 4);
            field.Value.CopyTo(file.AsSpan(values));
            values += field.Value.Length + (field.Value.Length & 1);
        }

        return file;
    }

    private TiffRawField Number(int tag, int type, params int[] numbers)
    {
        var size = type == Short ? 2 : 4;
        var value = new byte[numbers.Length * size];
        for (var i = 0; i < numbers.Length; i++)
            Put(value.AsSpan(i * size), numbers[i], size);
        return new TiffRawField(tag, type, numbers.Length, value);
    }

    private void Put(Span<byte> target, int value, int size)
    {
        if (size == 2 && _bigEndian)
            BinaryPrimitives.WriteUInt16BigEndian(target, (ushort)value);
        else if (size == 2)
            BinaryPrimitives.WriteUInt16LittleEndian(target, (ushort)value);
        else if (_bigEndian)
            BinaryPrimitives.WriteInt32BigEndian(target, value);
        else
            BinaryPrimitives.WriteInt32LittleEndian(target, value);
    }
}
