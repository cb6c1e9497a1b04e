using System.Globalization;
using HeatmapPS.Engine.Errors;

namespace HeatmapPS.Engine.Video;

/// <summary>What a codec accepts, and the ffmpeg arguments for it.</summary>
internal sealed record CodecProfile
{
    private static readonly string[] s_yuv = ["yuv420p", "yuv422p", "yuv444p"];
    private static readonly string[] s_deepYuv = [.. s_yuv, "yuv420p10", "yuv422p10", "yuv444p10"];
    private static readonly string[] s_all = [.. s_deepYuv, "yuv420p12", "yuv422p12", "yuv444p12", "gbrp", "gbrp10", "gbrp12"];

    private static readonly Dictionary<VideoCodec, CodecProfile> s_profiles = new()
    {
        [VideoCodec.H264] =
            new() { Encoders = ["libx264"], PixelFormats = s_deepYuv, Crf = new(1, 18, 26, 45), CrfMaximum = 51, PresetOption = "-preset" },
        [VideoCodec.H265] = new() { Encoders = ["libx265"], PixelFormats = s_all, Crf = new(1, 20, 28, 45), CrfMaximum = 51,
            PresetOption = "-preset", Extra = ["-x265-params", "log-level=error"] },
        [VideoCodec.VP9] = new() { Encoders = ["libvpx-vp9"], PixelFormats = s_all, Crf = new(2, 24, 34, 58), CrfMaximum = 63,
            PresetOption = "-cpu-used", DefaultPreset = "2", Extra = ["-b:v", "0", "-row-mt", "1"] },
        [VideoCodec.AV1] =
            new() { Encoders = ["libsvtav1", "libaom-av1"], PixelFormats = s_all, Crf = new(2, 24, 34, 58), CrfMaximum = 63 },
        [VideoCodec.FFV1] = new() { Encoders = ["ffv1"], PixelFormats = [.. s_all, "gbrp16"], Default = "gbrp",
            Extra = ["-level", "3", "-slices", "4", "-slicecrc", "1"] },
        [VideoCodec.ProRes] = new() { Encoders = ["prores_ks"], PixelFormats = ["yuv422p10", "yuv444p10"], Default = "yuv422p10",
            Extra = ["-vendor", "apl0"] },
        [VideoCodec.APNG] = new() { Encoders = [], PixelFormats = ["gbrp", "gbrp16"], Default = "gbrp" },
        [VideoCodec.WebP] = new() { Encoders = [], PixelFormats = [] },
        [VideoCodec.GIF] = new() { Encoders = [], PixelFormats = [] },
        [VideoCodec.MJPEG] = new() { Encoders = ["mjpeg"], PixelFormats = s_yuv, Default = "yuv444p", Crf = new(2, 3, 7, 31),
            CrfMaximum = 31, CrfOption = "-q:v" },
    };

    /// <summary>ffmpeg's encoders, the best first; none where the engine writes the file.</summary>
    public required string[] Encoders { get; init; }

    /// <summary>Pixel formats it takes.</summary>
    public required string[] PixelFormats { get; init; }

    /// <summary>The pixel format by default.</summary>
    public string Default { get; init; } = "yuv420p";

    /// <summary>The encoder's own quality at 100, 75, 50 and 1; null for codecs without one.</summary>
    public QualityScale? Crf { get; init; }

    /// <summary>Largest value of the encoder's own quality, which is the worst.</summary>
    public int CrfMaximum { get; init; }

    /// <summary>Option of the encoder's own quality.</summary>
    public string CrfOption { get; init; } = "-crf";

    /// <summary>Option of speed against size, or null.</summary>
    public string? PresetOption { get; init; }

    /// <summary>Speed against size by default, or null for the encoder's.</summary>
    public string? DefaultPreset { get; init; }

    /// <summary>Further options.</summary>
    public string[] Extra { get; init; } = [];

    /// <summary>All of ffmpeg's encoders that are used.</summary>
    public static IEnumerable<string> Encoding => s_profiles.Values.SelectMany(profile => profile.Encoders);

    public static CodecProfile Of(VideoCodec codec) => s_profiles[codec];

    /// <summary>The pixel format that settings ask for.</summary>
    /// <param name="codec">The codec.</param>
    /// <param name="name">A name, or null.</param>
    /// <param name="isDeep">Whether frames have 16 bits a channel.</param>
    /// <exception cref="HeatmapException">PixelFormatNotSupported.</exception>
    public static FramePixelFormat PixelFormat(VideoCodec codec, string? name, bool isDeep)
    {
        CodecProfile profile = Of(codec);
        if (name is null)
            return FramePixelFormat.Find(codec == VideoCodec.FFV1 && isDeep ? "gbrp16" : profile.Default);
        var format = FramePixelFormat.Find(name);
        return profile.PixelFormats.Contains(format.Name)
            ? format
            : throw VideoErrors.PixelFormatNotSupported(name, codec.ToString(), profile.PixelFormats);
    }

    /// <summary>Checks what can be wrong before ffmpeg is started.</summary>
    /// <exception cref="HeatmapException">PixelFormatNotSupported, CrfInvalid, PresetNotSupported.</exception>
    public static void Validate(VideoCodec codec, VideoSettings settings)
    {
        if (settings.PixelFormat is not null)
            _ = PixelFormat(codec, settings.PixelFormat, isDeep: false);
        CodecProfile profile = Of(codec);
        if (settings.Preset is not null && profile.Encoders.Length == 0)
            throw VideoErrors.PresetNotSupported(codec, settings.Preset);
        if (settings.Crf is { } crf && (profile.Crf is null || crf > profile.CrfMaximum))
            throw VideoErrors.CrfInvalid(codec, crf, profile.Crf is null ? null : profile.CrfMaximum);
    }

    /// <summary>Arguments of the encoder.</summary>
    /// <param name="codec">The codec.</param>
    /// <param name="encoder">The encoder that this ffmpeg has.</param>
    /// <param name="settings">Quality and preset.</param>
    /// <param name="format">How pixels are stored.</param>
    public static IEnumerable<string> Arguments(VideoCodec codec, string encoder, VideoSettings settings, FramePixelFormat format)
    {
        CodecProfile profile = Of(codec);
        yield return "-c:v";
        yield return encoder;
        if (profile.Crf is { } scale)
        {
            yield return profile.CrfOption;
            yield return (settings.Crf ?? scale.At(settings.Quality ?? VideoSettings.DefaultQuality))
                .ToString(CultureInfo.InvariantCulture);
        }

        if (codec == VideoCodec.ProRes)
        {
            yield return "-profile:v";
            yield return ProResProfile(settings.Quality ?? VideoSettings.DefaultQuality, format);
        }

        (string? option, string? preset) = encoder switch
        {
            "libsvtav1" => ("-preset", settings.Preset ?? "8"),
            "libaom-av1" => ("-cpu-used", settings.Preset ?? "6"),
            _ => (profile.PresetOption, settings.Preset ?? profile.DefaultPreset),
        };
        if (option is not null && preset is not null)
        {
            yield return option;
            yield return preset;
        }

        if (encoder == "libaom-av1")
        {
            foreach (string argument in new[] { "-b:v", "0", "-row-mt", "1" })
                yield return argument;
        }

        foreach (string argument in profile.Extra)
            yield return argument;
    }

    /// <summary>ProRes has profiles in place of a quality: proxy, LT, standard, HQ, 4444 and 4444 XQ.</summary>
    private static string ProResProfile(int quality, FramePixelFormat format)
    {
        if (format.ShiftX == 0)
            return quality > 90 ? "5" : "4";
        return quality switch { >= 75 => "3", >= 50 => "2", >= 25 => "1", _ => "0" };
    }
}

/// <summary>An encoder's own quality at four points of the scale from 1 to 100; linear in between.</summary>
/// <param name="At100">At 100.</param>
/// <param name="At75">At 75.</param>
/// <param name="At50">At 50.</param>
/// <param name="At1">At 1.</param>
internal sealed record QualityScale(int At100, int At75, int At50, int At1)
{
    /// <summary>The encoder's own quality.</summary>
    public int At(int quality) => quality switch
    {
        >= 75 => Between(quality, 75, At75, 100, At100),
        >= 50 => Between(quality, 50, At50, 75, At75),
        _ => Between(quality, 1, At1, 50, At50),
    };

    private static int Between(int quality, int low, int atLow, int high, int atHigh) =>
        (int)Math.Round(atLow + ((double)(atHigh - atLow) * (quality - low) / (high - low)));
}

/// <summary>How frames are compressed.</summary>
public enum VideoCodec
{
    /// <summary>What fits the file's extension.</summary>
    Auto,

    /// <summary>H.264 (AVC): plays everywhere.</summary>
    H264,

    /// <summary>H.265 (HEVC): smaller, plays on newer devices.</summary>
    H265,

    /// <summary>VP9: free, plays in browsers.</summary>
    VP9,

    /// <summary>AV1: free, smallest, slow to make.</summary>
    AV1,

    /// <summary>FFV1: lossless, for archives and further work.</summary>
    FFV1,

    /// <summary>Apple ProRes: for video editors.</summary>
    ProRes,

    /// <summary>Motion JPEG: each frame alone.</summary>
    MJPEG,

    /// <summary>Animated GIF, written without ffmpeg.</summary>
    GIF,

    /// <summary>Animated WebP, written without ffmpeg.</summary>
    WebP,

    /// <summary>Animated PNG, lossless, written without ffmpeg.</summary>
    APNG,
}
