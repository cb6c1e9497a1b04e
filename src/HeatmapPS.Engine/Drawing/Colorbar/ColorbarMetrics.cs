namespace HeatmapPS.Engine.Drawing.Colorbar;

/// <summary>Sizes of a legend's parts in whole pixels, all in proportion to the text.</summary>
internal sealed class ColorbarMetrics
{
    /// <summary>The text's size is the picture's (the root of its area) divided by this.</summary>
    private const double PictureToFont = 34;
    private const int SmallestFont = 11;

    private ColorbarMetrics(int font, int? thickness)
    {
        Font = font;
        Thickness = thickness ?? Scaled(1.25, 8);
        Line = Scaled(1 / 14.0, 1);
    }

    /// <summary>The text's em.</summary>
    public int Font { get; }

    /// <summary>The bar across.</summary>
    public int Thickness { get; }

    /// <summary>Outline and tick marks.</summary>
    public int Line { get; }

    /// <summary>From the picture to the bar's outline.</summary>
    public int Gap => Scaled(0.7, 5);

    /// <summary>From the outermost ink to the canvas' edge across the bar.</summary>
    public int Margin => Scaled(0.5, 4);

    /// <summary>From the outermost ink to the canvas' edge along the bar.</summary>
    public int Pad => Margin;

    /// <summary>Marks with a number.</summary>
    public int TickLength => Scaled(0.35, 3);

    /// <summary>Marks without one.</summary>
    public int MinorLength => Scaled(0.2, 2);

    /// <summary>From a mark to its number.</summary>
    public int LabelGap => Scaled(0.3, 3);

    /// <summary>From the numbers to the title, and from the bar to what stands over it.</summary>
    public int TextGap => Scaled(0.5, 4);

    /// <summary>From an arrow's base to its tip.</summary>
    public int ArrowLength => Math.Max(3, (int)Math.Round(0.8 * Thickness));

    /// <summary>Sizes for a picture.</summary>
    /// <param name="width">Columns of the picture.</param>
    /// <param name="height">Rows of the picture.</param>
    /// <param name="font">Size of the text, or null for one in proportion to the picture.</param>
    /// <param name="thickness">Pixels of the bar across, or null for the text's.</param>
    public static ColorbarMetrics Create(int width, int height, int? font, int? thickness)
    {
        int automatic = Math.Max(SmallestFont, (int)Math.Round(Math.Sqrt((double)width * height) / PictureToFont));
        return new ColorbarMetrics(font ?? automatic, thickness);
    }

    private int Scaled(double share, int least) => Math.Max(least, (int)Math.Round(share * Font));
}
