using HeatmapPS.Engine.Color;
using HeatmapPS.Engine.Drawing.Colorbar;
using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Pixels;
using HeatmapPS.Engine.Scaling;

namespace HeatmapPS.Engine.Merging.Mosaic;

/// <summary>Many images as one picture, in rows and columns.</summary>
/// <param name="Raster">Grey or RGB of 8 or 16 bits, perhaps with alpha; its rows are worked out as they are read.</param>
/// <param name="AreHeatmaps">Whether every image is a heatmap, whose colours must not be averaged in smaller copies.</param>
/// <param name="Warning">What is wrong with this machine's fonts, or null.</param>
internal sealed record MosaicSheet(Raster Raster, bool AreHeatmaps, string? Warning)
{
    /// <summary>That one scale holds several units; null where it does not.</summary>
    public string? UnitWarning { get; private init; }

    /// <summary>Puts images on a sheet.</summary>
    /// <param name="images">At least one.</param>
    /// <param name="options">What the sheet looks like.</param>
    /// <param name="settings">Threads, progress, cancellation.</param>
    /// <exception cref="HeatmapException">ImageTooLarge, ScalesDiffer, RangeInvalid.</exception>
    /// <exception cref="MergeInputException">Images that could not be read, or that no picture can be made of.</exception>
    public static MosaicSheet Create(IReadOnlyList<ImageObject> images, MosaicOptions options, MergeSettings settings)
    {
        var forms = new MosaicImages(images, options, settings);
        (HeatmapScale Scale, Colormap Colormap, string? Unit)? shared = options.Colorbar ? forms.Shared() : null;
        MosaicTile[] tiles = forms.Tiles();
        bool hasFont = options.Label is not null && new TextRenderer().HasFont;
        var grid = MosaicGrid.Create(tiles, options, hasFont);
        RasterLayout layout = grid.Layout(tiles.Length, (forms.IsGray ? 1 : 3) + (forms.HasAlpha ? 1 : 0),
            forms.Bits == 16 ? SampleType.UInt16 : SampleType.UInt8);
        var plan = new MosaicPlan(
            layout, grid, tiles, options.Anchor, PixelColor.From(options.Background, forms.Bits),
                PixelColor.From(InkOn(options.Background), forms.Bits));
        var metadata = new RasterMetadata
        {
            ColorModel = forms.IsGray ? ColorModel.Gray : ColorModel.Rgb,
            HasAlpha = forms.HasAlpha,
            BitDepth = forms.Bits,
            Unit = shared?.Unit,
            HasMapColors = forms.HasHeatmaps,
        };
        var sheet = new Raster(new MosaicSource(plan, settings.Progress, settings.CancellationToken), metadata, RasterOrigin.None);
        string? warning = options.Label is not null && !hasFont
            ? $"There is no font for the labels, so the images have none. {TextRenderer.HowToInstall()}."
            : null;
        if (shared is not { } legend)
            return new MosaicSheet(sheet, forms.AreHeatmaps, warning) { UnitWarning = forms.UnitWarning };

        var composer = new ColorbarComposer(LegendOptions(options.Background, grid.FontSize), legend.Scale, legend.Colormap);
        ComposedColorbar composed = composer.Compose(sheet, bits: null, forms.HasAlpha, settings.CancellationToken, forms.Clipped());
        string? shown = warning ?? (composed.Warnings is [string first, ..] ? first : null);
        return new MosaicSheet(composed.Raster, forms.AreHeatmaps, shown) { UnitWarning = forms.UnitWarning };
    }

    private static ColorbarOptions LegendOptions(ColorValue background, int font) => new()
    {
        Background = background,
        FontSize = font,
        Theme = IsDark(background) ? ColorbarTheme.Dark : ColorbarTheme.Light,
    };

    /// <summary>The inks of legends: dark on light, light on dark; on a transparent ground it is taken as light.</summary>
    private static ColorValue InkOn(ColorValue background) =>
        IsDark(background) ? ColorValue.FromBytes(232, 232, 232) : ColorValue.FromBytes(20, 20, 20);

    private static bool IsDark(ColorValue color) => color.A >= 0.5 && (0.299 * color.R) + (0.587 * color.G) + (0.114 * color.B) < 0.5;
}
