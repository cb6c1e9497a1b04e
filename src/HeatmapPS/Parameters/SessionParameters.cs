using System.Management.Automation;
using System.Management.Automation.Host;
using System.Management.Automation.Runspaces;

namespace HeatmapPS.Parameters;

/// <summary>Parameters that send the work to other machines.</summary>
internal sealed class SessionParameters
{
    /// <summary>Sessions of New-HeatmapSession. The work runs on their machines, which see the files under the same paths.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public PSSession[] Session { get; set; } = [];
}

/// <summary>The parameter of the other machine's side. Only commands that run in a session have it.</summary>
internal sealed class HostParameters
{
    /// <summary>Name of the host of a session, as PowerShell calls it.</summary>
    private const string SessionHost = "ServerRemoteHost";

    /// <summary>What to do with the jobs that arrive instead of images, as JSON.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? HostWork { get; set; }

    /// <summary>The parameter, where a command runs in a session; else null.</summary>
    public static HostParameters? In(PSHost host) => host.Name == SessionHost ? new HostParameters() : null;
}
