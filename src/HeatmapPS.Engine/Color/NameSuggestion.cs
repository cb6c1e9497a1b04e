namespace HeatmapPS.Engine.Color;

/// <summary>Finds the names nearest to a mistyped one.</summary>
internal static class NameSuggestion
{
    private const int LongestName = 64;

    /// <summary>The names nearest to a text, best first.</summary>
    /// <param name="text">What was written.</param>
    /// <param name="names">The names that exist.</param>
    /// <param name="count">At most so many.</param>
    /// <returns>Names that begin with the text or contain it, or are a few typing errors away; empty if none is near.</returns>
    public static IReadOnlyList<string> Nearest(string text, IEnumerable<string> names, int count = 5)
    {
        if (text.Length is 0 or > LongestName) return [];
        string wanted = text.ToLowerInvariant();
        int allowed = Math.Max(1, (wanted.Length + 1) / 3);
        return [.. names
            .Distinct(StringComparer.OrdinalIgnoreCase)
            .Select(name => (Name: name, Score: Score(wanted, name.ToLowerInvariant(), allowed)))
            .Where(candidate => candidate.Score < int.MaxValue)
            .OrderBy(candidate => candidate.Score)
            .ThenBy(candidate => candidate.Name.Length)
            .ThenBy(candidate => candidate.Name, StringComparer.OrdinalIgnoreCase)
            .Take(count)
            .Select(candidate => candidate.Name)];
    }

    /// <summary>Number of insertions, deletions, replacements and swaps of neighbours between two texts: the
    /// Damerau-Levenshtein distance in its optimal string alignment form.</summary>
    internal static int Distance(ReadOnlySpan<char> a, ReadOnlySpan<char> b)
    {
        int[] beforeLast = new int[b.Length + 1];
        int[] last = new int[b.Length + 1];
        int[] current = new int[b.Length + 1];
        for (int j = 0; j <= b.Length; j++) last[j] = j;
        for (int i = 1; i <= a.Length; i++)
        {
            current[0] = i;
            for (int j = 1; j <= b.Length; j++)
            {
                int replaced = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                current[j] = Math.Min(replaced, Math.Min(last[j], current[j - 1]) + 1);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                    current[j] = Math.Min(current[j], beforeLast[j - 2] + 1);
            }

            (beforeLast, last, current) = (last, current, beforeLast);
        }

        return last[b.Length];
    }

    private static int Score(string wanted, string name, int allowed)
    {
        int distance = Distance(wanted, name);
        if (distance <= allowed) return distance * 2;
        if (wanted.Length >= 2 && name.StartsWith(wanted, StringComparison.Ordinal)) return 3;
        if (name.Length >= 3 && wanted.StartsWith(name, StringComparison.Ordinal)) return 5;
        return wanted.Length >= 3 && name.Contains(wanted, StringComparison.Ordinal) ? 7 : int.MaxValue;
    }
}
