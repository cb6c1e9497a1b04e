using System.Globalization;
using System.Text;
using HeatmapPS.Engine.Errors;

namespace HeatmapPS.Engine.Files;

/// <summary>What a name template is filled with.</summary>
/// <param name="SourcePath">Full path of the input, or null for an image that came from no file.</param>
/// <param name="Index">Number of the input in the run, from 1.</param>
/// <param name="Page">Page of the input, from 1.</param>
/// <param name="PageCount">Pages of the input.</param>
internal sealed record OutputNameValues(string? SourcePath, int Index, int Page = 1, int PageCount = 1);

/// <summary>Makes file names from a template such as <c>{BaseName}-{Index}</c>. The one place where output names come from.</summary>
internal static class OutputName
{
    /// <summary>The template where none is given.</summary>
    public const string Default = "{BaseName}";

    /// <summary>s_placeholders a template may hold.</summary>
    private static readonly string[] s_placeholders = ["BaseName", "Index", "Extension", "Parent", "Page"];

    private static readonly char[] s_invalid = [.. Path.GetInvalidFileNameChars(), '<', '>', ':', '"', '/', '\\', '|', '?', '*'];

    /// <summary>Checks a template before any file is read.</summary>
    /// <exception cref="HeatmapException">OutputNameInvalid.</exception>
    public static void Validate(string template)
    {
        string sample = Expand(template, new OutputNameValues("parent/name.ext", 1));
        if (sample.Length == 0)
            throw OutputErrors.NameInvalid(template, "it is empty");
    }

    /// <summary>Fills the template. Without a placeholder for it, the page of a file with several is put at the end.</summary>
    /// <returns>A file name without extension, free of separators: a name cannot leave its folder.</returns>
    /// <exception cref="HeatmapException">OutputNameInvalid.</exception>
    public static string Expand(string template, OutputNameValues values)
    {
        var name = new StringBuilder();
        int position = 0;
        while (position < template.Length)
        {
            int open = template.IndexOf('{', position);
            if (open < 0)
            {
                name.Append(template, position, template.Length - position);
                break;
            }

            int close = template.IndexOf('}', open);
            if (close < 0)
                throw OutputErrors.NameInvalid(template, "a { has no matching }");
            name.Append(template, position, open - position).Append(Value(template, template[(open + 1)..close], values));
            position = close + 1;
        }

        if (values.PageCount > 1 && !template.Contains("{Page", StringComparison.OrdinalIgnoreCase)
            && !template.Contains("{Index", StringComparison.OrdinalIgnoreCase))
        {
            name.Append('-').Append(Number(values.Page, values.PageCount));
        }

        return Checked(template, name.ToString());
    }

    private static string Value(string template, string placeholder, OutputNameValues values)
    {
        (string key, string? format) = placeholder.IndexOf(':') is >= 0 and int colon
            ? (placeholder[..colon], placeholder[(colon + 1)..])
            : (placeholder, null);
        string? source = values.SourcePath;
        return key.ToUpperInvariant() switch
        {
            "BASENAME" => source is null ? "image-" + Format(template, values.Index, "0000") : Path.GetFileNameWithoutExtension(source),
            "EXTENSION" => source is null ? string.Empty : Path.GetExtension(source).TrimStart('.'),
            "PARENT" => source is null ? string.Empty : Path.GetFileName(Path.GetDirectoryName(source)) ?? string.Empty,
            "INDEX" => Format(template, values.Index, format ?? "0000"),
            "PAGE" => format is null ? Number(values.Page, values.PageCount) : Format(template, values.Page, format),
            _ => throw OutputErrors.NameInvalid(template,
                $"{{{placeholder}}} is not one of {string.Join(", ", s_placeholders.Select(p => "{" + p + "}"))}"),
        };
    }

    private static string Format(string template, int number, string format)
    {
        try
        {
            return NumberFormat.Apply(number, format);
        }
        catch (FormatException)
        {
            throw OutputErrors.NameInvalid(template, $"'{format}' is not a number format, such as 000, with at most 99 digits");
        }
    }

    private static string Number(int page, int pages) =>
        page.ToString(new string('0', pages.ToString(CultureInfo.InvariantCulture).Length), CultureInfo.InvariantCulture);

    private static string Checked(string template, string name)
    {
        int invalid = name.IndexOfAny(s_invalid);
        // A source file's own name may hold characters that only some systems allow; it is kept where this system does.
        if (invalid >= 0 && (template.Contains(name[invalid]) || Path.GetInvalidFileNameChars().Contains(name[invalid])))
            throw OutputErrors.NameInvalid(template, $"'{name[invalid]}' cannot be in a file name");
        if (name is "." or "..")
            throw OutputErrors.NameInvalid(template, "it contains a folder");

        // The extension comes after a dot or space that a source's own name ends in.
        string asTyped = template.EndsWith('.') || template.EndsWith(' ') ? name : name.TrimEnd('.', ' ');
        if (OperatingSystem.IsWindows() && WindowsNames.FaultOfName(asTyped) is { } fault)
            throw OutputErrors.NameInvalid(template, fault);
        return name;
    }
}
