using System.Collections.Immutable;
using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.IO.Pipes;
using System.Runtime.InteropServices;
using System.Threading.Channels;
using CliWrap;
using HeatmapPS.Engine.Color;
using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Pixels;
using HeatmapPS.Engine.Rendering;
using HeatmapPS.Engine.Scaling;

namespace HeatmapPS.Engine.Video;

/// <summary>Pipes frames to ffmpeg as raw video. Nothing but the video itself is written to disk.</summary>
/// <remarks>The colours that a player shows are those of the colormap: luma and chroma are worked out here by BT.709, since ffmpeg
/// converts palettes by BT.601 regardless of its arguments, and the stream is tagged so.</remarks>
internal sealed class FfmpegSink : IFrameSink
{
    private static readonly TimeSpan s_poll = TimeSpan.FromMilliseconds(50);

    private readonly FfmpegProgram _program;
    private readonly VideoTarget _target;
    private readonly VideoSettings _settings;
    private readonly FramePixelFormat _format;
    private readonly FrameLayoutWriter _layout;
    private readonly FramePacker _packer;
    private readonly (int Width, int Height) _size;
    private readonly bool _isJpeg;
    private readonly string _encoder;
    private readonly Channel<FrameData> _frames =
        Channel.CreateBounded<FrameData>(new BoundedChannelOptions(2) { SingleReader = true, SingleWriter = true });
    private readonly CancellationTokenSource _kill = new();
    private readonly MessageTail _errors = new();
    private readonly List<string> _notes = [];
    private string _path = string.Empty;
    private Task<CommandResult>? _run;
    private long _activity = Stopwatch.GetTimestamp();
    private long _encoded = -1;
    private long _written;
    private long _length;

    /// <param name="program">ffmpeg.</param>
    /// <param name="target">Container and codec.</param>
    /// <param name="settings">Everything else.</param>
    /// <param name="first">The first frame, whose size and depth the video has.</param>
    /// <param name="cancellationToken">Stops the question which encoders there are.</param>
    /// <exception cref="HeatmapException">PixelFormatNotSupported, VideoFormatNotSupported, FfmpegFailed.</exception>
    public FfmpegSink(FfmpegProgram program, VideoTarget target, VideoSettings settings, ImageObject first,
        CancellationToken cancellationToken)
    {
        _program = program;
        _target = target;
        _settings = settings;
        _size = (first.Width, first.Height);
        _format = CodecProfile.PixelFormat(target.Codec, settings.PixelFormat, first.BitDepth > 8);
        _isJpeg = target.Codec == VideoCodec.MJPEG;
        _encoder = program.ChooseEncoder(target.Codec, EncodersFor(target.Codec), cancellationToken);
        _layout = new FrameLayoutWriter(_format, IsInterleaved);
        _packer = new FramePacker(ColorPacking.For(_format, _isJpeg));
        (int storedWidth, int storedHeight) = StoredSize;
        if ((storedWidth, storedHeight) != _size)
            _notes.Add($"{_format.Name} stores only even sizes: {_size.Width}×{_size.Height} is padded to {storedWidth}×{storedHeight} with copies of the last column or row. -PixelFormat yuv444p keeps the size.");
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Notes => _notes;

    private (int Width, int Height) StoredSize => (_format.StoredWidth(_size.Width), _format.StoredHeight(_size.Height));

    /// <summary>FFV1 stores 8-bit RGB interleaved.</summary>
    private bool IsInterleaved => _target.Codec == VideoCodec.FFV1 && _format is { IsRgb: true, Bits: 8 };

    private string InputPixels =>
        IsInterleaved ? "bgr0" : _isJpeg ? _format.Name.Replace("yuv", "yuvj", StringComparison.Ordinal) : _format.FfmpegName;

    /// <inheritdoc/>
    public FrameData Encode(ImageObject frame, CancellationToken cancellationToken)
    {
        using PackedRows rows = _packer.Open(frame);
        var data = new FrameData(_layout.FrameBytes(frame.Width, frame.Height));
        try
        {
            _layout.Write(rows, data.Span, cancellationToken);
            return data;
        }
        catch
        {
            data.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Open(string path)
    {
        _path = path;
        string[] arguments = [.. Arguments(path)];
        _notes.Add(FfmpegProgram.Show(_program.Path, arguments));
        _run = Start(arguments);
    }

    /// <inheritdoc/>
    public void Write(FrameData frame, CancellationToken cancellationToken)
    {
        while (!_frames.Writer.TryWrite(frame))
        {
            // Spurious wake-ups are fine: this is a poll that ends early.
            _ = _frames.Writer.WaitToWriteAsync(CancellationToken.None).AsTask().Wait(s_poll, cancellationToken);
            Watch(cancellationToken);
        }

        _written++;
        if (_run!.IsCompleted)
            Watch(cancellationToken);
    }

    /// <inheritdoc/>
    public void Finish(CancellationToken cancellationToken)
    {
        _frames.Writer.Complete();
        while (!((IAsyncResult)_run!).AsyncWaitHandle.WaitOne(s_poll))
            Watch(cancellationToken);
        CommandResult result = _run!.GetAwaiter().GetResult();
        if (result.ExitCode != 0)
            throw VideoErrors.ProgramFailed(_program.Path, result.ExitCode, _errors.ToString());
        if (_encoded != _written)
            throw VideoErrors.FramesLost(_program.Path, _written, Math.Max(0, _encoded), _errors.ToString());
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _frames.Writer.TryComplete();
        _kill.Cancel();
        if (_run is { } run)
        {
            // The child must be gone before its file is removed.
            ((IAsyncResult)run).AsyncWaitHandle.WaitOne(TimeSpan.FromSeconds(10));
            _ = run.Exception;
        }

        while (_frames.Reader.TryRead(out FrameData? frame))
            frame.Dispose();
        _kill.Dispose();
    }

    /// <summary>SVT-AV1 stores 4:2:0 of at least 64 pixels a side only.</summary>
    private string[] EncodersFor(VideoCodec codec) =>
        codec == VideoCodec.AV1 && (_format.Name is not ("yuv420p" or "yuv420p10") || Math.Min(_size.Width, _size.Height) < 64)
            ? ["libaom-av1"]
            : CodecProfile.Of(codec).Encoders;

    private Task<CommandResult> Start(string[] arguments)
    {
        try
        {
            return Cli.Wrap(_program.Path).WithArguments(arguments).WithValidation(CommandResultValidation.None)
                .WithStandardInputPipe(PipeSource.Create(FeedAsync))
                .WithStandardOutputPipe(PipeTarget.ToDelegate(TakeProgress))
                .WithStandardErrorPipe(PipeTarget.ToDelegate(_errors.Add))
                .ExecuteAsync(_kill.Token).Task;
        }
        catch (Win32Exception error)
        {
            throw VideoErrors.FfmpegNotFound($"'{_program.Path}' cannot be run: {error.Message}", error);
        }
    }

    private IEnumerable<string> Arguments(string path)
    {
        (int width, int height) = StoredSize;
        string[] tags = _format.IsRgb
            ? ["-colorspace", "rgb", "-color_primaries", "bt709", "-color_trc", "iec61966-2-1", "-color_range", "pc"]
            : _isJpeg
                ? ["-colorspace", "bt470bg", "-color_primaries", "bt709", "-color_trc", "bt709", "-color_range", "pc"]
                : ["-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709", "-color_range", "tv"];
        return
        [
            "-hide_banner", "-nostdin", "-nostats", "-loglevel", "error", "-progress", "pipe:1",
            "-f", "rawvideo", "-pixel_format", InputPixels,
            "-video_size", string.Create(CultureInfo.InvariantCulture, $"{width}x{height}"),
            "-framerate", _settings.FrameRate.ToString(), .. tags, "-i", "pipe:0",
            "-map", "0:v:0", .. CodecProfile.Arguments(_target.Codec, _encoder, _settings, _format),
            "-pix_fmt", InputPixels, .. tags, .. ContainerArguments(), "-f", _target.Muxer!, "-y", "file:" + path,
        ];
    }

    private IEnumerable<string> ContainerArguments()
    {
        if (_target.Muxer is "mp4" or "mov")
        {
            yield return "-movflags";
            yield return "+faststart+write_colr";
            if (_target.Codec == VideoCodec.H265)
            {
                // Apple's players know HEVC by this name only.
                yield return "-tag:v";
                yield return "hvc1";
            }
        }
    }

    private async Task FeedAsync(Stream stream, CancellationToken cancellationToken)
    {
        PipeCapacity.Enlarge(stream);
        await foreach (FrameData frame in _frames.Reader.ReadAllAsync(cancellationToken))
        {
            using (frame)
            {
                const int Piece = 1 << 20;
                for (int at = 0; at < frame.Memory.Length; at += Piece)
                {
                    await stream.WriteAsync(frame.Memory[at..Math.Min(at + Piece, frame.Memory.Length)], cancellationToken);
                    Touch();
                }
            }
        }
    }

    private void TakeProgress(string line)
    {
        const string Key = "frame=";
        if (!line.StartsWith(Key, StringComparison.Ordinal)
            || !long.TryParse(line.AsSpan(Key.Length), CultureInfo.InvariantCulture, out long frames))
        {
            return;
        }

        if (Interlocked.Exchange(ref _encoded, frames) != frames)
            Touch();
    }

    private void Touch() => Interlocked.Exchange(ref _activity, Stopwatch.GetTimestamp());

    /// <summary>Throws when ffmpeg is gone or does nothing any more.</summary>
    private void Watch(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (_run!.IsCompleted)
        {
            if (_frames.Reader.Completion.IsCompleted)
                return;
            int exitCode = _run.IsCompletedSuccessfully ? _run.Result.ExitCode : -1;
            throw VideoErrors.ProgramFailed(_program.Path, exitCode, _errors.ToString(), _run.Exception?.InnerException);
        }

        if (Stopwatch.GetElapsedTime(Interlocked.Read(ref _activity)) < _settings.Patience)
            return;

        // The file is written while its index is moved to the front, which is not told as progress.
        var file = new FileInfo(_path);
        long length = file.Exists ? file.Length ^ file.LastWriteTimeUtc.Ticks : 0;
        if (length == _length)
            throw VideoErrors.ProgramHung(_program.Path, _settings.Patience, _errors.ToString());
        _length = length;
        Touch();
    }
}

/// <summary>Makes room in a pipe to another program.</summary>
internal static partial class PipeCapacity
{
    /// <summary>What an ordinary user may ask for (<c>/proc/sys/fs/pipe-max-size</c>).</summary>
    private const int Bytes = 1 << 20;

    /// <summary>Linux's F_SETPIPE_SZ.</summary>
    private const int SetPipeSize = 1031;

    /// <summary>Enlarges a pipe's buffer on Linux, whose 64 KB make writer and reader take turns a dozen times a frame. Where it cannot be
    /// done, all works as before.</summary>
    /// <param name="stream">The end that is written to.</param>
    public static void Enlarge(Stream stream)
    {
        if (!OperatingSystem.IsLinux() || stream is not PipeStream { SafePipeHandle: { IsInvalid: false } handle })
            return;
        bool isHeld = false;
        try
        {
            handle.DangerousAddRef(ref isHeld);
            _ = Control((int)handle.DangerousGetHandle(), SetPipeSize, Bytes);
        }
        finally
        {
            if (isHeld)
                handle.DangerousRelease();
        }
    }

    [LibraryImport("libc", EntryPoint = "fcntl")]
    private static partial int Control(int descriptor, int command, int argument);
}

/// <summary>Opens frames as packed rows. Tables are kept while frames share scale and colours, as those of one video do.</summary>
/// <remarks>Thread-safe.</remarks>
/// <param name="packing">How a colour becomes samples.</param>
internal sealed class FramePacker(ColorPacking packing)
{
    private volatile Tables? _last;

    /// <summary>Opens the pixels of a frame.</summary>
    /// <param name="frame">A heatmap, or an RGB(A) raster of 8 or 16 bits.</param>
    public PackedRows Open(ImageObject frame)
    {
        if (frame is Raster raster)
            return new ColorPackedRows(raster.OpenRows(), packing);
        var heatmap = (Heatmap)frame;
        Tables tables = TablesOf(heatmap);
        RowReader rows = heatmap.Raster.OpenRows();
        return tables.BySample is { } table
            ? new TablePackedRows(rows, table)
            : new IndexedPackedRows(rows, tables.Indexer, tables.ByEntry);
    }

    private Tables TablesOf(Heatmap heatmap)
    {
        Tables? tables = _last;
        if (tables is null || !tables.Fits(heatmap))
            _last = tables = new Tables(heatmap, packing);
        return tables;
    }

    private sealed class Tables
    {
        private readonly HeatmapScale _scale;
        private readonly HeatmapStyle _style;
        private readonly SampleType _type;
        private readonly ImmutableArray<double> _noData;

        public Tables(Heatmap heatmap, ColorPacking packing)
        {
            Raster raster = heatmap.Raster;
            (_scale, _style, _type, _noData) = (heatmap.Scale, heatmap.Style, raster.SampleType, raster.NoDataValues);
            ColorTable colors = _style.Table(_style.BitDepth, alpha: false);
            Indexer = new ColorIndexer(_scale, colors.Count, _type, _noData);
            ByEntry = _style.BitDepth == 16
                ? Array.ConvertAll(colors.Words, word => packing.Pack((int)(word & 0xFFFF), (int)((word >> 16) & 0xFFFF),
                    (int)((word >> 32) & 0xFFFF)))
                : Array.ConvertAll(colors.Bytes, color => Pack(packing, color));
            BySample = Indexer.Table is { } entries ? Array.ConvertAll(entries, entry => ByEntry[entry]) : null;
        }

        public ColorIndexer Indexer { get; }

        public ulong[] ByEntry { get; }

        public ulong[]? BySample { get; }

        public bool Fits(Heatmap heatmap) =>
            ReferenceEquals(_style, heatmap.Style)
            && _type == heatmap.Raster.SampleType
            && (ReferenceEquals(_scale, heatmap.Scale) || _scale.Equals(heatmap.Scale))
            && _noData.AsSpan().SequenceEqual(heatmap.Raster.NoDataValues.AsSpan());

        private static ulong Pack(ColorPacking packing, Rgba32 color) => packing.Pack(color.R * 257, color.G * 257, color.B * 257);
    }
}
