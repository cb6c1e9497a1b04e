using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.ExceptionServices;
using HeatmapPS.Engine.Color;
using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Files;
using HeatmapPS.Engine.Formats.Gif;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Pixels;
using HeatmapPS.Engine.Rendering;

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
        string path, bool overwrite, VideoTarget target, VideoSettings settings, FfmpegProgram? program, FrameComposer composer, int workers, CancellationToken cancellationToken)
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

/// <summary>Writes an animated GIF, exactly where a frame has at most 256 colours.</summary>
/// <remarks>The palette of the file is that of the first frame: a heatmap's map. A frame of other colours brings a palette of its own.</remarks>
internal sealed class GifSink : IFrameSink
{
    /// <summary>Shorter times are shown as ten times as long by browsers.</summary>
    private const int LeastDelay = 2;

    private readonly VideoSettings _settings;
    private readonly (int Width, int Height) _size;
    private readonly FramePalette _palette;
    private readonly bool _alpha;
    private FileStream? _file;
    private GifWriter? _writer;
    private long _frame;
    private long _own;
    private long _reduced;

    public GifSink(VideoSettings settings, ImageObject first, CancellationToken cancellationToken)
    {
        _settings = settings;
        _size = (first.Width, first.Height);
        _alpha = first is Heatmap heatmap ? heatmap.HasAlpha : ((Raster)first).HasAlpha;
        _palette = (first as Heatmap is { } map ? FramePalette.Exact(map, _alpha) : null)
            ?? FramePalette.Of(FramePalette.Count(first, _alpha, cancellationToken), _alpha);
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Notes
    {
        get
        {
            List<string> notes = [string.Create(CultureInfo.InvariantCulture, $"GIF with a palette of {_palette.Palette.Colors.Length} colours; {_own} frame(s) with one of their own.")];
            if (_reduced > 0)
                notes.Add(string.Create(CultureInfo.InvariantCulture, $"{_reduced} frame(s) have more than the 256 colours that GIF holds, and were reduced to 256 that stand for them. .webp, .apng and .mkv hold all."));
            if (_settings.FrameRate.Value > 50)
                notes.Add("GIF players show frames of less than 2 hundredths of a second more slowly: choose a -FrameRate of at most 50.");
            return notes;
        }
    }

    /// <inheritdoc/>
    public FrameData Encode(ImageObject frame, CancellationToken cancellationToken)
    {
        FramePalette palette = ChoosePalette(frame, cancellationToken);
        bool isOwn = !ReferenceEquals(palette, _palette);
        if (isOwn)
            Interlocked.Increment(ref _own);
        using var indices = new FrameData(checked(_size.Width * _size.Height));
        IndexRows.Read(frame, palette, indices.Memory, cancellationToken);
        using var data = new PooledStream(indices.Span.Length / 2);
        if (palette.Palette.HasAlpha)
            MapTransparent(indices.Span, palette.Palette);
        var compressor = new LzwCompressor();
        compressor.Start(data, GifWriter.IndexBitsOf(palette.Palette));
        compressor.Write(indices.Span, data);
        compressor.Finish(data);
        return FrameData.Copy(data.Written, isOwn ? palette.Palette : null);
    }

    /// <inheritdoc/>
    public void Open(string path)
    {
        _file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 16);
        _writer = new GifWriter(_file, _size.Width, _size.Height, _palette.Palette, _settings.Loop);
    }

    /// <inheritdoc/>
    public void Write(FrameData frame, CancellationToken cancellationToken)
    {
        using (frame)
            _writer!.AddCompressedFrame(frame.Span, Math.Max(Delay(_frame++), _settings.FrameRate.Value > 50 ? 1 : LeastDelay), frame.Palette);
    }

    /// <inheritdoc/>
    public void Finish(CancellationToken cancellationToken)
    {
        _writer!.Finish();
        _file!.Flush();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _writer?.Dispose();
        _file?.Dispose();
    }

    /// <summary>The file's palette where it has all colours of the frame, else one for this frame.</summary>
    private FramePalette ChoosePalette(ImageObject frame, CancellationToken cancellationToken)
    {
        if (frame is Heatmap heatmap)
        {
            if (_palette.HasAll(FramePalette.PossibleColors(heatmap, _alpha)))
                return _palette;
            if (FramePalette.Exact(heatmap, _alpha) is { } exact)
                return exact;
        }

        IReadOnlyDictionary<Rgba32, int> counts = FramePalette.Count(frame, _alpha, cancellationToken);
        if (_palette.HasAll(counts.Keys))
            return _palette;
        if (counts.Count > FramePalette.Most)
            Interlocked.Increment(ref _reduced);
        return FramePalette.Of(counts, _alpha);
    }

    /// <summary>Hundredths of a second, so that their sum never is off by more than half of one.</summary>
    private int Delay(long frame) => (int)Math.Min(_settings.FrameRate.TimeOf(frame + 1, 100) - _settings.FrameRate.TimeOf(frame, 100), ushort.MaxValue);

    /// <summary>All transparent entries show as the first of them, the one that GIF can name.</summary>
    private static void MapTransparent(Span<byte> indices, Palette palette)
    {
        ReadOnlySpan<Rgba32> colors = palette.Colors.AsSpan();
        if (GifWriter.TransparentIndexOf(palette) is not { } transparent)
            return;
        foreach (ref byte index in indices)
        {
            if (colors[index].A == 0)
                index = (byte)transparent;
        }
    }
}
