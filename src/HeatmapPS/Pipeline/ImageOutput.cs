using System.Collections.Concurrent;
using System.Diagnostics;
using HeatmapPS.Arguments;
using HeatmapPS.Engine.Embedding;
using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Files;
using HeatmapPS.Engine.Formats;
using HeatmapPS.Engine.Formats.DeepZoom;
using HeatmapPS.Engine.Formats.Pyramids;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Writing;

namespace HeatmapPS.Pipeline;

/// <summary>The writing side of a cmdlet: plans each output on the pipeline thread and writes it on a background one.</summary>
internal sealed class ImageOutput
{
    private readonly ImageObjectCommand _command;
    private readonly OutputTarget _target;
    private readonly WriteOptions _options;
    private readonly ConcurrentDictionary<string, bool> _tidied = new();
    private Action? _held;

    /// <param name="command">The cmdlet.</param>
    /// <param name="destination">Folder, or file with an image extension, as the user gave it.</param>
    /// <param name="format">Name or extension of a format, or null.</param>
    /// <param name="template">Template of the names inside a folder, or null.</param>
    /// <param name="relativeTo">Full path of the folder whose sub-folders are kept, or null.</param>
    /// <param name="existing">What is done about a file that exists already.</param>
    /// <param name="options">What of an image is written, and how.</param>
    /// <exception cref="HeatmapException">FormatNotSupported, OutputNameInvalid; ParameterConflict for a pyramid that is no
    /// TIFF.</exception>
    public ImageOutput(
        ImageObjectCommand command, string destination, string? format, string? template, string? relativeTo, ExistingFile existing,
            WriteOptions options)
    {
        _command = command;
        _options = options;
        _target = new OutputTarget(FilePaths.ResolveOutput(command, destination), format is null ? null : OutputFormats.Find(format),
            template, relativeTo, existing, command.Inputs);
        if (options.Pyramid && _target.Format != ImageFormats.Tiff)
            throw CodecErrors.PyramidNeedsTiff();
        if (options.IncludesNumbers && (options.Pyramid || (_target.Format != ImageFormats.Png && _target.Format != ImageFormats.Tiff)))
            throw EmbeddingErrors.FormatHoldsNoNumbers(options.Pyramid ? "a pyramid" : _target.Format.Name);
    }

    /// <summary>Claims the name of one output, asks ShouldProcess, then runs the action with the path.</summary>
    /// <remarks>With one file as destination the first output waits until it is known to be the only one.</remarks>
    /// <param name="input">The input.</param>
    /// <param name="action">Gets the path.</param>
    /// <param name="request">What is asked of the picture, or null where that is not known.</param>
    /// <param name="decidesLater">Whether -IfNewer is decided by <see cref="IsCurrent"/>, once the request is known.</param>
    public void Plan(ImageInput input, Action<string> action, string? request = null, bool decidesLater = false) =>
        Plan(input.SourcePath, input.LocalPath, input.Page, input.NamedPages, action, request, decidesLater);

    /// <summary>Whether -IfNewer leaves an output as it is.</summary>
    /// <param name="input">The input.</param>
    /// <param name="path">From <c>Plan</c>.</param>
    /// <param name="request">What is asked of the picture.</param>
    /// <param name="outcome">Receives that it is skipped.</param>
    public bool IsCurrent(ImageInput input, string path, string request, WorkOutcome outcome)
    {
        bool isCurrent = _target.IsCurrent(path, input.LocalPath, request);
        if (isCurrent)
            outcome.Verbose.Add(Skipped(input.SourcePath));
        return isCurrent;
    }

    /// <summary>Plans the one output of many sources.</summary>
    /// <param name="newest">The newest of them, or null.</param>
    /// <param name="action">Gets the path.</param>
    public void Plan(string? newest, Action<string> action) => Plan(newest, newest, page: 1, pageCount: 1, action);

    private void Plan(string? sourcePath, string? localPath, int page, int pageCount, Action<string> action, string? request = null,
        bool decidesLater = false)
    {
        if (_target.IsTaken)
        {
            _held = null;
            _command.ThrowTerminatingError(OutputErrors.NotAFolder(_target.Destination).ToErrorRecord(sourcePath));
        }

        if (_target.Claim(sourcePath, localPath, page, pageCount, request, decidesLater) is not { } path)
        {
            _command.WriteVerbose(Skipped(sourcePath));
            return;
        }

        if (!_command.ShouldProcess(path, $"Write {_target.Format.Name} image"))
            return;
        if (_target.IsFile)
            _held = () => action(path);
        else
            action(path);
    }

    private static string Skipped(string? sourcePath) => $"{sourcePath}: skipped, because its output exists.";

    /// <summary>Full path of the file or folder.</summary>
    public string Destination => _target.Destination;

    /// <summary>Name of the files' format.</summary>
    public string FormatName => _target.Format.Name;

    /// <summary>Whether an existing file is replaced.</summary>
    public bool Overwrites => _target.Overwrites;

    /// <summary>Runs what waited for the end of the input.</summary>
    public void ReleaseHeld()
    {
        Action? held = _held;
        _held = null;
        held?.Invoke();
    }

    /// <summary>Writes one image to its file, atomically; called on a background thread.</summary>
    /// <param name="image">The image.</param>
    /// <param name="path">From <c>Plan</c>.</param>
    /// <param name="outcome">Gets what is to be told.</param>
    /// <param name="progress">Receives the fraction of rows done.</param>
    /// <param name="stop">Stops between strips.</param>
    /// <param name="shrink">How smaller copies are made, where the image does not tell.</param>
    /// <param name="request">What was asked of the picture, or null.</param>
    /// <param name="overwrites">Whether an existing file is replaced, where that was decided elsewhere.</param>
    public FileInfo Write(
        ImageObject image, string path, WorkOutcome outcome, IProgress<double> progress, CancellationToken stop,
            PyramidShrink? shrink = null, string? request = null, bool? overwrites = null)
    {
        bool replaces = overwrites ?? _target.Overwrites;
        long start = Stopwatch.GetTimestamp();
        string how = string.Empty;
        if (_tidied.TryAdd(System.IO.Path.GetDirectoryName(path)!, true))
            PartialFile.RemoveStale(System.IO.Path.GetDirectoryName(path)!);
        var warnings = new List<string>();
        WriteOptions options = _options with { Shrink = shrink, Warn = warnings.Add, Request = request };
        if (_target.Format == ImageFormats.DeepZoom)
        {
            DeepZoomFiles.Write(path, replaces,
                (stream, folder) => Encode(stream, options with { Encode = options.Encode with { TileFolder = folder } }), stop);
        }
        else
        {
            AtomicFile.Write(path, replaces, stream => Encode(stream, options), stop);
        }

        outcome.Verbose.Add(FormattableString.Invariant(
            $"{path}: {image.Width}×{image.Height}, {how}, {Stopwatch.GetElapsedTime(start).TotalMilliseconds:N1} ms to write."));
        outcome.Warnings.AddRange(warnings);
        return new FileInfo(path);

        void Encode(Stream stream, WriteOptions with) => how = ImageWriter.Write(image, _target.Format, with, stream, progress, stop);
    }
}
