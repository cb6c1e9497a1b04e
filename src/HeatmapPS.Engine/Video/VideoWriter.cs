using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Files;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Pixels;

namespace HeatmapPS.Engine.Video;

/// <summary>A frame to come.</summary>
/// <param name="Target">What an error of it names.</param>
/// <param name="Open">Gives the heatmap or the colours; called on a background thread.</param>
internal sealed record FrameRequest(object Target, Func<CancellationToken, ImageObject> Open);

/// <summary>Makes one video: frames are read and coloured on all cores ahead of the encoder, and written in order.</summary>
/// <remarks>Used by one thread. At most a few frames are in memory, whatever the length of the video. The first error ends it, and
/// no file is left: a video without one of its frames would be a wrong one.</remarks>
internal sealed class VideoWriter : IDisposable
{
    private readonly FrameComposer _composer;
    private readonly VideoTarget _target;
    private readonly VideoSettings _settings;
    private readonly FfmpegProgram? _program;
    private readonly CancellationTokenSource _stop;
    private readonly BlockingCollection<(FrameRequest Request, Task<FrameData> Data)> _queue = [];
    private readonly SemaphoreSlim _room;
    private readonly SemaphoreSlim _workers;
    private readonly TaskCompletionSource<IFrameSink> _sink = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly string _path;
    private readonly bool _overwrite;
    private Task? _run;
    private long _added;
    private long _done;

    /// <param name="path">Full path of the file.</param>
    /// <param name="overwrite">Whether an existing file is replaced.</param>
    /// <param name="target">Container and codec.</param>
    /// <param name="settings">How it is encoded.</param>
    /// <param name="program">ffmpeg, or null where the engine writes the file.</param>
    /// <param name="composer">Makes frames ready.</param>
    /// <param name="workers">Frames worked on at once.</param>
    /// <param name="cancellationToken">Signalled by Ctrl+C.</param>
    public VideoWriter(
        string path, bool overwrite, VideoTarget target, VideoSettings settings, FfmpegProgram? program, FrameComposer composer,
            int workers, CancellationToken cancellationToken)
    {
        (_path, _overwrite, _target, _settings, _program, _composer) = (path, overwrite, target, settings, program, composer);
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _workers = new SemaphoreSlim(workers);
        _room = new SemaphoreSlim(workers + 2);
    }

    /// <summary>Frames written.</summary>
    public long FramesDone => Interlocked.Read(ref _done);

    /// <summary>Lines for -Verbose, once the video is done.</summary>
    public IReadOnlyList<string> Notes { get; private set; } = [];

    /// <summary>What the error was about, once there was one.</summary>
    public object? FailedTarget { get; private set; }

    /// <summary>Adds a frame, waiting for room.</summary>
    /// <returns>Whether it was added in time; try again if not.</returns>
    /// <exception cref="HeatmapException">What has stopped the video.</exception>
    public bool TryAdd(FrameRequest request, TimeSpan timeout)
    {
        ThrowIfFailed();
        try
        {
            if (!_room.Wait(timeout, _stop.Token))
                return false;
        }
        catch (OperationCanceledException) when (_run is not null)
        {
            // Whatever stopped the writing is the error to tell.
            ((IAsyncResult)_run).AsyncWaitHandle.WaitOne();
            ThrowIfFailed();
            throw;
        }

        long index = _added++;

        // Frames get their turns in order, since a later one may wait for an earlier one.
        Task turn = _workers.WaitAsync(_stop.Token);
        _queue.Add((request, Task.Run(() => WorkAsync(request, index, turn))));
        _run ??= Task.Factory.StartNew(Run, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        return true;
    }

    /// <summary>Ends the video.</summary>
    /// <returns>Whether it is complete; try again if not.</returns>
    /// <exception cref="HeatmapException">What has stopped the video.</exception>
    public bool TryFinish(TimeSpan timeout)
    {
        if (!_queue.IsAddingCompleted)
            _queue.CompleteAdding();
        if (_run is null)
            throw VideoErrors.NoFrames(_path);
        if (!((IAsyncResult)_run).AsyncWaitHandle.WaitOne(timeout))
            return false;
        ThrowIfFailed();
        return true;
    }

    /// <summary>Stops everything and waits until nothing runs any more.</summary>
    public void Dispose()
    {
        _stop.Cancel();
        _queue.CompleteAdding();
        _sink.TrySetCanceled();
        if (_run is { } run)
        {
            ((IAsyncResult)run).AsyncWaitHandle.WaitOne();
            _ = run.Exception;
        }

        foreach ((_, Task<FrameData> data) in _queue)
            Release(data);
        _queue.Dispose();
        _room.Dispose();
        _workers.Dispose();
        _stop.Dispose();
    }

    private static void Release(Task<FrameData> data)
    {
        ((IAsyncResult)data).AsyncWaitHandle.WaitOne();
        if (data.IsCompletedSuccessfully)
            data.Result.Dispose();
        _ = data.Exception;
    }

    private void ThrowIfFailed()
    {
        if (_run is { IsFaulted: true } run)
            ExceptionDispatchInfo.Throw(run.Exception!.InnerException!);
        if (_run is { IsCanceled: true })
            throw new OperationCanceledException();
    }

    private async Task<FrameData> WorkAsync(FrameRequest request, long index, Task turn)
    {
        CancellationToken stop = _stop.Token;
        await turn;
        using var scope = WorkScope.Enter(stop);
        try
        {
            if (index == 0)
            {
                ImageObject first = _composer.ComposeFirst(request.Open(stop), stop);
                IFrameSink made = MakeSink(first, stop);
                _sink.SetResult(made);
                return made.Encode(first, stop);
            }

            ImageObject image = request.Open(stop);
            IFrameSink sink = await _sink.Task.WaitAsync(stop);
            return sink.Encode(_composer.Compose(image, index, stop), stop);
        }
        catch
        {
            // Without the first frame there is nothing to wait for.
            if (index == 0)
                _sink.TrySetCanceled(CancellationToken.None);
            throw;
        }
        finally
        {
            _workers.Release();
        }
    }

    private IFrameSink MakeSink(ImageObject first, CancellationToken cancellationToken) => _target.Codec switch
    {
        VideoCodec.GIF => new GifSink(_settings, first, cancellationToken),
        VideoCodec.APNG => new ApngSink(_settings, first),
        VideoCodec.WebP => new WebPSink(_settings, first),
        _ => new FfmpegSink(_program!, _target, _settings, first, cancellationToken),
    };

    private void Run()
    {
        try
        {
            PartialFile.RemoveStale(Path.GetDirectoryName(_path)!);
            AtomicFile.WriteTo(_path, _overwrite, WriteAll, _stop.Token);
        }
        catch
        {
            // The frames under way are of no use any more.
            _stop.Cancel();
            throw;
        }
    }

    private void WriteAll(string temporary)
    {
        IFrameSink? sink = null;
        try
        {
            foreach ((FrameRequest request, Task<FrameData> data) in _queue.GetConsumingEnumerable(_stop.Token))
            {
                FrameData frame = Take(request, data);
                if (sink is null)
                {
                    sink = _sink.Task.Result;
                    sink.Open(temporary);
                }

                sink.Write(frame, _stop.Token);
                Interlocked.Increment(ref _done);
                _room.Release();
            }

            sink!.Finish(_stop.Token);
        }
        finally
        {
            sink ??= _sink.Task.IsCompletedSuccessfully ? _sink.Task.Result : null;
            Notes = sink?.Notes ?? [];
            sink?.Dispose();
        }
    }

    private FrameData Take(FrameRequest request, Task<FrameData> data)
    {
        try
        {
            return data.GetAwaiter().GetResult();
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            FailedTarget = request.Target;
            throw;
        }
    }
}
