using HeatmapPS.Engine.Errors;

namespace HeatmapPS.Engine.Video;

/// <summary>The errors of making and reading videos.</summary>
internal static class VideoErrors
{
    /// <param name="where">"on the PATH".</param>
    /// <param name="got">"it is not there".</param>
    /// <param name="cause">What the system said.</param>
    public static HeatmapException FfmpegNotFound(string where, string got, Exception? cause = null) =>
        new("FfmpegNotFound", ErrorKind.NotInstalled, $"Expected ffmpeg {where}, but {got.TrimEnd('.')}. {HowToInstall()}, name it with -FfmpegPath or $env:{FfmpegProgram.Variable}, or write .gif, .webp or .apng, which need no ffmpeg.", cause);

    public static HeatmapException ProgramFailed(string program, int exitCode, string errors, Exception? cause = null) =>
        new("FfmpegFailed", ErrorKind.WriteFailed, $"Expected '{program}' to do its work, but it ended with code {exitCode}{Said(errors)} No file was left. -Verbose shows the command line.", cause);

    public static HeatmapException ProgramHung(string program, TimeSpan patience, string errors) =>
        new("FfmpegFailed", ErrorKind.WriteFailed, FormattableString.Invariant($"Expected '{program}' to go on, but it did nothing for {patience.TotalSeconds:0.###} seconds and was ended{Said(errors)} No file was left. Give it more time with -FfmpegTimeout if the frames are very large."));

    public static HeatmapException ReaderHung(string program, string path, TimeSpan patience, string errors) =>
        new("FfmpegFailed", ErrorKind.ReadFailed, FormattableString.Invariant($"Expected '{program}' to give the next frame of '{path}', but it did nothing for {patience.TotalSeconds:0.###} seconds and was ended{Said(errors)} Give it more time with -FfmpegTimeout if the file lies on a slow disk."));

    /// <param name="program">ffmpeg.</param>
    /// <param name="path">The video.</param>
    /// <param name="index">Number of the frame, from 1.</param>
    /// <param name="errors">What ffmpeg said.</param>
    /// <param name="cause">How it was found.</param>
    public static HeatmapException FrameNotDescribed(string program, string path, long index, string errors, Exception cause) =>
        new("FfmpegFailed", ErrorKind.ReadFailed, FormattableString.Invariant($"'{program}' gave frame {index} of '{path}', but not its size{Said(errors)} Name another version of ffmpeg with -FfmpegPath."), cause);

    public static HeatmapException ProbeSaidNonsense(string program, string output, Exception cause) =>
        new("FfmpegFailed", ErrorKind.ReadFailed, $"'{program}' does not describe the video in JSON, but says '{(output.Length > 100 ? output[..100] + "…" : output.TrimEnd())}'. Install ffmpeg and ffprobe of one version, or name them with -FfmpegPath.", cause);

    public static HeatmapException FramesLost(string program, long expected, long got, string errors) =>
        new("FfmpegFailed", ErrorKind.WriteFailed, FormattableString.Invariant($"Expected '{program}' to write {expected} frames, but it wrote {got}{Said(errors)} No file was left."));

    /// <param name="codec">What was asked for.</param>
    /// <param name="encoders">Those that would do.</param>
    /// <param name="program">ffmpeg.</param>
    /// <param name="there">Encoders of other codecs that it has.</param>
    public static HeatmapException EncoderMissing(VideoCodec codec, IEnumerable<string> encoders, string program, IReadOnlyCollection<string> there) =>
        new("VideoFormatNotSupported", ErrorKind.NotSupported, $"Expected an ffmpeg with {string.Join(" or ", encoders)} for {codec}, but '{program}' has {(there.Count == 0 ? "no encoder that is used here" : $"only {string.Join(", ", there)}")}. Install a full build of ffmpeg, or choose another -Codec.");

    public static HeatmapException ExtensionUnknown(string path, IEnumerable<string> known) =>
        new("VideoFormatNotSupported", ErrorKind.NotSupported, $"Expected a video file's extension, but got '{path}'. Choose one of .{string.Join(", .", known)}.");

    public static HeatmapException CodecDoesNotFit(VideoCodec codec, string extension, IEnumerable<VideoCodec> codecs) =>
        new("VideoFormatNotSupported", ErrorKind.NotSupported, $"Expected a codec that .{extension} files hold, but got {codec}. They hold {string.Join(", ", codecs)}; .mkv holds every codec.");

    public static HeatmapException PixelFormatNotSupported(string name, string codec, IEnumerable<string> known) =>
        new("PixelFormatNotSupported", ErrorKind.NotSupported, known.Any()
            ? $"Expected a pixel format of {codec}, but got '{name}'. Choose one of {string.Join(", ", known)}."
            : $"Expected no -PixelFormat for {codec}, which has one only, but got '{name}'. Leave it out.");

    public static HeatmapException PresetNotSupported(VideoCodec codec, string preset) =>
        new("PresetNotSupported", ErrorKind.InvalidArgument, $"Expected no -Preset for {codec}, which has none, but got '{preset}'. Leave it out.");

    public static HeatmapException CrfInvalid(VideoCodec codec, int crf, int? most) =>
        new("CrfInvalid", ErrorKind.InvalidArgument, most is null
            ? $"Expected no -Crf for {codec}, which has none, but got {crf}. Leave it out."
            : $"Expected a -Crf from 0 to {most} for {codec}, but got {crf}.");

    public static HeatmapException FrameRateInvalid(string text) =>
        new("FrameRateInvalid", ErrorKind.InvalidArgument, $"Expected a frame rate such as 25, 29.97 or 30000/1001, but got '{text}'.");

    public static HeatmapException SizeInvalid(string text) =>
        new("SizeInvalid", ErrorKind.InvalidArgument, $"Expected a size such as 1280x720, 1280x or x720, of at most 65,535 pixels a side, but got '{text}'.");

    public static HeatmapException TooSmall(string first, string firstSize, string second, string secondSize) =>
        new("SizeMismatch", ErrorKind.InvalidData, $"Expected frames at least as large as the first to crop, but '{first}' is {firstSize} and '{second}' is {secondSize}. Use -Fit Resize or Pad.");

    public static HeatmapException NoFrames(string path) =>
        new("VideoEmpty", ErrorKind.InvalidArgument, $"Expected at least one frame for '{path}', but got none. Pipe images or files to it.");

    /// <param name="parameters">Names that were given.</param>
    /// <param name="name">The frame.</param>
    public static HeatmapException OwnColors(string parameters, string name) =>
        new("ParameterConflict", ErrorKind.InvalidArgument, $"Expected numbers to colour with {parameters}, but '{name}' has its own colours. Leave the parameters out, or give ConvertTo-Heatmap the numbers.");

    public static HeatmapException NotAVideo(string path, string reason) =>
        new("VideoCorrupt", ErrorKind.InvalidData, $"Expected a video or animation in '{path}', but {reason.TrimEnd().TrimEnd('.')}.");

    public static HeatmapException TimeInvalid(string from, string to) =>
        new("TimeInvalid", ErrorKind.InvalidArgument, $"Expected -StartTime before -EndTime, but got {from} and {to}.");

    public static HeatmapException LabelInvalid(string template, IEnumerable<string> names) =>
        new("LabelInvalid", ErrorKind.InvalidArgument, $"Expected a -Label of text with {{{string.Join("}, {", names)}}}, but got '{template}'. Double a brace that stands for itself.");

    private static string Said(string errors) => errors.Length == 0 ? " and said nothing." : $": {errors.TrimEnd().TrimEnd('.')}.";

    private static string HowToInstall()
    {
        if (OperatingSystem.IsWindows())
            return "Install it (winget install Gyan.FFmpeg)";
        if (OperatingSystem.IsMacOS())
            return "Install it (brew install ffmpeg)";
        return "Install it (apt-get install ffmpeg, dnf install ffmpeg-free, apk add ffmpeg, zypper install ffmpeg or pacman -S ffmpeg)";
    }
}
