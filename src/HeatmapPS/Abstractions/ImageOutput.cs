using System.Collections.Concurrent;
using System.Diagnostics;
using HeatmapPS.Engine.Codecs;
using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Files;
using HeatmapPS.Engine.Imaging;
using HeatmapPS.Errors;

namespace HeatmapPS.Abstractions;

/// <summary>The writing side of a cmdlet: plans each output on the pipeline thread and writes it on a background one.</summary>
internal sealed class ImageOutput
{
    private readonly ImageObjectCommand _command;
    private readonly OutputPlan _plan;
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
    /// <exception cref="HeatmapException">FormatNotSupported, OutputNameInvalid.</exception>
    public ImageOutput(
        ImageObjectCommand command, string destination, string? format, string? template, string? relativeTo, ExistingFile existing, WriteOptions options)
    {
        _command = command;
        _options = options;
        _plan = new OutputPlan(command.ResolveLiteral(destination), format is null ? null : OutputFormats.Find(format), template, relativeTo, existing);
    }

    /// <summary>Claims the name of one output, asks ShouldProcess, then runs the action with the path.</summary>
    /// <remarks>With one file as destination the first output waits until it is known to be the only one.</remarks>
    public void Plan(string? sourcePath, int page, int pageCount, Action<string> action)
    {
        string? path;
        try
        {
            path = _plan.Claim(sourcePath, page, pageCount);
        }
        catch (HeatmapException error) when (error.ErrorId == "DestinationInvalid")
        {
            _held = null;
            _command.ThrowTerminatingError(error.ToErrorRecord(sourcePath));
            throw;
        }

        if (path is null)
        {
            _command.WriteVerbose($"{sourcePath}: passed over, its output exists.");
            return;
        }

        if (!_command.ShouldProcess(path, $"Write {_plan.Format.Name} image"))
            return;
        if (_plan.IsFile)
            _held = () => action(path);
        else
            action(path);
    }

    /// <summary>Runs what waited for the end of the input.</summary>
    public void ReleaseHeld()
    {
        Action? held = _held;
        _held = null;
        held?.Invoke();
    }

    /// <summary>Writes one image to its file, atomically; called on a background thread.</summary>
    public FileInfo Write(ImageObject image, string path, WorkOutcome outcome, IProgress<double> progress, CancellationToken stop)
    {
        long start = Stopwatch.GetTimestamp();
        string how = string.Empty;
        if (_tidied.TryAdd(System.IO.Path.GetDirectoryName(path)!, true))
            PartialFile.RemoveStale(System.IO.Path.GetDirectoryName(path)!);
        AtomicFile.Write(path, _plan.Overwrites, stream => how = ImageWriter.Write(image, _plan.Format, _options, stream, progress, stop));
        outcome.Verbose.Add(FormattableString.Invariant(
            $"{path}: {image.Width}×{image.Height}, {how}, {Stopwatch.GetElapsedTime(start).TotalMilliseconds:N1} ms to write."));
        if (_options.Colorbar?.TakeWarning() is { } warning)
            outcome.Warnings.Add(warning);
        return new FileInfo(path);
    }
}
