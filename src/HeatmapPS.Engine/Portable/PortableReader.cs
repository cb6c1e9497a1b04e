using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using HeatmapPS.Engine.Annotating;
using HeatmapPS.Engine.Color;
using HeatmapPS.Engine.Color.Spaces;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Pixels;
using HeatmapPS.Engine.Rendering;
using HeatmapPS.Engine.Scaling;

namespace HeatmapPS.Engine.Portable;

/// <summary>Reads the parts of <see cref="PortableObject"/>, and believes none of them.</summary>
/// <param name="input">What the object was packed into, unpacked.</param>
/// <param name="received">Bytes that arrived. They bound the memory for all parts but the pixels: little data may be unpacked to
/// much.</param>
internal sealed class PortableReader(Stream input, int received) : BinaryReader(input, Encoding.UTF8)
{
    private const int MaxNumbers = 3 * Colormap.MaxCount;
    private const int MaxAliases = 1000;
    private const int ChunkNumbers = 4096;

    /// <summary>What any object may take: a colormap of the most colours has 4 MB.</summary>
    private const long FreeBytes = 16 << 20;

    /// <summary>What each byte that arrived may take beyond that; the labels of a year's minutes are packed to a tenth.</summary>
    private const long BytesPerByte = 32;

    /// <summary>What a text takes besides its characters.</summary>
    private const int TextOverhead = 40;

    private static readonly JsonSerializerOptions s_thermalOptions =
        new() { AllowDuplicateProperties = false, RespectNullableAnnotations = true };

    private long _free = FreeBytes + (BytesPerByte * received);

    /// <summary>A text, for which no room is made before it is known to fit.</summary>
    public override string ReadString()
    {
        int length = Read7BitEncodedInt();
        Take(TextOverhead + (sizeof(char) * (long)length), length);
        return Encoding.UTF8.GetString(ReadExactly(length));
    }

    public Heatmap ReadHeatmap()
    {
        HeatmapScale scale = ReadScale();
        Colormap map = ReadColormap();
        int bits = ReadInt32();
        Check(bits is 8 or 16, "a heatmap has {0} bits per channel", bits);
        ColorInterpolation? interpolation = ReadOptional(ReadEnum<ColorInterpolation>);
        double? clipped = ReadOptional(ReadDouble);
        Check(clipped is null or (>= 0 and <= 100), "a heatmap has {0} percent of its pixels outside the limits", clipped ?? 0);
        Raster raster = ReadRaster();
        Check(raster.Bands == 1, "a heatmap has {0} bands of numbers", raster.Bands);
        return new Heatmap(raster, scale, new HeatmapStyle(map, bits, interpolation), clipped);
    }

    public Heatmap ReadAnnotatedHeatmap()
    {
        Heatmap heatmap = ReadHeatmap();
        using var annotations = JsonDocument.Parse(ReadString());
        return heatmap.With(AnnotationJson.Read(annotations.RootElement, heatmap.Raster));
    }

    public Raster ReadRaster()
    {
        (int width, int height, int bands) = (ReadInt32(), ReadInt32(), ReadInt32());
        SampleType type = ReadEnum<SampleType>();
        Check(width > 0 && height > 0 && bands > 0, "an image has a width, height or band count of {0}",
            Math.Min(width, Math.Min(height, bands)));
        decimal bytes = (decimal)width * height * bands * type.Size;
        Check(bytes <= PortableObject.MaxPixelBytes, "an image has {0} bytes of pixels", bytes);
        RasterMetadata metadata = ReadMetadata(width, height, bands);
        RasterOrigin origin = ReadOrigin();
        return new Raster(new MemorySource(new RasterLayout(width, height, bands, type), ReadPixels((int)bytes)), metadata, origin);
    }

    public Colormap ReadColormap()
    {
        var info = new ColormapInfo(
            ReadString(), ReadString(), ReadEnum<ColormapKind>(), ReadBoolean(), ReadOptional(ReadBoolean), ReadString(), ReadString(), 0,
                [], false);
        bool isBareName = ReadBoolean();
        int aliases = ReadInt32();
        Check(aliases is >= 0 and <= MaxAliases, "a colormap has {0} names", aliases);
        ImmutableArray<string> names = [.. Enumerable.Range(0, aliases).Select(_ => ReadString())];
        double[] rgb = ReadShares(), alpha = ReadShares(), reversed = ReadShares();
        int count = rgb.Length / 3;
        Check(count is >= Colormap.MinCount and <= Colormap.MaxCount && rgb.Length == 3 * count, "a colormap has {0} channels", rgb.Length);
        Check(alpha.Length == 0 || alpha.Length == count, "a colormap has {0} alpha values", alpha.Length);
        Check(reversed.Length == 0 || reversed.Length == rgb.Length, "a reversed colormap has {0} channels", reversed.Length);
        var map = new Colormap(
            info with { Count = count, Aliases = names, IsBareName = isBareName }, rgb, alpha.Length == 0
                ? null
                : alpha, reversed.Length == 0 ? null : reversed);
        map = map.WithExtremes(ReadOptional(ReadColor), ReadOptional(ReadColor), ReadOptional(ReadColor));
        return ReadBoolean() ? map.WithScale(ReadScale()) : map;
    }

    private HeatmapScale ReadScale()
    {
        NormKind norm = ReadEnum<NormKind>();
        var scale = new HeatmapScale(ReadDouble(), ReadDouble())
        {
            Norm = norm,
            Gamma = ReadOptional(ReadDouble),
            LinearThreshold = ReadOptional(ReadDouble),
            Center = ReadOptional(ReadDouble),
            Boundaries = [.. ReadNumbers()],
            Unit = ReadText(),
        };
        if (ReadBoolean())
            scale = scale with { Equalization = EqualizationTable.Parse(ReadDouble(), ReadDouble(), ReadInt32(), ReadString()) };
        return scale.Validate();
    }

    private RasterMetadata ReadMetadata(int width, int height, int bands)
    {
        var metadata = new RasterMetadata
        {
            ColorModel = ReadEnum<ColorModel>(),
            ColorSpace = ReadOptional(ReadEnum<ImageColorSpace>),
            HasAlpha = ReadBoolean(),
            BitDepth = ReadInt32(),
            Unit = ReadText(),
            NoDataValues = [.. ReadNumbers()],
            Thermal = ReadText() is { } thermal ? JsonSerializer.Deserialize<ThermalMetadata>(thermal, s_thermalOptions) : null,
            IccProfile = ReadOptional<ReadOnlyMemory<byte>>(() => ReadBlock()),
            RoundsTo = ReadOptional(ReadEnum<SampleType>),
            HasMapColors = ReadBoolean(),
            Resolution = ReadOptional(() => (ReadDensity(), ReadDensity())),
            Captured = ReadOptional(ReadCaptured),
            Camera = ReadText(),
            Axes = ReadBoolean() ? new RasterAxes(ReadAxis(width), ReadAxis(height), ReadString(), ReadText()) : null,
        };
        Check(metadata.BitDepth is > 0 and <= 64, "an image has {0} bits per sample", metadata.BitDepth);
        int least = (metadata.ColorModel == ColorModel.Rgb ? 3 : 1) + (metadata.HasAlpha ? 1 : 0);
        Check(bands >= least, "an image of its kind has {0} bands", bands);
        return metadata;
    }

    private CaptureTime ReadCaptured()
    {
        long ticks = ReadInt64();
        Check(ticks >= 0 && ticks <= DateTime.MaxValue.Ticks, "it was taken at {0} ticks", ticks);
        TimeSpan? offset = ReadOptional(() => new TimeSpan(ReadInt64()));
        Check(offset is null || (offset > -TimeSpan.FromDays(1) && offset < TimeSpan.FromDays(1)), "its clock is {0} ahead of UTC",
            offset ?? default);
        return new CaptureTime(new DateTime(ticks), offset);
    }

    private RasterAxis ReadAxis(int cells)
    {
        string name = ReadString();
        AxisKind kind = ReadEnum<AxisKind>();
        int count = ReadInt32();
        Check(count == cells, "an axis has {0} labels", count);
        ImmutableArray<string> labels = [.. Enumerable.Range(0, count).Select(_ => ReadString())];
        double[] edges = ReadNumbers();
        Check(edges.Length == 0 || edges.Length == cells + 1, "an axis has {0} borders", edges.Length);
        foreach (double edge in edges)
        {
            Check(double.IsFinite(edge) && (kind != AxisKind.Time || (edge >= 0 && edge <= DateTime.MaxValue.Ticks)),
                "an axis has a border of {0}", edge);
        }

        return new RasterAxis(name, kind, labels) { Edges = [.. edges] };
    }

    private RasterOrigin ReadOrigin()
    {
        string? path = ReadText();

        // A name of another machine's share (\\host\share, \??\UNC\host\share) would be asked for over the network as soon as a file's time
        // is looked at.
        if (path?.TrimStart() is [_, _, ..] start && start[0] is '\\' or '/' && start[1] is '\\' or '/' or '?')
            path = path[(path.LastIndexOfAny(['\\', '/']) + 1)..];
        Check(path?.Contains('\0') != true, "its path has {0}", "a character that is not allowed in paths");
        (int page, int pages, int named) = (ReadInt32(), ReadInt32(), ReadInt32());
        var origin = new RasterOrigin(path, page, pages, ReadText())
        {
            NamedPages = named,
            IsElsewhere = true,
            Time = ReadOptional(() => new TimeSpan(ReadInt64())),
            Index = ReadOptional(ReadInt64),
        };
        Check(origin.Page >= 1 && origin.Page <= origin.PageCount, "it is page {0} of its file, which has fewer", origin.Page);
        Check(named >= 1 && named <= pages, "it has names for {0} pages, but fewer pages", named);
        Check(origin.Time is null || origin.Time >= TimeSpan.Zero, "its time in a video is {0}", origin.Time ?? default);
        Check(origin.Index is null or >= 1, "its number in a video is {0}", origin.Index ?? 0);
        return origin;
    }

    /// <summary>Memory grows with what the stream has, not with what it says it has.</summary>
    private byte[] ReadPixels(int count)
    {
        var kept = new MemoryStream();
        byte[] buffer = new byte[Math.Min(count, RowPump.StripBytes)];
        while (kept.Length < count)
        {
            int read = Read(buffer, 0, (int)Math.Min(buffer.Length, count - kept.Length));
            Check(read > 0, "its pixels end after {0} bytes", kept.Length);
            kept.Write(buffer, 0, read);
        }

        return kept.Capacity == count ? kept.GetBuffer() : kept.ToArray();
    }

    private byte[] ReadBlock()
    {
        int length = ReadInt32();
        Take(length, length);
        return ReadExactly(length);
    }

    private byte[] ReadExactly(int length)
    {
        byte[] bytes = ReadBytes(length);
        Check(bytes.Length == length, "a part ends after {0} bytes", bytes.Length);
        return bytes;
    }

    /// <summary>Takes memory for a part of a length from what is left.</summary>
    private void Take(long bytes, int length)
    {
        Check(length >= 0 && bytes <= _free, "a part has {0} bytes", length);
        _free -= bytes;
    }

    private double ReadDensity()
    {
        double density = ReadDouble();
        Check(double.IsFinite(density) && density >= 0, "an image has {0} pixels per inch", density);
        return density;
    }

    private ColorValue ReadColor()
    {
        double[] channels = ReadShares();
        Check(channels.Length == 4, "a colour has {0} channels", channels.Length);
        return new ColorValue(channels[0], channels[1], channels[2], channels[3]);
    }

    private double[] ReadShares()
    {
        double[] numbers = ReadNumbers();
        foreach (double number in numbers)
            Check(number is >= 0 and <= 1, "a colour has a channel of {0}", number);
        return numbers;
    }

    private double[] ReadNumbers()
    {
        int count = ReadInt32();
        Check(count is >= 0 and <= MaxNumbers, "a list has {0} numbers", count);
        Take(sizeof(double) * (long)count, count);
        var numbers = new List<double>(Math.Min(count, ChunkNumbers));
        for (int i = 0; i < count; i++)
            numbers.Add(ReadDouble());
        return [.. numbers];
    }

    private string? ReadText() => ReadBoolean() ? ReadString() : null;

    private T? ReadOptional<T>(Func<T> read)
        where T : struct => ReadBoolean() ? read() : null;

    private T ReadEnum<T>()
        where T : struct, Enum
    {
        int number = ReadInt32();
        var value = (T)(object)number;
        Check(Enum.IsDefined(value), $"it has a {typeof(T).Name} of {{0}}", number);
        return value;
    }

    private static void Check(bool holds, string fault, object got)
    {
        if (!holds)
            throw SerializationErrors.Invalid(string.Format(System.Globalization.CultureInfo.InvariantCulture, fault, got));
    }
}
