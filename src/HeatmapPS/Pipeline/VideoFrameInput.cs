using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Formats;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Pixels;
using HeatmapPS.Engine.Rendering;

namespace HeatmapPS.Pipeline;

/// <summary>One input of a video: numbers to be coloured, or what has colours of its own.</summary>
/// <param name="Input">The file or object.</param>
internal sealed record VideoFrameInput(ImageInput Input)
{
    /// <summary>The raster once its header was read.</summary>
    public Raster? Opened { get; set; }

    /// <summary>Whether the whole input is a video, of many frames.</summary>
    public bool IsVideo { get; init; }

    /// <summary>The heatmap, or the raster: of a file its header is read.</summary>
    /// <exception cref="HeatmapException">What opening throws, NotGray, DepthMismatch.</exception>
    public ImageObject Open()
    {
        if (Input.Image is Heatmap heatmap)
            return heatmap;
        return Opened ??= Prepare(Input.Image as Raster ?? ImageImport.Open(Input.Path!, page: 1, ImportOptions.Default));
    }

    /// <summary>One band of numbers; or RGB(A) of 8 or 16 bits, which has colours of its own.</summary>
    internal static Raster Prepare(Raster raster)
    {
        if (raster.ColorModel == ColorModel.Rgb)
        {
            return raster.SampleType is SampleType.UInt8 or SampleType.UInt16
                ? raster
                : throw ImageErrors.DepthMismatch(raster.SampleType.ToString(), "a video");
        }

        return Grayscale.Apply(raster);
    }
}
