using System.ComponentModel;
using System.Diagnostics;
using HeatmapPS.Engine.Files;

namespace HeatmapPS.Engine.Terminal;

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
