namespace HeatmapPS.Engine.Errors;

/// <summary>Texts of files and users with nothing in them that steers a terminal: each such character is shown as the sign for
/// it.</summary>
internal static class VisibleText
{
    /// <summary>A text that may have several lines; tabs and line ends stay.</summary>
    public static string Of(string text) => Clean(text, c => c is '\t' or '\n' or '\r');

    /// <summary>A text of one line, such as a unit.</summary>
    public static string Line(string text) => Clean(text, _ => false);

    private static string Clean(string text, Func<char, bool> isKept) => !text.Any(c => IsSteering(c) && !isKept(c))
        ? text
        : string.Concat(text.Select(c => !IsSteering(c) || isKept(c) ? c : c < ' ' ? (char)('\u2400' + c) : c == '\u007F'
            ? '\u2421'
            : '\uFFFD'));

    /// <summary>Control characters, and those that turn the direction of text.</summary>
    private static bool IsSteering(char c) => char.IsControl(c) || c is >= '\u202A' and <= '\u202E' or >= '\u2066' and <= '\u2069';
}
