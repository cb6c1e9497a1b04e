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
        command.WriteWarning($"Each of {images} images has a range of its own, so that equal colours do not mean equal values. " + (hasShared
            ? $"Use -{shared} for one range, or -{shared}:$false to be silent about it."
            : $"Colour them by ConvertTo-Heatmap -{shared} first, or give -Minimum and -Maximum."));
    }

    /// <summary>Notes a colour picture that is made grey to be coloured.</summary>
    public static void TookGray(WorkOutcome outcome, Raster picture) => outcome.WarningsOnce.Add((
        WarningKind.Gray,
        $"'{picture.Name}' is a colour picture, of which the grey (Rec. 601) is coloured. If it shows a heatmap already, ConvertFrom-Heatmap gives its numbers. Import-HeatmapImage -Band or ConvertTo-Grayscale chooses otherwise, without this warning."));

    /// <summary>Notes limits that leave nearly all pixels on one side; not where that side has a colour of its own, as a mask has.</summary>
    public static void Outside(WorkOutcome outcome, Heatmap heatmap, ClippedPixels clipped)
    {
        if (clipped.Valid == 0)
            return;
        bool isBelow = clipped.Below > clipped.Above;
        double percent = 100.0 * (isBelow ? clipped.Below : clipped.Above) / clipped.Valid;
        ColorValue? own = isBelow ? heatmap.Colormap.UnderColor : heatmap.Colormap.OverColor;
        if (percent < NearlyAll || own is not null)
            return;
        outcome.WarningsOnce.Add((WarningKind.Outside, string.Create(
            CultureInfo.InvariantCulture,
            $"{Math.Floor(10 * percent) / 10} % of the pixels of '{heatmap.Name}' lie {(isBelow ? "below" : "above")} the limits {heatmap.Minimum:G9} to {heatmap.Maximum:G9}, and have one colour. Leave the limits out to take the image's own, or give -{(isBelow ? "UnderColor" : "OverColor")} if it is meant.")));
    }

    /// <summary>Notes a picture whose colours are not those of the map.</summary>
    public static void OtherColors(WorkOutcome outcome, string name, ColorFit fit)
    {
        if (!fit.IsOfOtherColors)
            return;
        outcome.WarningsOnce.Add((WarningKind.OtherColors, string.Create(
            CultureInfo.InvariantCulture,
            $"{fit.FarPercent:0.#} % of the pixels of '{name}' are far from every colour of the map (more than {ColorFit.Far} in OKLab), so that their values mean little. Is the picture of another colormap? -WithDistance tells the distance of each pixel, and -MaxDistance {ColorFit.Far} makes far ones NaN.")));
    }
}
