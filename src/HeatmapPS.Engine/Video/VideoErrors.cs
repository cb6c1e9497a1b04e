using HeatmapPS.Engine.Errors;

namespace HeatmapPS.Engine.Video;

/// <summary>The errors of making and reading videos.</summary>
internal static class VideoErrors
{
    /// <param name="fault">"There is no ffmpeg on the PATH".</param>
    /// <param name="cause">What the system said.</param>
    public static HeatmapException FfmpegNotFound(string fault, Exception? cause = null) =>
        new("FfmpegNotFound", ErrorKind.NotInstalled, $"{fault.TrimEnd('.')}. {HowToInstall()}, specify it with -FfmpegPath or $env:{FfmpegProgram.Variable}, or write .gif, .webp or .apng, which need no ffmpeg.", cause);

    public static HeatmapException ProgramFailed(string program, int exitCode, string errors, Exception? cause = null) =>
        new("FfmpegFailed", ErrorKind.WriteFailed,
            $"'{program}' failed with exit code {exitCode}{Said(errors)} No file was written. -Verbose shows the command line.", cause);

    public static HeatmapException ProgramHung(string program, TimeSpan patience, string errors) =>
        new("FfmpegFailed", ErrorKind.WriteFailed, FormattableString.Invariant($"'{program}' did nothing for {patience.TotalSeconds:0.###} seconds and was stopped{Said(errors)} No file was written. If the frames are very large, use a longer -FfmpegTimeout."));

    public static HeatmapException ReaderHung(string program, string path, TimeSpan patience, string errors) =>
        new("FfmpegFailed", ErrorKind.ReadFailed, FormattableString.Invariant($"'{program}' sent no frame of '{path}' for {patience.TotalSeconds:0.###} seconds and was stopped{Said(errors)} If the file is on a slow disk, use a longer -FfmpegTimeout."));

    /// <param name="program">ffmpeg.</param>
    /// <param name="path">The video.</param>
    /// <param name="index">Number of the frame, from 1.</param>
    /// <param name="errors">What ffmpeg said.</param>
    /// <param name="cause">How it was found.</param>
    public static HeatmapException FrameNotDescribed(string program, string path, long index, string errors, Exception cause) =>
        new("FfmpegFailed", ErrorKind.ReadFailed, FormattableString.Invariant($"'{program}' sent frame {index} of '{path}' without its size{Said(errors)} Specify another version of ffmpeg with -FfmpegPath."), cause);

    public static HeatmapException ProbeSaidNonsense(string program, string output, Exception cause) =>
        new("FfmpegFailed", ErrorKind.ReadFailed, $"'{program}' did not describe the video in JSON, but printed '{(output.Length > 100 ? output[..100] + "…" : output.TrimEnd())}'. Install ffmpeg and ffprobe of the same version, or specify them with -FfmpegPath.", cause);

    public static HeatmapException FramesLost(string program, long expected, long got, string errors) =>
        new("FfmpegFailed", ErrorKind.WriteFailed,
            FormattableString.Invariant($"'{program}' wrote {got} of {expected} frames{Said(errors)} No file was written."));

    /// <param name="codec">What was asked for.</param>
    /// <param name="encoders">Those that would do.</param>
    /// <param name="program">ffmpeg.</param>
    /// <param name="there">Encoders of other codecs that it has.</param>
    public static HeatmapException EncoderMissing(VideoCodec codec, IEnumerable<string> encoders, string program,
        IReadOnlyCollection<string> there) =>
        new("VideoFormatNotSupported", ErrorKind.NotSupported, $"'{program}' has no encoder for {codec}: it needs {string.Join(" or ", encoders)}, but has {(there.Count == 0 ? "no encoder that can be used" : $"only {string.Join(", ", there)}")}. Install a full build of ffmpeg, or choose another -Codec.");

    public static HeatmapException ExtensionUnknown(string path, IEnumerable<string> known) =>
        new("VideoFormatNotSupported", ErrorKind.NotSupported,
            $"The extension of '{path}' is not that of a video file. Use .{string.Join(", .", known)}.");

    public static HeatmapException CodecDoesNotFit(VideoCodec codec, string extension, IEnumerable<VideoCodec> codecs) =>
        new("VideoFormatNotSupported", ErrorKind.NotSupported, $".{extension} files cannot contain {codec}. Use {string.Join(", ", codecs)}, or write an .mkv file, which can contain every codec.");

    public static HeatmapException PixelFormatNotSupported(string name, string codec, IEnumerable<string> known) =>
        new("PixelFormatNotSupported", ErrorKind.NotSupported, known.Any()
            ? $"Expected a pixel format of {codec}, but got '{name}'. Choose one of {string.Join(", ", known)}."
            : $"{codec} has only one pixel format, but got -PixelFormat '{name}'. Leave it out.");

    public static HeatmapException PresetNotSupported(VideoCodec codec, string preset) =>
        new("PresetNotSupported", ErrorKind.InvalidArgument, $"{codec} has no presets, but got -Preset '{preset}'. Leave it out.");

    public static HeatmapException CrfInvalid(VideoCodec codec, int crf, int? most) =>
        new("CrfInvalid", ErrorKind.InvalidArgument, most is null
            ? $"{codec} has no CRF, but got -Crf {crf}. Leave it out."
            : $"Expected a -Crf from 0 to {most} for {codec}, but got {crf}.");

    public static HeatmapException FrameRateInvalid(string text) =>
        new("FrameRateInvalid", ErrorKind.InvalidArgument, $"Expected a frame rate such as 25, 29.97 or 30000/1001, but got '{text}'.");

    public static HeatmapException SizeInvalid(string text) =>
        new("SizeInvalid", ErrorKind.InvalidArgument,
            $"Expected a size such as 1280x720, 1280x or x720, of at most 65,535 pixels per side, but got '{text}'.");

    public static HeatmapException TooSmall(string first, string firstSize, string second, string secondSize) =>
        new("SizeMismatch", ErrorKind.InvalidData, $"-Fit Crop needs frames at least as large as the first, but '{first}' is {firstSize} and '{second}' is {secondSize}. Use -Fit Resize or Pad.");

    public static HeatmapException NoFrames(string path) =>
        new("VideoEmpty", ErrorKind.InvalidArgument, $"There are no frames for '{path}'. Pipe images or files to the command.");

    /// <param name="parameters">Names that were given.</param>
    /// <param name="name">The frame.</param>
    public static HeatmapException OwnColors(string parameters, string name) =>
        new("ParameterConflict", ErrorKind.InvalidArgument, $"'{name}' has its own colours, so {parameters} cannot colour it. Leave the parameters out, or give the numbers to ConvertTo-Heatmap.");

    public static HeatmapException NotAVideo(string path, string reason) =>
        new("VideoCorrupt", ErrorKind.InvalidData, $"'{path}' cannot be read as a video or animation: {reason.TrimEnd().TrimEnd('.')}.");

    public static HeatmapException TimeInvalid(string from, string to) =>
        new("TimeInvalid", ErrorKind.InvalidArgument, $"Expected -StartTime before -EndTime, but got {from} and {to}.");

    public static HeatmapException LabelInvalid(string template, IEnumerable<string> names) =>
        new("LabelInvalid", ErrorKind.InvalidArgument,
            $"Expected text with {{{string.Join("}, {", names)}}} for -Label, but got '{template}'. To write a brace, double it.");

    private static string Said(string errors) => errors.Length == 0 ? "; it reported no error." : $": {errors.TrimEnd().TrimEnd('.')}.";

    private static string HowToInstall()
    {
        if (OperatingSystem.IsWindows())
            return "Install it (winget install Gyan.FFmpeg)";
        if (OperatingSystem.IsMacOS())
            return "Install it (brew install ffmpeg)";
        return "Install it (apt-get install ffmpeg, dnf install ffmpeg-free, apk add ffmpeg, zypper install ffmpeg or pacman -S ffmpeg)";
    }
}
