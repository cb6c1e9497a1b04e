using HeatmapPS.Engine.Color;
using HeatmapPS.Engine.Drawing.Colorbar;
using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Pixels;
using HeatmapPS.Engine.Rendering;
using HeatmapPS.Engine.Scaling;
using HeatmapPS.Engine.Statistics;

namespace HeatmapPS.Engine.Merging.Mosaic;

/// <summary>Brings the images of a sheet to one form: grey ones coloured where asked, all at one depth.</summary>
internal sealed class MosaicImages
{
    private readonly MosaicOptions _options;
    private readonly MergeSettings _settings;
    private readonly ImageObject[] _images;
    private readonly (int Width, int Height) _tile;
    private readonly bool _hasOwnLimits;

    /// <param name="images">At least one.</param>
    /// <param name="options">Colours, scale, size, depth.</param>
    /// <param name="settings">Threads, cancellation.</param>
    /// <exception cref="HeatmapException">RangeInvalid when a given limit lies beyond the data.</exception>
    /// <exception cref="MergeInputException">Images that could not be read, or that no picture can be made of.</exception>
    public MosaicImages(IReadOnlyList<ImageObject> images, MosaicOptions options, MergeSettings settings)
    {
        _options = options;
        _settings = settings;
        _images = Color(images, options.Coloring);
        _hasOwnLimits = options.Coloring.Scale is null && options.Coloring.Rule == new RangeRule() && images.All(image => image is Raster);
        _tile = options.TileSize ?? (images.Max(image => image.Width), images.Max(image => image.Height));
        Check();
        Bits = options.BitDepth ?? (_images.Any(image => image.SampleType == SampleType.UInt16) ? 16 : 8);
        HasAlpha = options.AllowsAlpha && (options.Background.A < 1 || _images.Any(IsTransparent));
        IsGray = options.Background.R == options.Background.G && options.Background.G == options.Background.B
            && Array.TrueForAll(_images, image => image is Raster { ColorModel: ColorModel.Gray });
    }

    /// <summary>That the one scale of all holds several units; null where it does not.</summary>
    public string? UnitWarning { get; private set; }

    /// <summary>Whether all images and the background are grey, and so is the sheet.</summary>
    public bool IsGray { get; }

    /// <summary>8 or 16 bits a channel.</summary>
    public int Bits { get; }

    /// <summary>Whether the sheet has alpha.</summary>
    public bool HasAlpha { get; }

    /// <summary>Whether every image is a heatmap, whose colours must not be averaged.</summary>
    public bool AreHeatmaps => Array.TrueForAll(_images, image => image is Heatmap);

    /// <summary>Whether any image is a heatmap.</summary>
    public bool HasHeatmaps => Array.Exists(_images, image => image is Heatmap);

    /// <summary>The scale and colours that all heatmaps share.</summary>
    /// <exception cref="HeatmapException">ScalesDiffer.</exception>
    public (HeatmapScale Scale, Colormap Colormap, string? Unit) Shared()
    {
        Heatmap[] heatmaps = [.. _images.OfType<Heatmap>()];
        if (heatmaps.Length == 0)
            throw MosaicErrors.NoScale();
        Heatmap first = heatmaps[0];
        foreach (Heatmap other in heatmaps)
        {
            if (other.Scale != first.Scale || !SameColors(other.Colormap, first.Colormap))
                throw MosaicErrors.ScalesDiffer(first.Name, other.Name);
        }

        return (first.Scale, first.Colormap, first.Unit);
    }

    /// <summary>At which ends of the scale any heatmap has values beyond.</summary>
    /// <exception cref="MergeInputException">Images that could not be read to find out.</exception>
    public ClippedEnds Clipped()
    {
        // By the default rule the limits are those of the data, or of its type.
        Heatmap?[] heatmaps = [.. _images.Select(image => image as Heatmap)];
        if (_hasOwnLimits)
            return default;
        var ends = new ClippedEnds[heatmaps.Length];
        MergeWork.ForEach(heatmaps.Length, 0, _settings,
            i => ends[i] = heatmaps[i] is { } heatmap ? ClippedEnds.Of(heatmap, _settings.CancellationToken) : default);
        return ends.Aggregate((one, other) => one.Or(other));
    }

    /// <summary>The tiles, with their labels.</summary>
    /// <exception cref="MergeInputException">Images that could not be read for the statistics in their labels.</exception>
    public MosaicTile[] Tiles()
    {
        string?[] labels = new string?[_images.Length];
        if (_options.Label is { } label)
        {
            MergeWork.ForEach(_images.Length, 0, _settings, i => labels[i] = label.Expand(Describe(_images[i], i, label.NeedsStatistics)),
                readsAll: label.NeedsStatistics);
        }

        return [.. _images.Select((image, i) => new MosaicTile(i, Picture(Fit(image)), labels[i]))];
    }

    private static bool IsTransparent(ImageObject image) => image is Heatmap heatmap ? heatmap.HasAlpha : ((Raster)image).HasAlpha;

    private static bool SameColors(Colormap one, Colormap other) =>
        ReferenceEquals(one, other)
        || (one.Rgb.SequenceEqual(other.Rgb) && one.Alpha.SequenceEqual(other.Alpha)
            && one.UnderColor == other.UnderColor && one.OverColor == other.OverColor && one.BadColor == other.BadColor);

    private ImageObject[] Color(IReadOnlyList<ImageObject> images, Coloring coloring)
    {
        bool isChosen = coloring.SetsScale || coloring.SetsStyle;
        bool TakesColors(ImageObject image) => image is Raster { Bands: 1 } raster && (isChosen || Coloring.NeedsColors(raster));
        int[] gray = [.. Enumerable.Range(0, images.Count).Where(i => TakesColors(images[i]))];
        SharedScale? shared = _options.SharedScale && coloring.Scale is null && gray.Length > 0 ? new SharedScale(coloring.Rule) : null;
        if (shared is not null)
            ForEach(gray, i => shared.Add((Raster)images[i], _settings.CancellationToken));
        HeatmapScale? one = shared?.Resolve(_settings.CancellationToken);
        UnitWarning = shared?.UnitWarning;
        ImageObject[] colored = [.. images];
        ForEach(gray, i => colored[i] = coloring.Color((Raster)images[i], given: null, one, _settings.CancellationToken));
        return colored;
    }

    /// <summary>Runs an action for some of the images; failures carry the images' numbers.</summary>
    private void ForEach(int[] indices, Action<int> action)
    {
        try
        {
            MergeWork.ForEach(indices.Length, 0, _settings, i => action(indices[i]));
        }
        catch (MergeInputException error)
        {
            throw new MergeInputException([.. error.Failures.Select(failure => (indices[failure.Index], failure.Error))]);
        }
    }

    private void Check()
    {
        var failures = new List<(int Index, HeatmapException Error)>();
        for (int i = 0; i < _images.Length; i++)
        {
            if (_images[i] is not Raster raster)
                continue;
            if (raster.SampleType is not (SampleType.UInt8 or SampleType.UInt16))
                failures.Add((i, MosaicErrors.NotAPicture(raster.Name, $"{raster.SampleType} values")));
            else if (raster.Bands is not (1 or 3) && !(raster.HasAlpha && raster.Bands is 2 or 4))
                failures.Add((i, MosaicErrors.NotAPicture(raster.Name, $"{raster.Bands} bands")));
        }

        if (failures.Count > 0)
            throw new MergeInputException(failures) { IsExhaustive = true };
    }

    private ImageObject Fit(ImageObject image)
    {
        double scale = Math.Min((double)_tile.Width / image.Width, (double)_tile.Height / image.Height);
        if (scale > 1)
            scale = !_options.Enlarges ? 1 : _options.Kernel is null ? Math.Floor(scale) : scale;
        if (scale == 1)
            return image;
        int width = Math.Clamp((int)Math.Round(image.Width * scale), 1, _tile.Width);
        int height = Math.Clamp((int)Math.Round(image.Height * scale), 1, _tile.Height);
        ResampleKernel kernel = _options.Kernel ?? (scale > 1 ? ResampleKernel.Nearest : ResampleKernel.Bilinear);
        return image is Heatmap heatmap
            ? heatmap.Resampled(Resampling.Apply(heatmap.Raster, width, height, kernel, asNumbers: true))
            : Resampling.Apply((Raster)image, width, height, kernel, asNumbers: false);
    }

    private Raster Picture(ImageObject image)
    {
        if (image is Heatmap heatmap)
            return HeatmapRendering.ToRaster(heatmap, Bits, HasAlpha);
        var raster = (Raster)image;
        Raster picture = IsGray ? PictureColors.ToGray(raster, Bits, HasAlpha) : PictureColors.ToRgb(raster, Bits, HasAlpha);
        return picture.HasAlpha && !HasAlpha ? BandSelection.Apply(picture, [.. Enumerable.Range(1, picture.Bands - 1)]) : picture;
    }

    private MosaicLabelValues Describe(ImageObject image, int index, bool needsStatistics)
    {
        string baseName = image.Path is null ? image.Name : Path.GetFileNameWithoutExtension(image.Path);
        string unit = image.Unit ?? (image as Heatmap)?.Scale.Unit ?? string.Empty;
        var values = new MosaicLabelValues(image.Name, baseName, index + 1, image.Width, image.Height, unit);
        if (!needsStatistics)
            return values;
        Raster numbers = image is Heatmap heatmap ? heatmap.Raster : Grayscale.Apply((Raster)image);
        SampleStatistics statistics = RasterStatistics.Gather(numbers, _settings.CancellationToken).ToStatistics();
        return values with { Minimum = statistics.Minimum, Maximum = statistics.Maximum, Mean = statistics.Mean };
    }
}
