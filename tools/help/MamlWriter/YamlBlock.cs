namespace HeatmapPS.Help;

/// <summary>The small part of YAML that help pages use: keys with scalars, lists of scalars, and a list of maps.</summary>
internal sealed class YamlBlock
{
    private readonly Dictionary<string, string> _scalars = [];
    private readonly Dictionary<string, List<string>> _lists = [];
    private readonly Dictionary<string, List<YamlBlock>> _maps = [];

    /// <summary>The text of a key, or an empty text.</summary>
    public string this[string key] => _scalars.GetValueOrDefault(key, "");

    /// <summary>Whether a key says true.</summary>
    public bool IsTrue(string key) => this[key].Equals("true", StringComparison.OrdinalIgnoreCase);

    /// <summary>The texts of a list.</summary>
    public IReadOnlyList<string> List(string key) => _lists.GetValueOrDefault(key, []);

    /// <summary>The maps of a list.</summary>
    public IReadOnlyList<YamlBlock> Maps(string key) => _maps.GetValueOrDefault(key, []);

    /// <summary>Reads lines; <paramref name="place"/> names the page in an error.</summary>
    public static YamlBlock Parse(IEnumerable<string> lines, string place)
    {
        var block = new YamlBlock();
        YamlBlock target = block;
        string key = "";
        foreach (string line in lines.Where(l => !string.IsNullOrWhiteSpace(l)))
        {
            string text = line.Trim();
            bool item = text.StartsWith("- ", StringComparison.Ordinal);
            if (item)
            {
                text = text[2..].Trim();
                if (!TrySplit(text, out _, out _) || text[0] is '\'' or '"')
                {
                    block.AddTo(block._lists, key, Unquote(text));
                    continue;
                }

                target = new YamlBlock();
                block.AddTo(block._maps, key, target);
            }
            else if (line[0] != ' ')
            {
                target = block;
            }

            if (!TrySplit(text, out string name, out string value))
                throw new InvalidDataException($"{place}: expected 'key: value' in a YAML block, but got '{line}'.");
            if (target == block)
                key = name;
            if (value.StartsWith('[') && value.EndsWith(']'))
            {
                target._lists[name] =
                    [.. value[1..^1].Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(Unquote)];
            }
            else
            {
                target._scalars[name] = Unquote(value);
            }
        }

        return block;
    }

    private static bool TrySplit(string text, out string name, out string value)
    {
        int colon = (text + " ").IndexOf(": ", StringComparison.Ordinal);
        (name, value) = colon < 0 ? ("", "") : (text[..colon].Trim(), text[Math.Min(text.Length, colon + 1)..].Trim());
        return colon > 0;
    }

    private static string Unquote(string text) =>
        text.Length >= 2 && text[0] == '\'' && text[^1] == '\'' ? text[1..^1].Replace("''", "'", StringComparison.Ordinal)
        : text.Length >= 2 && text[0] == '"' && text[^1] == '"' ? text[1..^1].Replace("\\\"", "\"", StringComparison.Ordinal)
        : text;

    private void AddTo<T>(Dictionary<string, List<T>> lists, string key, T value)
    {
        if (!lists.TryGetValue(key, out List<T>? list))
            lists[key] = list = [];
        list.Add(value);
        _ = _scalars.Remove(key);
    }
}
