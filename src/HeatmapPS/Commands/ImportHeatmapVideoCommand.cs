using System.Globalization;
using System.Management.Automation;
using HeatmapPS.Arguments;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Pixels;
using HeatmapPS.Engine.Video;
using HeatmapPS.Pipeline;

namespace HeatmapPS.Commands;

/// <summary>Reads the frames of videos and animations as rasters, one after another, as they are asked for.</summary>
[Cmdlet(VerbsData.Import, "HeatmapVideo", DefaultParameterSetName = PathSet)]
[OutputType(typeof(Raster))]
public sealed partial class ImportHeatmapVideoCommand : ImagePathCommand
{
    private readonly PixelStore _store = new();
    private VideoReadOptions _options = null!;
    private string? _ffmpegPath;

    /// <summary>Whether to convert colours to grey or keep them.</summary>
    [Parameter]
    public ImportAs As { get; set; } = ImportAs.Gray;

    /// <summary>Reads every n-th frame.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int Every { get; set; } = 1;

    /// <summary>Maximum number of frames to read from each video.</summary>
    [Parameter]
    [ValidateRange(1, long.MaxValue)]
    public long First { get; set; }

    /// <summary>Time of the first frame to read.</summary>
    [Parameter]
    [VideoTime]
    public TimeSpan StartTime { get; set; }

    /// <summary>Time at which to stop reading.</summary>
    [Parameter]
    [VideoTime]
    public TimeSpan EndTime { get; set; }

    /// <summary>Frames per second, reached by repeating or dropping frames. All frames unchanged by default.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(FrameRateCompleter))]
    public string? FrameRate { get; set; }

    /// <summary>Maximum number of pixels in a frame.</summary>
    [Parameter]
    [ValidateRange(1, long.MaxValue)]
    public long MaxPixels { get; set; } = VideoReadOptions.DefaultMaxPixels;

    /// <summary>Path of ffmpeg, or of its folder.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? FfmpegPath { get; set; }

    /// <summary>Seconds that ffmpeg may be inactive before it is stopped.</summary>
    [Parameter]
    [ValidateRange(1, 86400)]
    public int FfmpegTimeout { get; set; } = 60;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        bool hasEnd = IsBound(nameof(EndTime));
        _options = Require(() => new VideoReadOptions
        {
            Gray = As == ImportAs.Gray,
            Every = Every,
            First = First == 0 ? null : First,
            From = StartTime,
            To = hasEnd ? EndTime : null,
            MaxPixels = MaxPixels,
            Patience = TimeSpan.FromSeconds(FfmpegTimeout),
            FrameRate = FrameRate is null ? null : Engine.Video.FrameRate.Parse(FrameRate),
        });
        if (StartTime < TimeSpan.Zero || (hasEnd && EndTime <= StartTime))
            _ = Require<object>(() => throw VideoErrors.TimeInvalid(StartTime.ToString(), hasEnd ? EndTime.ToString() : "none"));
        _ffmpegPath = Require(() => FfmpegPath is null ? null : ResolveLiteral(FfmpegPath), FfmpegPath);
    }

    /// <inheritdoc/>
    private protected override void ProcessInput(ImageInput input)
    {
        if (input.Path is not { } path)
            throw InputErrors.NotAnImage(input.Image!);
        using IFrameReader reader = Stoppable(() => VideoFiles.Open(path, _options, _ffmpegPath, StopToken));
        WriteVerbose(reader.Note);
        while (Stoppable(() => reader.Read(StopToken)) is { } frame)
        {
            // A consumer that keeps all frames, as a shared scale does, must not fill the memory with them.
            byte[] pixels = frame.Source is MemorySource memory
                && System.Runtime.InteropServices.MemoryMarshal.TryGetArray(memory.Pixels, out ArraySegment<byte> segment)
                && segment.Count == segment.Array!.Length
                ? segment.Array
                : throw new InvalidOperationException("A frame's pixels are one array.");
            WriteObject(new Raster(_store.Keep(frame.Layout, pixels), frame.Metadata, frame.Origin));
        }
    }

    private T Stoppable<T>(Func<T> action)
    {
        try
        {
            return action();
        }
        catch (OperationCanceledException) when (StopToken.IsCancellationRequested)
        {
            throw new PipelineStoppedException();
        }
    }
}

/// <summary>Takes a number as seconds, where PowerShell would take it as ten millionths of one.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class VideoTimeAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        object value = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        return value switch
        {
            TimeSpan => value,
            string text when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double seconds) =>
                FromSeconds(seconds, inputData),
            IConvertible number and not string => FromSeconds(number.ToDouble(CultureInfo.InvariantCulture), inputData),
            _ => inputData,
        };
    }

    private static object FromSeconds(double seconds, object inputData) =>
        Math.Abs(seconds) < 1e9 ? TimeSpan.FromSeconds(seconds) : inputData;
}
