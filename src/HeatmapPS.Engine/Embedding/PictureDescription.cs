using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using HeatmapPS.Engine.Color;
using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Formats;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Pixels;
using HeatmapPS.Engine.Rendering;
using HeatmapPS.Engine.Scaling;

namespace HeatmapPS.Engine.Embedding;

/// <summary>What a picture's file says of it: the scale and the colormap of its colours, where it came from, and what numbers are
/// embedded. docs/picture-format.md describes the JSON.</summary>
/// <param name="Scale">Maps values to places of the colormap.</param>
/// <param name="Colormap">The colours, with those for values outside the scale.</param>
/// <param name="Size">Width and height of the heatmap in its own pixels.</param>
internal sealed record PictureDescription(HeatmapScale Scale, Colormap Colormap, (int Width, int Height) Size)
{
    private static readonly string? s_module = typeof(PictureDescription).Assembly.GetName().Version?.ToString(3);

    private const string FormName = "HeatmapPS picture";
    private const int FormVersion = 1;

    private static readonly JsonSerializerOptions s_thermalOptions = new()
    {
        AllowDuplicateProperties = false,
        RespectNullableAnnotations = true,
        DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingDefault,
    };

    private static readonly JsonWriterOptions s_writerOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Name of the file that the numbers came from, without its folder; or null.</summary>
    public string? Source { get; init; }

    /// <summary>Bits a channel, 8 or 16.</summary>
    public int BitDepth { get; init; } = 8;

    /// <summary>What was asked for to lie between two colours, or null.</summary>
    public ColorInterpolation? Interpolation { get; init; }

    /// <summary>Where the heatmap lies in the picture, which may have a legend beside it; null where it is not drawn pixel by pixel, such
    /// as a grid of large cells.</summary>
    public PixelRectangle? Place { get; init; }

    /// <summary>What was asked for when the picture was made, in a form to compare; or null.</summary>
    public string? Request { get; init; }

    /// <summary>What is drawn over the picture, as JSON; null for nothing. Unchecked, since it concerns the numbers only.</summary>
    public string? Annotations { get; init; }

    /// <summary>Layout and meaning of the embedded numbers, one band; null for none.</summary>
    public ImageHeader? Numbers { get; init; }

    /// <summary>Whether the numbers are the stored samples of the picture, a palette image of 8 bits.</summary>
    public bool NumbersAreIndices { get; init; }

    /// <summary>The style that the heatmap was drawn in.</summary>
    public HeatmapStyle ToStyle() => new(Colormap, BitDepth, Interpolation);

    /// <summary>The description as JSON.</summary>
    public string ToJson()
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, s_writerOptions))
        {
            json.WriteStartObject();
            json.WriteString("form", FormName);
            json.WriteNumber("version", FormVersion);
            json.WriteString("module", s_module);
            if (Source is not null)
                json.WriteString("source", Source);
            json.WriteNumber("width", Size.Width);
            json.WriteNumber("height", Size.Height);
            json.WritePropertyName("scale");
            ScaleJson.Write(json, Scale);
            json.WritePropertyName("colormap");
            ColormapProperty.Write(json, Colormap);
            json.WriteNumber("bitDepth", BitDepth);
            if (Interpolation is { } between)
                json.WriteString("interpolation", between.ToString());
            if (Place is { } place)
                WriteNumbers(json, "picture", [place.X, place.Y, place.Width, place.Height]);
            if (Request is not null)
                json.WriteString("request", Request);
            if (Annotations is not null)
            {
                json.WritePropertyName("annotations");
                json.WriteRawValue(Annotations);
            }

            if (Numbers is { } numbers)
                WriteHeader(json, numbers);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length);
    }

    /// <summary>Reads a description, and believes nothing of it.</summary>
    /// <exception cref="FormatException">With the reason.</exception>
    public static PictureDescription Parse(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            JsonElement root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object || Text(root, "form") != FormName)
                throw new FormatException("it is not a description of a picture");
            int version = Integer(root, "version", 1, int.MaxValue);
            if (version != FormVersion)
                throw new FormatException($"its version is {version}, but this module reads version {FormVersion}");
            (int width, int height) = (Integer(root, "width", 1, int.MaxValue), Integer(root, "height", 1, int.MaxValue));
            return new PictureDescription(
                ScaleProperties.FromJson(root.GetProperty("scale").GetRawText()),
                ColormapProperty.Read(root.GetProperty("colormap")),
                (width, height))
            {
                Source = Text(root, "source"),
                BitDepth = Integer(root, "bitDepth", 8, 16) is var bits and (8 or 16) ? bits : throw new FormatException("it has a wrong bit depth"),
                Interpolation = Choice<ColorInterpolation>(root, "interpolation"),
                Place = ReadPlace(root, width, height),
                Request = Text(root, "request"),
                Annotations = root.TryGetProperty("annotations", out JsonElement annotations) ? annotations.GetRawText() : null,
                Numbers = root.TryGetProperty("numbers", out JsonElement numbers) ? ReadHeader(numbers, width, height) : null,
                NumbersAreIndices = numbers.ValueKind == JsonValueKind.Object
                    && numbers.TryGetProperty("areIndices", out JsonElement areIndices) && areIndices.GetBoolean(),
            };
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException or HeatmapException
            or OverflowException or ArgumentException or NotSupportedException)
        {
            throw new FormatException(error.Message, error);
        }
    }

    private void WriteHeader(Utf8JsonWriter json, ImageHeader header)
    {
        RasterMetadata metadata = header.Metadata;
        json.WriteStartObject("numbers");
        json.WriteString("type", header.Layout.SampleType.ToString());
        if (NumbersAreIndices)
            json.WriteBoolean("areIndices", true);
        json.WriteNumber("bitDepth", metadata.BitDepth);
        if (metadata.Unit is not null)
            json.WriteString("unit", metadata.Unit);
        if (!metadata.NoDataValues.IsEmpty)
            WriteNumbers(json, "noData", [.. metadata.NoDataValues]);
        if (metadata.RoundsTo is { } integer)
            json.WriteString("roundsTo", integer.ToString());
        if (metadata.Resolution is { } resolution)
            WriteNumbers(json, "resolution", [resolution.X, resolution.Y]);
        if (metadata.Captured is { } captured)
        {
            json.WriteString("captured", captured.Local.ToString("O", CultureInfo.InvariantCulture));
            if (captured.Offset is { } offset)
                json.WriteNumber("utcOffsetMinutes", offset.TotalMinutes);
        }

        if (metadata.Camera is not null)
            json.WriteString("camera", metadata.Camera);
        if (metadata.Thermal is { } thermal)
        {
            json.WritePropertyName("thermal");
            JsonSerializer.Serialize(json, thermal, s_thermalOptions);
        }

        if (metadata.Axes is { } axes)
        {
            json.WriteStartObject("axes");
            WriteAxis(json, "x", axes.X);
            WriteAxis(json, "y", axes.Y);
            json.WriteString("valueName", axes.ValueName);
            if (axes.Title is not null)
                json.WriteString("title", axes.Title);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void WriteAxis(Utf8JsonWriter json, string name, RasterAxis axis)
    {
        json.WriteStartObject(name);
        json.WriteString("name", axis.Name);
        json.WriteString("kind", axis.Kind.ToString());
        json.WriteStartArray("labels");
        foreach (string label in axis.Labels)
            json.WriteStringValue(label);
        json.WriteEndArray();
        if (!axis.Edges.IsEmpty)
            WriteNumbers(json, "edges", [.. axis.Edges]);
        json.WriteEndObject();
    }

    private static void WriteNumbers(Utf8JsonWriter json, string name, double[] numbers)
    {
        json.WriteStartArray(name);
        foreach (double number in numbers)
        {
            if (double.IsFinite(number))
                json.WriteNumberValue(number);
            else
                json.WriteStringValue(number.ToString(CultureInfo.InvariantCulture));
        }

        json.WriteEndArray();
    }

    private static ImageHeader ReadHeader(JsonElement numbers, int width, int height)
    {
        SampleType type = Choice<SampleType>(numbers, "type") ?? throw new FormatException("its numbers have no type");
        var metadata = new RasterMetadata
        {
            BitDepth = Integer(numbers, "bitDepth", 1, 64),
            Unit = Text(numbers, "unit"),
            NoDataValues = ReadNumbers(numbers, "noData"),
            RoundsTo = Choice<SampleType>(numbers, "roundsTo"),
            Resolution = ReadNumbers(numbers, "resolution") is [>= 0 and < double.MaxValue and var x, >= 0 and < double.MaxValue and var y]
                ? (x, y)
                : null,
            Captured = ReadCaptured(numbers),
            Camera = Text(numbers, "camera"),
            Thermal = numbers.TryGetProperty("thermal", out JsonElement thermal)
                ? thermal.Deserialize<ThermalMetadata>(s_thermalOptions)
                : null,
            Axes = numbers.TryGetProperty("axes", out JsonElement axes)
                ? new RasterAxes(ReadAxis(axes.GetProperty("x"), width), ReadAxis(axes.GetProperty("y"), height),
                    Text(axes, "valueName") ?? string.Empty, Text(axes, "title"))
                : null,
        };
        if (metadata.Thermal is { Manufacturer: null })
            throw new FormatException("its camera has no manufacturer");
        return new ImageHeader(new RasterLayout(width, height, 1, type), metadata, 1, 1, "HeatmapPS");
    }

    private static CaptureTime? ReadCaptured(JsonElement numbers)
    {
        if (Text(numbers, "captured") is not { } text)
            return null;
        var time = DateTime.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind);
        bool hasOffset = numbers.TryGetProperty("utcOffsetMinutes", out JsonElement minutes);
        TimeSpan? offset = hasOffset ? TimeSpan.FromMinutes(minutes.GetDouble()) : null;
        return offset is null || (offset > -TimeSpan.FromDays(1) && offset < TimeSpan.FromDays(1))
            ? new CaptureTime(DateTime.SpecifyKind(time, DateTimeKind.Unspecified), offset)
            : throw new FormatException("its clock is a day ahead of UTC");
    }

    private static RasterAxis ReadAxis(JsonElement axis, int cells)
    {
        AxisKind kind = Choice<AxisKind>(axis, "kind") ?? AxisKind.Category;
        ImmutableArray<string> labels = [.. axis.GetProperty("labels").EnumerateArray().Select(label => label.GetString() ?? string.Empty)];
        ImmutableArray<double> edges = ReadNumbers(axis, "edges");
        bool areValid = labels.Length == cells && (edges.IsEmpty || edges.Length == cells + 1)
            && edges.All(edge => double.IsFinite(edge) && (kind != AxisKind.Time || (edge >= 0 && edge <= DateTime.MaxValue.Ticks)));
        return areValid
            ? new RasterAxis(Text(axis, "name") ?? string.Empty, kind, labels) { Edges = edges }
            : throw new FormatException("the labels or borders of an axis do not fit the numbers");
    }

    private static PixelRectangle? ReadPlace(JsonElement root, int width, int height)
    {
        ImmutableArray<double> numbers = ReadNumbers(root, "picture");
        if (numbers.IsEmpty)
            return null;
        return numbers is [>= 0 and <= int.MaxValue and var x, >= 0 and <= int.MaxValue and var y, var across, var down]
            && across == width && down == height
            ? new PixelRectangle((int)x, (int)y, width, height)
            : throw new FormatException("its place in the picture does not fit its size");
    }

    private static ImmutableArray<double> ReadNumbers(JsonElement element, string name) =>
        element.TryGetProperty(name, out JsonElement numbers)
            ? [.. numbers.EnumerateArray().Select(number => number.ValueKind == JsonValueKind.String
                ? double.Parse(number.GetString()!, NumberStyles.Float, CultureInfo.InvariantCulture)
                : number.GetDouble())]
            : [];

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out JsonElement value) && value.ValueKind != JsonValueKind.Null ? value.GetString() : null;

    private static int Integer(JsonElement element, string name, int least, int most) =>
        element.GetProperty(name).TryGetInt32(out int value) && value >= least && value <= most
            ? value
            : throw new FormatException($"its {name} is not a number from {least} to {most}");

    private static T? Choice<T>(JsonElement element, string name)
        where T : struct, Enum
    {
        if (Text(element, name) is not { } text)
            return null;
        return Enum.TryParse(text, out T value) && Enum.IsDefined(value) && char.IsAsciiLetter(text[0])
            ? value
            : throw new FormatException($"its {name} '{text}' is unknown");
    }
}

/// <summary>A colormap in a description: the name of one that the module has, else its colours.</summary>
internal static class ColormapProperty
{
    public static void Write(Utf8JsonWriter json, Colormap map)
    {
        json.WriteStartObject();
        json.WriteString("name", map.ToString());
        if (!IsCatalogued(map))
        {
            json.WriteString("kind", map.Kind.ToString());
            json.WriteStartArray("colors");
            for (int i = 0; i < map.Count; i++)
                WriteColor(json, map[i], withAlpha: map.HasAlpha);
            json.WriteEndArray();
        }

        WriteExtreme(json, "under", map.UnderColor);
        WriteExtreme(json, "over", map.OverColor);
        WriteExtreme(json, "bad", map.BadColor);
        json.WriteEndObject();
    }

    public static Colormap Read(JsonElement element)
    {
        string name = element.GetProperty("name").GetString() ?? string.Empty;
        Colormap? map;
        if (element.TryGetProperty("colors", out JsonElement list))
        {
            string? kindName = element.TryGetProperty("kind", out JsonElement given) ? given.GetString() : null;
            ColormapKind kind = Enum.TryParse(kindName, out ColormapKind known) && Enum.IsDefined(known)
                ? known
                : ColormapKind.Miscellaneous;
            map = Colormap.FromTable([.. list.EnumerateArray().Select(ReadColor)], name, kind);
        }
        else if (!ColormapCatalog.Default.TryFind(name, out map))
        {
            throw new FormatException($"its colormap '{name}' is unknown");
        }

        return map.WithExtremes(Extreme("under"), Extreme("over"), Extreme("bad"));

        ColorValue? Extreme(string key) => element.TryGetProperty(key, out JsonElement color) ? ReadColor(color) : null;
    }

    private static bool IsCatalogued(Colormap map) =>
        ColormapCatalog.Default.TryFind(map.ToString(), out Colormap? found) && (ReferenceEquals(found, map) || (found.Kind == map.Kind
            && found.Rgb.SequenceEqual(map.Rgb) && found.Alpha.SequenceEqual(map.Alpha)));

    private static void WriteExtreme(Utf8JsonWriter json, string name, ColorValue? color)
    {
        if (color is not { } given)
            return;
        json.WritePropertyName(name);
        WriteColor(json, given, withAlpha: true);
    }

    private static void WriteColor(Utf8JsonWriter json, ColorValue color, bool withAlpha)
    {
        json.WriteStartArray();
        json.WriteNumberValue(color.R);
        json.WriteNumberValue(color.G);
        json.WriteNumberValue(color.B);
        if (withAlpha)
            json.WriteNumberValue(color.A);
        json.WriteEndArray();
    }

    private static ColorValue ReadColor(JsonElement color)
    {
        double[] channels = [.. color.EnumerateArray().Select(channel => channel.GetDouble())];
        return channels is [_, _, _] or [_, _, _, _] && channels.All(channel => channel is >= 0 and <= 1)
            ? new ColorValue(channels[0], channels[1], channels[2], channels.Length == 4 ? channels[3] : 1)
            : throw new FormatException("a colour is not three or four numbers from 0 to 1");
    }
}
