namespace HeatmapPS.Engine.Drawing.Colorbar;

/// <summary>Makes a mark at a place.</summary>
/// <param name="x">First column.</param>
/// <param name="y">First row.</param>
/// <param name="width">Columns.</param>
/// <param name="height">Rows.</param>
internal delegate LegendMark MarkFactory(int x, int y, int width, int height);

/// <summary>Collects the marks of a legend in coordinates of the bar: across, away from the picture's edge; and along, from
/// the top or left end of the bar. So one layout serves both sides of a picture.</summary>
/// <param name="vertical">Whether the bar stands right or left of the picture.</param>
/// <param name="mirrored">Whether it stands left of it, or above.</param>
internal sealed class LegendSheet(bool vertical, bool mirrored)
{
    private readonly List<(int Across, int Along, int AcrossSize, int AlongSize, MarkFactory Make)> _items = [];

    /// <summary>Whether the bar stands right or left of the picture.</summary>
    public bool Vertical => vertical;

    /// <summary>Whether the legend stands left of the picture, or above.</summary>
    public bool Mirrored => mirrored;

    /// <summary>Where the ink ends, away from the picture.</summary>
    public int AcrossEnd { get; private set; }

    /// <summary>Where the ink begins along the bar; negative is before the bar.</summary>
    public int AlongStart { get; private set; }

    /// <summary>Where the ink ends along the bar.</summary>
    public int AlongEnd { get; private set; }

    /// <summary>Adds a mark.</summary>
    public void Add(int across, int along, int acrossSize, int alongSize, MarkFactory make)
    {
        _items.Add((across, along, acrossSize, alongSize, make));
        AcrossEnd = Math.Max(AcrossEnd, across + acrossSize);
        AlongStart = Math.Min(AlongStart, along);
        AlongEnd = Math.Max(AlongEnd, along + alongSize);
    }

    /// <summary>Adds a rectangle of one colour.</summary>
    public void Fill(int across, int along, int acrossSize, int alongSize, PixelColor color) =>
        Add(across, along, acrossSize, alongSize, (x, y, width, height) => new FillMark(x, y, width, height, color));

    /// <summary>Adds a text by the place of its ink.</summary>
    public void Write(int across, int along, LegendText text, PixelColor ink, int bits)
    {
        (int acrossSize, int alongSize) = vertical ? (text.Width, text.Height) : (text.Height, text.Width);
        Add(across, along, acrossSize, alongSize, (x, y, _, _) => text.At(x, y, ink, bits));
    }

    /// <summary>The marks on a canvas.</summary>
    /// <param name="edge">The picture's edge that the legend stands at, in pixels of the canvas.</param>
    /// <param name="start">Where the bar begins along, in pixels of the canvas.</param>
    public IEnumerable<LegendMark> Place(int edge, int start)
    {
        foreach ((int across, int along, int acrossSize, int alongSize, MarkFactory make) in _items)
        {
            int a = mirrored ? edge - across - acrossSize : edge + across;
            int b = start + along;
            yield return vertical ? make(a, b, acrossSize, alongSize) : make(b, a, alongSize, acrossSize);
        }
    }
}
