using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Language;
using HeatmapPS.Engine.Color;
using HeatmapPS.Engine.Drawing.Grids;
using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Formats;

namespace HeatmapPS.Arguments;

/// <summary>Completes CSS names of colours, each with the colour itself.</summary>
public sealed class ColorCompleter : IArgumentCompleter
{
    private const int SwatchWidth = 8;

    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        string word = (wordToComplete ?? string.Empty).Trim('\'', '"');
        return CssColors.ByName.Keys.Append("transparent").Order(StringComparer.Ordinal)
            .Where(name => name.StartsWith(word, StringComparison.OrdinalIgnoreCase))
            .Select(Result);
    }

    private static CompletionResult Result(string name)
    {
        var color = ColorValue.Parse(name);
        var bytes = color.ToRgba32();
        string swatch = color.A > 0 ? ColormapSwatch.Render(bytes, SwatchWidth) + "  " : string.Empty;
        return new CompletionResult(name, name, CompletionResultType.ParameterValue,
            $"{swatch}#{bytes.R:x2}{bytes.G:x2}{bytes.B:x2}{(bytes.A < 255 ? $"{bytes.A:x2}" : string.Empty)}");
    }
}

/// <summary>Completes templates of output names.</summary>
public sealed class OutputNameCompleter : ListCompleter
{
    private protected override IEnumerable<(string Text, string ToolTip)> Texts(IDictionary bound) =>
    [
        ("{BaseName}", "Name of the input without extension"), ("{BaseName}-{Index}", "Name and number of the input"),
        ("{Index:0000}", "Number of the input, from 1, with leading zeros"),
            ("{Parent}-{BaseName}", "Name of the folder, then of the input"),
        ("{BaseName}{Extension}", "Name with its old extension, before the new one"), ("{BaseName}-{Page}", "Name and page"),
    ];
}

/// <summary>Completes labels of images on a mosaic.</summary>
public sealed class MosaicLabelCompleter : ListCompleter
{
    private protected override IEnumerable<(string Text, string ToolTip)> Texts(IDictionary bound) =>
    [
        ("{BaseName}", "Name without extension"), ("{Name}", "Name"), ("{Index}", "Number, from 1"), ("{Width} × {Height}", "Size"),
        ("{Name} {Maximum:N1} {Unit}", "Name and largest value"), ("{Minimum:N1} … {Maximum:N1} {Unit}", "Range of the values"),
        ("{Mean:N2} {Unit}", "Mean value"),
    ];
}

/// <summary>Completes labels of frames.</summary>
public sealed class FrameLabelCompleter : ListCompleter
{
    private protected override IEnumerable<(string Text, string ToolTip)> Texts(IDictionary bound) =>
        [("{Name}", "Name of the frame"), ("{Time}", "Time from the start"), ("{Index}", "Number of the frame, from 1"),
            ("{Name} {Time}", "Name and time")];
}

/// <summary>Completes .NET formats of numbers.</summary>
public sealed class NumberFormatCompleter : ListCompleter
{
    private protected override IEnumerable<(string Text, string ToolTip)> Texts(IDictionary bound) =>
    [
        ("F0", "1234"), ("F1", "1234.5"), ("F2", "1234.50"), ("N0", "1,234"), ("N1", "1,234.5"), ("E1", "1.2E+003"), ("G4", "four digits"),
            ("P0", "0.5 as 50 %"),
        ("{0:F1} K", "1234.5 K"),
    ];
}

/// <summary>Completes units of values.</summary>
public sealed class UnitCompleter : ListCompleter
{
    private protected override IEnumerable<(string Text, string ToolTip)> Texts(IDictionary bound) =>
    [
        ("°C", "degrees Celsius"), ("K", "kelvin"), ("°F", "degrees Fahrenheit"), ("%", "percent"), ("m", "metres"), ("mm", "millimetres"),
            ("V", "volts"),
        ("W/m²", "watts per square metre"), ("counts", "counts of a sensor"),
    ];
}

/// <summary>Completes names of cultures.</summary>
public sealed class CultureCompleter : ListCompleter
{
    private protected override IEnumerable<(string Text, string ToolTip)> Texts(IDictionary bound) =>
        CultureInfo.GetCultures(CultureTypes.SpecificCultures)
            .OrderBy(culture => culture.Name, StringComparer.Ordinal)
            .Select(culture => (culture.Name, culture.EnglishName));
}

/// <summary>Cultures that were named.</summary>
internal static class CultureArgument
{
    /// <summary>The culture, if the system knows it: .NET makes a culture of any name.</summary>
    /// <exception cref="HeatmapException">CultureNotFound.</exception>
    public static CultureInfo Known(CultureInfo culture)
    {
        string[] names = [.. CultureInfo.GetCultures(CultureTypes.AllCultures).Select(known => known.Name)];
        return names.Contains(culture.Name, StringComparer.OrdinalIgnoreCase)
            ? culture
            : throw GridErrors.CultureUnknown(culture.Name, names);
    }
}

/// <summary>Completes characters between the cells of tables.</summary>
public sealed class DelimiterCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        string word = (wordToComplete ?? string.Empty).Trim('\'', '"');
        (string Text, string Tip)[] items =
            [("','", "comma"), ("';'", "semicolon"), ("\"`t\"", "tab"), ("' '", "spaces and tabs"), ("'|'", "bar")];
        return items
            .Where(item => item.Text.Contains(word, StringComparison.Ordinal))
            .Select(item => new CompletionResult(item.Text, item.Text, CompletionResultType.ParameterValue, item.Tip));
    }
}

/// <summary>Completes families of colormaps.</summary>
public sealed class ColormapFamilyCompleter : ListCompleter
{
    private protected override IEnumerable<(string Text, string ToolTip)> Texts(IDictionary bound) =>
        ColormapCatalog.Default.All.GroupBy(map => map.Family)
            .Select(family => (family.Key, $"{family.Count()} maps, {family.First().Licence}"));
}

/// <summary>Completes names of formats.</summary>
public sealed class FormatNameCompleter : ListCompleter
{
    private protected override IEnumerable<(string Text, string ToolTip)> Texts(IDictionary bound) =>
        CodecRegistry.Formats.Select(format => (format.Name, format.Description));
}

/// <summary>Completes widths of cells.</summary>
public sealed class AxisBinCompleter : ListCompleter
{
    private protected override IEnumerable<(string Text, string ToolTip)> Texts(IDictionary bound) =>
    [
        ("HourOfDay", "0 to 23, on any day"), ("Weekday", "Monday to Sunday, in any week"),
        ("DayOfMonth", "1 to 31, in any month"), ("MonthOfYear", "January to December, in any year"),
        ("Minute", "Each minute"), ("15min", "Each quarter of an hour"), ("Hour", "Each hour of each day"), ("Day", "Each date"),
        ("Week", "Each week, Monday to Sunday"), ("Month", "Each month of each year"), ("Quarter", "Each three months, from January"),
            ("Year", "Each year"),
        ("5", "Numbers in steps of 5: 0 to 5, 5 to 10 …"), ("0.5", "Numbers in steps of 0.5"),
    ];
}
