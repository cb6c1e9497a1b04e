using HeatmapPS.Engine.Errors;

namespace HeatmapPS.Remoting;

/// <summary>The errors of sessions on other machines.</summary>
internal static class RemotingErrors
{
    public static HeatmapException HostNameInvalid(string text) =>
        new("HostNameInvalid", ErrorKind.InvalidArgument, $"Expected a host as name, name:port or user@name:port, but got '{text}'.");

    public static HeatmapException UserNameInvalid(string name) =>
        new("HostNameInvalid", ErrorKind.InvalidArgument, $"'{name}' is no user name for -UserName: SSH would take it for an option. Give a name that begins with a letter, a digit or an underscore.");

    public static HeatmapException SubsystemInvalid(string name) =>
        new("SubsystemInvalid", ErrorKind.InvalidArgument, $"'{name}' is no subsystem for -Subsystem: SSH would take it for an option. Give the name that stands after Subsystem in the host's sshd_config.");

    public static HeatmapException KeyNotFound(string path) =>
        new("KeyFileNotFound", ErrorKind.NotFound, $"Expected a private key in '{path}', but there is no such file. Without -KeyFilePath SSH takes its own.");

    public static HeatmapException HostNotReached(string name, string reason, Exception? cause) =>
        new("HostNotReached", ErrorKind.ConnectionFailed, $"Expected a PowerShell session on '{name}' over SSH, but got: {Inner(reason)}. Check that 'ssh {name}' logs in without a question, and that its sshd_config has the subsystem powershell.", cause);

    public static HeatmapException ModuleFailed(string module, string name, string reason, Exception cause) =>
        new("RemoteModuleFailed", ErrorKind.NotFound, $"Expected to import '{module}' on '{name}', but got: {Inner(reason)}. Install it there (Install-PSResource HeatmapPS), or say with -Module where it is.", cause);

    /// <summary>What was said, to stand within a sentence.</summary>
    private static string Inner(string reason) => reason.Trim().ReplaceLineEndings(" ").TrimEnd('.');
}
