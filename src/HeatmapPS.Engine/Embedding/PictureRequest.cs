using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using HeatmapPS.Engine.Color;
using HeatmapPS.Engine.Rendering;
using HeatmapPS.Engine.Scaling;
using HeatmapPS.Engine.Statistics;

namespace HeatmapPS.Engine.Embedding;

/// <summary>What is asked of a picture, as a short text to compare: everything that changes its pixels, but neither its source's time nor
/// the module's version. A picture on disk that was asked for otherwise is out of date.</summary>
internal static class PictureRequest
{
    private const int DigestBytes = 16;

    /// <summary>The request of a picture whose scale is found by a rule, or given.</summary>
    /// <param name="coloring">How numbers become colours.</param>
    /// <param name="output">How the picture is written.</param>
    /// <param name="reading">How the source is read, or null for the default.</param>
    public static string Of(Coloring coloring, string output, string? reading) =>
        coloring.Scale is { } scale
            ? Of(scale, coloring.Style, output, reading)
            : Digest(coloring.Style, output, reading, json => WriteRule(json, coloring.Rule));

    /// <summary>The request of a picture whose scale is known: a given one, or that of all images.</summary>
    public static string Of(HeatmapScale scale, HeatmapStyle style, string output, string? reading) =>
        Digest(style, output, reading, json => ScaleJson.Write(json, scale));

    /// <summary>The request of a picture of a heatmap as it is, with its annotations.</summary>
    public static string Of(Heatmap heatmap, string output, string? reading) =>
        Of(heatmap.Scale, heatmap.Style, heatmap.Marks is { } marks ? $"{output} {marks.ToJson()}" : output, reading);

    private static string Digest(HeatmapStyle style, string output, string? reading, Action<Utf8JsonWriter> writeScale)
    {
        using var sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartArray();
            writeScale(json);
            json.WriteStringValue(output);
            json.WriteStringValue(reading ?? string.Empty);
            json.WriteNumberValue(style.BitDepth);
            json.WriteStringValue(style.GivenInterpolation?.ToString());
            WriteColors(json, style.Colormap);
            json.WriteEndArray();
        }

        sha.AppendData(bytes.GetBuffer(), 0, (int)bytes.Length);
        sha.AppendData(MemoryMarshal.AsBytes(style.Colormap.Rgb));
        sha.AppendData(MemoryMarshal.AsBytes(style.Colormap.Alpha));
        return Convert.ToHexStringLower(sha.GetHashAndReset().AsSpan(0, DigestBytes));
    }

    private static void WriteColors(Utf8JsonWriter json, Colormap map)
    {
        json.WriteStringValue(map.Kind.ToString());
        foreach (ColorValue? color in new[] { map.UnderColor, map.OverColor, map.BadColor })
            json.WriteStringValue(color is { } c ? string.Create(CultureInfo.InvariantCulture, $"{c.R:R} {c.G:R} {c.B:R} {c.A:R}") : null);
    }

    private static void WriteRule(Utf8JsonWriter json, RangeRule rule)
    {
        var text = new StringBuilder();
        Add("range", rule.Kind);
        Add("minimum", rule.Minimum);
        Add("maximum", rule.Maximum);
        Add("low percentile", rule.Percentile?.Low);
        Add("high percentile", rule.Percentile?.High);
        Add("sigma", rule.StandardDeviation);
        Add("norm", rule.Norm.Kind);
        Add("gamma", rule.Norm.Gamma);
        Add("threshold", rule.Norm.LinearThreshold);
        Add("center", rule.Norm.Center);
        Add("symmetric", rule.Norm.IsSymmetric);
        for (int i = 0; i < rule.Norm.Boundaries.Length; i++)
            Add("boundary", rule.Norm.Boundaries[i]);
        json.WriteStringValue(text.ToString());

        void Add(string name, object? value) => text.Append(CultureInfo.InvariantCulture, $"{name} {value}\n");
    }
}
