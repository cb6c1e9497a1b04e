using System.Globalization;
using System.Management.Automation;
using HeatmapPS.Arguments;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Rendering;
using HeatmapPS.Engine.Terminal;
using HeatmapPS.Parameters;
using HeatmapPS.Pipeline;

namespace HeatmapPS.Commands;

/// <summary>Shows images in the terminal, or in the system's viewer.</summary>
[Cmdlet(VerbsCommon.Show, "Heatmap", DefaultParameterSetName = PathSet)]
[OutputType(typeof(string))]
public sealed partial class ShowHeatmapCommand : ImageInputCommand
{
    [ParameterBlock(ParameterPlace.Colors)]
    private readonly ColoringParameters _parameters = new();

    private static readonly string[] s_terminalOnly =
        [nameof(TerminalWidth), nameof(TerminalHeight), nameof(Reduce), nameof(NoColorbar), nameof(TmuxPassthrough), nameof(QueryTimeout)];

    private Coloring _coloring = null!;
    private TerminalPresenter? _presenter;

    /// <summary>How to show the picture in the terminal. Auto: the best that the terminal reports it can show.</summary>
    [Parameter]
    public TerminalProtocol Protocol { get; set; }

    /// <summary>Maximum number of terminal columns for the picture; by default those of the window, less one.</summary>
    [Parameter]
    [ValidateRange(1, 10_000)]
    public int TerminalWidth { get; set; }

    /// <summary>Maximum number of terminal rows for the picture; by default those of the window, less four.</summary>
    [Parameter]
    [ValidateRange(1, 10_000)]
    public int TerminalHeight { get; set; }

    /// <summary>How to combine values when the picture is shown smaller than it is.</summary>
    [Parameter]
    public ValueReduction Reduce { get; set; }

    /// <summary>Hides the colorbar.</summary>
    [Parameter]
    public SwitchParameter NoColorbar { get; set; }

    /// <summary>Emits the lines as strings instead of showing them.</summary>
    [Parameter]
    public SwitchParameter AsString { get; set; }

    /// <summary>Opens the picture at full resolution in the system's viewer.</summary>
    [Parameter]
    public SwitchParameter Viewer { get; set; }

    /// <summary>Wraps the picture so that tmux passes it on to the outer terminal.</summary>
    [Parameter]
    public SwitchParameter TmuxPassthrough { get; set; }

    /// <summary>Total time to wait for the terminal's answers, in milliseconds; 0 sends no query.</summary>
    [Parameter]
    [ValidateRange(0, 60_000)]
    public int QueryTimeout { get; set; } = TerminalScreen.DefaultTimeout;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        if (Viewer && (AsString || IsBound(nameof(Protocol))))
            _ = Require<object>(() => throw InputErrors.Conflict("-Viewer, -AsString and -Protocol"));
        string[] unused = Viewer ? [.. s_terminalOnly.Where(IsBound)] : [];
        if (unused.Length > 0)
            _ = Require<object>(() => throw TerminalErrors.ViewerHasNo(unused));
        if (TmuxPassthrough && Protocol is not (TerminalProtocol.Sixel or TerminalProtocol.Kitty or TerminalProtocol.ITerm2))
            _ = Require<object>(() => throw TerminalErrors.PassthroughNeedsProtocol(Protocol.ToString()));
        _coloring = RequireColoring(_parameters, bitDepth: 8);
    }

    /// <inheritdoc/>
    private protected override void ProcessInput(ImageInput input)
    {
        _presenter ??= Viewer ? null : MakePresenter();
        RunInBackground(input.Target, (progress, stop) => Show(input, progress, stop));
    }

    /// <inheritdoc/>
    protected override void EndProcessing() => Drain();

    /// <inheritdoc/>
    private protected override void Emit(object output)
    {
        if (AsString)
            WriteObject(output);
        else
            WriteInformation(new HostInformationMessage { Message = (string)output }, ["PSHOST"]);
    }

    private TerminalPresenter MakePresenter()
    {
        TerminalCapability terminal = TerminalScreen.Examine(this, Protocol, QueryTimeout);
        WriteVerbose(string.Create(
            CultureInfo.InvariantCulture,
            $"Terminal: {terminal.Name ?? "no name"}, {(terminal.Answers ? "answered" : "not queried, or no answer")}, {terminal.Columns}×{terminal.Rows} characters of {terminal.CellWidth}×{terminal.CellHeight}, {terminal.Protocol}."));
        return new TerminalPresenter(terminal, Protocol == TerminalProtocol.Auto ? terminal.Protocol : Protocol, new TerminalOptions
        {
            Columns = TerminalWidth == 0 ? null : TerminalWidth,
            Rows = TerminalHeight == 0 ? null : TerminalHeight,
            Reduction = Reduce,
            Colorbar = !NoColorbar,
            Passthrough = TmuxPassthrough,
        });
    }

    private WorkOutcome Show(ImageInput input, IProgress<double> progress, CancellationToken stop)
    {
        var outcome = new WorkOutcome();
        ImageObject image = Color(input, progress, stop);
        if (_presenter is null)
            outcome.Verbose.Add($"{image.Name}: opened '{SystemViewer.Open(image, stop)}'.");
        else
            outcome.Outputs.AddRange(_presenter.Present(image, stop));
        return outcome;
    }

    /// <summary>Numbers in colours, as ConvertTo-Heatmap makes them; a heatmap keeps what no parameter changes, and a picture its
    /// colours.</summary>
    private ImageObject Color(ImageInput input, IProgress<double> progress, CancellationToken stop)
    {
        var given = input.Image as Heatmap;
        bool staysAsItIs = _coloring is { SetsScale: false, SetsStyle: false };
        if (given is not null && staysAsItIs)
            return given;
        Raster raster = Open(input);
        return Coloring.HasOwnColors(raster) && staysAsItIs
            ? raster
            : _coloring.Color(Grayscale.Apply(raster), given, shared: null, stop, progress);
    }
}
