using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Pixels;

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

/// <summary>The form in which a video's pixels are asked of ffmpeg, so that no bit is lost.</summary>
/// <param name="FfmpegName">ffmpeg's pixel format.</param>
/// <param name="Bands">Samples a pixel.</param>
/// <param name="Type">Type of a sample.</param>
/// <param name="Bits">Bits of a sample that count.</param>
internal sealed partial record DecodedPixelFormat(string FfmpegName, int Bands, SampleType Type, int Bits)
{
    /// <summary>Chooses the form for a stream.</summary>
    /// <param name="stored">The stream's own pixel format.</param>
    /// <param name="gray">Whether colours are made grey.</param>
    public static DecodedPixelFormat For(string stored, bool gray)
    {
        bool isGray = stored.StartsWith("gray", StringComparison.Ordinal) || stored.StartsWith("mono", StringComparison.Ordinal);
        bool hasAlpha = AlphaPattern().IsMatch(stored);
        int bits = BitsOf(stored);
        if (stored.StartsWith("grayf32", StringComparison.Ordinal))
            return new DecodedPixelFormat("grayf32le", 1, SampleType.Float32, 32);
        if (gray || isGray)
        {
            return bits switch
            {
                8 => new DecodedPixelFormat("gray", 1, SampleType.UInt8, 8),
                9 or 10 or 12 or 14 => new DecodedPixelFormat($"gray{bits}le", 1, SampleType.UInt16, bits),
                _ => new DecodedPixelFormat("gray16le", 1, SampleType.UInt16, 16),
            };
        }

        if (bits == 8)
            return hasAlpha ? new DecodedPixelFormat("rgba", 4, SampleType.UInt8, 8) : new DecodedPixelFormat("rgb24", 3, SampleType.UInt8, 8);
        return hasAlpha ? new DecodedPixelFormat("rgba64le", 4, SampleType.UInt16, 16) : new DecodedPixelFormat("rgb48le", 3, SampleType.UInt16, 16);
    }

    private static int BitsOf(string stored)
    {
        if (DeepRgbPattern().IsMatch(stored))
            return 16;
        Match match = DepthPattern().Match(stored);
        return match.Success ? int.Parse(match.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture) : 8;
    }

    [GeneratedRegex("^(?:yuva?4[0-9]{2}p|gbra?p|gray|p[0-4]|y2|xyz|x2rgb|x2bgr|nv)(9|1[0-6])(?:msb)?(?:le|be)$")]
    private static partial Regex DepthPattern();

    [GeneratedRegex("^(?:rgb48|bgr48|rgba64|bgra64|ya16|bayer_[a-z]+16)")]
    private static partial Regex DeepRgbPattern();

    [GeneratedRegex("^(?:yuva|rgba|bgra|argb|abgr|gbrap|ya8|ya16|pal8)")]
    private static partial Regex AlphaPattern();
}
