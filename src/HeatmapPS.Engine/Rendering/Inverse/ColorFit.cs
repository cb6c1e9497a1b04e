namespace HeatmapPS.Engine.Rendering.Inverse;

/// <summary>How many colours of a picture are near those of a map. Counted from any thread.</summary>
internal sealed class ColorFit
{
    /// <summary>Distance in OKLab from which on a colour is far from a map. JPEG at its worst moves some colours in a thousand so far; of the
    /// colours of another map a quarter or more lie beyond.</summary>
    public const float Far = 0.05f;

    /// <summary>Share of far pixels, in percent, from which on a picture does not look like one of the map.</summary>
    private const double MinPercent = 5;

    /// <summary>Pixels that are needed to say what a picture looks like.</summary>
    private const int MinPixels = 16;

    private long _far;
    private long _seen;

    /// <summary>Share of the pixels seen that are far, in percent.</summary>
    public double FarPercent => _seen == 0 ? 0 : 100.0 * _far / _seen;

    /// <summary>Whether the picture does not look like one of the map.</summary>
    public bool IsOfOtherColors => _seen >= MinPixels && FarPercent >= MinPercent;

    /// <summary>Adds pixels that were looked at.</summary>
    public void Add(long far, long seen)
    {
        Interlocked.Add(ref _far, far);
        Interlocked.Add(ref _seen, seen);
    }
}
