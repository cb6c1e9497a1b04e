using System.Text;
using Markdig.Extensions.Yaml;
using Markdig.Syntax;

namespace HeatmapPS.Help;

/// <summary>Turns an about page into the text that Get-Help shows.</summary>
internal static class AboutTopic
{
    private const int LineLength = 80;

    /// <summary>Headings at the margin, text indented by four and wrapped at 80 columns, code and tables as they are.</summary>
    public static string ToText(string markdown)
    {
        string source = markdown.ReplaceLineEndings("\n");
        var text = new StringBuilder();
        foreach (Block block in MarkdownText.Parse(source))
        {
            if (block is HeadingBlock heading)
                AppendHeading(text, MarkdownText.Of(heading), heading.Level);
            else if (block is not YamlFrontMatterBlock)
                AppendBlock(text, block, source);
        }

        return text.ToString().Trim() + Environment.NewLine;
    }

    private static void AppendHeading(StringBuilder text, string title, int level)
    {
        if (level == 1)
            text.AppendLine("TOPIC").AppendLine("    " + title);
        else
            text.AppendLine(level == 2 ? title.ToUpperInvariant() : "  " + title);
        if (level == 1)
            text.AppendLine();
    }

    private static void AppendBlock(StringBuilder text, Block block, string source)
    {
        string[] paragraphs = [.. MarkdownText.Paragraphs([block], source)];
        foreach (string paragraph in paragraphs)
        {
            bool isList = block is ListBlock;
            if (block is CodeBlock or Markdig.Extensions.Tables.Table)
            {
                foreach (string line in paragraph.Split('\n'))
                    text.AppendLine(("    " + line).TrimEnd());
            }
            else
            {
                foreach (string line in Wrap(paragraph, LineLength - 4, isList ? "  " : ""))
                    text.AppendLine("    " + line);
            }
        }

        if (paragraphs.Length > 0)
            text.AppendLine();
    }

    private static IEnumerable<string> Wrap(string paragraph, int length, string hanging)
    {
        foreach (string line in paragraph.Split('\n'))
        {
            string current = "";
            foreach (string word in line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            {
                if (current.Length > 0 && current.Length + 1 + word.Length > length)
                {
                    yield return current;
                    current = hanging;
                }

                current += current.Length == 0 || string.IsNullOrWhiteSpace(current) ? word : " " + word;
            }

            yield return current;
        }
    }
}
