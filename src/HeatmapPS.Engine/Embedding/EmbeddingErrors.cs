using HeatmapPS.Engine.Errors;

namespace HeatmapPS.Engine.Embedding;

/// <summary>The errors of numbers inside pictures.</summary>
internal static class EmbeddingErrors
{
    public static HeatmapException FormatHoldsNoNumbers(string format) =>
        new("ParameterConflict", ErrorKind.InvalidArgument, $"-IncludeData is for PNG and TIFF files without -Pyramid, but the format is {format}. Choose a name that ends in .png or .tif, or leave -IncludeData out.");

    public static HeatmapException NeedsFiles() =>
        new("ParameterConflict", ErrorKind.InvalidArgument, "-IncludeData needs -Destination: without it, the output is heatmap objects, which hold their numbers. Add -Destination, or leave -IncludeData out.");

    public static HeatmapException ScalesDiffer(int pictures) =>
        new("ScaleInvalid", ErrorKind.InvalidArgument, $"The images have no common scale: {pictures} of them are coloured pictures without their numbers. Get the scale of each picture by itself, or of the images that they were made from.");

    public static HeatmapException NotHeatmap(string name) =>
        new("NotHeatmap", ErrorKind.InvalidArgument, $"'{name}' is not a heatmap, so -IncludeData has no numbers to put under its colours. Make a heatmap with ConvertTo-Heatmap first, or leave -IncludeData out.");
}
