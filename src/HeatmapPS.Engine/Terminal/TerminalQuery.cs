using System.Diagnostics;
using System.Text;

namespace HeatmapPS.Engine.Terminal;

/// <summary>Asks a terminal what it can, and waits for its answers no longer than a deadline.</summary>
/// <remarks>Every question ends with DA1, which every terminal since the VT100 answers: its answer means that no other comes any
/// more. The cursor is saved before and what an odd terminal may have printed is wiped after.</remarks>
internal static class TerminalQuery
{
    private const int MaxBytes = 4096;
    private const string Begin = "\u001b7";
    private const string End = "\u001b8\u001b[K\u001b[c";

    // Questions and answers of two pictures at once must not mix.
    private static readonly Lock s_oneAtATime = new();

    /// <summary>Asks the terminal of this process.</summary>
    /// <param name="environment">The environment; one that is not to be asked gives no answer.</param>
    /// <param name="patience">How long to wait, in all.</param>
    public static TerminalReplies Ask(TerminalEnvironment environment, TimeSpan patience)
    {
        if (!environment.MayBeAsked || patience <= TimeSpan.Zero)
            return TerminalReplies.None;
        lock (s_oneAtATime)
        {
            using var port = TerminalPort.TryOpen();
            return port is null ? TerminalReplies.None : Ask(port, environment.IsMultiplexed || environment.Program == "Apple_Terminal", patience);
        }
    }

    private static TerminalReplies Ask(TerminalPort port, bool controlsOnly, TimeSpan patience)
    {
        long start = Stopwatch.GetTimestamp();

        // XTVERSION, pixels of a cell, pixels of the text area: control sequences, which a terminal that does not know them passes over.
        TerminalReplies replies = Exchange(port, "\u001b[>q\u001b[16t\u001b[14t", start, patience);
        if (replies.Attributes is not { } attributes || replies.Interrupted)
            return replies;
        var more = new StringBuilder();
        if (attributes.Contains(4))
            more.Append("\u001b[?1;1;0S\u001b[?2;1;0S");

        // tmux would make its title of an APC, and Terminal.app prints it.
        if (!controlsOnly && !(replies.Version ?? string.Empty).StartsWith("tmux", StringComparison.OrdinalIgnoreCase))
            more.Append("\u001b_Gi=31,s=1,v=1,a=q,t=d,f=24;AAAA\u001b\\");
        if (more.Length == 0)
            return replies;
        TerminalReplies graphics = Exchange(port, more.ToString(), start, patience);
        return replies with
        {
            Kitty = graphics.Kitty,
            SixelColors = graphics.SixelColors,
            SixelSize = graphics.SixelSize,
            Interrupted = graphics.Interrupted,
        };
    }

    private static TerminalReplies Exchange(TerminalPort port, string questions, long start, TimeSpan patience)
    {
        port.Write(Encoding.ASCII.GetBytes(Begin + questions + End));
        byte[] buffer = new byte[MaxBytes];
        int length = 0;
        TerminalReplies replies = TerminalReplies.None;
        while (replies.Attributes is null && !replies.Interrupted && length < buffer.Length)
        {
            TimeSpan left = patience - Stopwatch.GetElapsedTime(start);
            int read = left > TimeSpan.Zero ? port.Read(buffer.AsSpan(length), left) : 0;
            if (read == 0)
            {
                port.DiscardInput();
                break;
            }

            length += read;
            replies = TerminalReplies.Parse(buffer.AsSpan(0, length));
        }

        return replies;
    }
}
