using System.Text.RegularExpressions;

namespace HeatmapPS.Engine.Terminal;

/// <summary>What the terminal can, as it answered and as the environment says.</summary>
public sealed partial record TerminalCapability
{
    private const int UsualCellWidth = 8;
    private const int UsualCellHeight = 16;
    private const int MaxSixelColors = 256;
    private const int SixelAttribute = 4;

    /// <summary>What <c>Auto</c> takes here.</summary>
    public TerminalProtocol Protocol { get; private init; }

    /// <summary>Name and version that the terminal gives of itself, or null.</summary>
    public string? Name { get; private init; }

    /// <summary>Whether it was asked and answered.</summary>
    public bool Answers { get; private init; }

    /// <summary>Whether it says that it shows Sixel.</summary>
    public bool Sixel { get; private init; }

    /// <summary>Whether it says that it shows Kitty's graphics.</summary>
    public bool Kitty { get; private init; }

    /// <summary>Whether it shows iTerm2's inline images.</summary>
    public bool ITerm2 { get; private init; }

    /// <summary>Whether it has 24-bit colours.</summary>
    public bool TrueColor { get; private init; }

    /// <summary>Whether tmux or screen is in between, which answers for itself.</summary>
    public bool Multiplexer { get; private init; }

    /// <summary>Whether the output goes to something other than a terminal.</summary>
    public bool Redirected { get; private init; }

    /// <summary>Columns of the window.</summary>
    public int Columns { get; private init; }

    /// <summary>Rows of the window.</summary>
    public int Rows { get; private init; }

    /// <summary>Pixels of a character across; 8 where the terminal does not say.</summary>
    public int CellWidth { get; private init; }

    /// <summary>Pixels of a character down; 16 where the terminal does not say.</summary>
    public int CellHeight { get; private init; }

    /// <summary>Colours a Sixel picture may have, 2 to 256.</summary>
    public int SixelColors { get; private init; }

    /// <summary>Most pixels of a Sixel picture across and down; 0 where the terminal does not say.</summary>
    internal (int Width, int Height) SixelSize { get; private init; }

    /// <summary>Joins what the environment says with what the terminal answered.</summary>
    /// <param name="environment">The environment.</param>
    /// <param name="replies">The answers; <see cref="TerminalReplies.None"/> where it was not asked.</param>
    /// <param name="columns">Columns of the window.</param>
    /// <param name="rows">Rows of the window.</param>
    internal static TerminalCapability From(TerminalEnvironment environment, TerminalReplies replies, int columns, int rows)
    {
        bool answers = replies.Attributes is not null;
        bool multiplexer = environment.IsMultiplexed || Multiplexers().IsMatch(replies.Version ?? string.Empty);
        var capability = new TerminalCapability
        {
            Name = replies.Version,
            Answers = answers,
            Sixel = replies.Attributes is { } attributes && attributes.Contains(SixelAttribute),
            Kitty = replies.Kitty,
            ITerm2 = answers && !multiplexer
                && (InlineImages().IsMatch(replies.Version ?? string.Empty) || environment.Program == "iTerm.app"),
            TrueColor = environment.HasTrueColor || TrueColors().IsMatch(replies.Version ?? string.Empty),
            Multiplexer = multiplexer,
            Redirected = environment.IsRedirected,
            Columns = columns,
            Rows = rows,
            CellWidth = replies.Cell?.Width ?? AtLeastOne(replies.Area?.Width / columns) ?? UsualCellWidth,
            CellHeight = replies.Cell?.Height ?? AtLeastOne(replies.Area?.Height / rows) ?? UsualCellHeight,
            SixelColors = Math.Clamp(replies.SixelColors ?? MaxSixelColors, 2, MaxSixelColors),
            SixelSize = replies.SixelSize ?? (0, 0),
        };
        return capability with { Protocol = environment.IsPlain ? TerminalProtocol.Text : capability.Choose() };
    }

    private static int? AtLeastOne(int? value) => value is > 0 ? value : null;

    private TerminalProtocol Choose()
    {
        TerminalProtocol blocks = TrueColor ? TerminalProtocol.HalfBlock : TerminalProtocol.Ansi256;

        // A multiplexer says what it takes itself, not what the terminal around it shows in the end.
        if (!Answers || Multiplexer)
            return blocks;
        return Kitty ? TerminalProtocol.Kitty : ITerm2 ? TerminalProtocol.ITerm2 : Sixel ? TerminalProtocol.Sixel : blocks;
    }

    [GeneratedRegex("^(tmux|screen|zellij)", RegexOptions.IgnoreCase)]
    private static partial Regex Multiplexers();

    [GeneratedRegex("^(iTerm2|WezTerm|mintty)", RegexOptions.IgnoreCase)]
    private static partial Regex InlineImages();

    [GeneratedRegex("^(iTerm2|WezTerm|mintty|kitty|foot|ghostty|Konsole|contour|VTE|XTerm|mlterm|Windows Terminal)",
        RegexOptions.IgnoreCase)]
    private static partial Regex TrueColors();
}

/// <summary>How a picture is put into a terminal.</summary>
public enum TerminalProtocol
{
    /// <summary>The best that the terminal answers it can; half blocks, or numbers, where it does not answer.</summary>
    Auto,

    /// <summary>DEC's Sixel graphics: up to 256 colours a picture, each channel in 101 levels.</summary>
    Sixel,

    /// <summary>Kitty's graphics: every pixel as it is, as PNG.</summary>
    Kitty,

    /// <summary>iTerm2's inline images: every pixel as it is, as PNG.</summary>
    ITerm2,

    /// <summary>Half blocks, two pixels a character, in 24-bit colours.</summary>
    HalfBlock,

    /// <summary>Half blocks in the 256 colours of xterm.</summary>
    Ansi256,

    /// <summary>A table of numbers, without any escape sequence.</summary>
    Text,
}
