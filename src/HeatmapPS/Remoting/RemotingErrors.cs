using HeatmapPS.Engine.Errors;

namespace HeatmapPS.Remoting;

/// <summary>The errors of sessions on other machines.</summary>
internal static class RemotingErrors
{
    public static HeatmapException HostNameInvalid(string text) =>
        new("HostNameInvalid", ErrorKind.InvalidArgument, $"Expected a host as name, name:port or user@name:port, but got '{text}'.");

    public static HeatmapException UserNameInvalid(string name) =>
        new("HostNameInvalid", ErrorKind.InvalidArgument, $"'{name}' is not a user name: SSH would read it as an option. Give a -UserName that begins with a letter, a digit or an underscore.");

    public static HeatmapException SubsystemInvalid(string name) =>
        new("SubsystemInvalid", ErrorKind.InvalidArgument, $"'{name}' is not a subsystem: SSH would read it as an option. Give the name that follows Subsystem in the host's sshd_config.");

    public static HeatmapException KeyNotFound(string path) =>
        new("KeyFileNotFound", ErrorKind.NotFound,
            $"There is no file '{path}'. Check the path, or leave -KeyFilePath out to use the default keys of SSH.");

    public static HeatmapException HostNotReached(string name, string reason, Exception? cause) =>
        new("HostNotReached", ErrorKind.ConnectionFailed, $"'{name}' cannot be reached with PowerShell over SSH: {Inner(reason)}. Check that 'ssh {name}' logs in without a prompt, and that its sshd_config has the subsystem powershell.", cause);

    public static HeatmapException ModuleFailed(string module, string name, string reason, Exception cause) =>
        new("RemoteModuleFailed", ErrorKind.NotFound, $"'{module}' cannot be imported on '{name}': {Inner(reason)}. Install it there (Install-PSResource HeatmapPS), or specify its location with -Module.", cause);

    /// <summary>What was said, to stand within a sentence.</summary>
    private static string Inner(string reason) => reason.Trim().ReplaceLineEndings(" ").TrimEnd('.');
}
