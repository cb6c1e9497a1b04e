using System.Globalization;

namespace HeatmapPS.Engine.Measuring.Grids;

/// <summary>Texts as people sort them: numbers inside them by their size, web2 before web10; letters whatever their case.</summary>
internal sealed class NaturalOrder : IComparer<string>
{
    private const CompareOptions Letters = CompareOptions.IgnoreCase;

    private static readonly CompareInfo s_letters = CultureInfo.InvariantCulture.CompareInfo;

    private NaturalOrder()
    {
    }

    /// <summary>The order.</summary>
    public static NaturalOrder Comparer { get; } = new();

    /// <inheritdoc/>
    public int Compare(string? x, string? y)
    {
        ReadOnlySpan<char> a = x, b = y;
        while (a.Length > 0 && b.Length > 0)
        {
            int result = char.IsAsciiDigit(a[0]) && char.IsAsciiDigit(b[0])
                ? CompareNumbers(Take(ref a, digits: true), Take(ref b, digits: true))
                : s_letters.Compare(Take(ref a, char.IsAsciiDigit(a[0])), Take(ref b, char.IsAsciiDigit(b[0])), Letters);
            if (result != 0)
                return result;
        }

        int rest = a.Length.CompareTo(b.Length);
        return rest != 0 ? rest : string.CompareOrdinal(x, y);
    }

    /// <summary>Takes the digits, or all up to the next digit, from the front.</summary>
    private static ReadOnlySpan<char> Take(ref ReadOnlySpan<char> text, bool digits)
    {
        int length = digits ? text.IndexOfAnyExceptInRange('0', '9') : text.IndexOfAnyInRange('0', '9');
        ReadOnlySpan<char> part = length < 0 ? text : text[..length];
        text = text[part.Length..];
        return part;
    }

    private static int CompareNumbers(ReadOnlySpan<char> a, ReadOnlySpan<char> b)
    {
        a = a.TrimStart('0');
        b = b.TrimStart('0');
        return a.Length != b.Length ? a.Length.CompareTo(b.Length) : a.SequenceCompareTo(b);
    }
}
