using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using System.Threading.Channels;
using CliWrap;
using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Formats;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Pixels;

namespace HeatmapPS.Engine.Video;

/// <summary>Reads a video by ffmpeg: frames come through a pipe while they are asked for, and ffmpeg waits meanwhile.</summary>
/// <remarks>A frame's size and time come from ffmpeg's <c>showinfo</c> filter, whose line precedes the frame's pixels; see
/// <see cref="FrameLog"/>.</remarks>
internal sealed class VideoReader : IFrameReader
{
    /// <summary>Pixels above which one frame waits to be taken, not two.</summary>
    private const long LargeFrame = 1 << 24;

    /// <summary>Seconds between frames in the output that ffmpeg writes: longer than any frame of a file lasts.</summary>
    private const int Tick = 100_000;

    private readonly string _path;
    private readonly FfmpegProgram _program;
    private readonly VideoReadOptions _options;
    private readonly DecodedPixelFormat _pixels;
    private readonly FrameLog _log = new();
    private readonly Channel<Raster> _frames;
    private readonly CancellationTokenSource _kill = new();
    private readonly MessageTail _errors = new();
    private readonly Task<CommandResult> _run;
    private readonly ProgramWatch _watch;
    private readonly VideoStream _stream;
    private bool _hasGiven;

    /// <param name="program">ffmpeg.</param>
    /// <param name="path">Full path of the video.</param>
    /// <param name="options">Which frames.</param>
    /// <param name="cancellationToken">Stops the question what the file holds.</param>
    /// <exception cref="HeatmapException">VideoCorrupt, ImageTooLarge, FfmpegFailed, FfmpegNotFound.</exception>
    public VideoReader(FfmpegProgram program, string path, VideoReadOptions options, CancellationToken cancellationToken)
    {
        (_program, _path, _options) = (program, path, options);
        _stream = VideoStream.Probe(program, path, options.MaxPixels, cancellationToken);
        _pixels = DecodedPixelFormat.For(_stream.PixelFormat, options.Gray);
        _frames = Channel.CreateBounded<Raster>(_stream.PixelCount > LargeFrame ? 1 : 2);
        string[] arguments = [.. Arguments()];
        Note = $"{FfmpegProgram.Show(program.Path, arguments)} ({_stream.PixelFormat} as {_pixels.FfmpegName})";
        CommandTask<CommandResult>? command = null;
        try
        {
            command = Cli.Wrap(program.Path).WithArguments(arguments).WithValidation(CommandResultValidation.None)
                .WithStandardOutputPipe(PipeTarget.Create(TakeFramesAsync))
                .WithStandardErrorPipe(PipeTarget.Create(TakeLinesAsync))
                .ExecuteAsync(_kill.Token);
            _run = command.Task;
            _watch = new ProgramWatch(command.ProcessId, options.Patience);
        }
        catch (Exception error)
        {
            // Nobody disposes what was not constructed, so that ffmpeg is ended here.
            if (command is not null)
                End(command.Task);
            _kill.Dispose();
            if (error is not Win32Exception)
                throw;
            throw VideoErrors.FfmpegNotFound($"'{program.Path}' cannot be run: {error.Message}", error);
        }
    }

    /// <inheritdoc/>
    public string Note { get; }

    /// <inheritdoc/>
    public long? Count => IsWhole && _options is { Every: 1, First: null } ? _stream.FrameCount : null;

    /// <summary>Whether frames are taken from all of the video, the first among them.</summary>
    private bool IsWhole => _options is { To: null, FrameRate: null } && _options.From == TimeSpan.Zero;

    /// <inheritdoc/>
    public Raster? Read(CancellationToken cancellationToken)
    {
        Raster? frame;
        while (!_frames.Reader.TryRead(out frame))
        {
            if (!Wait(_frames.Reader.WaitToReadAsync(cancellationToken).AsTask(), cancellationToken))
                break;
        }

        if (frame is not null)
        {
            _hasGiven = true;
            return frame;
        }

        CommandResult result = Wait(_run, cancellationToken);
        string errors = _errors.ToString();
        if (result.ExitCode != 0 || (_stream.IsAnimation && errors.Length > 0))
            throw VideoErrors.NotAVideo(_path, $"ffmpeg reports: {errors}");

        // ffmpeg ends well where it can decode nothing. Of a part of a video, there may be nothing.
        if (!_hasGiven && (IsWhole || errors.Length > 0))
        {
            throw VideoErrors.NotAVideo(_path, errors.Length > 0
                ? $"ffmpeg found no frame in it and reports: {errors}"
                : "ffmpeg found no frame in it");
        }

        return null;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        End(_run);
        _kill.Dispose();
    }

    private void End(Task run)
    {
        _kill.Cancel();
        ((IAsyncResult)run).AsyncWaitHandle.WaitOne(TimeSpan.FromSeconds(10));
        _ = run.Exception;
    }

    private T Wait<T>(Task<T> task, CancellationToken cancellationToken)
    {
        if (_watch.Wait(task, cancellationToken))
            return task.GetAwaiter().GetResult();
        _kill.Cancel();
        throw VideoErrors.ReaderHung(_program.Path, _path, _options.Patience, _errors.ToString());
    }

    private IEnumerable<string> Arguments()
    {
        yield return "-hide_banner";
        yield return "-nostdin";
        yield return "-nostats";
        yield return "-loglevel";
        yield return "level+info";
        if (_stream.IsAnimation)
            yield return "-xerror";
        if (_options.From > TimeSpan.Zero)
        {
            yield return "-ss";
            yield return Seconds(_options.From);
        }

        if (_options.To is { } to)
        {
            yield return "-t";
            yield return Seconds(to - _options.From);
        }

        var filters = new List<string>();
        if (_options.FrameRate is { } rate)
            filters.Add($"fps={rate}");
        if (_options.Every > 1)
            filters.Add(string.Create(CultureInfo.InvariantCulture, $"select=not(mod(n\\,{_options.Every}))"));
        filters.Add(_log.Filter);

        // To raw video ffmpeg writes at a constant rate: it fills up what a frame lasts with repeats. Times are known by now, so
        // that a frame a
        // tick is written, with ticks that no frame outlasts. The option against repeats will not do: -vsync ended with ffmpeg 8, and its
        // successor -fps_mode began with 5.1.
        filters.Add($"settb={Tick}");
        filters.Add("setpts=N");
        string[] input = [.. VideoFiles.InputLimits, .. _stream.DecoderLimits, "-i", "file:" + _path, "-map", "0:v:0", "-vf",
            string.Join(',', filters), "-r", $"1/{Tick}"];
        foreach (string argument in input)
            yield return argument;
        if (_options.First is { } first)
        {
            yield return "-frames:v";
            yield return first.ToString(CultureInfo.InvariantCulture);
        }

        foreach (string argument in new[] { "-sws_flags", "bicubic+accurate_rnd+full_chroma_int", "-c:v", "rawvideo", "-pix_fmt",
            _pixels.FfmpegName, "-f", "rawvideo", "pipe:1" })
        {
            yield return argument;
        }
    }

    private static string Seconds(TimeSpan time) => time.TotalSeconds.ToString("0.######", CultureInfo.InvariantCulture);

    private async Task TakeLinesAsync(Stream stream, CancellationToken cancellationToken)
    {
        try
        {
            using var lines = new StreamReader(stream, leaveOpen: true);
            while (await lines.ReadLineAsync(cancellationToken) is { } line)
                TakeLine(line);
        }
        finally
        {
            _log.End();
        }
    }

    private void TakeLine(string line)
    {
        // The first line may come before the constructor has got that far.
        _watch?.Touch();
        if (!_log.Take(line) && (line.Contains("[error]", StringComparison.Ordinal) || line.Contains("[fatal]", StringComparison.Ordinal)))
            _errors.Add(line);
    }

    private async Task TakeFramesAsync(Stream stream, CancellationToken cancellationToken)
    {
        Exception? fault = null;
        try
        {
            byte[] start = new byte[1];
            (int Width, int Height)? size = null;
            for (long index = 1; await stream.ReadAsync(start, cancellationToken) == 1; index++)
            {
                (long number, int width, int height, double? seconds) = await DescriptionAsync(index, cancellationToken);
                if (size is { } first && first != (width, height))
                    throw VideoErrors.NotAVideo(_path, FormattableString.Invariant($"its frames change from {first.Width} × {first.Height} to {width} × {height} pixels at frame {index}, so ffmpeg would resample them"));
                size = (width, height);

                // Where frames change their form, ffmpeg builds its filters anew, which count from 0 again; and it loses frames then.
                if (number != index - 1)
                {
                    throw VideoErrors.NotAVideo(_path,
                        FormattableString.Invariant($"its frames change their pixel format before frame {index}"));
                }

                var layout = new RasterLayout(width, height, _pixels.Bands, _pixels.Type);
                if (layout.PixelCount > _options.MaxPixels)
                    throw ImageErrors.TooLarge(_path, layout.PixelCount, _options.MaxPixels);
                if (layout.ByteCount > Array.MaxLength)
                    throw CodecErrors.RowTooLong(_path, layout.ByteCount);

                // Room is made for a frame when the one before it has found its place.
                await _frames.Writer.WaitToWriteAsync(cancellationToken);
                byte[] pixels = GC.AllocateUninitializedArray<byte>((int)layout.ByteCount);
                pixels[0] = start[0];
                await stream.ReadExactlyAsync(pixels.AsMemory(1), cancellationToken);
                await _frames.Writer.WriteAsync(Frame(layout, pixels, seconds, index), cancellationToken);
            }
        }
        catch (EndOfStreamException)
        {
            fault = VideoErrors.NotAVideo(_path, $"it ends inside a frame. {_errors}");
        }
        catch (Exception error)
        {
            fault = error;
        }

        _frames.Writer.TryComplete(fault);
    }

    private async Task<(long Number, int Width, int Height, double? Seconds)> DescriptionAsync(long index,
        CancellationToken cancellationToken)
    {
        try
        {
            return await _log.ReadAsync(cancellationToken);
        }
        catch (ChannelClosedException error)
        {
            throw VideoErrors.FrameNotDescribed(_program.Path, _path, index, _errors.ToString(), error);
        }
    }

    private Raster Frame(RasterLayout layout, byte[] pixels, double? seconds, long index)
    {
        var metadata = new RasterMetadata
        {
            ColorModel = layout.Bands == 1 ? ColorModel.Gray : ColorModel.Rgb,
            HasAlpha = layout.Bands == 4,
            BitDepth = _pixels.Bits,
        };
        double time = seconds ?? ((index - 1) * _options.Every / (_options.FrameRate?.Value ?? _stream.FrameRate));
        var origin = new RasterOrigin(_path, Codec: "ffmpeg") { Index = index, Time = _options.From + TimeSpan.FromSeconds(time) };
        return new Raster(new MemorySource(layout, pixels), metadata, origin);
    }
}

/// <summary>Number, size and time of frames, as ffmpeg's <c>showinfo</c> filter logs them.</summary>
/// <remarks>ffmpeg logs a file's own metadata too. The filter of each run has a random name, which begins its lines and no file
/// can know, so
/// that no text of a file is taken for one of them.</remarks>
internal sealed partial class FrameLog
{
    /// <summary>Bytes of the name; its 20 letters and the filter's name fit the 29 that old versions of ffmpeg keep.</summary>
    private const int NameBytes = 10;

    private readonly Channel<(long Number, int Width, int Height, double? Seconds)> _frames =
        Channel.CreateUnbounded<(long, int, int, double?)>();
    private readonly string _name = "showinfo@" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(NameBytes));

    /// <summary>The filter, to be put where frames have the size that is read.</summary>
    public string Filter => _name + "=checksum=0";

    /// <summary>Takes a line of the log.</summary>
    /// <returns>Whether it is the filter's.</returns>
    public bool Take(string line)
    {
        if (!line.StartsWith('[') || !line.AsSpan(1).StartsWith(_name, StringComparison.Ordinal))
            return false;
        Match match = LinePattern().Match(line, _name.Length + 1, line.Length - _name.Length - 1);
        if (match.Success)
        {
            double? seconds = double.TryParse(match.Groups[2].ValueSpan, CultureInfo.InvariantCulture, out double value) ? value : null;
            _frames.Writer.TryWrite(((long)Number(1), (int)Number(3), (int)Number(4), seconds));
        }

        return true;

        double Number(int group) => double.Parse(match.Groups[group].ValueSpan, CultureInfo.InvariantCulture);
    }

    /// <summary>Notes that the log has ended, so that nobody waits for a line any more.</summary>
    public void End() => _frames.Writer.TryComplete();

    /// <summary>What is said of the next frame, whose number counts from 0; a time that is not known is null.</summary>
    /// <exception cref="ChannelClosedException">The log ended before that.</exception>
    public ValueTask<(long Number, int Width, int Height, double? Seconds)> ReadAsync(CancellationToken cancellationToken) =>
        _frames.Reader.ReadAsync(cancellationToken);

    [GeneratedRegex(@"\G @ \w+\] \[info\] n:\s*(\d{1,15}) pts:\s*\S+ pts_time:(\S+)\s.*? s:(\d{1,6})x(\d{1,6}) ")]
    private static partial Regex LinePattern();
}

/// <summary>Tells a program that works from one that hangs: while it works it uses the processor, or says something.</summary>
/// <remarks>A decoder may work for minutes without a result, as when it looks for each ten-thousandth frame.</remarks>
/// <param name="processId">The program.</param>
/// <param name="patience">How long it may do nothing.</param>
internal sealed class ProgramWatch(int processId, TimeSpan patience)
{
    private readonly TimeSpan _patience = patience > TimeSpan.Zero
        ? patience
        : throw new ArgumentOutOfRangeException(nameof(patience), patience, "A program needs time to work.");
    private long _heard;

    /// <summary>Notes that the program gave or said something.</summary>
    public void Touch() => Interlocked.Increment(ref _heard);

    /// <summary>Waits for something that the program is to bring about.</summary>
    /// <returns>Whether it came; if not, the program did nothing all the time.</returns>
    /// <exception cref="OperationCanceledException">The waiting was stopped.</exception>
    public bool Wait(Task task, CancellationToken cancellationToken)
    {
        var look = TimeSpan.FromMilliseconds(Math.Clamp(_patience.TotalMilliseconds / 4, 50, 1000));
        long since = Stopwatch.GetTimestamp();
        (long Heard, TimeSpan Worked) before = State();
        while (Task.WaitAny([task], (int)look.TotalMilliseconds, cancellationToken) < 0)
        {
            (long Heard, TimeSpan Worked) now = State();
            if (now != before)
                (before, since) = (now, Stopwatch.GetTimestamp());
            else if (Stopwatch.GetElapsedTime(since) > _patience)
                return false;
        }

        return true;
    }

    private (long Heard, TimeSpan Worked) State()
    {
        long heard = Interlocked.Read(ref _heard);
        try
        {
            using var process = Process.GetProcessById(processId);
            return (heard, process.TotalProcessorTime);
        }
        catch (Exception error) when (error is ArgumentException or InvalidOperationException or Win32Exception or NotSupportedException)
        {
            // It has ended, or its system does not tell.
            return (heard, TimeSpan.Zero);
        }
    }
}
