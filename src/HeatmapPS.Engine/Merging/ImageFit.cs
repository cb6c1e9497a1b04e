namespace HeatmapPS.Engine.Merging;

/// <summary>What is done with images whose size is not that of the first.</summary>
public enum ImageFit
{
    /// <summary>Nothing: it is an error.</summary>
    Error,

    /// <summary>They are resampled to the first image's size (Lanczos3).</summary>
    Resize,

    /// <summary>What overhangs the first image is cut off; a smaller image is an error.</summary>
    Crop,

    /// <summary>What is missing counts as no image there; what overhangs is cut off.</summary>
    Pad,
}

/// <summary>Which part of an image stays where it is when it is cropped or padded.</summary>
public enum ImageAnchor
{
    /// <summary>The middle; of an odd difference the smaller half lies left and above.</summary>
    Center,

    /// <summary>The upper left corner.</summary>
    TopLeft,

    /// <summary>The middle of the upper edge.</summary>
    Top,

    /// <summary>The upper right corner.</summary>
    TopRight,

    /// <summary>The middle of the left edge.</summary>
    Left,

    /// <summary>The middle of the right edge.</summary>
    Right,

    /// <summary>The lower left corner.</summary>
    BottomLeft,

    /// <summary>The middle of the lower edge.</summary>
    Bottom,

    /// <summary>The lower right corner.</summary>
    BottomRight,
}

/// <summary>Where an anchor puts an image.</summary>
internal static class ImageAnchors
{
    /// <summary>Column of the canvas at which an image of this width begins; negative where it overhangs.</summary>
    public static int Left(this ImageAnchor anchor, int canvas, int image) => anchor switch
    {
        ImageAnchor.TopLeft or ImageAnchor.Left or ImageAnchor.BottomLeft => 0,
        ImageAnchor.TopRight or ImageAnchor.Right or ImageAnchor.BottomRight => canvas - image,
        _ => Half(canvas - image),
    };

    /// <summary>Row of the canvas at which an image of this height begins; negative where it overhangs.</summary>
    public static int Top(this ImageAnchor anchor, int canvas, int image) => anchor switch
    {
        ImageAnchor.TopLeft or ImageAnchor.Top or ImageAnchor.TopRight => 0,
        ImageAnchor.BottomLeft or ImageAnchor.Bottom or ImageAnchor.BottomRight => canvas - image,
        _ => Half(canvas - image),
    };

    /// <summary>Half a difference, rounded towards 0: the smaller half lies left and above, for cuts as for borders.</summary>
    private static int Half(int difference) => difference / 2;
}
