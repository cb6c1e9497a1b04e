using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Management.Automation.Runspaces;
using System.Reflection;
using HeatmapPS.Arguments;
using HeatmapPS.Engine.Color;
using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Rendering;
using HeatmapPS.Engine.Scaling;

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
        (PSSession)typeof(PSSession)
            .InvokeMember("Create", BindingFlags.Public | BindingFlags.Static | BindingFlags.InvokeMethod, null, null,
            [runspace, Transport, command], null)!;

    /// <summary>The class is of PowerShell 7, and the module is compiled against what 5.1 has too.</summary>
    private RunspaceConnectionInfo Connection(SshHost machine)
    {
        Type type = typeof(PSObject).Assembly.GetType("System.Management.Automation.Runspaces.SSHConnectionInfo", throwOnError: true)!;
        ConstructorInfo create = type.GetConstructor([typeof(string), typeof(string), typeof(string), typeof(int), typeof(string),
            typeof(int), typeof(Hashtable)])!;
        return (RunspaceConnectionInfo)create.Invoke([machine.UserName, machine.Name, _options.KeyFilePath, machine.Port,
            _options.Subsystem, _options.ConnectingTimeout, _options.Options]);
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

/// <summary>Tells PowerShell, when the module is imported, how the module's objects go to other processes and come back.</summary>
/// <remarks>A types file cannot do it: it is read before the module's types can be found.</remarks>
public sealed class PortableTypeData : IModuleAssemblyInitializer
{
    /// <summary>An equalizing scale has its histogram one level down, which would become text.</summary>
    private const uint ScaleDepth = 2;

    /// <inheritdoc/>
    public void OnImport()
    {
        NameTypes("Add");
        Register("ExecutionContext");
    }

    /// <summary>Makes the runspace know how the module's objects go and come.</summary>
    /// <param name="member">PowerShell's own property on the way to the runspace's types, which a later version may rename: the cmdlet
    /// for it then takes longer.</param>
    internal static void Register(string member)
    {
        if (Table(member) is { } table)
        {
            AddTo(table);
            return;
        }

        foreach (TypeData type in All())
        {
            using var shell = PowerShell.Create(RunspaceMode.CurrentRunspace);
            _ = shell.AddCommand("Microsoft.PowerShell.Utility\\Update-TypeData").AddParameter("TypeData", type).AddParameter("Force")
                .Invoke();
        }
    }

    /// <summary>Makes a table of types know how the module's objects go and come.</summary>
    internal static void AddTo(TypeTable table)
    {
        foreach (TypeData type in All())
            table.AddType(type);
    }

    private static IEnumerable<TypeData> All()
    {
        string[] image = ["Name", "Width", "Height", "Bands", "BitDepth", "SampleType", "Path", "Unit", PortableObjectData.PropertyName];
        TypeData[] types =
        [
            Describe(typeof(Raster), [.. image, "Page", "PageCount", "Codec", "Time", "Index", "ColorModel", "HasAlpha"]),
            Describe(typeof(Heatmap), [.. image, "Minimum", "Maximum", "ClippedPercent", "Colormap"]),
            Describe(typeof(Colormap),
                ["Name", "Family", "Kind", "Count", "IsPerceptuallyUniform", "IsColorBlindSafe", PortableObjectData.PropertyName]),
            new TypeData(typeof(HeatmapScale)) { TypeConverter = typeof(PortableObjectConverter), SerializationDepth = ScaleDepth },
        ];
        foreach (TypeData type in types)
        {
            type.IsOverride = true;
            yield return type;
            Type target = typeof(Raster).Assembly.GetType(type.TypeName, throwOnError: true)!;
            yield return new TypeData("Deserialized." + type.TypeName) { TargetTypeForDeserialization = target, IsOverride = true };
        }
    }

    /// <summary>Makes the names of the types, as Get-Member shows them, good for [casts], -as and -is.</summary>
    /// <remarks>PowerShell finds types by name in the assemblies of cmdlets only, unless their load context is the common one.</remarks>
    /// <param name="member">PowerShell's own method for it, which a later version may rename. Casts by name are then all that is missing:
    /// objects go and come as themselves, and cmdlets take them.</param>
    internal static void NameTypes(string member)
    {
        MethodInfo? add = typeof(PSObject).Assembly.GetType("System.Management.Automation.TypeAccelerators")?.GetMethod(member,
            [typeof(string), typeof(Type)]);
        foreach (Type type in (Type[])[typeof(Raster), typeof(Heatmap), typeof(Colormap), typeof(HeatmapScale)])
            _ = add?.Invoke(null, [type.FullName, type]);
    }

    private static TypeData Describe(Type type, string[] properties)
    {
        var data = new TypeData(type)
        {
            TypeConverter = typeof(PortableObjectConverter),
            SerializationMethod = "SpecificProperties",
            PropertySerializationSet = new PropertySetData(properties),
        };
        MethodInfo get = typeof(PortableObjectData).GetMethod(nameof(PortableObjectData.Get), [typeof(PSObject)])!;
        data.Members.Add(PortableObjectData.PropertyName, new CodePropertyData(PortableObjectData.PropertyName, get) { IsHidden = true });
        return data;
    }

    /// <summary>The types of the runspace. The cmdlet for it is in a module of PowerShell's, which takes longer to load than all
    /// of this one.</summary>
    private static TypeTable? Table(string member)
    {
        const BindingFlags Hidden = BindingFlags.Instance | BindingFlags.NonPublic;
        object? context = typeof(Runspace).GetProperty(member, Hidden)?.GetValue(Runspace.DefaultRunspace);
        return context?.GetType().GetProperty("TypeTable", Hidden)?.GetValue(context) as TypeTable;
    }
}

/// <summary>Makes an object of the module of what PowerShell received or read for it.</summary>
public sealed class PortableObjectConverter : PSTypeConverter
{
    /// <inheritdoc/>
    public override bool CanConvertFrom(PSObject sourceValue, Type destinationType) => sourceValue is { BaseObject: PSCustomObject };

    /// <inheritdoc/>
    public override object? ConvertFrom(PSObject sourceValue, Type destinationType, IFormatProvider formatProvider, bool ignoreCase) =>
        destinationType == typeof(HeatmapScale) ? ScaleArgument.Resolve(sourceValue, path => path)
            : PortableObjectData.TryRead(sourceValue) is { } value && destinationType.IsInstanceOfType(value) ? value
            : throw new PSInvalidCastException();

    /// <inheritdoc/>
    public override bool CanConvertFrom(object sourceValue, Type destinationType) => false;

    /// <inheritdoc/>
    public override object ConvertFrom(object sourceValue, Type destinationType, IFormatProvider formatProvider, bool ignoreCase) =>
        throw new PSInvalidCastException();

    /// <inheritdoc/>
    public override bool CanConvertTo(object sourceValue, Type destinationType) => false;

    /// <inheritdoc/>
    public override object ConvertTo(object sourceValue, Type destinationType, IFormatProvider formatProvider, bool ignoreCase) =>
        throw new PSInvalidCastException();
}

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
