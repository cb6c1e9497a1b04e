using HeatmapPS.Engine.Codecs.Vips;
using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Imaging;
using HeatmapPS.Engine.Rendering;
using NetVips;

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
    public static ImageObject Fit(ImageObject frame, FrameSize size, FrameFit fit, string firstName)
    {
        var own = new FrameSize(frame.Width, frame.Height);
        if (own == size)
            return frame;
        string name = frame.Path ?? frame.Name;
        return fit switch
        {
            FrameFit.Resize => Resize(frame, size),
            FrameFit.Pad => Place(Colors(frame), size, ReadOnlyMemory<byte>.Empty),
            FrameFit.Crop when own.Width >= size.Width && own.Height >= size.Height => Crop(frame, size),
            FrameFit.Crop => throw VideoErrors.TooSmall(firstName, size.ToString(), name, own.ToString()),
            _ => throw ImageErrors.SizeMismatch(firstName, size.ToString(), name, own.ToString()),
        };
    }

    /// <summary>Resamples: a heatmap's numbers, never its colours, which have no mean.</summary>
    public static ImageObject Resize(ImageObject frame, FrameSize size)
    {
        if (frame.Width == size.Width && frame.Height == size.Height)
            return frame;
        return frame is Heatmap heatmap
            ? new Heatmap(Resize(heatmap.Raster, size), heatmap.Scale, heatmap.Style)
            : Resize((Raster)frame, size);
    }

    /// <summary>Puts colours in the middle of a canvas, or at its upper left corner.</summary>
    /// <param name="raster">The colours.</param>
    /// <param name="size">Size of the canvas.</param>
    /// <param name="fill">One pixel for what is missing; empty for zeros.</param>
    /// <param name="isCentered">Whether the picture is in the middle.</param>
    public static Raster Place(Raster raster, FrameSize size, ReadOnlyMemory<byte> fill, bool isCentered = true)
    {
        RasterLayout layout = raster.Layout with { Width = size.Width, Height = size.Height };
        int left = isCentered ? (size.Width - raster.Width) / 2 : 0, top = isCentered ? (size.Height - raster.Height) / 2 : 0;
        return raster.Derive(layout, raster.Metadata, rows => new PlacedFrameRows(layout, rows, left, top, fill));
    }

    private static Raster Colors(ImageObject frame) =>
        frame is Heatmap heatmap ? HeatmapRendering.ToRaster(heatmap, heatmap.BitDepth, alpha: false) : (Raster)frame;

    private static ImageObject Crop(ImageObject frame, FrameSize size) => frame is Heatmap heatmap
        ? new Heatmap(Place(heatmap.Raster, size, ReadOnlyMemory<byte>.Empty), heatmap.Scale, heatmap.Style)
        : Place((Raster)frame, size, ReadOnlyMemory<byte>.Empty);

    private static Raster Resize(Raster raster, FrameSize size)
    {
        // Lanczos where detail must go; linear where there is none to add, since Lanczos would ring; and never a mean of numbers
        // and marks for missing ones.
        bool shrinks = size.Width <= raster.Width && size.Height <= raster.Height;
        Enums.Kernel kernel = raster.NoDataValues.Length > 0 ? Enums.Kernel.Nearest : shrinks ? Enums.Kernel.Lanczos3 : Enums.Kernel.Linear;
        RasterLayout layout = raster.Layout with { Width = size.Width, Height = size.Height };
        return raster.Derive(layout, raster.Metadata, rows => Resized(rows, layout, kernel));
    }

    private static RowReader Resized(RowReader rows, RasterLayout layout, Enums.Kernel kernel)
    {
        using (rows)
        using (var gathered = GatheredPixels.From(rows, CancellationToken.None))
        using (Image resized = gathered.Image.Resize((double)layout.Width / rows.Layout.Width, kernel: kernel, vscale: (double)layout.Height / rows.Layout.Height))
        using (Image exact = resized.Gravity(Enums.CompassDirection.NorthWest, layout.Width, layout.Height, extend: Enums.Extend.Copy))
        {
            byte[] pixels = exact.WriteToMemory<byte>();
            return new MemorySource(layout, pixels).Open();
        }
    }

    private sealed class PlacedFrameRows(RasterLayout layout, RowReader inner, int left, int top, ReadOnlyMemory<byte> fill) : RowReader(layout)
    {
        private readonly byte[] _row = new byte[inner.Layout.RowBytes];
        private int _next;
        private int _innerNext;

        public override void Read(Span<byte> destination)
        {
            int pixel = Layout.RowBytes / Layout.Width;
            for (; !destination.IsEmpty; destination = destination[Layout.RowBytes..], _next++)
            {
                Span<byte> target = destination[..Layout.RowBytes];
                int row = _next - top;
                Fill(target);
                if (row < 0 || row >= inner.Layout.Height)
                    continue;
                for (; _innerNext <= row; _innerNext++)
                    inner.Read(_row);
                int skip = Math.Max(0, -left), start = Math.Max(0, left);
                int count = Math.Min(inner.Layout.Width - skip, Layout.Width - start);
                _row.AsSpan(skip * pixel, count * pixel).CopyTo(target[(start * pixel)..]);
            }
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                inner.Dispose();
            base.Dispose(disposing);
        }

        private void Fill(Span<byte> target)
        {
            if (fill.IsEmpty)
                target.Clear();
            else
                for (int i = 0; i < target.Length; i += fill.Length)
                    fill.Span.CopyTo(target[i..]);
        }
    }
}
