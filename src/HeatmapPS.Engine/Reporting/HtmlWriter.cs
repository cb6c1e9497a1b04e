using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace HeatmapPS.Engine.Reporting;

/// <summary>Writes HTML. The one place where text becomes markup: whatever is put into an interpolated string is escaped,
/// so that only what stands in the source code is markup.</summary>
/// <param name="output">Where it goes; stays open.</param>
internal sealed class HtmlWriter(TextWriter output)
{
    /// <summary>Writes markup, with values escaped for text and for attributes in quotes.</summary>
    /// <param name="html">Markup with values in it.</param>
    [SuppressMessage("Performance", "CA1822", Justification = "The compiler hands this object to the handler.")]
    public void Write([InterpolatedStringHandlerArgument("")] ref Handler html)
    {
        // The handler wrote it all as the string was put together.
        _ = html;
    }

    /// <summary>Writes the module's own style or script as it is.</summary>
    public void WriteAsset(string content) => output.Write(content);

    /// <summary>Passes everything written on to the stream beneath, to which other bytes are written next.</summary>
    public void Flush() => output.Flush();

    /// <summary>A count, with thousands apart.</summary>
    public static string Count(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>A part of a whole in percent, as a coordinate of SVG.</summary>
    public static string Percent(double fraction) => (100 * fraction).ToString("0.###", CultureInfo.InvariantCulture) + "%";

    private void WriteText(ReadOnlySpan<char> text)
    {
        foreach (Rune rune in text.EnumerateRunes())
        {
            switch (rune.Value)
            {
                case '&':
                    output.Write("&amp;");
                    break;
                case '<':
                    output.Write("&lt;");
                    break;
                case '>':
                    output.Write("&gt;");
                    break;
                case '"':
                    output.Write("&quot;");
                    break;
                case '\'':
                    output.Write("&#39;");
                    break;
                default:
                    Write(rune);
                    break;
            }
        }
    }

    private void Write(Rune rune)
    {
        // Characters that HTML does not allow; a line's end and a tab it does.
        bool allowed = !Rune.IsControl(rune) || rune.Value is '\n' or '\t';
        Span<char> chars = stackalloc char[2];
        int length = (allowed ? rune : Rune.ReplacementChar).EncodeToUtf16(chars);
        output.Write(chars[..length]);
    }

    /// <summary>Takes an interpolated string to pieces as it is written.</summary>
    [InterpolatedStringHandler]
    public readonly ref struct Handler
    {
        private readonly HtmlWriter _writer;

        /// <param name="literalLength">Not used.</param>
        /// <param name="formattedCount">Not used.</param>
        /// <param name="writer">The writer.</param>
        public Handler(int literalLength, int formattedCount, HtmlWriter writer)
        {
            _ = literalLength + formattedCount;
            _writer = writer;
        }

        /// <summary>Markup.</summary>
        public void AppendLiteral(string value) => _writer.WriteAsset(value);

        /// <summary>Text.</summary>
        public void AppendFormatted(string? value) => _writer.WriteText(value);

        /// <summary>A whole number.</summary>
        public void AppendFormatted(long value) => _writer.WriteText(value.ToString(CultureInfo.InvariantCulture));

        /// <summary>A number with all its digits, for a program.</summary>
        public void AppendFormatted(double value) => _writer.WriteText(value.ToString("R", CultureInfo.InvariantCulture));
    }
}
