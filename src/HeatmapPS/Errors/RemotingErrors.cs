using HeatmapPS.Engine.Errors;

namespace HeatmapPS.Errors;

/// <summary>The errors of sessions on other machines.</summary>
internal static class RemotingErrors
{
    public static HeatmapException HostNameInvalid(string text) =>
        new("HostNameInvalid", ErrorKind.InvalidArgument, $"Expected a host as name, name:port or user@name:port, but got '{text}'.");

    public static HeatmapException KeyNotFound(string path) =>
        new("KeyFileNotFound", ErrorKind.NotFound, $"Expected a private key in '{path}', but there is no such file. Without -KeyFilePath SSH takes its own.");

    public static HeatmapException HostNotReached(string name, string reason, Exception? cause) =>
        new("HostNotReached", ErrorKind.ConnectionFailed, $"Expected a PowerShell session on '{name}' over SSH, but got: {Inner(reason)}. Check that 'ssh {name}' logs in without a question, and that its sshd_config has the subsystem powershell.", cause);

    public static HeatmapException ModuleFailed(string module, string name, string reason, Exception cause) =>
        new("RemoteModuleFailed", ErrorKind.NotFound, $"Expected to import '{module}' on '{name}', but got: {Inner(reason)}. Install it there (Install-PSResource HeatmapPS), or say with -Module where it is.", cause);

    /// <summary>What was said, to stand within a sentence.</summary>
    private static string Inner(string reason) => reason.Trim().ReplaceLineEndings(" ").TrimEnd('.');
}
