using System.Collections;

namespace HeatmapPS.Remoting;

/// <summary>How sessions are opened on any host.</summary>
internal sealed record SshSessionOptions
{
    /// <summary>Full path of a private key; those that SSH finds where it is null.</summary>
    public string? KeyFilePath { get; init; }

    /// <summary>The subsystem of the host's SSH server that starts PowerShell.</summary>
    public string Subsystem { get; init; } = "powershell";

    /// <summary>Milliseconds to wait for a connection, or -1 for as long as SSH waits.</summary>
    public int ConnectingTimeout { get; init; } = Timeout.Infinite;

    /// <summary>Options of the SSH client by name.</summary>
    public Hashtable Options { get; init; } = [];

    /// <summary>The module as the host finds it: its name, or a path there.</summary>
    public string Module { get; init; } = "HeatmapPS";
}
