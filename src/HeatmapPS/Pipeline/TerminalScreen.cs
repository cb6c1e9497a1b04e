using System.Management.Automation;
using System.Management.Automation.Host;
using HeatmapPS.Engine.Terminal;

namespace HeatmapPS.Pipeline;

/// <summary>The terminal behind PowerShell's host.</summary>
internal static class TerminalScreen
{
    /// <summary>Milliseconds in which a terminal at the other end of a slow line answers.</summary>
    public const int DefaultTimeout = 500;

    private const int UsualColumns = 80;
    private const int UsualRows = 24;

    /// <summary>Finds out what the terminal can.</summary>
    /// <param name="command">The cmdlet, whose host it is.</param>
    /// <param name="protocol">What the user chose. A terminal is asked only where the answer changes something.</param>
    /// <param name="milliseconds">How long to wait for answers.</param>
    /// <exception cref="PipelineStoppedException">Ctrl+C was pressed meanwhile.</exception>
    public static TerminalCapability Examine(PSCmdlet command, TerminalProtocol protocol, int milliseconds)
    {
        // Only the console's host writes where Console writes: another may be on another machine, or a window of its own.
        bool isConsole = command.Host.Name == "ConsoleHost";
        bool isPlain = !command.Host.UI.SupportsVirtualTerminal || IsPlainText(command);
        var environment = TerminalEnvironment.FromProcess(isConsole && Console.IsOutputRedirected, isPlain);
        if (isConsole && protocol == TerminalProtocol.Auto && milliseconds > 0)
            environment = TmuxClient.Ask(environment, TimeSpan.FromMilliseconds(milliseconds));
        bool asks = isConsole && protocol is not (TerminalProtocol.Text or TerminalProtocol.Ansi256);
        TerminalReplies replies = asks ? TerminalQuery.Ask(environment, TimeSpan.FromMilliseconds(milliseconds)) : TerminalReplies.None;
        if (replies.Interrupted)
            throw new PipelineStoppedException();
        (int columns, int rows) = WindowSize(command.Host);
        return TerminalCapability.From(environment, replies, columns, rows);
    }

    /// <summary>Whether $PSStyle.OutputRendering takes escape sequences out, in which case blocks would be left without colours.</summary>
    private static bool IsPlainText(PSCmdlet command) =>
        command.GetVariableValue("PSStyle") is { } style
        && PSObject.AsPSObject(style).Properties["OutputRendering"]?.Value?.ToString() == "PlainText";

    private static (int Columns, int Rows) WindowSize(PSHost host)
    {
        try
        {
            Size size = host.UI.RawUI.WindowSize;
            return (size.Width > 0 ? size.Width : UsualColumns, size.Height > 0 ? size.Height : UsualRows);
        }
        catch (Exception error) when (error is HostException or PSNotImplementedException or NotImplementedException or IOException)
        {
            // Hosts without a window, such as those of jobs.
            return (UsualColumns, UsualRows);
        }
    }
}
