using System.Management.Automation;
using HeatmapPS.Completion;
using HeatmapPS.Engine.Formats;
using HeatmapPS.Engine.Writing;

namespace HeatmapPS.Abstractions;

/// <summary>A cmdlet that turns images into image objects, or with -Destination into files.</summary>
public abstract class ImageOutputCommand : ImageReaderCommand
{
    /// <summary>Folder for the files (created when missing), or for one input a file with an image extension. Without it,
    /// image objects are emitted.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Destination { get; set; }

    /// <summary>Format of the files, by name or extension; PNG, or the one of the file named, where nothing is said.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(OutputFormatCompleter))]
    public string? Format { get; set; }

    /// <summary>Template of the files' names, without extension: {BaseName}, {Index}, {Extension}, {Parent}, {Page}.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(OutputNameCompleter))]
    public string? Name { get; set; }

    /// <summary>Folder whose sub-folders are kept below the destination.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? RelativeTo { get; set; }

    /// <summary>Quality of lossy formats, 1 to 100.</summary>
    [Parameter]
    [ValidateRange(1, 100)]
    public int Quality { get; set; }

    /// <summary>Compression of lossless formats.</summary>
    [Parameter]
    public ImageCompression Compression { get; set; }

    /// <summary>Replaces existing files.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Passes over inputs whose output exists.</summary>
    [Parameter]
    public SwitchParameter SkipExisting { get; set; }

    /// <summary>Passes over inputs whose output exists and is not older than its source; replaces it otherwise.</summary>
    [Parameter]
    public SwitchParameter IfNewer { get; set; }

    /// <summary>Whether files are written.</summary>
    private protected bool WritesFiles => Output is not null;

    /// <summary>Where files go; null where image objects are emitted.</summary>
    private protected ImageOutput? Output { get; private set; }

    /// <summary>What of an image is written, and how.</summary>
    private protected virtual WriteOptions WriteOptions => new() { Encode = EncodeOptions.From(Quality, Compression) };

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        if (Destination is null)
            return;
        ExistingFile existing = Require(() => ExistingFiles.FromSwitches(Force, SkipExisting, IfNewer));
        Output = Require(
            () => new ImageOutput(this, Destination, Format, Name, RelativeTo is null ? null : ResolveLiteral(RelativeTo), existing, WriteOptions),
            Destination);
    }

    /// <summary>Plans one output: claims its name, asks ShouldProcess, then runs the action with the path (null for an object).</summary>
    private protected void PlanOutput(ImagePage page, Action<string?> action)
    {
        if (Output is null)
            action(null);
        else
            Output.Plan(page.Input.SourcePath, page.Input.LocalPath, page.Page, page.PageCount, action);
    }

    /// <summary>Runs what waited for the end of the input.</summary>
    private protected void ReleaseHeldOutput() => Output?.ReleaseHeld();
}
