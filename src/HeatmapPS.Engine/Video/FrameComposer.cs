using System.Collections.Concurrent;
using HeatmapPS.Engine.Drawing.Colorbar;
using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Merging;
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
    /// <param name="isClipped">Whether values may lie beyond the limits, which gives the colorbar arrows; null asks the first frame.</param>
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
        ImageObject labelled = _label is null ? frame : _label.Apply(frame, image, index);
        if (_colorbar is null)
            return labelled;

        // A padded heatmap is colours, and its legend still that of its map.
        ImageObject subject = frame is Raster && image is Heatmap heatmap
            ? new Heatmap(FrameFitting.Place(heatmap.Raster, _picture, 0, ImageAnchor.Center), heatmap.Scale, heatmap.Style)
            : frame;
        return WithColorbar(subject, labelled as Raster, cancellationToken);
    }

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
