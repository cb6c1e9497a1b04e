using System.Text;
using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Files;
using HeatmapPS.Engine.Pixels;

namespace HeatmapPS.Engine.Merging.Mosaic;

/// <summary>What a label is filled with.</summary>
/// <param name="Name">Name of the file, or of the image.</param>
/// <param name="BaseName">The same without extension.</param>
/// <param name="Index">Number of the image, from 1.</param>
/// <param name="Width">Columns of the image.</param>
/// <param name="Height">Rows of the image.</param>
/// <param name="Unit">Unit of its values, or empty.</param>
internal sealed record MosaicLabelValues(string Name, string BaseName, int Index, int Width, int Height, string Unit)
{
    /// <summary>Smallest valid value; NaN when there is none.</summary>
    public double Minimum { get; init; } = double.NaN;

    /// <summary>Largest valid value; NaN when there is none.</summary>
    public double Maximum { get; init; } = double.NaN;

    /// <summary>Mean of the valid values; NaN when there is none.</summary>
    public double Mean { get; init; } = double.NaN;
}

/// <summary>A template of labels such as <c>{Name} {Maximum:N1} {Unit}</c>. Immutable.</summary>
internal sealed class MosaicLabel
{
    private static readonly string[] s_keys = ["Name", "BaseName", "Index", "Width", "Height", "Minimum", "Maximum", "Mean", "Unit"];

    private readonly List<(string? Key, string Text)> _parts = [];
    private readonly string _parameter;

    private MosaicLabel(string parameter) => _parameter = parameter;

    /// <summary>Whether the pixels must be read for it.</summary>
    public bool NeedsStatistics => _parts.Exists(part => part.Key is "MINIMUM" or "MAXIMUM" or "MEAN");

    /// <summary>Reads a template: placeholders in braces, with a .NET format after a colon; {{ and }} are braces.</summary>
    /// <param name="template">The template.</param>
    /// <param name="parameter">The parameter that it was given for, which an error names.</param>
    /// <exception cref="HeatmapException">LabelInvalid.</exception>
    public static MosaicLabel Parse(string template, string parameter = "Label")
    {
        var label = new MosaicLabel(parameter);
        var text = new StringBuilder();
        for (int i = 0; i < template.Length; i++)
        {
            char c = template[i];
            bool isDoubled = i + 1 < template.Length && template[i + 1] == c;
            if (c is not ('{' or '}') || isDoubled)
            {
                text.Append(c);
                i += c is '{' or '}' ? 1 : 0;
                continue;
            }

            int close = c == '{' ? template.IndexOf('}', i) : -1;
            if (close < 0)
                throw MosaicErrors.LabelInvalid(template, $"a {c} has no partner; write {c}{c} for the character itself", parameter);
            label._parts.Add((null, text.ToString()));
            text.Clear();
            label.AddPlaceholder(template, template[(i + 1)..close]);
            i = close;
        }

        label._parts.Add((null, text.ToString()));
        label.Check(template);
        return label;
    }

    /// <summary>The label of one image.</summary>
    public string Expand(MosaicLabelValues values)
    {
        var text = new StringBuilder();
        foreach ((string? key, string part) in _parts)
        {
            _ = key switch
            {
                null => text.Append(part),
                "NAME" => text.Append(values.Name),
                "BASENAME" => text.Append(values.BaseName),
                "UNIT" => text.Append(values.Unit),
                "INDEX" => text.Append(NumberFormat.Apply(values.Index, part)),
                "WIDTH" => text.Append(NumberFormat.Apply(values.Width, part)),
                "HEIGHT" => text.Append(NumberFormat.Apply(values.Height, part)),
                "MINIMUM" => text.Append(Number(values.Minimum, values.Unit, part)),
                "MAXIMUM" => text.Append(Number(values.Maximum, values.Unit, part)),
                _ => text.Append(Number(values.Mean, values.Unit, part)),
            };
        }

        return text.ToString().Trim();
    }

    private static string Number(double value, string? unit, string format) => ReadableNumber.WithMinusSign(
        format.Length == 0 || double.IsNaN(value) ? ReadableNumber.Format(value, unit) : NumberFormat.Apply(value, format));

    private void AddPlaceholder(string template, string placeholder)
    {
        int colon = placeholder.IndexOf(':', StringComparison.Ordinal);
        string key = colon < 0 ? placeholder : placeholder[..colon];
        if (!s_keys.Contains(key, StringComparer.OrdinalIgnoreCase))
        {
            throw MosaicErrors.LabelInvalid(template,
                $"{{{key}}} is not one of {string.Join(", ", s_keys.Select(name => "{" + name + "}"))}", _parameter);
        }

        _parts.Add((key.ToUpperInvariant(), colon < 0 ? string.Empty : placeholder[(colon + 1)..]));
    }

    /// <summary>A wrong format must show before any file is read.</summary>
    private void Check(string template)
    {
        try
        {
            _ = Expand(new MosaicLabelValues("name", "name", 1, 1, 1, string.Empty) { Minimum = 0, Maximum = 1, Mean = 0.5 });
        }
        catch (FormatException)
        {
            throw MosaicErrors.LabelInvalid(template,
                "one of its formats is not a .NET number format, such as N1 or 000, with at most 99 digits", _parameter);
        }
    }
}
