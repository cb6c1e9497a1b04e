using System.Globalization;
using System.Text.Json;
using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Images;

namespace HeatmapPS.Engine.Video;

/// <summary>What ffprobe says of the pictures in a video, before any are decoded for use.</summary>
/// <param name="Codec">ffmpeg's name of the codec.</param>
/// <param name="PixelFormat">ffmpeg's name of the form they are stored in.</param>
/// <param name="Width">Columns.</param>
/// <param name="Height">Rows.</param>
/// <param name="FrameRate">Frames a second; 25 where the file does not tell.</param>
/// <param name="FrameCount">Number of frames, where the file tells.</param>
/// <param name="MaxPixels">Most pixels of a frame.</param>
internal sealed record VideoStream(string Codec, string PixelFormat, int Width, int Height, double FrameRate, long? FrameCount,
    long MaxPixels)
{
    /// <summary>Memory that the frames in the work of ffmpeg's threads may take, about.</summary>
    private const long ThreadBytes = 512L << 20;

    /// <summary>Pixels of a frame.</summary>
    public long PixelCount => (long)Width * Height;

    /// <summary>Whether it is an animation of pictures without loss. Where ffmpeg finds a fault in one, a frame is lost or wrong,
    /// and with it
    /// those after it; decoders of videos make up for a fault until the next whole picture.</summary>
    public bool IsAnimation => Codec is "gif" or "apng";

    /// <summary>What bounds ffmpeg's decoder: the size of a frame, later ones too; and for large frames the threads, since each
    /// has frames of
    /// its own at work.</summary>
    public IEnumerable<string> DecoderLimits
    {
        get
        {
            // A frame at work is there twice, of up to 4 bytes a pixel.
            long threads = Math.Max(1, ThreadBytes / Math.Max(1, 8 * PixelCount));
            IEnumerable<string> limits = PixelLimit(MaxPixels);
            return threads >= Environment.ProcessorCount ? limits : [.. limits, "-threads", threads.ToString(CultureInfo.InvariantCulture)];
        }
    }

    /// <summary>Asks ffprobe.</summary>
    /// <param name="program">ffmpeg, to which ffprobe belongs.</param>
    /// <param name="path">Full path of the video.</param>
    /// <param name="maxPixels">Most pixels of a frame.</param>
    /// <param name="cancellationToken">Stops the question.</param>
    /// <exception cref="HeatmapException">VideoCorrupt, ImageTooLarge, FfmpegFailed, FfmpegNotFound.</exception>
    public static VideoStream Probe(FfmpegProgram program, string path, long maxPixels, CancellationToken cancellationToken)
    {
        // ffprobe decodes a frame to learn its form, for which it has the same limit. A size that it refuses it does not tell; the file's
        // own header may, without a look at frames.
        (VideoStream? stream, string? fault) = Ask([.. PixelLimit(maxPixels)]);
        VideoStream? told = stream is { PixelCount: > 0 } ? stream : Ask(["-nofind_stream_info"]).Stream;
        if (told is not null && told.PixelCount > maxPixels)
            throw ImageErrors.TooLarge(path, told.PixelCount, maxPixels);
        return stream is { PixelCount: > 0, PixelFormat.Length: > 0 } ? stream
            : throw VideoErrors.NotAVideo(path, fault ?? "it has no pictures that ffmpeg can read");

        (VideoStream? Stream, string? Fault) Ask(string[] options)
        {
            string probe = program.FindProbe();
            ProgramOutput said = FfmpegProgram.Execute(
                probe,
                ["-v", "error", .. VideoFiles.InputLimits, .. options, "-select_streams", "v:0", "-show_entries",
                    "stream=codec_name,pix_fmt,width,height,avg_frame_rate,nb_frames", "-of", "json", "file:" + path],
                cancellationToken);
            return said.ExitCode == 0
                ? (Parse(said.Output, probe, maxPixels), null)
                : (null, $"ffprobe failed with exit code {said.ExitCode}: {said.Errors}");
        }
    }

    /// <summary>ffmpeg's own limit, for memory: decoders round sizes up, and have borders. The limit on frames is held elsewhere.</summary>
    private static string[] PixelLimit(long maxPixels) =>
        ["-max_pixels", Math.Min((2 * Math.Min(maxPixels, int.MaxValue)) + (1 << 20), int.MaxValue).ToString(CultureInfo.InvariantCulture)];

    private static VideoStream? Parse(string text, string probe, long maxPixels)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            if (!document.RootElement.TryGetProperty("streams", out JsonElement streams) || streams.GetArrayLength() == 0)
                return null;
            JsonElement stream = streams[0];
            string[] rate = Text(stream, "avg_frame_rate").Split('/');
            double frames = rate.Length == 2 && double.TryParse(rate[0], CultureInfo.InvariantCulture, out double top)
                && double.TryParse(rate[1], CultureInfo.InvariantCulture, out double bottom) && top > 0 && bottom > 0 ? top / bottom : 25;
            long? count = long.TryParse(Text(stream, "nb_frames"), CultureInfo.InvariantCulture, out long parsed) ? parsed : null;
            return new VideoStream(Text(stream, "codec_name"), Text(stream, "pix_fmt"), Side(stream, "width"), Side(stream, "height"),
                frames, count, maxPixels);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or FormatException)
        {
            throw VideoErrors.ProbeSaidNonsense(probe, text, error);
        }
    }

    private static string Text(JsonElement stream, string name) =>
        stream.TryGetProperty(name, out JsonElement value) ? value.GetString() ?? string.Empty : string.Empty;

    private static int Side(JsonElement stream, string name) => stream.TryGetProperty(name, out JsonElement value) ? value.GetInt32() : 0;
}
