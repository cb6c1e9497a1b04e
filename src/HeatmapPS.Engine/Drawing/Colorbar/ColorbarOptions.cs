using System.Collections.Immutable;
using HeatmapPS.Engine.Color;
using HeatmapPS.Engine.Errors;

namespace HeatmapPS.Engine.Drawing.Colorbar;

/// <summary>The side of the picture that the legend stands on.</summary>
public enum ColorbarPosition
{
    /// <summary>Right of the picture, values rising upwards.</summary>
    Right,

    /// <summary>Left of the picture, values rising upwards.</summary>
    Left,

    /// <summary>Above the picture, values rising to the right.</summary>
    Top,

    /// <summary>Below the picture, values rising to the right.</summary>
    Bottom,
}

/// <summary>Which ends of the bar carry an arrow: there are values beyond it.</summary>
public enum ColorbarExtend
{
    /// <summary>The ends where pixels are clipped, or whose under or over colour is one of its own.</summary>
    Auto,

    /// <summary>No end.</summary>
    Neither,

    /// <summary>The low end.</summary>
    Minimum,

    /// <summary>The high end.</summary>
    Maximum,

    /// <summary>Both ends.</summary>
    Both,
}

/// <summary>Colours of the legend's paper and ink.</summary>
public enum ColorbarTheme
{
    /// <summary>Dark ink on white.</summary>
    Light,

    /// <summary>Light ink on near-black.</summary>
    Dark,
}

/// <summary>What a legend looks like; whatever is null is worked out from the picture.</summary>
internal sealed record ColorbarOptions
{
    /// <summary>Right, light, everything automatic.</summary>
    public static ColorbarOptions Default { get; } = new();

    /// <summary>The side of the picture.</summary>
    public ColorbarPosition Position { get; init; }

    /// <summary>Text along the bar, or null.</summary>
    public string? Title { get; init; }

    /// <summary>Unit in place of the scale's or the image's own; empty for none; null for their own.</summary>
    public string? Unit { get; init; }

    /// <summary>Arrows at the ends.</summary>
    public ColorbarExtend Extend { get; init; }

    /// <summary>Paper and ink.</summary>
    public ColorbarTheme Theme { get; init; }

    /// <summary>Paper in place of the theme's.</summary>
    public ColorValue? Background { get; init; }

    /// <summary>Size of the text in pixels (the em).</summary>
    public int? FontSize { get; init; }

    /// <summary>Pixels of the bar along its values, without arrows.</summary>
    public int? Length { get; init; }

    /// <summary>Pixels of the bar across.</summary>
    public int? Thickness { get; init; }

    /// <summary>The most numbers wanted, at least 2.</summary>
    public int? TickCount { get; init; }

    /// <summary>Values to number, in place of round ones. Those outside the scale are not shown.</summary>
    public ImmutableArray<double> Ticks { get; init; } = [];

    /// <summary>.NET format of the numbers, such as <c>F1</c> or <c>{0:F1} K</c>.</summary>
    public string? TickFormat { get; init; }

    /// <summary>Text beside a patch of the colour of bad values; without it there is no patch.</summary>
    public string? NoDataLabel { get; init; }

    /// <summary>Bits a channel of the result, or null for the image's own.</summary>
    public int? BitDepth { get; init; }

    /// <summary>Checks what can be wrong before any image is read.</summary>
    /// <returns>The options themselves.</returns>
    /// <exception cref="HeatmapException">TickFormatInvalid.</exception>
    public ColorbarOptions Validate()
    {
        if (TickFormat is not null)
            _ = TickFormatter.Apply(0, TickFormat);
        return this;
    }
}
