using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace HeatmapPS.Engine.Terminal;

/// <summary>What a terminal answered to the questions of <see cref="TerminalQuery"/>. Made by a parser that touches nothing.</summary>
internal sealed record TerminalReplies
{
    /// <summary>No answer.</summary>
    public static TerminalReplies None { get; } = new();

    /// <summary>Primary device attributes (DA1, <c>CSI ? … c</c>); 4 is Sixel. Null without an answer.</summary>
    public ImmutableArray<int>? Attributes { get; init; }

    /// <summary>Name and version (XTVERSION, <c>DCS &gt; | … ST</c>), or null.</summary>
    public string? Version { get; init; }

    /// <summary>Pixels of a character cell (<c>CSI 6 ; height ; width t</c>), or null.</summary>
    public (int Width, int Height)? Cell { get; init; }

    /// <summary>Pixels of the text area (<c>CSI 4 ; height ; width t</c>), or null.</summary>
    public (int Width, int Height)? Area { get; init; }

    /// <summary>Colours a Sixel picture may have (XTSMGRAPHICS, <c>CSI ? 1 ; 0 ; n S</c>), or null.</summary>
    public int? SixelColors { get; init; }

    /// <summary>Most pixels of a Sixel picture (<c>CSI ? 2 ; 0 ; width ; height S</c>), or null.</summary>
    public (int Width, int Height)? SixelSize { get; init; }

    /// <summary>Whether the answer to Kitty's query was OK.</summary>
    public bool Kitty { get; init; }

    /// <summary>Whether the user pressed Ctrl+C meanwhile, which a terminal in raw mode gives as a byte.</summary>
    public bool Interrupted { get; init; }

    /// <summary>Reads the answers out of the bytes a terminal sent; whatever else is among them is passed over.</summary>
    /// <param name="bytes">As read; the last answer may be cut off.</param>
    public static TerminalReplies Parse(ReadOnlySpan<byte> bytes)
    {
        TerminalReplies replies = None;
        for (int i = 0; i < bytes.Length; i++)
        {
            if (bytes[i] == 3)
                replies = replies with { Interrupted = true };
            if (bytes[i] != 0x1b || i + 1 >= bytes.Length)
                continue;
            int length = bytes[i + 1] switch
            {
                (byte)'[' => ReadControl(bytes[(i + 2)..], ref replies),
                (byte)'P' or (byte)'_' => ReadString(bytes[(i + 1)..], ref replies),
                _ => 0,
            };
            i += length;
        }

        return replies;
    }

    /// <summary>A control sequence: parameters, and the letter that ends it. Returns the bytes taken.</summary>
    private static int ReadControl(ReadOnlySpan<byte> bytes, ref TerminalReplies replies)
    {
        int end = bytes.IndexOfAnyInRange((byte)'@', (byte)'~');
        if (end < 0)
            return 0;
        string text = Encoding.ASCII.GetString(bytes[..end]);
        bool isPrivate = text.StartsWith('?');
        int[] numbers = [.. text.TrimStart('?').Split(';').Select(Number)];
        replies = ((char)bytes[end], isPrivate, numbers) switch
        {
            ('c', true, _) => replies with { Attributes = [.. numbers] },
            ('t', false, [6, > 0 and var height, > 0 and var width]) => replies with { Cell = (width, height) },
            ('t', false, [4, > 0 and var height, > 0 and var width]) => replies with { Area = (width, height) },
            ('S', true, [1, 0, > 0 and var colors]) => replies with { SixelColors = colors },
            ('S', true, [2, 0, > 0 and var width, > 0 and var height]) => replies with { SixelSize = (width, height) },
            _ => replies,
        };
        return end + 2;
    }

    /// <summary>A string that ST ends: the name, or Kitty's answer. Returns the bytes taken.</summary>
    private static int ReadString(ReadOnlySpan<byte> bytes, ref TerminalReplies replies)
    {
        int end = bytes.IndexOf("\u001b\\"u8);
        if (end < 0)
            return 0;
        string text = Encoding.UTF8.GetString(bytes[1..end]);
        if (bytes[0] == (byte)'P' && text.StartsWith(">|", StringComparison.Ordinal))
            replies = replies with { Version = Printable(text[2..]) };
        else if (bytes[0] == (byte)'_' && text.StartsWith("Gi=31", StringComparison.Ordinal))
            replies = replies with { Kitty = text.EndsWith(";OK", StringComparison.Ordinal) };
        return end + 2;
    }

    private static string Printable(string text) => string.Concat(text.Where(letter => !char.IsControl(letter)).Take(80));

    private static int Number(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number < 1 << 20 ? number : -1;
}
