using System.Runtime.InteropServices;
using HeatmapPS.Engine.Color;
using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Merging;
using HeatmapPS.Engine.Merging.Overlay;
using HeatmapPS.Engine.Pixels;
using HeatmapPS.Engine.Rendering;

namespace HeatmapPS.Engine.Video;

/// <summary>Brings frames to one size.</summary>
internal static class FrameFitting
{
    /// <summary>The frame at a size, by the rule for frames that differ.</summary>
    /// <param name="frame">A heatmap or colours.</param>
    /// <param name="size">The video's size.</param>
    /// <param name="fit">What is done.</param>
    /// <param name="firstName">Name of the frame whose size it is, for errors.</param>
    /// <exception cref="HeatmapException">SizeMismatch.</exception>
    public static ImageObject Fit(ImageObject frame, FrameSize size, ImageFit fit, string firstName)
    {
        var own = new FrameSize(frame.Width, frame.Height);
        if (own == size)
            return frame;
        string name = frame.Path ?? frame.Name;
        return fit switch
        {
            ImageFit.Resize => Resize(frame, size),
            ImageFit.Pad => Pad(frame, size),
            ImageFit.Crop when own.Width >= size.Width && own.Height >= size.Height => Crop(frame, size),
            ImageFit.Crop => throw VideoErrors.TooSmall(firstName, size.ToString(), name, own.ToString()),
            _ => throw ImageErrors.SizeMismatch(firstName, size.ToString(), name, own.ToString()),
        };
    }

    /// <summary>Resamples: a heatmap's numbers, never its colours, which have no mean.</summary>
    public static ImageObject Resize(ImageObject frame, FrameSize size)
    {
        if (frame.Width == size.Width && frame.Height == size.Height)
            return frame;
        return frame is Heatmap heatmap
            ? new Heatmap(Resampling.Apply(heatmap.Raster, size.Width, size.Height, ResampleKernel.Lanczos3, asNumbers: true), heatmap.Scale, heatmap.Style)
            : Resampling.Apply((Raster)frame, size.Width, size.Height, ResampleKernel.Lanczos3, asNumbers: false);
    }

    /// <summary>Puts a picture on a canvas of another size.</summary>
    /// <param name="raster">The colours.</param>
    /// <param name="size">Size of the canvas.</param>
    /// <param name="level">Byte of which each sample of what is missing consists.</param>
    /// <param name="anchor">Which part of the picture stays where it is.</param>
    public static Raster Place(Raster raster, FrameSize size, byte level, ImageAnchor anchor)
    {
        byte[] fill = new byte[raster.Layout.RowBytes / raster.Layout.Width];
        Array.Fill(fill, level);
        return Place(raster, size, fill, anchor);
    }

    private static Raster Place(Raster raster, FrameSize size, ReadOnlySpan<byte> pixel, ImageAnchor anchor)
    {
        RasterLayout layout = raster.Layout with { Width = size.Width, Height = size.Height };
        byte[] fill = pixel.ToArray();
        return raster.Derive(layout, raster.Metadata, rows => new PlacedRows(layout, rows, anchor, fill));
    }

    /// <summary>A heatmap is padded with the colour of bad values, since there are no values there and each colour of its map would tell
    /// of one; what has its own colours with black.</summary>
    private static Raster Pad(ImageObject frame, FrameSize size)
    {
        if (frame is not Heatmap heatmap)
            return Place((Raster)frame, size, 0, ImageAnchor.Center);
        ColorTable table = heatmap.Style.Table(heatmap.BitDepth, alpha: false);
        Raster colors = HeatmapRendering.ToRaster(heatmap, heatmap.BitDepth, alpha: false);
        if (heatmap.BitDepth == 16)
        {
            ulong bad = table.Words[^1];
            ushort[] words = [(ushort)bad, (ushort)(bad >> 16), (ushort)(bad >> 32)];
            return Place(colors, size, MemoryMarshal.AsBytes<ushort>(words), ImageAnchor.Center);
        }

        Rgba32 color = table.Bytes[^1];
        return Place(colors, size, [color.R, color.G, color.B], ImageAnchor.Center);
    }

    private static ImageObject Crop(ImageObject frame, FrameSize size) => frame is Heatmap heatmap
        ? new Heatmap(Place(heatmap.Raster, size, 0, ImageAnchor.Center), heatmap.Scale, heatmap.Style)
        : Place((Raster)frame, size, 0, ImageAnchor.Center);
}
