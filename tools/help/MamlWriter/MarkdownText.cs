using System.Text;
using Markdig;
using Markdig.Extensions.Tables;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace HeatmapPS.Help;

/// <summary>Markdown as plain text.</summary>
internal static class MarkdownText
{
    private static readonly MarkdownPipeline s_pipeline = new MarkdownPipelineBuilder().UsePipeTables().UseYamlFrontMatter()
        .UsePreciseSourceLocation().Build();

    /// <summary>Parses a page with front matter and tables.</summary>
    public static MarkdownDocument Parse(string source) => Markdown.Parse(source, s_pipeline);

    /// <summary>The text of a heading or paragraph on one line, unless it has hard breaks.</summary>
    public static string Of(LeafBlock block) => block.Inline is null ? "" : Inlines(block.Inline).Trim();

    /// <summary>The lines of a code block.</summary>
    public static string Of(CodeBlock block) => block.Lines.ToString().TrimEnd();

    /// <summary>Paragraphs of a run of blocks: one a paragraph, list item, code block or table.</summary>
    /// <param name="blocks">The blocks.</param>
    /// <param name="width">The width that tables are wrapped to; the reader's screen wraps all else.</param>
    public static IEnumerable<string> Paragraphs(IEnumerable<Block> blocks, int width)
    {
        foreach (Block block in blocks)
        {
            switch (block)
            {
                case CodeBlock code:
                    yield return string.Join('\n', Of(code).Split('\n').Select(l => "    " + l.TrimEnd('\r')));
                    break;
                case Table table:
                    yield return string.Join('\n', TextTable.Lines(table, width));
                    break;
                case ListBlock list:
                    int number = int.TryParse(list.OrderedStart, out int start) ? start : 1;
                    foreach (ListItemBlock item in list.OfType<ListItemBlock>())
                        yield return (list.IsOrdered ? $"{number++}. " : "- ") + string.Join("\n  ", Paragraphs(item, width));
                    break;
                case ContainerBlock container:
                    foreach (string paragraph in Paragraphs(container, width))
                        yield return paragraph;
                    break;
                case LeafBlock leaf when Of(leaf).Length > 0:
                    yield return Of(leaf);
                    break;
            }
        }
    }

    /// <summary>A text in lines of at most a width, unless a word is longer.</summary>
    /// <param name="text">The text; line breaks in it stay.</param>
    /// <param name="width">The width.</param>
    /// <param name="hanging">What the second and later lines begin with.</param>
    public static IEnumerable<string> Wrap(string text, int width, string hanging = "")
    {
        foreach (string line in text.Split('\n'))
        {
            string current = "";
            foreach (string word in line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            {
                if (current.Length > 0 && current.Length + 1 + word.Length > width)
                {
                    yield return current;
                    current = hanging;
                }

                current += current.Length == 0 || string.IsNullOrWhiteSpace(current) ? word : " " + word;
            }

            yield return current;
        }
    }

    private static string Inlines(ContainerInline container)
    {
        var text = new StringBuilder();
        foreach (Inline inline in container)
        {
            _ = inline switch
            {
                LiteralInline literal => text.Append(literal.Content.ToString()),
                CodeInline code => text.Append(code.Content),
                LineBreakInline line => text.Append(line.IsHard ? '\n' : ' '),
                HtmlInline tag => text.Append(tag.Tag),
                AutolinkInline link => text.Append(link.Url),
                HtmlEntityInline entity => text.Append(entity.Transcoded.ToString()),
                LinkInline { Url: { } url } link when url.Contains("://", StringComparison.Ordinal)
                    && !Inlines(link).Contains(url, StringComparison.Ordinal) =>
                    text.Append(Inlines(link)).Append(" (").Append(url).Append(')'),
                ContainerInline inner => text.Append(Inlines(inner)),
                _ => text,
            };
        }

        return text.ToString();
    }
}
