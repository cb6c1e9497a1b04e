using System.Text;
using Markdig.Extensions.Yaml;
using Markdig.Syntax;

namespace HeatmapPS.Help;

/// <summary>Turns an about page into the text that Get-Help shows.</summary>
internal static class AboutTopic
{
    private const int LineLength = 80;
    private const int Indent = 4;

    /// <summary>Headings at the margin, text indented by four and wrapped at 80 columns, tables aligned, code as it is.</summary>
    public static string ToText(string markdown)
    {
        var text = new StringBuilder();
        foreach (Block block in MarkdownText.Parse(markdown.ReplaceLineEndings("\n")))
        {
            if (block is HeadingBlock heading)
                AppendHeading(text, MarkdownText.Of(heading), heading.Level);
            else if (block is not YamlFrontMatterBlock)
                AppendBlock(text, block);
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

    private static void AppendBlock(StringBuilder text, Block block)
    {
        string[] paragraphs = [.. MarkdownText.Paragraphs([block], LineLength - Indent)];
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
                foreach (string line in MarkdownText.Wrap(paragraph, LineLength - Indent, isList ? "  " : ""))
                    text.AppendLine("    " + line);
            }
        }

        if (paragraphs.Length > 0)
            text.AppendLine();
    }
}
