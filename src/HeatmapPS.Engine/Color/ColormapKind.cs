namespace HeatmapPS.Engine.Color;

/// <summary>What a colormap is made for, in the categories of matplotlib's colormap reference.</summary>
public enum ColormapKind
{
    /// <summary>Steadily lighter or darker: for values that go from low to high.</summary>
    Sequential,

    /// <summary>Two hues that meet in a neutral middle: for values above and below a centre.</summary>
    Diverging,

    /// <summary>The ends are one colour: for angles, phases and times of day.</summary>
    Cyclic,

    /// <summary>Colours without order: for classes and labels.</summary>
    Qualitative,

    /// <summary>Made for a purpose of its own, or of several hues.</summary>
    Miscellaneous,
}
