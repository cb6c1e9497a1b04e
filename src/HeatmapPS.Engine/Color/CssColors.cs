using System.Collections.Frozen;
using KnownColor = System.Drawing.KnownColor;

namespace HeatmapPS.Engine.Color;

/// <summary>The 148 named colours of CSS Color Module Level 4 (W3C): those of .NET, which has them all, where "gray" is "grey"
/// too.</summary>
internal static class CssColors
{
    /// <summary>Name, in any case, to 0xRRGGBB.</summary>
    public static readonly FrozenDictionary<string, int> ByName = Named().ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    private static IEnumerable<KeyValuePair<string, int>> Named()
    {
        foreach (KnownColor known in Enum.GetValues<KnownColor>())
        {
            var color = System.Drawing.Color.FromKnownColor(known);
            if (color.IsSystemColor || known == KnownColor.Transparent)
                continue;
            string name = color.Name.ToLowerInvariant();
            int rgb = color.ToArgb() & 0xFFFFFF;
            yield return new(name, rgb);
            if (name.Contains("gray", StringComparison.Ordinal))
                yield return new(name.Replace("gray", "grey", StringComparison.Ordinal), rgb);
        }
    }
}
