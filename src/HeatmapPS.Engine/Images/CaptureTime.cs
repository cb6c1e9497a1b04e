using System.Globalization;

namespace HeatmapPS.Engine.Images;

/// <summary>When an image was taken, as its file says.</summary>
/// <param name="Local">Date and time of the camera's clock.</param>
/// <param name="Offset">How far that clock is ahead of UTC; null where the file does not say.</param>
public readonly record struct CaptureTime(DateTime Local, TimeSpan? Offset = null)
{
    /// <summary>A time whose zone is known.</summary>
    internal static CaptureTime From(DateTimeOffset time) => new(time.DateTime, time.Offset);

    /// <summary>What the clock showed, without its offset.</summary>
    internal string Clock => Local.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    /// <inheritdoc/>
    public override string ToString()
    {
        if (Offset is not { } offset)
            return Clock;
        string zone = offset == TimeSpan.Zero
            ? string.Empty
            : (offset < TimeSpan.Zero ? "−" : "+") + offset.ToString(@"hh\:mm", CultureInfo.InvariantCulture);
        return $"{Clock} UTC{zone}";
    }
}
