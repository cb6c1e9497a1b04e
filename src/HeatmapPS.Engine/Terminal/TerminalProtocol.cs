namespace HeatmapPS.Engine.Terminal;

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
