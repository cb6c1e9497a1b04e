using System.Management.Automation;
using HeatmapPS.Arguments;
using HeatmapPS.Engine.Color;
using HeatmapPS.Engine.Color.Codecs;
using HeatmapPS.Engine.Files;
using HeatmapPS.Engine.Formats;
using HeatmapPS.Engine.Jobs.Colormaps;
using HeatmapPS.Engine.Writing;
using HeatmapPS.Parameters;
using HeatmapPS.Pipeline;

namespace HeatmapPS.Commands;

/// <summary>Writes colormaps to files of other programs, or draws them.</summary>
[Cmdlet(VerbsData.Export, "Colormap", SupportsShouldProcess = true)]
[OutputType(typeof(FileInfo))]
public sealed partial class ExportColormapCommand : HeatmapCommand
{
    private readonly List<Colormap> _maps = [];
    private string _path = string.Empty;
    [ParameterBlock(ParameterPlace.Destination)]
    private readonly ExistingFileParameters _existing = new();

    private ColormapFormat _format;
    private ExistingFile _mode;
    private bool _isFolder;

    /// <summary>Colormaps: objects, names, arrays of colours, or files to convert.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ColormapCompleter))]
    public object[] InputObject { get; set; } = [];

    /// <summary>The file to write, or a folder for one file per map. A picture shows one map as a bar, several as a sheet.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = string.Empty;

    /// <summary>The format; that of the extension by default.</summary>
    [Parameter]
    public ColormapFormat? Format { get; set; }

    /// <summary>Value of the first colour, for formats that store values; by default that of the map's scale, or 0.</summary>
    [Parameter]
    public double? Minimum { get; set; }

    /// <summary>Value of the last colour; by default that of the map's scale, or 1.</summary>
    [Parameter]
    public double? Maximum { get; set; }

    /// <summary>Emits the written files.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        _mode = Require(_existing.ToExistingFile);
        _path = Require(() => FilePaths.ResolveOutput(this, Path), Path);
        _isFolder = Directory.Exists(_path) || System.IO.Path.EndsInDirectorySeparator(Path);
        _format = Require(
            () => Format ?? (_isFolder ? null : ColormapFormats.FromExtension(System.IO.Path.GetExtension(_path)))
                ?? throw ColormapFileErrors.FormatMissing(_path), Path);
        if (Minimum >= Maximum)
            ThrowTerminatingError(ColormapFileErrors.ValueRangeInvalid(Minimum.Value, Maximum.Value).ToErrorRecord(Path));
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (object item in InputObject) Guard(item, () => _maps.Add(ColormapArgument.Resolve(item, this)));
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (_maps.Count == 0) return;
        if (_isFolder)
        {
            WriteEach();
            return;
        }

        if (_maps.Count > 1 && _format != ColormapFormat.Image)
            ThrowTerminatingError(OutputErrors.NotAFolder(_path).ToErrorRecord(Path));
        Guard(_path, () => Write(_maps, _path));
    }

    private void WriteEach()
    {
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        char[] invalid = [.. System.IO.Path.GetInvalidFileNameChars().Union(['<', '>', ':', '"', '/', '\\', '|', '?', '*'])];
        foreach (Colormap map in _maps)
        {
            string name = string.Concat(map.ToString().Select(c => invalid.Contains(c) || char.IsControl(c) ? '-' : c));
            string path = System.IO.Path.Join(_path, $"{name}.{ColormapFormats.ExtensionOf(_format)}");
            Guard(map.Name, () =>
            {
                if (OperatingSystem.IsWindows() && WindowsNames.FaultOfName(System.IO.Path.GetFileName(path)) is { } fault)
                    throw OutputErrors.PathInvalid(path, fault);
                if (!names.Add(name)) throw OutputErrors.NameCollision(path, map.Name, map.Name);
                Write([map], path);
            });
        }
    }

    private void Write(List<Colormap> maps, string path)
    {
        if (!OutputTarget.IsWanted(path, _mode, Inputs))
        {
            WriteVerbose($"{path}: skipped, because it exists.");
            return;
        }

        if (!ShouldProcess(path, maps.Count == 1 ? $"Write colormap {maps[0].Name}" : $"Write {maps.Count} colormaps")) return;
        if (_format == ColormapFormat.Image)
            ColormapFiles.WritePicture(maps, path, PictureFormat(path), _mode == ExistingFile.Replace, StopToken);
        else
            ColormapFiles.Write(maps[0], path, _format, Limits(maps[0]), _mode == ExistingFile.Replace, StopToken);
        if (PassThru) Emit(new FileInfo(path));
    }

    private (double Minimum, double Maximum)? Limits(Colormap map)
    {
        if (Minimum is null && Maximum is null) return null;
        double minimum = Minimum ?? map.Scale?.Minimum ?? 0;
        double maximum = Maximum ?? map.Scale?.Maximum ?? 1;
        return minimum < maximum ? (minimum, maximum) : throw ColormapFileErrors.ValueRangeInvalid(minimum, maximum);
    }

    private static ImageFormat PictureFormat(string path) =>
        ImageFormats.FromExtension(System.IO.Path.GetExtension(path)) is { } format && format != ImageFormats.Csv
            && format != ImageFormats.Npy
            ? format
            : ImageFormats.Png;
}
