using System.ComponentModel;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Threading.Channels;
using CliWrap;
using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Imaging;

namespace HeatmapPS.Engine.Video;

/// <summary>Reads a video by ffmpeg: frames come through a pipe while they are asked for, and ffmpeg waits meanwhile.</summary>
/// <remarks>A frame's size and time come from ffmpeg's <c>showinfo</c> filter, whose line precedes the frame's pixels.</remarks>
internal sealed partial class VideoReader : IFrameReader
{
    private readonly string _path;
    private readonly FfmpegProgram _program;
    private readonly VideoReadOptions _options;
    private readonly SourcePixels _pixels;
    private readonly Channel<(int Width, int Height, double? Seconds)> _lines = Channel.CreateUnbounded<(int, int, double?)>();
    private readonly Channel<Raster> _frames = Channel.CreateBounded<Raster>(2);
    private readonly CancellationTokenSource _kill = new();
    private readonly MessageTail _errors = new();
    private readonly Task<CommandResult> _run;
    private readonly ProgramWatch _watch;
    private readonly double _rate;

    /// <param name="program">ffmpeg.</param>
    /// <param name="path">Full path of the video.</param>
    /// <param name="options">Which frames.</param>
    /// <param name="cancellationToken">Stops the question what the file holds.</param>
    /// <exception cref="HeatmapException">VideoCorrupt, FfmpegFailed, FfmpegNotFound.</exception>
    public VideoReader(FfmpegProgram program, string path, VideoReadOptions options, CancellationToken cancellationToken)
    {
        (_program, _path, _options) = (program, path, options);
        (string format, _rate, Count) = Probe(cancellationToken);
        _pixels = SourcePixels.For(format, options.Gray);
        string[] arguments = [.. Arguments()];
        Note = $"{FfmpegProgram.Show(program.Path, arguments)} ({format} as {_pixels.FfmpegName})";
        try
        {
            CommandTask<CommandResult> command = Cli.Wrap(program.Path).WithArguments(arguments).WithValidation(CommandResultValidation.None)
                .WithStandardOutputPipe(PipeTarget.Create(TakeFramesAsync))
                .WithStandardErrorPipe(PipeTarget.ToDelegate(TakeLine))
                .ExecuteAsync(_kill.Token);
            _run = command.Task;
            _watch = new ProgramWatch(command.ProcessId, options.Patience);
        }
        catch (Win32Exception error)
        {
            throw VideoErrors.FfmpegNotFound($"at '{program.Path}'", $"it cannot be run: {error.Message}", error);
        }
    }

    /// <inheritdoc/>
    public string Note { get; }

    /// <inheritdoc/>
    public long? Count { get; }

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
            return frame;
        CommandResult result = Wait(_run, cancellationToken);
        return result.ExitCode == 0 ? null : throw VideoErrors.NotAVideo(_path, $"ffmpeg said: {_errors}");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _kill.Cancel();
        ((IAsyncResult)_run).AsyncWaitHandle.WaitOne(TimeSpan.FromSeconds(10));
        _ = _run.Exception;
        _kill.Dispose();
    }

    private T Wait<T>(Task<T> task, CancellationToken cancellationToken)
    {
        if (_watch.Wait(task, cancellationToken))
            return task.GetAwaiter().GetResult();
        _kill.Cancel();
        throw VideoErrors.ReaderHung(_program.Path, _path, _options.Patience, _errors.ToString());
    }

    private (string Format, double Rate, long? Count) Probe(CancellationToken cancellationToken)
    {
        string text;
        try
        {
            text = FfmpegProgram.Run(
                _program.FindProbe(),
                ["-v", "error", .. VideoFiles.InputLimits, "-select_streams", "v:0", "-show_entries", "stream=pix_fmt,avg_frame_rate,nb_frames", "-of", "json", "file:" + _path],
                cancellationToken);
        }
        catch (HeatmapException error) when (error.ErrorId == "FfmpegFailed")
        {
            throw VideoErrors.NotAVideo(_path, error.Message);
        }

        using JsonDocument document = JsonDocument.Parse(text);
        if (!document.RootElement.TryGetProperty("streams", out JsonElement streams) || streams.GetArrayLength() == 0
            || !streams[0].TryGetProperty("pix_fmt", out JsonElement format))
            throw VideoErrors.NotAVideo(_path, "it has no pictures that ffmpeg can read");
        string[] rate = (streams[0].TryGetProperty("avg_frame_rate", out JsonElement told) ? told.GetString() : null)?.Split('/') ?? [];
        double frames = rate.Length == 2 && double.TryParse(rate[0], CultureInfo.InvariantCulture, out double top)
            && double.TryParse(rate[1], CultureInfo.InvariantCulture, out double bottom) && top > 0 && bottom > 0 ? top / bottom : 25;
        bool isWhole = _options is { Every: 1, First: null, To: null, FrameRate: null } && _options.From == TimeSpan.Zero;
        long? count = isWhole && streams[0].TryGetProperty("nb_frames", out JsonElement number)
            && long.TryParse(number.GetString(), CultureInfo.InvariantCulture, out long parsed) ? parsed : null;
        return (format.GetString()!, frames, count);
    }

    private IEnumerable<string> Arguments()
    {
        yield return "-hide_banner";
        yield return "-nostdin";
        yield return "-nostats";
        yield return "-loglevel";
        yield return "level+info";
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
        filters.Add("showinfo=checksum=0");

        // Times are known by now; frames numbered evenly are neither repeated nor left out by any version of ffmpeg.
        filters.Add("settb=1/25");
        filters.Add("setpts=N");
        string[] input = [.. VideoFiles.InputLimits, "-i", "file:" + _path, "-map", "0:v:0", "-vf", string.Join(',', filters), "-r", "25"];
        foreach (string argument in input)
            yield return argument;
        if (_options.First is { } first)
        {
            yield return "-frames:v";
            yield return first.ToString(CultureInfo.InvariantCulture);
        }

        foreach (string argument in new[] { "-sws_flags", "bicubic+accurate_rnd+full_chroma_int", "-c:v", "rawvideo", "-pix_fmt", _pixels.FfmpegName, "-f", "rawvideo", "pipe:1" })
            yield return argument;
    }

    private static string Seconds(TimeSpan time) => time.TotalSeconds.ToString("0.######", CultureInfo.InvariantCulture);

    private void TakeLine(string line)
    {
        // The first line may come before the constructor has got that far.
        _watch?.Touch();
        Match match = InfoPattern().Match(line);
        if (match.Success)
        {
            double? seconds = double.TryParse(match.Groups[1].Value, CultureInfo.InvariantCulture, out double value) ? value : null;
            _lines.Writer.TryWrite((Number(2), Number(3), seconds));
        }
        else if (line.Contains("[error]", StringComparison.Ordinal) || line.Contains("[fatal]", StringComparison.Ordinal))
        {
            _errors.Add(line);
        }

        int Number(int group) => int.Parse(match.Groups[group].ValueSpan, CultureInfo.InvariantCulture);
    }

    private async Task TakeFramesAsync(Stream stream, CancellationToken cancellationToken)
    {
        Exception? fault = null;
        try
        {
            var start = new byte[1];
            (int Width, int Height)? size = null;
            for (long index = 1; await stream.ReadAsync(start, cancellationToken) == 1; index++)
            {
                (int width, int height, double? seconds) = await _lines.Reader.ReadAsync(cancellationToken);
                if (size is { } first && first != (width, height))
                    throw VideoErrors.NotAVideo(_path, FormattableString.Invariant($"its frames change from {first.Width} × {first.Height} to {width} × {height} pixels at frame {index}, which ffmpeg would resample"));
                size = (width, height);
                var layout = new RasterLayout(width, height, _pixels.Bands, _pixels.Type);
                if (layout.ByteCount > Array.MaxLength)
                    throw CodecErrors.RowTooLong(_path, layout.ByteCount);
                byte[] pixels = GC.AllocateUninitializedArray<byte>((int)layout.ByteCount);
                pixels[0] = start[0];
                await stream.ReadExactlyAsync(pixels.AsMemory(1), cancellationToken);
                await _frames.Writer.WriteAsync(Frame(layout, pixels, seconds, index), cancellationToken);
            }
        }
        catch (EndOfStreamException)
        {
            fault = VideoErrors.NotAVideo(_path, $"it ended within a frame. {_errors}");
        }
        catch (Exception error)
        {
            fault = error;
        }

        _frames.Writer.TryComplete(fault);
    }

    private Raster Frame(RasterLayout layout, byte[] pixels, double? seconds, long index)
    {
        var metadata = new RasterMetadata
        {
            ColorModel = layout.Bands == 1 ? ColorModel.Gray : ColorModel.Rgb,
            HasAlpha = layout.Bands == 4,
            BitDepth = _pixels.Bits,
        };
        double time = seconds ?? ((index - 1) * _options.Every / (_options.FrameRate?.Value ?? _rate));
        var origin = new RasterOrigin(_path, Codec: "ffmpeg") { Index = index, Time = _options.From + TimeSpan.FromSeconds(time) };
        return new Raster(new MemorySource(layout, pixels), metadata, origin);
    }

    [GeneratedRegex(@"\bn:\s*\d+\s+pts:\s*\S+\s+pts_time:(\S+)\s.*?\bs:(\d{1,6})x(\d{1,6})\b")]
    private static partial Regex InfoPattern();
}
