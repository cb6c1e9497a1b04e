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
        _images = options.Style is null ? [.. images] : Color(images, options.Style);
        _hasOwnLimits = options.Scale is null && options.Rule == new RangeRule() && images.All(image => image is Raster);
        Check();
        Bits = options.BitDepth ?? (_images.Any(image => image.SampleType == SampleType.UInt16) ? 16 : 8);
        HasAlpha = options.AllowsAlpha && (options.Background.A < 1 || _images.Any(IsTransparent));
        IsGray = options.Background.R == options.Background.G && options.Background.G == options.Background.B
            && Array.TrueForAll(_images, image => image is Raster { ColorModel: ColorModel.Gray });
    }

    /// <summary>The images that got a scale each here.</summary>
    public IReadOnlyList<Raster> Resolved { get; private set; } = [];

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
        MergeWork.ForEach(heatmaps.Length, 0, _settings, i => ends[i] = heatmaps[i] is { } heatmap ? ClippedEnds.Of(heatmap, _settings.CancellationToken) : default);
        return ends.Aggregate((one, other) => one.Or(other));
    }

    /// <summary>The tiles, with their labels.</summary>
    /// <exception cref="MergeInputException">Images that could not be read for the statistics in their labels.</exception>
    public MosaicTile[] Tiles()
    {
        string?[] labels = new string?[_images.Length];
        if (_options.Label is { } label)
        {
            MergeWork.ForEach(_images.Length, 0, _settings, i => labels[i] = label.Expand(Describe(_images[i], i, label.NeedsStatistics)), readsAll: label.NeedsStatistics);
        }

        return [.. _images.Select((image, i) => new MosaicTile(i, Picture(Fit(image)), labels[i]))];
    }

    private static bool IsTransparent(ImageObject image) => image is Heatmap heatmap ? heatmap.HasAlpha : ((Raster)image).HasAlpha;

    private static bool SameColors(Colormap one, Colormap other) =>
        ReferenceEquals(one, other)
        || (one.Rgb.SequenceEqual(other.Rgb) && one.Alpha.SequenceEqual(other.Alpha)
            && one.UnderColor == other.UnderColor && one.OverColor == other.OverColor && one.BadColor == other.BadColor);

    private ImageObject[] Color(IReadOnlyList<ImageObject> images, HeatmapStyle style)
    {
        ImageObject[] colored = [.. images];
        int[] gray = [.. Enumerable.Range(0, images.Count).Where(i => images[i] is Raster { Bands: 1 })];
        SharedScale? shared = _options.SharedScale && _options.Scale is null ? new SharedScale(_options.Rule) : null;
        var scales = new HeatmapScale?[images.Count];
        ForEach(gray, i =>
        {
            if (shared is not null)
                shared.Add((Raster)images[i], _settings.CancellationToken);
            else
                scales[i] = _options.Scale ?? ScaleResolver.Resolve((Raster)images[i], _options.Rule, _settings.CancellationToken).Scale;
        });
        HeatmapScale? one = shared is not null && gray.Length > 0 ? shared.Resolve(_settings.CancellationToken) : null;
        UnitWarning = shared?.UnitWarning;
        if (one is null && _options.Scale is null)
            Resolved = [.. gray.Select(i => (Raster)images[i])];
        foreach (int i in gray)
            colored[i] = new Heatmap((Raster)images[i], one ?? scales[i]!, style);
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
        if (_options.TileSize is not { } size)
            return image;
        double scale = Math.Min((double)size.Width / image.Width, (double)size.Height / image.Height);
        int width = Math.Clamp((int)Math.Round(image.Width * scale), 1, size.Width);
        int height = Math.Clamp((int)Math.Round(image.Height * scale), 1, size.Height);
        return image is Heatmap heatmap
            ? new Heatmap(Resampling.Apply(heatmap.Raster, width, height, _options.Kernel, asNumbers: true), heatmap.Scale, heatmap.Style)
            : Resampling.Apply((Raster)image, width, height, _options.Kernel, asNumbers: false);
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
