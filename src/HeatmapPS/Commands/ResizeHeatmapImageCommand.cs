using System.Management.Automation;
using HeatmapPS.Arguments;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Rendering;
using HeatmapPS.Pipeline;

namespace HeatmapPS.Commands;

/// <summary>Brings images to another size, cuts parts out, turns and mirrors them, by their numbers.</summary>
[Cmdlet(VerbsCommon.Resize, "HeatmapImage", DefaultParameterSetName = PathSet, SupportsShouldProcess = true)]
[OutputType(typeof(Raster), typeof(Heatmap), typeof(FileInfo))]
public sealed partial class ResizeHeatmapImageCommand : ImageTransformCommand
{
    private ResizeOptions _options = null!;

    /// <summary>Columns of the result. Without -Height, the proportions stay.</summary>
    [Parameter]
    [ValidateRange(1, ResizeOptions.MaxSide)]
    public int Width { get; set; }

    /// <summary>Rows of the result. Without -Width, the proportions stay.</summary>
    [Parameter]
    [ValidateRange(1, ResizeOptions.MaxSide)]
    public int Height { get; set; }

    /// <summary>Width and height of the result, such as 640,480.</summary>
    [Parameter]
    [ValidateCount(2, 2)]
    [ValidateRange(1, ResizeOptions.MaxSide)]
    [SizeTransformation]
    public int[]? Size { get; set; }

    /// <summary>Factor of both sides: 0.5 halves them.</summary>
    [Parameter]
    [ValidateRange(1e-6, 1e6)]
    public double Factor { get; set; }

    /// <summary>The part to keep: x, y, width, height. Pixels count from 0.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(RectangleCompleter))]
    public object? Region { get; set; }

    /// <summary>Degrees to turn the image to the right.</summary>
    [Parameter]
    [ValidateSet("90", "180", "270")]
    public int Rotate { get; set; }

    /// <summary>Exchanges left and right (Horizontal), or top and bottom (Vertical).</summary>
    [Parameter]
    public ImageFlip? Flip { get; set; }

    /// <summary>How pixels of another size are made: by default Area along a side that shrinks, Bilinear along one that grows.</summary>
    [Parameter]
    public ResampleKernel? Kernel { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        _options = Require(ToOptions, Region);
        base.BeginProcessing();
    }

    /// <inheritdoc/>
    private protected override ImageObject Transform(ImageInput input) => input.Image switch
    {
        // Annotations have places: they keep them in another size, but not in a part, or turned.
        Heatmap heatmap when _options is { Region: null, Rotation: 0, Flip: null } => heatmap.Resampled(Transform(heatmap.Raster)),
        Heatmap heatmap => new Heatmap(Transform(heatmap.Raster), heatmap.Scale, heatmap.Style),
        _ => Transform(Open(input)),
    };

    /// <inheritdoc/>
    private protected override Raster Transform(Raster raster) => RasterResize.Apply(raster, _options);

    private ResizeOptions ToOptions()
    {
        bool hasSides = IsBound(nameof(Width)) || IsBound(nameof(Height));
        if ((hasSides && (Size is not null || IsBound(nameof(Factor)))) || (Size is not null && IsBound(nameof(Factor))))
            throw InputErrors.Conflict("-Size, -Factor, and -Width with -Height");
        var options = new ResizeOptions
        {
            Region = RegionArgument.ResolveRectangle(Region),
            Rotation = Rotate,
            Flip = Flip,
            Width = Size?[0] ?? (IsBound(nameof(Width)) ? Width : null),
            Height = Size?[1] ?? (IsBound(nameof(Height)) ? Height : null),
            Factor = IsBound(nameof(Factor)) ? Factor : null,
            Kernel = Kernel,
        };
        return options.IsNone ? throw ResizeErrors.Nothing() : options;
    }
}
