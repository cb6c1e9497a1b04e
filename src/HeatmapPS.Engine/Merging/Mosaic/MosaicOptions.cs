using HeatmapPS.Engine.Color;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Rendering;
using HeatmapPS.Engine.Scaling;
using HeatmapPS.Engine.Statistics;

namespace HeatmapPS.Engine.Merging.Mosaic;

/// <summary>What a sheet of images looks like.</summary>
internal sealed record MosaicOptions
{
    /// <summary>Images side by side; null for as many as there are rows, or one more.</summary>
    public int? Columns { get; init; }

    /// <summary>Pixels between the cells, and around them all.</summary>
    public int Spacing { get; init; } = 8;

    /// <summary>Colour of all that no image covers.</summary>
    public ColorValue Background { get; init; } = ColorValue.FromBytes(255, 255, 255);

    /// <summary>Text under each image, or null.</summary>
    public MosaicLabel? Label { get; init; }

    /// <summary>Size of the labels' text in pixels (the em), or null for one in proportion to the cells.</summary>
    public int? FontSize { get; init; }

    /// <summary>Size into which each image is fitted, its proportions kept; null leaves the images as they are.</summary>
    public (int Width, int Height)? TileSize { get; init; }

    /// <summary>How images are brought to that size.</summary>
    public ResampleKernel Kernel { get; init; } = ResampleKernel.Linear;

    /// <summary>Where an image lies in a cell that is larger.</summary>
    public ImageAnchor Anchor { get; init; }

    /// <summary>8 or 16 bits a channel, or null for the deepest of the images.</summary>
    public int? BitDepth { get; init; }

    /// <summary>Whether the sheet may be transparent; if not, missing values take a colour.</summary>
    public bool AllowsAlpha { get; init; } = true;

    /// <summary>Whether one legend stands beside the sheet.</summary>
    public bool Colorbar { get; init; }

    /// <summary>Colours that grey images get; null leaves them grey.</summary>
    public HeatmapStyle? Style { get; init; }

    /// <summary>How the scales of grey images are found.</summary>
    public RangeRule Rule { get; init; } = new();

    /// <summary>A scale for all grey images, or null.</summary>
    public HeatmapScale? Scale { get; init; }

    /// <summary>Whether one scale is found for all grey images together.</summary>
    public bool SharedScale { get; init; }
}
