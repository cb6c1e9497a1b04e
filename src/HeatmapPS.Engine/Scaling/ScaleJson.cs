using System.Text;
using System.Text.Json;

namespace HeatmapPS.Engine.Scaling;

/// <summary>Writes a scale as JSON, in the form that <see cref="ScaleProperties.FromJson"/> reads.</summary>
internal static class ScaleJson
{
    /// <summary>A scale as text.</summary>
    public static string ToText(HeatmapScale scale)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
            Write(json, scale);
        return Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length);
    }

    /// <summary>Writes a scale as an object; what it does not have is left out.</summary>
    public static void Write(Utf8JsonWriter json, HeatmapScale scale)
    {
        json.WriteStartObject();
        json.WriteString("norm", scale.Norm.ToString());
        json.WriteNumber("minimum", scale.Minimum);
        json.WriteNumber("maximum", scale.Maximum);
        WriteOptional("gamma", scale.Gamma);
        WriteOptional("linearThreshold", scale.LinearThreshold);
        WriteOptional("center", scale.Center);
        if (!scale.Boundaries.IsEmpty)
        {
            json.WriteStartArray("boundaries");
            foreach (double boundary in scale.Boundaries)
                json.WriteNumberValue(boundary);
            json.WriteEndArray();
        }

        if (scale.Equalization is { } table)
        {
            json.WriteStartObject("equalization");
            json.WriteNumber("minimum", table.Minimum);
            json.WriteNumber("maximum", table.Maximum);
            json.WriteNumber("bins", table.Bins);
            json.WriteString("counts", table.Counts);
            json.WriteEndObject();
        }

        if (scale.Unit is not null)
            json.WriteString("unit", scale.Unit);
        json.WriteEndObject();

        void WriteOptional(string name, double? value)
        {
            if (value is { } number)
                json.WriteNumber(name, number);
        }
    }
}
