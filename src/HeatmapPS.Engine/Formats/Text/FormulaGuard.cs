using System.Globalization;

namespace HeatmapPS.Engine.Formats.Text;

/// <summary>Keeps spreadsheets from running a text of a table as a formula: an apostrophe goes before what begins like one.</summary>
/// <remarks>A text that has such apostrophes gets one more, so that whoever takes one away has each text as it was.</remarks>
internal static class FormulaGuard
{
    private const string Beginnings = "=+-@\t\r";

    /// <summary>The text as it is written. Numbers stay as they are.</summary>
    public static string Apply(string text)
    {
        ReadOnlySpan<char> bare = text.AsSpan().TrimStart('\'');
        return bare.Length == 0 || !Beginnings.Contains(bare[0], StringComparison.Ordinal)
            || double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _) ? text : "'" + text;
    }
}
