using Markdig.Syntax;

namespace HeatmapPS.Help;

/// <summary>How a parameter behaves in one parameter set.</summary>
/// <param name="Set">The set's name, or (All).</param>
/// <param name="Position">A number, or Named.</param>
internal sealed record ParameterUse(string Set, string Position, bool Required, bool FromPipeline, bool FromPropertyName,
    bool FromRemaining);

/// <summary>A parameter of a page.</summary>
internal sealed record HelpParameter(
    string Name,
    IReadOnlyList<string> Description,
    string Type,
    string DefaultValue,
    bool Wildcards,
    bool Hidden,
    IReadOnlyList<string> Aliases,
    IReadOnlyList<string> AcceptedValues,
    IReadOnlyList<ParameterUse> Uses);

/// <summary>An example: what is told before, the code, and what follows.</summary>
internal sealed record HelpExample(string Title, IReadOnlyList<string> Introduction, string Code, IReadOnlyList<string> Remarks);

/// <summary>A type that goes in or comes out.</summary>
internal sealed record HelpType(string Name, IReadOnlyList<string> Description);

/// <summary>One command page in the schema of Microsoft.PowerShell.PlatyPS.</summary>
internal sealed class HelpPage
{
    // Get-Help indents descriptions of parameters and notes by eight: a line of a table ends before column 80, where narrow terminals
    // break it.
    private const int TableWidth = 71;

    private readonly string _place;
    private readonly List<(string Title, List<Block> Blocks)> _sections = [];

    private HelpPage(string source, string place)
    {
        _place = place;
        List<Block>? current = null;
        foreach (Block block in MarkdownText.Parse(source))
        {
            if (block is HeadingBlock { Level: 2 } heading)
                _sections.Add((MarkdownText.Of(heading), current = []));
            else if (block is HeadingBlock { Level: 1 } title)
                Name = MarkdownText.Of(title);
            else
                current?.Add(block);
        }

        if (Name.Length == 0 || !Name.Contains('-', StringComparison.Ordinal))
            throw new InvalidDataException($"{place}: expected the cmdlet's name as the title, but got '{Name}'.");
    }

    public string Name { get; } = "";

    public string OnlineUri { get; private init; } = "";

    public string Synopsis => string.Join(' ', Text("SYNOPSIS"));

    public IReadOnlyList<string> Description => Text("DESCRIPTION");

    public IReadOnlyList<string> Notes => Text("NOTES");

    public IReadOnlyList<HelpParameter> Parameters { get; private set; } = [];

    public IReadOnlyList<HelpExample> Examples { get; private set; } = [];

    public IReadOnlyList<HelpType> Inputs { get; private set; } = [];

    public IReadOnlyList<HelpType> Outputs { get; private set; } = [];

    /// <summary>The list at the end of a page, one line an item.</summary>
    public IReadOnlyList<string> Links { get; private set; } = [];

    /// <summary>Names of the parameter sets, the default one first.</summary>
    public IReadOnlyList<string> Sets { get; private set; } = [];

    /// <summary>Reads a page.</summary>
    /// <exception cref="InvalidDataException">The page is not in the schema.</exception>
    public static HelpPage Read(string path)
    {
        string source = File.ReadAllText(path).ReplaceLineEndings("\n");
        string place = Path.GetFileName(path);
        string[] lines = source.Split('\n');
        int end = Array.FindIndex(lines, 1, l => l.Trim() == "---");
        if (lines[0].Trim() != "---" || end < 0)
            throw new InvalidDataException($"{place}: expected YAML front matter between two lines of ---, but there is none.");
        var page = new HelpPage(source, place) { OnlineUri = YamlBlock.Parse(lines[1..end], place)["HelpUri"] };
        page.Sets = [.. page.Parts("SYNTAX").OrderBy(s => !s.Title.EndsWith("(Default)", StringComparison.Ordinal))
            .Select(s => s.Title.Replace(" (Default)", "", StringComparison.Ordinal))];
        page.Parameters = [.. page.Parts("PARAMETERS").Where(p => p.Title.StartsWith('-')).Select(page.Parameter)];
        page.Examples = [.. page.Parts("EXAMPLES").Select(page.Example)];
        page.Inputs = [.. page.Parts("INPUTS").Select(p => new HelpType(p.Title, Text(p.Blocks)))];
        page.Outputs = [.. page.Parts("OUTPUTS").Select(p => new HelpType(p.Title, Text(p.Blocks)))];
        page.Links = [.. page.Section("RELATED LINKS").OfType<ListBlock>().SelectMany(list => list).Cast<ListItemBlock>()
            .Select(item => string.Join(' ', Text(item)))];
        return page;
    }

    private List<Block> Section(string title) => _sections.Find(s => s.Title == title).Blocks ?? [];

    private IReadOnlyList<string> Text(string section) => Text(Section(section));

    private static IReadOnlyList<string> Text(IEnumerable<Block> blocks) => [.. MarkdownText.Paragraphs(blocks, TableWidth)];

    // The level-3 headings of a section with what follows each.
    private List<(string Title, List<Block> Blocks)> Parts(string section)
    {
        List<(string Title, List<Block> Blocks)> parts = [];
        foreach (Block block in Section(section))
        {
            if (block is HeadingBlock { Level: 3 } heading)
                parts.Add((MarkdownText.Of(heading), []));
            else if (parts.Count > 0)
                parts[^1].Blocks.Add(block);
        }

        return parts;
    }

    private HelpParameter Parameter((string Title, List<Block> Blocks) part)
    {
        FencedCodeBlock block = part.Blocks.OfType<FencedCodeBlock>().LastOrDefault(b => b.Info == "yaml")
            ?? throw new InvalidDataException($"{_place}: expected a yaml block for the parameter {part.Title}, but there is none.");
        var yaml = YamlBlock.Parse(MarkdownText.Of((CodeBlock)block).Split('\n'), $"{_place}, {part.Title}");
        return new HelpParameter(
            part.Title[1..],
            Text(part.Blocks.Where(b => b != block)),
            yaml["Type"],
            yaml["DefaultValue"],
            yaml.IsTrue("SupportsWildcards"),
            yaml.IsTrue("DontShow"),
            yaml.List("Aliases"),
            yaml.List("AcceptedValues"),
            [.. yaml.Maps("ParameterSets")
                .Select(u => new ParameterUse(u["Name"], u["Position"], u.IsTrue("IsRequired"), u.IsTrue("ValueFromPipeline"),
                u.IsTrue("ValueFromPipelineByPropertyName"), u.IsTrue("ValueFromRemainingArguments")))]);
    }

    private HelpExample Example((string Title, List<Block> Blocks) part)
    {
        int code = part.Blocks.FindIndex(b => b is FencedCodeBlock);
        if (code < 0)
            throw new InvalidDataException($"{_place}: expected a code block in '{part.Title}', but there is none.");
        return new HelpExample(part.Title, Text(part.Blocks[..code]), MarkdownText.Of((CodeBlock)part.Blocks[code]),
            Text(part.Blocks[(code + 1)..]));
    }
}
