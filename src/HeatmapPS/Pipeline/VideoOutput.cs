using System.Diagnostics;
using System.Globalization;
using System.Management.Automation;
using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Video;

namespace HeatmapPS.Pipeline;

/// <summary>The pipeline thread's side of making a video: waits for room, shows progress, tells errors.</summary>
/// <param name="command">The cmdlet.</param>
/// <param name="writer">Makes the video.</param>
/// <param name="path">Full path of the file.</param>
internal sealed class VideoOutput(HeatmapCommand command, VideoWriter writer, string path) : IDisposable
{
    private static readonly TimeSpan s_poll = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan s_progressAfter = TimeSpan.FromSeconds(1);

    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private TimeSpan _lastProgress;

    /// <summary>Frames there will be, or null where that is not known yet.</summary>
    public long? Total { get; set; }

    /// <summary>Adds a frame.</summary>
    public void Add(FrameRequest request) => Wait(() => writer.TryAdd(request, s_poll));

    /// <summary>Waits until the video is complete.</summary>
    public void Finish()
    {
        Wait(() => writer.TryFinish(s_poll));
        double seconds = Math.Max(0.001, _clock.Elapsed.TotalSeconds);
        foreach (string note in writer.Notes)
            command.WriteVerbose(note);
        command.WriteVerbose(string.Create(
            CultureInfo.InvariantCulture,
                $"{path}: {writer.FramesDone} frames in {seconds:N2} s, {writer.FramesDone / seconds:N1} per second."));
        if (_lastProgress > TimeSpan.Zero)
        {
            command.WriteProgress(new ProgressRecord(0, command.MyInvocation.MyCommand.Name,
                "done") { RecordType = ProgressRecordType.Completed });
        }
    }

    /// <inheritdoc/>
    public void Dispose() => writer.Dispose();

    private void Wait(Func<bool> attempt)
    {
        try
        {
            while (!attempt())
                ShowProgress();
            ShowProgress();
        }
        catch (OperationCanceledException)
        {
            throw new PipelineStoppedException();
        }
        catch (Exception error) when (error is HeatmapException or IOException or UnauthorizedAccessException or OutOfMemoryException)
        {
            foreach (string note in writer.Notes)
                command.WriteVerbose(note);
            command.ThrowTerminatingError(error.ToErrorRecord(writer.FailedTarget ?? path));
        }
    }

    private void ShowProgress()
    {
        TimeSpan now = _clock.Elapsed;
        if (now < s_progressAfter || now - _lastProgress < s_poll)
            return;
        _lastProgress = now;
        long done = writer.FramesDone;
        double rate = done / now.TotalSeconds;
        string status = Total is { } total
            ? string.Create(CultureInfo.CurrentCulture, $"{done:N0} of {total:N0} frames, {rate:N1} per second")
            : string.Create(CultureInfo.CurrentCulture, $"{done:N0} frames, {rate:N1} per second");
        var record = new ProgressRecord(0, command.MyInvocation.MyCommand.Name, status);
        if (Total is { } all && done > 0)
        {
            record.PercentComplete = (int)Math.Min(100, 100 * done / all);
            record.SecondsRemaining = (int)Math.Max(0, (all - done) / rate);
        }

        command.WriteProgress(record);
    }
}
