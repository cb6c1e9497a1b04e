using HeatmapPS.Engine.Writing;
using HeatmapPS.Parameters;

namespace HeatmapPS.Pipeline;

/// <summary>A cmdlet that turns images into image objects, or with -Destination into files.</summary>
public abstract class ImageOutputCommand : ImageInputCommand
{
    [ParameterBlock(ParameterPlace.Destination)]
    private protected readonly DestinationParameters Place = new();

    [ParameterBlock(ParameterPlace.Destination)]
    private protected readonly SourcedFileParameters Existing = new();

    [ParameterBlock(ParameterPlace.Encoding)]
    private protected readonly EncodingParameters Encoding = new();

    /// <summary>Whether files are written.</summary>
    private protected bool WritesFiles => Output is not null;

    /// <summary>Where files go; null where image objects are emitted.</summary>
    private protected ImageOutput? Output { get; private set; }

    /// <summary>What of an image is written, and how.</summary>
    private protected virtual WriteOptions WriteOptions => new() { Encode = Encoding.ToEncodeOptions() };

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        if (Place.Destination is not { } destination)
            return;
        // As a number: for an enumeration of another assembly, the method would be compiled in each process.
        var existing = (ExistingFile)Require(() => (int)Existing.ToExistingFile());
        Output = Require(
            () => new ImageOutput(this, destination, Place.Format, Place.Name,
                Place.RelativeTo is { } folder ? ResolveLiteral(folder) : null, existing, WriteOptions),
            destination);
    }

    /// <summary>Plans one output: claims its name, asks ShouldProcess, then runs the action with the path (null for an object).</summary>
    private protected void PlanOutput(ImageInput input, Action<string?> action, string? request = null, bool decidesLater = false)
    {
        if (Output is null)
            action(null);
        else
            Output.Plan(input, action, request, decidesLater);
    }

    /// <summary>Runs what waited for the end of the input.</summary>
    private protected void ReleaseHeldOutput() => Output?.ReleaseHeld();
}
