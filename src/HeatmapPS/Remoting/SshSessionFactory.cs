using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Management.Automation.Runspaces;
using System.Reflection;
using HeatmapPS.Engine.Errors;

namespace HeatmapPS.Remoting;

/// <summary>Opens sessions of PowerShell over SSH that know the module's types.</summary>
/// <remarks>
/// New-PSSession -HostName reads and writes objects by the types of PowerShell alone, whatever modules the session that calls
/// it has; a session made with a table of types uses those of the table.
/// </remarks>
internal sealed class SshSessionFactory
{
    private const string Transport = "SSH";

    private readonly PSHost _host;
    private readonly SshSessionOptions _options;
    private readonly TypeTable _types = TypeTable.LoadDefaultTypeFiles();

    /// <param name="host">Where what the other side writes to its host goes.</param>
    /// <param name="options">How to open them.</param>
    public SshSessionFactory(PSHost host, SshSessionOptions options)
    {
        _host = host;
        _options = options;
        PortableTypeData.AddTo(_types);
    }

    /// <summary>Opens a session and imports the module in it.</summary>
    /// <exception cref="HeatmapException">HostNotReached, RemoteModuleFailed.</exception>
    public Runspace Open(SshHost machine, CancellationToken cancellationToken)
    {
        Runspace runspace = RunspaceFactory.CreateRunspace(Connection(machine), _host, _types);
        try
        {
            Open(runspace, machine, cancellationToken);
            ImportModule(runspace, machine, cancellationToken);
            return runspace;
        }
        catch
        {
            runspace.Dispose();
            throw;
        }
    }

    /// <summary>Makes the session, as PowerShell's cmdlets take it, of an open connection.</summary>
    /// <param name="runspace">The connection.</param>
    /// <param name="command">In whose session Get-PSSession is to list it.</param>
    public static PSSession ToSession(Runspace runspace, PSCmdlet command) =>
        (PSSession)typeof(PSSession).InvokeMember("Create", BindingFlags.Public | BindingFlags.Static | BindingFlags.InvokeMethod, null, null, [runspace, Transport, command], null)!;

    /// <summary>The class is of PowerShell 7, and the module is compiled against what 5.1 has too.</summary>
    private RunspaceConnectionInfo Connection(SshHost machine)
    {
        Type type = typeof(PSObject).Assembly.GetType("System.Management.Automation.Runspaces.SSHConnectionInfo", throwOnError: true)!;
        ConstructorInfo create = type.GetConstructor([typeof(string), typeof(string), typeof(string), typeof(int), typeof(string), typeof(int), typeof(Hashtable)])!;
        return (RunspaceConnectionInfo)create.Invoke([machine.UserName, machine.Name, _options.KeyFilePath, machine.Port, _options.Subsystem, _options.ConnectingTimeout, _options.Options]);
    }

    private static void Open(Runspace runspace, SshHost machine, CancellationToken cancellationToken)
    {
        using var settled = new ManualResetEventSlim();
        void Settle(object? sender, RunspaceStateEventArgs change)
        {
            if (change.RunspaceStateInfo.State is RunspaceState.Opened or RunspaceState.Broken or RunspaceState.Closed)
                settled.Set();
        }

        runspace.StateChanged += Settle;
        try
        {
            runspace.OpenAsync();
            settled.Wait(cancellationToken);
        }
        catch (Exception error) when (error is RuntimeException or IOException)
        {
            throw RemotingErrors.HostNotReached(machine.Name, error.Message, error);
        }
        finally
        {
            runspace.StateChanged -= Settle;
        }

        if (runspace.RunspaceStateInfo is { State: not RunspaceState.Opened } state)
            throw RemotingErrors.HostNotReached(machine.Name, state.Reason?.Message ?? $"the session is {state.State}", state.Reason);
    }

    private void ImportModule(Runspace runspace, SshHost machine, CancellationToken cancellationToken)
    {
        using var shell = PowerShell.Create();
        shell.Runspace = runspace;
        _ = shell.AddCommand("Import-Module").AddParameter("Name", _options.Module).AddParameter("ErrorAction", ActionPreference.Stop);
        try
        {
            using CancellationTokenRegistration registration = cancellationToken.Register(() => shell.BeginStop(null, null));
            _ = shell.Invoke();
        }
        catch (PipelineStoppedException)
        {
            throw new OperationCanceledException(cancellationToken);
        }
        catch (RuntimeException error)
        {
            throw RemotingErrors.ModuleFailed(_options.Module, machine.Name, error.Message, error);
        }
    }
}
