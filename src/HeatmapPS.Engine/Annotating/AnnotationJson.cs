using System.Collections.Immutable;
using System.IO.Compression;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using HeatmapPS.Engine.Color;
using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Measuring;
using HeatmapPS.Engine.Measuring.Regions;
using HeatmapPS.Engine.Pixels;

namespace HeatmapPS.Engine.Annotating;

/// <summary>Marks as JSON, in files and on the way to other processes. docs/picture-format.md describes the form.</summary>
internal static class AnnotationJson
{
    /// <summary>Marks that are read; nobody sees more on a picture.</summary>
    private const int MostItems = 1000;

    /// <summary>Pixels of all masks that are read: little text may be unpacked to many.</summary>
    private const long MostMaskPixels = 64L << 20;

    private const int LargestFont = 4000;
    private const double WidestLine = 1000;

    private static readonly JsonWriterOptions s_writerOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The marks as text.</summary>
    public static string Write(AnnotationMarks marks)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, s_writerOptions))
        {
            json.WriteStartArray();
            foreach (AnnotationLayer layer in marks.Layers)
                WriteLayer(json, layer);
            json.WriteEndArray();
        }

        return Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length);
    }

    /// <summary>Reads marks, and believes nothing of them.</summary>
    /// <param name="layers">What <see cref="Write"/> has written.</param>
    /// <param name="image">One band, which all marks must have a place in.</param>
    /// <exception cref="FormatException">With the reason.</exception>
    public static AnnotationMarks Read(JsonElement layers, Raster image)
    {
        try
        {
            int items = layers.EnumerateArray().Sum(layer => layer.GetProperty("items").GetArrayLength());
            if (items > MostItems)
                throw new FormatException($"it has {items} annotations, but at most {MostItems} are read");
            long left = MostMaskPixels;
            return new AnnotationMarks([.. layers.EnumerateArray().Select(layer => ReadLayer(layer, image, ref left))]).Check(image);
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException or HeatmapException
            or IOException or InvalidDataException or ArgumentException or OverflowException)
        {
            throw new FormatException($"its annotations cannot be used: {error.Message}", error);
        }
    }

    private static void WriteLayer(Utf8JsonWriter json, AnnotationLayer layer)
    {
        AnnotationStyle style = layer.Style;
        json.WriteStartObject();
        WriteNumbers(json, "color", [style.Ink.R, style.Ink.G, style.Ink.B]);
        if (style.GivenOutline is { } outline)
            WriteNumbers(json, "outline", [outline.R, outline.G, outline.B]);
        if (style.ValueFormat is not null)
            json.WriteString("valueFormat", style.ValueFormat);
        if (style.FontSize is { } font)
            json.WriteNumber("fontSize", font);
        if (style.LineWidth is { } width)
            json.WriteNumber("lineWidth", width);
        json.WriteStartArray("items");
        foreach (Annotation item in layer.Items)
        {
            json.WriteStartObject();
            WriteItem(json, item);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteItem(Utf8JsonWriter json, Annotation item)
    {
        switch (item)
        {
            case SpotAnnotation { Kind: SpotKind.Pixel } spot:
                WriteNumbers(json, "spot", [spot.X, spot.Y]);
                break;
            case SpotAnnotation spot:
                json.WriteString("extreme", spot.Kind.ToString());
                if (spot.Region is { } within)
                    WriteRegion(json, within);
                break;
            case RegionAnnotation region:
                json.WriteStartArray("values");
                foreach (RegionValue value in region.Values)
                    json.WriteStringValue(value.ToString());
                json.WriteEndArray();
                WriteRegion(json, region.Region);
                break;
            case IsothermAnnotation isotherm:
                json.WriteNumber("isotherm", isotherm.Value);
                break;
            case TextAnnotation text:
                json.WriteString("text", text.Text);
                json.WriteString("corner", text.Corner.ToString());
                break;
            default:
                throw new ArgumentException($"Expected an annotation, but got {item.GetType().Name}.", nameof(item));
        }
    }

    private static void WriteRegion(Utf8JsonWriter json, ImageRegion region)
    {
        json.WriteStartObject("region");
        json.WriteString("name", region.Name);
        switch (region)
        {
            case RectangleRegion { Area: var (x, y, width, height) }:
                WriteNumbers(json, "rectangle", [x, y, width, height]);
                break;
            case CircleRegion circle:
                WriteNumbers(json, "circle", [circle.X, circle.Y, circle.Radius]);
                break;
            case MaskRegion { Mask: var mask } masked:
                json.WriteNumber("width", mask.Width);
                json.WriteNumber("height", mask.Height);
                json.WriteString("mask", MaskBits.Pack(masked));
                break;
            default:
                throw new ArgumentException($"Expected a region, but got {region.GetType().Name}.", nameof(region));
        }

        json.WriteEndObject();
    }

    private static void WriteNumbers(Utf8JsonWriter json, string name, ReadOnlySpan<double> numbers)
    {
        json.WriteStartArray(name);
        foreach (double number in numbers)
            json.WriteNumberValue(number);
        json.WriteEndArray();
    }

    private static AnnotationLayer ReadLayer(JsonElement layer, Raster image, ref long maskPixels)
    {
        var style = new AnnotationStyle
        {
            Ink = ReadColor(layer.GetProperty("color")),
            GivenOutline = layer.TryGetProperty("outline", out JsonElement outline) ? ReadColor(outline) : null,
            ValueFormat = layer.TryGetProperty("valueFormat", out JsonElement format) ? format.GetString() : null,
            FontSize = layer.TryGetProperty("fontSize", out JsonElement font) ? font.GetInt32() : null,
            LineWidth = layer.TryGetProperty("lineWidth", out JsonElement width) ? width.GetDouble() : null,
        };
        if (style.FontSize is < 1 or > LargestFont || style.LineWidth is not (null or (> 0 and <= WidestLine)))
            throw new FormatException("its font or its lines have an impossible size");
        ImmutableArray<Annotation>.Builder items = ImmutableArray.CreateBuilder<Annotation>();
        foreach (JsonElement item in layer.GetProperty("items").EnumerateArray())
            items.Add(ReadItem(item, image, ref maskPixels));
        return new AnnotationLayer(style.Validate(), items.ToImmutable());
    }

    private static Annotation ReadItem(JsonElement item, Raster image, ref long maskPixels)
    {
        if (item.TryGetProperty("spot", out JsonElement spot))
            return new SpotAnnotation(SpotKind.Pixel, spot[0].GetInt32(), spot[1].GetInt32());
        if (item.TryGetProperty("isotherm", out JsonElement isotherm))
        {
            double value = isotherm.GetDouble();
            return double.IsFinite(value) ? new IsothermAnnotation(value) : throw AnnotationErrors.IsothermInvalid(value);
        }

        if (item.TryGetProperty("text", out JsonElement text))
            return new TextAnnotation(text.GetString() ?? string.Empty, Choice<TextCorner>(item.GetProperty("corner")));
        ImageRegion? region = item.TryGetProperty("region", out JsonElement given) ? ReadRegion(given, image, ref maskPixels) : null;
        if (item.TryGetProperty("extreme", out JsonElement extreme))
            return new SpotAnnotation(Choice<SpotKind>(extreme), Region: region);
        return region is not null
            ? new RegionAnnotation(region, [.. item.GetProperty("values").EnumerateArray().Select(Choice<RegionValue>)])
            : throw new FormatException("one is unknown");
    }

    private static ImageRegion ReadRegion(JsonElement region, Raster image, ref long maskPixels)
    {
        string? name = region.TryGetProperty("name", out JsonElement given) ? given.GetString() : null;
        if (region.TryGetProperty("rectangle", out JsonElement r))
            return new RectangleRegion(new PixelRectangle(r[0].GetInt32(), r[1].GetInt32(), r[2].GetInt32(), r[3].GetInt32()), name);
        if (region.TryGetProperty("circle", out JsonElement c))
            return new CircleRegion(c[0].GetDouble(), c[1].GetDouble(), c[2].GetDouble(), name);
        if (region.GetProperty("width").GetInt32() != image.Width || region.GetProperty("height").GetInt32() != image.Height)
            throw new FormatException("a mask has another size than the image");
        maskPixels -= image.Layout.PixelCount;
        if (maskPixels < 0)
            throw new FormatException("its masks are too large");
        Raster mask = MaskBits.Unpack(region.GetProperty("mask").GetBytesFromBase64(), image.Width, image.Height);
        return new MaskRegion(mask, name, WorkScope.Token);
    }

    private static ColorValue ReadColor(JsonElement color)
    {
        double[] channels = [.. color.EnumerateArray().Select(channel => channel.GetDouble())];
        return channels is [>= 0 and <= 1, >= 0 and <= 1, >= 0 and <= 1]
            ? new ColorValue(channels[0], channels[1], channels[2])
            : throw new FormatException("a colour is not three numbers from 0 to 1");
    }

    private static T Choice<T>(JsonElement element)
        where T : struct, Enum =>
        element.GetString() is { Length: > 0 } text && char.IsAsciiLetter(text[0])
            && Enum.TryParse(text, out T value) && Enum.IsDefined(value)
            ? value
            : throw new FormatException("a name in them is unknown");

    /// <summary>The pixels of a mask: one bit each, row after row from the highest bit, deflated in zlib's form.</summary>
    private static class MaskBits
    {
        public static string Pack(MaskRegion region)
        {
            Raster mask = region.Mask;
            byte[] bits = new byte[((mask.Layout.PixelCount - 1) / 8) + 1];
            using (RegionRows rows = region.Open(mask))
            {
                for (long y = 0; y < mask.Height; y++)
                {
                    foreach (PixelRun run in rows.NextRow())
                    {
                        for (long at = (y * mask.Width) + run.Start; at < (y * mask.Width) + run.End; at++)
                            bits[at / 8] |= (byte)(0x80 >> (int)(at % 8));
                    }
                }
            }

            using var packed = new MemoryStream();
            using (var deflate = new ZLibStream(packed, CompressionLevel.Optimal, leaveOpen: true))
                deflate.Write(bits);
            return Convert.ToBase64String(packed.GetBuffer().AsSpan(0, (int)packed.Length));
        }

        public static Raster Unpack(byte[] packed, int width, int height)
        {
            byte[] pixels = new byte[checked(width * height)];
            using var inflate = new ZLibStream(new MemoryStream(packed), CompressionMode.Decompress);
            byte[] bits = new byte[((pixels.Length - 1) / 8) + 1];
            inflate.ReadExactly(bits);
            for (int i = 0; i < pixels.Length; i++)
                pixels[i] = (bits[i / 8] & (0x80 >> (i % 8))) != 0 ? byte.MaxValue : (byte)0;
            return Raster.FromPixels(pixels, width, height, 1, SampleType.UInt8, RasterMetadata.Gray);
        }
    }
}
