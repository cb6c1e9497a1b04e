using System.Collections;
using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Video;

namespace HeatmapPS.Arguments;

/// <summary>Completes frame rates.</summary>
public sealed class FrameRateCompleter : ListCompleter
{
    private protected override IEnumerable<(string Text, string ToolTip)> Texts(IDictionary bound) =>
    [
        ("25", "Television in Europe"), ("30", "Many cameras"), ("24000/1001", "Film on television, 23.976"),
            ("30000/1001", "Television in America, 29.97"),
        ("50", "50 frames per second"), ("60", "Screens"), ("60000/1001", "59.94"), ("9", "Export versions of thermal cameras"),
            ("10", "10 frames per second"),
    ];
}

/// <summary>Completes pixel formats of the codec chosen.</summary>
public sealed class PixelFormatCompleter : ListCompleter
{
    private protected override IEnumerable<(string Text, string ToolTip)> Texts(IDictionary bound)
    {
        string path = bound[nameof(Commands.ExportHeatmapVideoCommand.Path)]?.ToString() ?? string.Empty;
        _ = Enum.TryParse(bound[nameof(Commands.ExportHeatmapVideoCommand.Codec)]?.ToString(), ignoreCase: true, out VideoCodec codec);
        IEnumerable<string> names = FramePixelFormat.Names;
        try
        {
            var target = VideoTarget.From(path, codec);
            names = CodecProfile.Of(target.Codec).PixelFormats;
        }
        catch (HeatmapException)
        {
            // Without a path that fits, any format may be meant.
        }

        return names.Select(FramePixelFormat.Find).Select(format => (format.Name, Explain(format)));
    }

    private static string Explain(FramePixelFormat format)
    {
        string colors = format.IsRgb ? "RGB" : (format.ShiftX, format.ShiftY) switch
        {
            (0, _) => "luma and chroma for every pixel",
            (_, 0) => "chroma for every second column",
            _ => "one chroma for 2×2 pixels; plays everywhere",
        };
        return $"{colors}, {format.Bits} bits";
    }
}

/// <summary>Completes presets of x264 and x265.</summary>
public sealed class VideoPresetCompleter : ListCompleter
{
    private static readonly string[] s_names =
        ["ultrafast", "superfast", "veryfast", "faster", "fast", "medium", "slow", "slower", "veryslow"];

    private protected override IEnumerable<(string Text, string ToolTip)> Texts(IDictionary bound) =>
        s_names.Select(name => (name, "H.264 and H.265; other codecs use a number, higher is faster"));
}
