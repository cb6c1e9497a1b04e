using System.Collections.Immutable;

namespace HeatmapPS.Engine.Color;

/// <summary>What is known of a colormap without its colours.</summary>
/// <param name="Name">Name within its family, such as <c>jet</c>.</param>
/// <param name="Family">Family, such as <c>matplotlib</c>.</param>
/// <param name="Kind">What the map is made for.</param>
/// <param name="IsPerceptuallyUniform">Whether equal steps of the value are documented to look equally large.</param>
/// <param name="IsColorBlindSafe">Whether its colours stay apart for red-green blind readers; <c>null</c> where that is
/// not known.</param>
/// <param name="Licence">Licence of the colours: its SPDX name, <c>Matplotlib</c> or <c>Public domain</c>.</param>
/// <param name="Source">Program and version that the colours were taken from.</param>
/// <param name="Count">Number of colours.</param>
/// <param name="Aliases">Other names of the same map within its family.</param>
/// <param name="IsBareName">Whether <paramref name="Name"/> alone finds this map, or the name belongs to another family
/// first.</param>
public sealed record ColormapInfo(
    string Name,
    string Family,
    ColormapKind Kind,
    bool IsPerceptuallyUniform,
    bool? IsColorBlindSafe,
    string Licence,
    string Source,
    int Count,
    ImmutableArray<string> Aliases,
    bool IsBareName)
{
    /// <summary>Family and name, <c>opencv:jet</c>; always finds this map.</summary>
    public string QualifiedName => $"{Family}:{Name}";

    /// <summary>The shortest name that finds this map.</summary>
    public override string ToString() => IsBareName ? Name : QualifiedName;
}

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
