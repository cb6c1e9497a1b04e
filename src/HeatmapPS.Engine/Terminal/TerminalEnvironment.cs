using System.ComponentModel;
using System.Diagnostics;
using System.Text.RegularExpressions;
using HeatmapPS.Engine.Files;

namespace HeatmapPS.Engine.Terminal;

/// <summary>What the environment says about the terminal, before it is asked.</summary>
internal sealed partial record TerminalEnvironment
{
    /// <summary>Kind of terminal: <c>$TERM</c>.</summary>
    public string Term { get; init; } = string.Empty;

    /// <summary>Depth of its colours: <c>$COLORTERM</c>.</summary>
    public string ColorTerm { get; init; } = string.Empty;

    /// <summary>Its program: <c>$TERM_PROGRAM</c>.</summary>
    public string Program { get; init; } = string.Empty;

    /// <summary>Whether the user wants no colours: <c>$NO_COLOR</c> (https://no-color.org), or PowerShell's plain text.</summary>
    public bool NoColor { get; init; }

    /// <summary>Whether the output goes to something other than a terminal.</summary>
    public bool IsRedirected { get; init; }

    /// <summary>Whether a tmux is said to be in between: <c>$TMUX</c>.</summary>
    public bool IsTmux { get; init; }

    /// <summary>Whether that tmux says that it passes 24-bit colours on to the terminal around it.</summary>
    public bool TmuxHasTrueColor { get; init; }

    /// <summary>Whether the system's own console shows 24-bit colours, as that of Windows 10 and later.</summary>
    public bool IsWindows { get; init; }

    /// <summary>Whether no escape sequence may be written: redirected, not wanted, or a terminal without colours.</summary>
    public bool IsPlain => IsRedirected || NoColor || (IsWindows ? Term == "dumb" : Colorless().IsMatch(Term));

    /// <summary>Whether the terminal may be asked what it can: not those too old or too simple to pass over a question.</summary>
    public bool MayBeAsked => !IsPlain && !Simple().IsMatch(Term);

    /// <summary>Whether 24-bit colours are promised.</summary>
    public bool HasTrueColor =>
        ColorTerm.Equals("truecolor", StringComparison.OrdinalIgnoreCase) || ColorTerm.Equals("24bit", StringComparison.OrdinalIgnoreCase)
        || TmuxHasTrueColor || (IsWindows && Term.Length == 0) || TrueColorTerm().IsMatch(Term) || TrueColorProgram().IsMatch(Program);

    /// <summary>Whether a multiplexer, which answers for itself, is known to be in between.</summary>
    public bool IsMultiplexed => IsTmux || Multiplexer().IsMatch(Term);

    /// <summary>The environment of this process.</summary>
    /// <param name="isRedirected">Whether the output goes to something other than a terminal.</param>
    /// <param name="noColor">Whether colours are turned off by other means than the environment.</param>
    public static TerminalEnvironment FromProcess(bool isRedirected, bool noColor) => new()
    {
        Term = Variable("TERM"),
        ColorTerm = Variable("COLORTERM"),
        Program = Variable("TERM_PROGRAM"),
        NoColor = noColor || Variable("NO_COLOR").Length > 0,
        IsRedirected = isRedirected,
        IsTmux = Variable("TMUX").Length > 0,
        IsWindows = OperatingSystem.IsWindows(),
    };

    private static string Variable(string name) => Environment.GetEnvironmentVariable(name) ?? string.Empty;

    [GeneratedRegex(@"^($|dumb|unknown|vt\d|.*-mono$|emacs)")]
    private static partial Regex Colorless();

    [GeneratedRegex(@"^(linux|cons25|ansi|eterm|pcansi|sun|hurd|bvterm)")]
    private static partial Regex Simple();

    [GeneratedRegex(@"-direct$|^(xterm-kitty|xterm-ghostty|ghostty|foot|alacritty|wezterm|contour|mlterm|iterm2?)")]
    private static partial Regex TrueColorTerm();

    [GeneratedRegex(@"^(iTerm\.app|WezTerm|vscode|ghostty|mintty|Hyper|rio|WarpTerminal|Tabby)$")]
    private static partial Regex TrueColorProgram();

    [GeneratedRegex(@"^(tmux|screen)")]
    private static partial Regex Multiplexer();
}

/// <summary>What tmux knows of the terminal around it. Its own answers to a terminal's questions do not tell, and it sets no
/// <c>COLORTERM</c> before version 3.6.</summary>
internal static class TmuxClient
{
    /// <summary>A tmux that runs answers in a few milliseconds.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromMilliseconds(250);

    /// <summary>Asks the tmux that this process runs in for its colours, where the environment does not promise them already.</summary>
    /// <param name="environment">The environment.</param>
    /// <param name="patience">How long to wait at most; never longer than a quarter of a second.</param>
    /// <returns>The environment with the answer.</returns>
    public static TerminalEnvironment Ask(TerminalEnvironment environment, TimeSpan patience)
    {
        if (!environment.IsTmux || environment.IsPlain || environment.HasTrueColor || ProgramPath.OnPath("tmux") is not { } program)
            return environment;
        string features = Run(program, patience < s_patience ? patience : s_patience);
        return environment with { TmuxHasTrueColor = features.Split(',').Contains("RGB") };
    }

    private static string Run(string program, TimeSpan patience)
    {
        // With all three streams redirected .NET leaves the mode of the terminal as it is.
        var start = new ProcessStartInfo(program, ["display-message", "-p", "#{client_termfeatures}"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        try
        {
            using var process = Process.Start(start);
            if (process is null)
                return string.Empty;
            process.StandardInput.Close();
            Task<string> output = process.StandardOutput.ReadToEndAsync();
            if (output.Wait(patience))
                return output.Result.Trim();
            process.Kill();
        }
        catch (Exception error) when (error is Win32Exception or InvalidOperationException or IOException)
        {
            // No tmux that can be asked: then the environment is all there is.
        }

        return string.Empty;
    }
}
