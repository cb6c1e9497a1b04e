using System.Collections;
using System.Collections.Immutable;
using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Language;
using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Files;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Jobs;
using HeatmapPS.Engine.Measuring;
using HeatmapPS.Engine.Measuring.Regions;
using HeatmapPS.Engine.Pixels;

namespace HeatmapPS.Arguments;

/// <summary>Takes what -Region may be given: text, tables of numbers, mask images, or a list of these.</summary>
internal sealed class RegionArgument
{
    private static readonly HashSet<string> s_rectangle = new(StringComparer.OrdinalIgnoreCase) { "X", "Y", "Width", "Height" };
    private static readonly HashSet<string> s_circle = new(StringComparer.OrdinalIgnoreCase) { "X", "Y", "Radius" };
    private static readonly HashSet<string> s_mask = new(StringComparer.OrdinalIgnoreCase) { "Mask" };

    private readonly PSCmdlet _command;
    private readonly InputFiles _inputs;
    private readonly CancellationToken _stop;

    private RegionArgument(PSCmdlet command, InputFiles inputs, CancellationToken stop)
    {
        _command = command;
        _inputs = inputs;
        _stop = stop;
    }

    /// <summary>The regions that a parameter's value means; none for null.</summary>
    /// <param name="command">The cmdlet, which resolves the paths of masks.</param>
    /// <param name="inputs">Gets the files of masks.</param>
    /// <param name="value">What was given.</param>
    /// <param name="stop">Stops the reading of masks.</param>
    /// <exception cref="HeatmapException">RegionInvalid, and what opening a mask throws.</exception>
    public static ImmutableArray<ImageRegion> Resolve(PSCmdlet command, InputFiles inputs, object? value, CancellationToken stop)
    {
        if (value is null)
            return [];
        var argument = new RegionArgument(command, inputs, stop);
        return Items(value) is { } items
            ? [.. items.Select(argument.ResolveOne)]
            : [argument.ResolveOne(value)];
    }

    /// <summary>The rectangle that a parameter's value means; null for null.</summary>
    /// <param name="value">Four numbers or their text, with <c>rect</c> or without; a table of X, Y, Width and Height; or a rectangle, such
    /// as the bounding box of a measurement.</param>
    /// <exception cref="HeatmapException">RegionInvalid.</exception>
    public static PixelRectangle? ResolveRectangle(object? value)
    {
        if (value is null)
            return null;
        object item = Unwrap(value);
        if (Items(item) is [{ } single])
            item = Unwrap(single);
        if (item is PixelRectangle given)
            return new RectangleRegion(given, null).Area;
        (string text, IEnumerable<object?> parts) = item switch
        {
            Array or ArrayList when (IList)item is var list => (TextOf(list), list.Cast<object?>()),
            IDictionary or PSObject => (TextOf(Entries(item)), RectangleParts(Entries(item))),
            _ => (Text(item), Words(Text(item))),
        };
        double[] numbers = [.. parts.Select(part => double.TryParse(Text(part), NumberStyles.Float, CultureInfo.InvariantCulture,
            out double number) ? number : double.NaN)];
        return numbers is [var x, var y, var width, var height] && numbers.All(double.IsFinite)
            ? RegionText.Rectangle(x, y, width, height, text).Area
            : throw RegionErrors.NotARectangle(text);

        static IEnumerable<string> Words(string text)
        {
            string[] words = text.Split([' ', ',', ';', '\t'], StringSplitOptions.RemoveEmptyEntries);
            return words.FirstOrDefault()?.ToUpperInvariant() is "RECT" or "RECTANGLE" ? words[1..] : words;
        }

        static string TextOf(IEnumerable parts) => string.Join(",", parts.Cast<object?>().Select(Text));
    }

    /// <summary>The same value for another machine that sees the same files: masks by full paths, tables as such.</summary>
    /// <param name="command">The cmdlet, which resolves the paths of masks.</param>
    /// <param name="value">What was given, resolved before.</param>
    /// <exception cref="HeatmapException">SessionNeedsPath for a mask in memory.</exception>
    public static object ForElsewhere(PSCmdlet command, object value)
    {
        return Items(value) is { } items ? Array.ConvertAll(items, One) : One(value);

        object One(object value) => Unwrap(value) switch
        {
            PixelRectangle area => area.ToString(),
            string text => RegionText.Parse(text, null) is null ? FilePaths.ResolveLiteral(command, text) : text,
            FileInfo file => file.FullName,
            object table when table is IDictionary or PSObject => new Hashtable(
                Entries(table).ToDictionary(entry => entry.Key, entry => IsMask(entry.Key) ? One(entry.Value!) : entry.Value)),
            var other => throw JobErrors.NeedsPath(other.ToString() ?? "The mask", "is in memory"),
        };

        static bool IsMask(string key) => s_mask.Contains(key);
    }

    /// <summary>X, Y, Width and Height of a table that may also have a name; nothing for others.</summary>
    private static object?[] RectangleParts(IEnumerable<KeyValuePair<string, object?>> entries)
    {
        Dictionary<string, object?> table = new(entries, StringComparer.OrdinalIgnoreCase);
        _ = table.Remove("Name");
        return s_rectangle.SetEquals(table.Keys) ? [table["X"], table["Y"], table["Width"], table["Height"]] : [];
    }

    private static IEnumerable<KeyValuePair<string, object?>> Entries(object item) => item is IDictionary table
        ? table.Keys.Cast<object>().Select(key => KeyValuePair.Create(Text(key), table[key]))
        : ((PSObject)item).Properties.Select(property => KeyValuePair.Create(property.Name, (object?)property.Value));

    // Cells of a CSV file are text, with a point whatever the system's language.
    private static string Text(object? value) =>
        Convert.ToString(value is null ? null : Unwrap(value), CultureInfo.InvariantCulture) ?? string.Empty;

    /// <summary>The values of a list, which comes from another process as an ArrayList; null for one value.</summary>
    private static object[]? Items(object value) => Unwrap(value) switch
    {
        object[] items => items,
        ArrayList list => (object[])list.ToArray()!,
        _ => null,
    };

    private static object Unwrap(object value) => value is PSObject { BaseObject: not PSCustomObject } wrapped ? wrapped.BaseObject : value;

    private ImageRegion ResolveOne(object value)
    {
        object item = value is null ? string.Empty : Unwrap(value);
        switch (item)
        {
            case PixelRectangle area:
                return new RectangleRegion(area, null);
            case string text:
                return RegionText.Parse(text, null) ?? Mask(text, text, null);
            case IDictionary or PSObject:
                return FromTable(Entries(item));
            default:
                return Mask(item, item.ToString() ?? string.Empty, null);
        }
    }

    private ImageRegion FromTable(IEnumerable<KeyValuePair<string, object?>> entries)
    {
        Dictionary<string, object?> table = new(StringComparer.OrdinalIgnoreCase);
        foreach ((string key, object? value) in entries)
            table[key] = value;
        string text = "@{" + string.Join("; ", table.Select(entry => FormattableString.Invariant($"{entry.Key}={entry.Value}"))) + "}";
        string? name = table.Remove("Name", out object? given) ? given?.ToString() : null;
        if (s_rectangle.SetEquals(table.Keys))
            return RegionText.Rectangle(Number("X"), Number("Y"), Number("Width"), Number("Height"), name);
        if (s_circle.SetEquals(table.Keys))
            return new CircleRegion(Number("X"), Number("Y"), Number("Radius"), name);
        if (s_mask.SetEquals(table.Keys) && table["Mask"] is { } mask)
            return Mask(Unwrap(mask), text, name);
        throw AnalysisErrors.RegionNotUnderstood(text);

        double Number(string key) => RegionText.Number(Text(table[key]), text);
    }

    private MaskRegion Mask(object value, string text, string? name)
    {
        // Any other text would come out as a file that does not exist, which hides a slip in the form.
        if (value is ValueType || (value is string path && !File.Exists(FilePaths.ResolveLiteral(_command, path))))
            throw AnalysisErrors.RegionNotUnderstood(text);
        return new MaskRegion(ImageArgument.Open(_command, _inputs, value), name, _stop);
    }
}

/// <summary>Completes the forms of a rectangle.</summary>
public sealed class RectangleCompleter : FormCompleter
{
    private static readonly (string Text, string Name, string ToolTip)[] s_forms =
    [
        ("0,0,100,50", "x,y,width,height", "Column and row of the first pixel (from 0), width and height"),
        ("'rect 0,0,100,50'", "rect x,y,width,height", "The same as a text, as in Measure-Heatmap -Region"),
        ("@{ X = 0; Y = 0; Width = 100; Height = 50 }", "table", "The same as a table"),
    ];

    /// <inheritdoc/>
    private protected override (string Text, string Name, string ToolTip)[] Forms => s_forms;
}

/// <summary>Completes the forms of a region; paths of masks are left to PowerShell.</summary>
public sealed class RegionCompleter : FormCompleter
{
    private static readonly (string Text, string Name, string ToolTip)[] s_forms =
    [
        ("'rect 0,0,100,50'", "rect x,y,width,height", "A rectangle: column and row of its first pixel (from 0), width and height"),
        ("'circle 50,50,20'", "circle x,y,radius", "A circle: all pixels whose centres are within the radius"),
        ("@{ X = 0; Y = 0; Width = 100; Height = 50; Name = 'motor' }", "named rectangle", "A rectangle with a name in the results"),
        ("@{ X = 50; Y = 50; Radius = 20; Name = 'bearing' }", "named circle", "A circle with a name in the results"),
    ];

    /// <inheritdoc/>
    private protected override (string Text, string Name, string ToolTip)[] Forms => s_forms;
}

/// <summary>Completes a value that has several forms, by an example of each.</summary>
public abstract class FormCompleter : IArgumentCompleter
{
    /// <summary>The examples, their names in a list, and what they are.</summary>
    private protected abstract (string Text, string Name, string ToolTip)[] Forms { get; }

    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        string word = (wordToComplete ?? string.Empty).TrimStart('\'', '"');
        return Forms
            .Where(form => form.Text.TrimStart('\'').StartsWith(word, StringComparison.OrdinalIgnoreCase))
            .Select(form => new CompletionResult(form.Text, form.Name, CompletionResultType.ParameterValue, form.ToolTip));
    }
}
