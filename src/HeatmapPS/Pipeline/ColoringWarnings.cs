using System.Globalization;
using HeatmapPS.Engine.Color;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Rendering;
using HeatmapPS.Engine.Rendering.Inverse;
using HeatmapPS.Parameters;

namespace HeatmapPS.Pipeline;

/// <summary>What is said of images whose colours may not show what one thinks: when, and in which words.</summary>
internal static class ColoringWarnings
{
    /// <summary>Share of the pixels beyond one limit, in percent, that counts as nearly all.</summary>
    private const double NearlyAll = 99;

    /// <summary>Warns of images whose colours are final, and which have ranges of their own.</summary>
    /// <param name="command">The cmdlet. Where it has -SharedScale, naming that parameter silences the warning.</param>
    /// <param name="images">How many have one.</param>
    public static void OwnRanges(HeatmapCommand command, int images)
    {
        const string shared = nameof(ImageScaleParameters.SharedScale);
        if (images < 2 || command.MyInvocation.BoundParameters.ContainsKey(shared))
            return;
        bool hasShared = command.MyInvocation.MyCommand.Parameters.ContainsKey(shared);
        command.WriteWarning($"Each of the {images} images has its own range, so the same colour can mean different values. " + (hasShared
            ? $"Use -{shared} for one range, or -{shared}:$false to suppress this warning."
            : $"Colour them with ConvertTo-Heatmap -{shared} first, or give -Minimum and -Maximum."));
    }

    /// <summary>Notes a colour picture that is made grey to be coloured.</summary>
    public static void TookGray(WorkOutcome outcome, Raster picture) => outcome.WarningsOnce.Add(new(
        WarningKind.Gray,
        $"'{picture.Name}' is a colour picture; its grey values (Rec. 601) are coloured. If it already shows a heatmap, use ConvertFrom-Heatmap to get its numbers. To select other values without this warning, use Import-HeatmapImage -Band or ConvertTo-Grayscale."));

    /// <summary>Notes limits that leave nearly all pixels on one side; not where that side has a colour of its own, as a mask
    /// has.</summary>
    public static void Outside(WorkOutcome outcome, Heatmap heatmap, ClippedPixels clipped)
    {
        if (clipped.Valid == 0)
            return;
        bool isBelow = clipped.Below > clipped.Above;
        double percent = 100.0 * (isBelow ? clipped.Below : clipped.Above) / clipped.Valid;
        ColorValue? own = isBelow ? heatmap.Colormap.UnderColor : heatmap.Colormap.OverColor;
        if (percent < NearlyAll || own is not null)
            return;
        outcome.WarningsOnce.Add(new(WarningKind.Outside, string.Create(
            CultureInfo.InvariantCulture,
            $"{Math.Floor(10 * percent) / 10} % of the pixels of '{heatmap.Name}' are {(isBelow ? "below" : "above")} the limits {heatmap.Minimum:G9} to {heatmap.Maximum:G9}, so they all have the same colour. Leave the limits out to use those of the image, or give -{(isBelow ? "UnderColor" : "OverColor")} if this is intended.")));
    }

    /// <summary>Notes a picture whose colours are not those of the map.</summary>
    public static void OtherColors(WorkOutcome outcome, string name, ColorFit fit)
    {
        if (!fit.IsOfOtherColors)
            return;
        outcome.WarningsOnce.Add(new(WarningKind.OtherColors, string.Create(
            CultureInfo.InvariantCulture,
            $"{fit.FarPercent:0.#} % of the pixels of '{name}' are far from every colour of the map (more than {ColorFit.Far} in OKLab), so their values are unreliable. Check that this is the colormap of the picture. -WithDistance gives the distance of each pixel, and -MaxDistance {ColorFit.Far} makes distant pixels NaN.")));
    }
}
