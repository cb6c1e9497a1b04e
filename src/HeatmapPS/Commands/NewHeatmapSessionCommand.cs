using System.Collections;
using System.Collections.Concurrent;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using HeatmapPS.Arguments;
using HeatmapPS.Pipeline;
using HeatmapPS.Remoting;

namespace HeatmapPS.Commands;

/// <summary>Opens sessions on other machines over SSH, through which image objects come and go as themselves.</summary>
[Cmdlet(VerbsCommon.New, "HeatmapSession")]
[OutputType(typeof(PSSession))]
public sealed class NewHeatmapSessionCommand : HeatmapCommand
{
    /// <summary>Connections that nobody has been given yet.</summary>
    private readonly ConcurrentDictionary<Runspace, bool> _unclaimed = new();
    private SshSessionFactory? _factory;

    /// <summary>Machines: name, name:port, user@name, or user@name:port.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    public string[] HostName { get; set; } = [];

    /// <summary>User name for hosts whose name does not include one.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? UserName { get; set; }

    /// <summary>Port for hosts whose name does not include one.</summary>
    [Parameter]
    [ValidateRange(1, ushort.MaxValue)]
    public int? Port { get; set; }

    /// <summary>A private key, if the SSH client does not find it automatically.</summary>
    [Parameter]
    [Alias("IdentityFilePath")]
    [ValidateNotNullOrEmpty]
    public string? KeyFilePath { get; set; }

    /// <summary>The subsystem of the SSH server that starts PowerShell.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string Subsystem { get; set; } = new SshSessionOptions().Subsystem;

    /// <summary>Time to wait for a connection, in milliseconds; the SSH client's own by default.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int? ConnectingTimeout { get; set; }

    /// <summary>Options of the SSH client by name.</summary>
    [Parameter]
    [ValidateNotNull]
    public Hashtable? Options { get; set; }

    /// <summary>Name of the module on the hosts, or a path there.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string Module { get; set; } = new SshSessionOptions().Module;

    /// <summary>Connections are waited for, not worked on: as many at once as New-PSSession opens.</summary>
    private protected override int WorkLimit => 32;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        // The SSH client looks for options after the host's name too.
        if (!SshHost.IsSafeWord(Subsystem))
            ThrowTerminatingError(RemotingErrors.SubsystemInvalid(Subsystem).ToErrorRecord(Subsystem));
        if (UserName is not null && !SshHost.IsSafeWord(UserName))
            ThrowTerminatingError(RemotingErrors.UserNameInvalid(UserName).ToErrorRecord(UserName));
        string? key = KeyFilePath is null ? null : Require(() => FilePaths.ResolveLiteral(this, KeyFilePath), KeyFilePath);
        if (key is not null && !File.Exists(key))
            ThrowTerminatingError(RemotingErrors.KeyNotFound(key).ToErrorRecord(KeyFilePath));
        _factory = new SshSessionFactory(Host, new SshSessionOptions
        {
            KeyFilePath = key,
            Subsystem = Subsystem,
            ConnectingTimeout = ConnectingTimeout ?? Timeout.Infinite,
            Options = Options ?? [],
            Module = Module,
        });
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var otherwise = new SshHost(string.Empty, UserName, Port ?? 0);
        foreach (string name in HostName)
        {
            RunInBackground(name, (_, stop) =>
            {
                Runspace runspace = _factory!.Open(SshHost.Parse(name, otherwise), stop);
                _unclaimed[runspace] = true;
                return new WorkOutcome { Outputs = { runspace } };
            });
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing() => Drain();

    /// <inheritdoc/>
    private protected override void Emit(object output)
    {
        var runspace = (Runspace)output;
        PSSession session = SshSessionFactory.ToSession(runspace, this);
        _unclaimed.TryRemove(runspace, out _);
        WriteObject(session);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        foreach (Runspace runspace in _unclaimed.Keys)
            runspace.Dispose();
        _unclaimed.Clear();
    }
}
