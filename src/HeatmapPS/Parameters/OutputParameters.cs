using System.Management.Automation;
using HeatmapPS.Arguments;
using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Formats;
using HeatmapPS.Engine.Writing;

namespace HeatmapPS.Parameters;

/// <summary>Parameters that specify where the files of several images are written.</summary>
internal sealed class DestinationParameters : NamingParameters
{
    /// <summary>Folder for the files (created if missing), or a file with an image extension for one input. Without it, the cmdlet emits
    /// image objects.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Destination { get; set; }
}

/// <summary>Parameters that name the files of several images.</summary>
internal class NamingParameters
{
    /// <summary>Format of the files, by name or extension. By default that of the file extension, or PNG in a folder.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(OutputFormatCompleter))]
    public string? Format { get; set; }

    /// <summary>Template for the file names, without extension: {BaseName}, {Index}, {Extension}, {Parent}, {Page}.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(OutputNameCompleter))]
    public string? Name { get; set; }

    /// <summary>Folder whose sub-folders are recreated below the destination.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? RelativeTo { get; set; }
}

/// <summary>The parameter that specifies where the single result of several images is written.</summary>
internal sealed class ResultFileParameters
{
    /// <summary>The file to write. Without it, the cmdlet emits the result.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Destination { get; set; }
}

/// <summary>Parameters that specify how to handle an existing file.</summary>
internal class ExistingFileParameters
{
    /// <summary>Replaces existing files.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Skips outputs that exist.</summary>
    [Parameter]
    public SwitchParameter SkipExisting { get; set; }

    /// <summary>The choice that the switches make.</summary>
    /// <exception cref="HeatmapException">ParameterConflict when more than one is set.</exception>
    public virtual ExistingFile ToExistingFile() =>
        Force && SkipExisting ? throw InputErrors.Conflict("-Force and -SkipExisting")
        : Force ? ExistingFile.Replace
        : SkipExisting ? ExistingFile.Skip
        : ExistingFile.Refuse;
}

/// <summary>Parameters that specify how to handle an existing file with a source of known age.</summary>
internal sealed class SourcedFileParameters : ExistingFileParameters
{
    /// <summary>Skips inputs whose output exists and is not older than its source; otherwise replaces it.</summary>
    [Parameter]
    public SwitchParameter IfNewer { get; set; }

    /// <inheritdoc/>
    public override ExistingFile ToExistingFile() =>
        IfNewer && (Force || SkipExisting) ? throw InputErrors.Conflict("-Force, -SkipExisting and -IfNewer")
        : IfNewer ? ExistingFile.ReplaceOlder
        : base.ToExistingFile();
}

/// <summary>Parameters that specify how to encode files.</summary>
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

/// <summary>Parameters that specify what the files of heatmaps hold besides the picture.</summary>
internal sealed class EmbeddingParameters
{
    /// <summary>Puts the numbers into the file, under the picture (PNG, TIFF): every cmdlet reads them back exactly.</summary>
    [Parameter]
    public SwitchParameter IncludeData { get; set; }

    /// <summary>Leaves out what the colours mean: scale, unit, colormap and the source's name.</summary>
    [Parameter]
    public SwitchParameter NoMetadata { get; set; }

    /// <summary>The choice that the switches make.</summary>
    /// <param name="options">How images are written.</param>
    /// <exception cref="HeatmapException">ParameterConflict: numbers need their description.</exception>
    public WriteOptions Apply(WriteOptions options)
    {
        if (IncludeData && NoMetadata)
            throw InputErrors.Conflict("-IncludeData and -NoMetadata");
        return IncludeData && options.Data
            ? throw InputErrors.Conflict("-IncludeData and -Data")
            : options with { Describes = !NoMetadata, IncludesNumbers = IncludeData };
    }
}

/// <summary>The parameter that limits how many images are processed at once.</summary>
internal sealed class WorkParameters
{
    /// <summary>Number of images to process at once. The number of processors by default.</summary>
    [Parameter]
    [ValidateRange(1, 1024)]
    public int ThrottleLimit { get; set; } = Environment.ProcessorCount;
}
