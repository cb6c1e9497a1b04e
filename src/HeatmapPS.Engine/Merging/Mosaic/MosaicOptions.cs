using HeatmapPS.Engine.Color;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Rendering;

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

    /// <summary>Size of all text in pixels (the em), or null for one in proportion to the cells.</summary>
    public int? FontSize { get; init; }

    /// <summary>Size into which each image is fitted, its proportions kept; null for the largest width and height of the images.</summary>
    public (int Width, int Height)? TileSize { get; init; }

    /// <summary>How each image is scaled to fill its tile; null shrinks with <see cref="ResampleKernel.Bilinear"/> and repeats pixels a whole
    /// number of times on enlarging.</summary>
    public ResampleKernel? Kernel { get; init; }

    /// <summary>Whether images smaller than their tile are enlarged.</summary>
    public bool Enlarges { get; init; } = true;

    /// <summary>Where an image lies in a cell that is larger.</summary>
    public ImageAnchor Anchor { get; init; }

    /// <summary>8 or 16 bits a channel, or null for the deepest of the images.</summary>
    public int? BitDepth { get; init; }

    /// <summary>Whether the sheet may be transparent; if not, missing values take a colour.</summary>
    public bool AllowsAlpha { get; init; } = true;

    /// <summary>Whether one legend stands beside the sheet.</summary>
    public bool Colorbar { get; init; }

    /// <summary>How grey images are coloured: those that show only in colours, and all where scale or colours were chosen.</summary>
    public required Coloring Coloring { get; init; }

    /// <summary>Whether one scale is found for all grey images together.</summary>
    public bool SharedScale { get; init; } = true;
}
