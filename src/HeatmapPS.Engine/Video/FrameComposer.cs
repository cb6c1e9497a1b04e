using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.InteropServices;
using HeatmapPS.Engine.Color;
using HeatmapPS.Engine.Drawing.Colorbar;
using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Merging;
using HeatmapPS.Engine.Merging.Overlay;
using HeatmapPS.Engine.Pixels;
using HeatmapPS.Engine.Rendering;

namespace HeatmapPS.Engine.Video;

/// <summary>Makes frames ready: size, colorbar, label. The first frame sets what all others must be.</summary>
/// <remarks>Thread-safe once the first frame was composed.</remarks>
internal sealed class FrameComposer
{
    private readonly FrameSize? _asked;
    private readonly ImageFit _fit;
    private readonly FrameLabel? _label;
    private readonly bool _withColorbar;
    private readonly bool? _isClipped;
    private readonly ConcurrentQueue<string> _warnings = new();
    private ColorbarComposer? _colorbar;
    private FrameSize _picture;
    private FrameSize? _whole;
    private string _firstName = string.Empty;

    /// <param name="size">Size of all pictures, or null for that of the first.</param>
    /// <param name="fit">What is done with pictures of another size than the first.</param>
    /// <param name="label">Text over the frames, or null.</param>
    /// <param name="colorbar">Whether frames get a colorbar.</param>
    /// <param name="isClipped">Whether values may lie beyond the limits, which gives the colorbar arrows; null asks the first
    /// frame.</param>
    public FrameComposer(FrameSize? size, ImageFit fit, FrameLabel? label, bool colorbar, bool? isClipped)
    {
        _asked = size;
        _fit = fit;
        _label = label;
        _withColorbar = colorbar;
        _isClipped = isClipped;
    }

    /// <summary>What is wrong with the colorbars of the frames so far.</summary>
    public IReadOnlyCollection<string> Warnings => _warnings;

    /// <summary>Composes the first frame.</summary>
    public ImageObject ComposeFirst(ImageObject image, CancellationToken cancellationToken)
    {
        _picture = _asked?.For(image.Width, image.Height) ?? new FrameSize(image.Width, image.Height);
        _firstName = image.Path ?? image.Name;
        bool isClipped = _isClipped ?? image is Heatmap { ClippedPercent: > 0 };
        if (_withColorbar)
        {
            // The ends must not get and lose their arrows from frame to frame.
            _colorbar = new ColorbarComposer(new ColorbarOptions { Extend = isClipped ? ColorbarExtend.Both : ColorbarExtend.Neither });
        }

        ImageObject first = Compose(image, 0, cancellationToken);
        _whole = new FrameSize(first.Width, first.Height);
        return first;
    }

    /// <summary>Composes a frame.</summary>
    /// <param name="image">A heatmap, or colours.</param>
    /// <param name="index">Number of the frame, from 0.</param>
    /// <param name="cancellationToken">Stops passes over the pixels.</param>
    /// <exception cref="HeatmapException">SizeMismatch, NotHeatmap.</exception>
    public ImageObject Compose(ImageObject image, long index, CancellationToken cancellationToken)
    {
        ImageObject frame = _asked is null ? FrameFitting.Fit(image, _picture, _fit, _firstName) : FrameFitting.Resize(image, _picture);
        ImageObject labelled = _label is null ? WithMarks(frame) : _label.Apply(frame, image, index);
        if (_colorbar is null)
            return labelled;

        // A padded heatmap is colours, and its legend still that of its map.
        ImageObject subject = frame is Raster && image is Heatmap heatmap
            ? new Heatmap(FrameFitting.Place(heatmap.Raster, _picture, 0, ImageAnchor.Center), heatmap.Scale, heatmap.Style)
            : frame;
        return WithColorbar(subject, labelled as Raster, cancellationToken);
    }

    /// <summary>A heatmap with marks as colours: its palette has not all of them.</summary>
    private static ImageObject WithMarks(ImageObject frame) => frame is Heatmap { Marks: not null } heatmap
        ? HeatmapRendering.ToRaster(heatmap, heatmap.BitDepth, alpha: false)
        : frame;

    /// <param name="subject">What the legend tells of, of the frame's size.</param>
    /// <param name="colors">The picture that the legend goes beside, where it is not the subject itself.</param>
    /// <param name="cancellationToken">Stops passes over the pixels.</param>
    private Raster WithColorbar(ImageObject subject, Raster? colors, CancellationToken cancellationToken)
    {
        ComposedColorbar composed = _colorbar!.Compose(subject, bits: null, alpha: false, cancellationToken);
        foreach (string warning in composed.Warnings)
            _warnings.Enqueue(warning);
        Raster whole = composed.Raster;
        if (colors is not null)
        {
            RasterLayout layout = whole.Layout;
            whole = colors.Derive(layout, whole.Metadata, rows => new ColorbarRows(rows, composed.Drawing));
        }

        // Numbers of another length make a legend of another width where each frame has a scale of its own.
        if (_whole is not { } size || (whole.Width == size.Width && whole.Height == size.Height))
            return whole;
        return FrameFitting.Place(whole, size, byte.MaxValue, ImageAnchor.TopLeft);
    }
}

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
            ? heatmap.Resampled(Resampling.Apply(heatmap.Raster, size.Width, size.Height, ResampleKernel.Lanczos3, asNumbers: true))
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
        var colors = HeatmapRendering.ToRaster(heatmap, heatmap.BitDepth, alpha: false);
        if (heatmap.BitDepth == 16)
        {
            ulong bad = table.Words[^1];
            ushort[] words = [(ushort)bad, (ushort)(bad >> 16), (ushort)(bad >> 32)];
            return Place(colors, size, MemoryMarshal.AsBytes<ushort>(words), ImageAnchor.Center);
        }

        Rgba32 color = table.Bytes[^1];
        return Place(colors, size, [color.R, color.G, color.B], ImageAnchor.Center);
    }

    private static ImageObject Crop(ImageObject frame, FrameSize size) => frame switch
    {
        Heatmap { Marks: null } heatmap =>
            new Heatmap(Place(heatmap.Raster, size, 0, ImageAnchor.Center), heatmap.Scale, heatmap.Style),
        Heatmap marked => Place(HeatmapRendering.ToRaster(marked, marked.BitDepth, alpha: false), size, 0, ImageAnchor.Center),
        _ => Place((Raster)frame, size, 0, ImageAnchor.Center),
    };
}

/// <summary>A size asked for; 0 keeps the proportion.</summary>
/// <param name="Width">Columns, or 0.</param>
/// <param name="Height">Rows, or 0.</param>
internal readonly record struct FrameSize(int Width, int Height)
{
    /// <summary>Reads <c>1280x720</c>, <c>1280x</c> or <c>x720</c>.</summary>
    /// <exception cref="HeatmapException">SizeInvalid.</exception>
    public static FrameSize Parse(string text)
    {
        string[] parts = text.Trim().ToLowerInvariant().Replace('×', 'x').Split('x', StringSplitOptions.TrimEntries);
        if (parts.Length == 2 && TrySide(parts[0], out int width) && TrySide(parts[1], out int height) && width + height > 0)
            return new FrameSize(width, height);
        throw VideoErrors.SizeInvalid(text);
    }

    /// <summary>The size for a picture of this one.</summary>
    public FrameSize For(int width, int height)
    {
        if (Width == 0)
            return new FrameSize(Math.Max(1, (int)Math.Round((double)Height * width / height)), Height);
        return Height == 0 ? this with { Height = Math.Max(1, (int)Math.Round((double)Width * height / width)) } : this;
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Width}×{Height}");

    private static bool TrySide(string text, out int side)
    {
        side = 0;
        return text.Length == 0
            || (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out side) && side is > 0 and <= ushort.MaxValue);
    }
}
