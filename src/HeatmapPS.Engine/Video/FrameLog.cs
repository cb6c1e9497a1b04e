using System.Globalization;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using System.Threading.Channels;

namespace HeatmapPS.Engine.Video;

/// <summary>Number, size and time of frames, as ffmpeg's <c>showinfo</c> filter logs them.</summary>
/// <remarks>ffmpeg logs a file's own metadata too. The filter of each run has a random name, which begins its lines and no file can know, so
/// that no text of a file is taken for one of them.</remarks>
internal sealed partial class FrameLog
{
    /// <summary>Bytes of the name; its 20 letters and the filter's name fit the 29 that old versions of ffmpeg keep.</summary>
    private const int NameBytes = 10;

    private readonly Channel<(long Number, int Width, int Height, double? Seconds)> _frames = Channel.CreateUnbounded<(long, int, int, double?)>();
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
