using System.Collections.Immutable;
using System.Globalization;
using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Images;

namespace HeatmapPS.Engine.Formats.Tiff;

/// <summary>Reads the directories of classic TIFF and BigTIFF files, trusting nothing in them.</summary>
/// <remarks>
/// After TIFF 6.0 and the BigTIFF design of libtiff. Everything read is bounded by the file's length; sizes that
/// cannot be true are refused before any codec allocates for them.
/// </remarks>
internal sealed class TiffDirectoryReader : IDisposable
{
    private const int MaxPages = 1_000_000;
    private const int MaxEntries = 65_535;
    private const int MaxSamples = 65_535;
    private const int MaxProfileBytes = 64 << 20;
    private const int MaxTextBytes = 4096;

    // A row that takes more than this many times the file's length cannot come out of any of the compressions.
    private const long LongestRowRatio = 4096;
    private const long AlwaysPlausibleRow = 1 << 24;

    // Strips up to this many are looked at; more are left to the libraries.
    private const int MaxRunStrips = 1 << 20;

    private readonly string _path;
    private readonly TiffDirectoryBytes _bytes;

    private TiffDirectoryReader(string path, TiffDirectoryBytes bytes)
    {
        _path = path;
        _bytes = bytes;
    }

    /// <summary>Reads one page's directory.</summary>
    /// <param name="path">A TIFF file.</param>
    /// <param name="page">The page, from 1.</param>
    /// <returns>The directory, and the number of pages.</returns>
    /// <exception cref="HeatmapException">ImageCorrupt, PageNotFound, ImageNotFound, ImageAccessDenied.</exception>
    public static (TiffDirectory Directory, int Pages) Read(string path, int page)
    {
        using var reader = new TiffDirectoryReader(path, TiffDirectoryBytes.Open(path));
        List<long> offsets = reader.ReadChain();
        return page >= 1 && page <= offsets.Count
            ? (reader.ReadDirectory(offsets[page - 1]), offsets.Count)
            : throw ImageErrors.PageNotFound(path, page, offsets.Count);
    }

    /// <summary>Reads the XMP of the first page, and the first directory below it.</summary>
    /// <param name="path">A TIFF file.</param>
    /// <param name="maxXmpBytes">Most bytes of XMP that are read.</param>
    /// <returns>The XMP, empty for none; the directory and its description, null for none.</returns>
    /// <exception cref="HeatmapException">ImageCorrupt, ImageNotFound, ImageAccessDenied.</exception>
    public static (byte[] Xmp, TiffDirectory? Below, string? Note) ReadEmbedded(string path, int maxXmpBytes)
    {
        using var reader = new TiffDirectoryReader(path, TiffDirectoryBytes.Open(path));
        Dictionary<int, TiffEntry> fields = reader._bytes.ReadEntries(reader._bytes.FirstDirectory, MaxEntries);
        if (!fields.TryGetValue(TiffEmbedding.Xmp, out TiffEntry xmp))
            return ([], null, null);
        byte[] text = reader._bytes.ReadBytes(xmp, maxXmpBytes);
        if (!fields.TryGetValue(TiffEmbedding.SubDirectories, out TiffEntry list)
            || reader._bytes.ReadIntegers(list, 1) is not [var offset, ..])
        {
            return (text, null, null);
        }

        Dictionary<int, TiffEntry> below = reader._bytes.ReadEntries(offset, MaxEntries);
        string? note = below.TryGetValue(TiffEmbedding.ImageDescription, out TiffEntry entry)
            ? reader._bytes.ReadText(entry, MaxTextBytes)
            : null;
        return (text, reader.ReadDirectory(offset), note);
    }

    /// <summary>The pages that are images of their own: the first, and every other one that is neither a smaller copy of another
    /// page (an overview, a thumbnail) nor a transparency mask.</summary>
    /// <param name="path">A TIFF file.</param>
    /// <exception cref="HeatmapException">ImageCorrupt, ImageNotFound, ImageAccessDenied.</exception>
    public static ImmutableArray<int> ReadImagePages(string path)
    {
        const int SubfileTag = 254, ReducedOrMask = 1 | 4;
        using var reader = new TiffDirectoryReader(path, TiffDirectoryBytes.Open(path));
        List<long> offsets = reader.ReadChain();
        return
        [
            1,
            .. Enumerable.Range(2, offsets.Count - 1).Where(page =>
                (reader.Numbers(reader._bytes.ReadEntries(offsets[page - 1], MaxEntries), SubfileTag, [0], 1)[0] & ReducedOrMask) == 0),
        ];
    }

    /// <summary>Reads where the strips or tiles of a page lie.</summary>
    /// <param name="path">The file.</param>
    /// <param name="directory">The page.</param>
    /// <exception cref="HeatmapException">ImageCorrupt, ImageNotFound, ImageAccessDenied.</exception>
    public static TiffBlockPlaces ReadBlockPlaces(string path, TiffDirectory directory)
    {
        using var reader = new TiffDirectoryReader(path, TiffDirectoryBytes.Open(path));
        return reader.ReadPlaces(directory);
    }

    /// <summary>The bytes of fields as they are stored; fields that are not there, or longer than is sound, are left out.</summary>
    /// <param name="path">The file.</param>
    /// <param name="directory">The page.</param>
    /// <param name="tags">The fields.</param>
    public static ImmutableArray<TiffRawField> ReadRawFields(string path, TiffDirectory directory, params ReadOnlySpan<int> tags)
    {
        using var reader = new TiffDirectoryReader(path, TiffDirectoryBytes.Open(path));
        Dictionary<int, TiffEntry> fields = reader._bytes.ReadEntries(directory.Offset, MaxEntries);
        ImmutableArray<TiffRawField>.Builder found = ImmutableArray.CreateBuilder<TiffRawField>();
        foreach (int tag in tags)
        {
            if (fields.TryGetValue(tag, out TiffEntry entry) && entry.Type <= 12 && entry.Count is >= 1 and <= MaxProfileBytes)
                found.Add(new TiffRawField(tag, entry.Type, (int)entry.Count, reader._bytes.ReadStored(entry)));
        }

        return found.ToImmutable();
    }

    /// <inheritdoc/>
    public void Dispose() => _bytes.Dispose();

    private List<long> ReadChain()
    {
        var offsets = new List<long>();
        var seen = new HashSet<long>();
        long next = _bytes.FirstDirectory;
        while (next != 0)
        {
            if (!seen.Add(next))
                throw ImageErrors.Corrupt(_path, "the list of its pages is circular");
            if (offsets.Count == MaxPages)
                throw ImageErrors.Corrupt(_path, $"it has more than {MaxPages:N0} pages");
            offsets.Add(next);
            next = _bytes.NextDirectory(next, MaxEntries);
        }

        return offsets.Count > 0 ? offsets : throw ImageErrors.Corrupt(_path, "it has no pages");
    }

    private TiffDirectory ReadDirectory(long offset)
    {
        Dictionary<int, TiffEntry> fields = _bytes.ReadEntries(offset, MaxEntries, IsNeeded);

        // No field has the number 0: where an entry was erased, a default would stand for what it said.
        if (fields.ContainsKey(0))
            throw ImageErrors.Corrupt(_path, "an entry of its directory was erased");
        if (!fields.ContainsKey(322) && (fields.ContainsKey(323) || fields.ContainsKey(324)))
            throw ImageErrors.Corrupt(_path, "the width of its tiles is missing");
        int samples = Number(fields, 277, 1, 1, MaxSamples);
        if (samples > 1 && !fields.ContainsKey(258))
            throw ImageErrors.Corrupt(_path, "it has several samples per pixel, but does not specify their bits");
        ImmutableArray<long> bits = Numbers(fields, 258, [1], MaxSamples);
        ImmutableArray<long> formats = Numbers(fields, 339, [1], MaxSamples);
        var directory = new TiffDirectory
        {
            Offset = offset,
            Width = Number(fields, 256, null, 1, int.MaxValue),
            Height = Number(fields, 257, null, 1, int.MaxValue),
            Samples = samples,
            Bits = bits[0] is >= 1 and <= 128 ? (int)bits[0] : throw Claims("bits per sample", bits[0]),
            IsUniform = bits.All(b => b == bits[0]) && formats.All(f => f == formats[0]),
            SampleFormat = formats[0] is >= 1 and <= 6 ? (TiffSampleFormat)formats[0] : TiffSampleFormat.UnsignedInteger,
            Photometric = (TiffPhotometric)Number(fields, 262, samples >= 3 ? 2 : 1, 0, 65_535),
            Compression = Number(fields, 259, 1, 0, 65_535),
            Predictor = Number(fields, 317, 1, 0, 65_535),
            IsPlanar = Number(fields, 284, 1, 0, 65_535) == 2,
            TileWidth = fields.ContainsKey(322) ? Number(fields, 322, null, 1, int.MaxValue) : 0,
            TileHeight = fields.ContainsKey(322) ? Number(fields, 323, null, 1, int.MaxValue) : 0,
            ExtraSamples = [.. Numbers(fields, 338, [], MaxSamples).Select(e => (int)Math.Min(e, int.MaxValue))],
            Orientation = Number(fields, 274, 1, 0, 65_535) is var turn and >= 1 and <= 8 ? turn : 1,
            NoDataValue = ReadNoData(fields),
            Resolution = ReadResolution(fields),
            Captured = ReadOrSkip(() => ReadCaptured(fields)),
            Camera = ReadOrSkip(() => CameraName.Of(TextOf(fields, 271), TextOf(fields, 272))),
            IccProfile = ReadProfile(fields),
            StripRows = StripRows(fields),
            IsFillReversed = Number(fields, 266, 1, 0, 65_535) == 2,
            LongestBlock = LongestBlock(fields),
            IsBigEndian = _bytes.IsBigEndian,
        };
        // Sizes are checked first, so that they can be multiplied.
        return Checked(directory) with { RunOffset = RunOffset(fields, directory), ColorMap = ReadColorMap(fields, directory) };
    }

    private TiffDirectory Checked(TiffDirectory directory)
    {
        long row = directory.RowBytes;
        if (row > AlwaysPlausibleRow && row / LongestRowRatio > _bytes.Length)
            throw ImageErrors.Corrupt(_path, $"its header has rows of {row:N0} bytes in a file of {_bytes.Length:N0}");
        if (directory.Compression == 1 && !directory.IsTiled && directory.Photometric != TiffPhotometric.YCbCr
            && (Int128)row * directory.Height > _bytes.Length)
        {
            throw ImageErrors.Corrupt(_path,
                $"its header has {(Int128)row * directory.Height:N0} bytes of pixels in a file of {_bytes.Length:N0}");
        }

        if (directory.LongestBlock > _bytes.Length)
        {
            throw ImageErrors.Corrupt(_path,
                $"its header has a block of {directory.LongestBlock:N0} bytes in a file of {_bytes.Length:N0}");
        }

        return directory;
    }

    private HeatmapException Claims(string what, long value) => ImageErrors.Corrupt(_path, $"its header has {value:N0} {what}");

    /// <summary>Whether samples mean something else without a field: where it is there and has no value, no default takes its
    /// place.</summary>
    private static bool IsNeeded(int tag) => tag is 256 or 257 or 258 or 259 or 262 or 266 or 277 or 278 or 284 or 317 or 322 or 323 or 339;

    /// <summary>Whether a field has one value by definition. A field with more is damaged, and libtiff ignores it or refuses the file.
    /// </summary>
    private static bool IsSingle(int tag) => IsNeeded(tag) && tag is not (258 or 259 or 339);

    private void CheckCount(int tag, TiffEntry entry)
    {
        if (entry.Count > 1 && IsSingle(tag))
            throw ImageErrors.Corrupt(_path, $"its tag {tag} has {entry.Count:N0} values, but must have one");
    }

    private int Number(Dictionary<int, TiffEntry> fields, int tag, int? missing, int least, int most)
    {
        if (!fields.TryGetValue(tag, out TiffEntry entry) || (entry.Count == 0 && !IsNeeded(tag)))
            return missing ?? throw ImageErrors.Corrupt(_path, $"its directory lacks tag {tag}");
        CheckCount(tag, entry);
        long value = _bytes.ReadIntegers(entry, 1) is [var first, ..]
            ? first
            : throw ImageErrors.Corrupt(_path, $"its tag {tag} is not a number");
        return value >= least && value <= most
            ? (int)value
            : throw ImageErrors.Corrupt(_path, $"its tag {tag} has the invalid value {value:N0}");
    }

    private ImmutableArray<long> Numbers(Dictionary<int, TiffEntry> fields, int tag, ImmutableArray<long> missing, int most)
    {
        if (!fields.TryGetValue(tag, out TiffEntry entry) || (entry.Count == 0 && !IsNeeded(tag)))
            return missing;
        CheckCount(tag, entry);
        ImmutableArray<long> values = _bytes.ReadIntegers(entry, most);
        return !values.IsEmpty ? values : !IsNeeded(tag) ? missing : throw ImageErrors.Corrupt(_path, $"its tag {tag} is not a number");
    }

    private long LongestBlock(Dictionary<int, TiffEntry> fields)
    {
        if (!fields.TryGetValue(325, out TiffEntry entry) && !fields.TryGetValue(279, out entry))
            return 0;
        return _bytes.LargestInteger(entry);
    }

    /// <summary>Where whole strips that follow one another without a gap begin.</summary>
    private long? RunOffset(Dictionary<int, TiffEntry> fields, TiffDirectory directory)
    {
        if (directory.Compression != 1 || directory.Photometric == TiffPhotometric.YCbCr
            || !fields.TryGetValue(273, out TiffEntry positions) || positions.Count > MaxRunStrips)
        {
            return null;
        }

        ImmutableArray<long> starts = _bytes.ReadIntegers(positions, MaxRunStrips);
        if (starts.IsEmpty)
            return null;
        if (starts.Length > 1 && fields.TryGetValue(279, out TiffEntry lengths) && _bytes.ReadIntegers(lengths, MaxRunStrips).Contains(0))
            return null;
        long stripRows = directory.StripRows;
        for (int i = 1; i < starts.Length; i++)
        {
            if (starts[i] != starts[i - 1] + (stripRows * directory.RowBytes))
                return null;
        }

        return starts.Length * stripRows >= directory.Height ? starts[0] : null;
    }

    private double? ReadNoData(Dictionary<int, TiffEntry> fields)
    {
        if (!fields.TryGetValue(42113, out TiffEntry entry))
            return null;
        string text = _bytes.ReadText(entry, MaxTextBytes).Trim();
        if (text.Equals("nan", StringComparison.OrdinalIgnoreCase))
            return double.NaN;
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) ? value : null;
    }

    /// <summary>Rows of a strip. The largest number there is means "all rows".</summary>
    private int StripRows(Dictionary<int, TiffEntry> fields)
    {
        int height = Number(fields, 257, null, 1, int.MaxValue);
        long rows = Numbers(fields, 278, [height], 1)[0];
        return rows >= 1 ? (int)Math.Min(rows, height) : throw Claims("rows per strip", rows);
    }

    private ImmutableArray<ushort> ReadColorMap(Dictionary<int, TiffEntry> fields, TiffDirectory directory)
    {
        const int Tag = 320;
        if (directory.Photometric != TiffPhotometric.Palette || directory.Bits > 16)
            return [];
        int needed = 3 << directory.Bits;
        if (!fields.TryGetValue(Tag, out TiffEntry entry))
            throw ImageErrors.Corrupt(_path, "its pixels are palette indices, but it has no palette");
        ImmutableArray<long> values = _bytes.ReadIntegers(entry, needed);
        return values.Length == needed && values.All(value => value <= ushort.MaxValue)
            ? [.. values.Select(value => (ushort)value)]
            : throw ImageErrors.Corrupt(_path,
                $"its palette has {values.Length:N0} numbers, but {directory.Bits}-bit indices need {needed:N0}");
    }

    private TiffBlockPlaces ReadPlaces(TiffDirectory directory)
    {
        Dictionary<int, TiffEntry> fields = _bytes.ReadEntries(directory.Offset, MaxEntries);
        string what = directory.IsTiled ? "tiles" : "strips";
        if (!fields.TryGetValue(324, out TiffEntry positions) && !fields.TryGetValue(273, out positions))
            throw ImageErrors.Corrupt(_path, $"the positions of its {what} are missing");
        if (positions.Count < directory.BlockCount || directory.BlockCount > Array.MaxLength)
            throw ImageErrors.Corrupt(_path, $"it has {positions.Count:N0} {what}, but its size needs {directory.BlockCount:N0}");
        int count = (int)directory.BlockCount;
        ImmutableArray<long> starts = _bytes.ReadIntegers(positions, count);
        if (starts.Length < count)
            throw ImageErrors.Corrupt(_path, $"the positions of its {what} are not numbers");

        // Writers of one uncompressed strip are known to get its length wrong, and every reader passes over that.
        bool known = fields.TryGetValue(325, out TiffEntry lengths) || fields.TryGetValue(279, out lengths);
        if (!known || (count == 1 && directory is { Compression: 1, IsTiled: false }))
            return new TiffBlockPlaces(starts, [], _bytes.Length);
        ImmutableArray<long> bytes = _bytes.ReadIntegers(lengths, count);
        return bytes.Length == count
            ? new TiffBlockPlaces(starts, bytes, _bytes.Length)
            : throw ImageErrors.Corrupt(_path, $"it has the lengths of {bytes.Length:N0} {what}, but its size needs {count:N0}");
    }

    private (double X, double Y)? ReadResolution(Dictionary<int, TiffEntry> fields)
    {
        const double CentimetresAnInch = 2.54;
        if (!fields.TryGetValue(282, out TiffEntry x) || !fields.TryGetValue(283, out TiffEntry y))
            return null;
        double scale = Number(fields, 296, 2, 0, 65_535) switch
        {
            2 => 1.0,
            3 => CentimetresAnInch,
            _ => 0.0,
        };
        (double horizontal, double vertical) = (_bytes.ReadRational(x) * scale, _bytes.ReadRational(y) * scale);
        return horizontal > 0 && vertical > 0 && double.IsFinite(horizontal) && double.IsFinite(vertical)
            ? (Math.Round(horizontal, 3), Math.Round(vertical, 3))
            : null;
    }

    /// <summary>What is not needed to read the picture: broken, it counts as missing.</summary>
    private static T? ReadOrSkip<T>(Func<T?> read)
    {
        try
        {
            return read();
        }
        catch (HeatmapException)
        {
            return default;
        }
    }

    /// <summary>The EXIF date where there is one, else the date of the page.</summary>
    private CaptureTime? ReadCaptured(Dictionary<int, TiffEntry> fields)
    {
        const int DateTime = 306, CameraDirectory = 34665, Original = 36867, OriginalOffset = 36881, OriginalFraction = 37521;
        CaptureTime? taken = null;
        if (fields.TryGetValue(CameraDirectory, out TiffEntry pointer) && _bytes.ReadIntegers(pointer, 1) is [var directory, ..])
        {
            Dictionary<int, TiffEntry> camera = _bytes.ReadEntries(directory, MaxEntries);
            taken = CaptureTimes.FromExif(TextOf(camera, Original), TextOf(camera, OriginalFraction), TextOf(camera, OriginalOffset));
        }

        return taken ?? CaptureTimes.FromExif(TextOf(fields, DateTime));
    }

    private string? TextOf(Dictionary<int, TiffEntry> fields, int tag) =>
        fields.TryGetValue(tag, out TiffEntry entry) ? _bytes.ReadText(entry, MaxTextBytes) : null;

    private ReadOnlyMemory<byte>? ReadProfile(Dictionary<int, TiffEntry> fields)
    {
        if (!fields.TryGetValue(34675, out TiffEntry entry))
            return null;
        byte[] profile = _bytes.ReadBytes(entry, MaxProfileBytes);
        return profile.Length > 0 ? profile : (ReadOnlyMemory<byte>?)null;
    }
}
