using System.Management.Automation;
using HeatmapPS.Arguments;
using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Formats;
using HeatmapPS.Engine.Writing;

namespace HeatmapPS.Parameters;

/// <summary>The parameters that say where the files of many images go.</summary>
internal sealed class DestinationParameters : NamingParameters
{
    /// <summary>Folder for the files (created when missing), or for one input a file with an image extension. Without it,
    /// image objects are emitted.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Destination { get; set; }
}

/// <summary>The parameters that name the files of many images.</summary>
internal class NamingParameters
{
    /// <summary>Format of the files, by name or extension. By default PNG, or the format of the file named.</summary>
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
}

/// <summary>The parameter that says where the one result of many images goes.</summary>
internal sealed class ResultFileParameters
{
    /// <summary>The file to write. Without it, the result is emitted.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Destination { get; set; }
}

/// <summary>The parameters that say what happens to a file that exists.</summary>
internal class ExistingFileParameters
{
    /// <summary>Replaces existing files.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Skips what exists already.</summary>
    [Parameter]
    public SwitchParameter SkipExisting { get; set; }

    /// <summary>What the switches say.</summary>
    /// <exception cref="HeatmapException">ParameterConflict when more than one is set.</exception>
    public virtual ExistingFile ToExistingFile() =>
        Force && SkipExisting ? throw InputErrors.Conflict("one of -Force and -SkipExisting")
        : Force ? ExistingFile.Replace
        : SkipExisting ? ExistingFile.Skip
        : ExistingFile.Refuse;
}

/// <summary>The parameters that say what happens to a file that exists and has a source whose age tells.</summary>
internal sealed class SourcedFileParameters : ExistingFileParameters
{
    /// <summary>Skips inputs whose output exists and is not older than its source; replaces it otherwise.</summary>
    [Parameter]
    public SwitchParameter IfNewer { get; set; }

    /// <inheritdoc/>
    public override ExistingFile ToExistingFile() =>
        IfNewer && (Force || SkipExisting) ? throw InputErrors.Conflict("one of -Force, -SkipExisting and -IfNewer")
        : IfNewer ? ExistingFile.ReplaceOlder
        : base.ToExistingFile();
}

/// <summary>The parameters that say how files are encoded.</summary>
internal sealed class EncodingParameters
{
    /// <summary>Quality of lossy formats, 1 to 100.</summary>
    [Parameter]
    [ValidateRange(1, 100)]
    public int Quality { get; set; }

    /// <summary>Compression of lossless formats.</summary>
    [Parameter]
    public ImageCompression Compression { get; set; }

    /// <summary>The choices for the encoders.</summary>
    public EncodeOptions ToEncodeOptions() => EncodeOptions.From(Quality, Compression);
}

/// <summary>The parameter that bounds the work done at once.</summary>
internal sealed class WorkParameters
{
    /// <summary>Images worked on at once. The number of processors by default.</summary>
    [Parameter]
    [ValidateRange(1, 1024)]
    public int ThrottleLimit { get; set; } = Environment.ProcessorCount;
}
