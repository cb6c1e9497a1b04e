using System.Runtime.InteropServices;
using HeatmapPS.Engine.Color;
using HeatmapPS.Engine.Drawing.Colorbar;
using HeatmapPS.Engine.Drawing.Grids;
using HeatmapPS.Engine.Embedding;
using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Formats;
using HeatmapPS.Engine.Formats.Numpy;
using HeatmapPS.Engine.Formats.Png;
using HeatmapPS.Engine.Formats.Pyramids;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Pixels;
using HeatmapPS.Engine.Rendering;

namespace HeatmapPS.Engine.Writing;

/// <summary>Writes any image object in any format: the one place that decides between palette and colours, depth and alpha.</summary>
internal static class ImageWriter
{
    /// <summary>Writes one image.</summary>
    /// <param name="image">Raster or heatmap.</param>
    /// <param name="format">Format of the file.</param>
    /// <param name="options">What and how.</param>
    /// <param name="output">Seekable, empty stream.</param>
    /// <param name="progress">Receives the fraction of rows done, or null.</param>
    /// <param name="cancellationToken">Stops between strips.</param>
    /// <returns>How it was written, in a few words for people.</returns>
    /// <exception cref="HeatmapException">FormatNotSupported, DepthMismatch, and what reading throws.</exception>
    public static string Write(
        ImageObject image, ImageFormat format, WriteOptions options, Stream output, IProgress<double>? progress,
            CancellationToken cancellationToken)
    {
        IImageEncoder encoder = CodecRegistry.FindEncoder(format)
            ?? throw ImageErrors.OutputFormatNotSupported(format.Name, "no codec writes the format");
        if (options.Pyramid || format == ImageFormats.DeepZoom)
            options = options with { Encode = options.Encode with { Pyramid = options.Shrink ?? ShrinkOf(image, options) } };
        if (options.IncludesNumbers && image is not Heatmap)
            throw EmbeddingErrors.NotHeatmap(image.Name);
        var target = new Target(encoder, format, options, output, progress, cancellationToken);
        if (options.Colorbar is not null && (format == ImageFormats.Csv || format == ImageFormats.Npz))
            throw ColorbarErrors.NotAPicture(format.Name);
        bool drawsGrid = DrawsGrid(image, format, options);
        if (!drawsGrid)
            options.Grid?.RefuseWithoutCells(image);
        return image switch
        {
            Heatmap heatmap when encoder is NpzEncoder => WriteArchive(heatmap, target),
            _ when options.Colorbar is { } composer && IsPicture(options, format) => WriteWithColorbar(image, composer, target),
            Heatmap heatmap when options.Grid is { } grids && drawsGrid => WriteGrid(heatmap, grids, target),
            Heatmap heatmap when options.Data || format == ImageFormats.Csv => WriteRaster(heatmap.Raster, target),
            Heatmap heatmap => WriteHeatmap(heatmap, target.Describe(heatmap, new PixelRectangle(0, 0, heatmap.Width, heatmap.Height))),
            Raster raster => WriteRaster(raster, target),
            _ => throw new ArgumentException($"Expected a raster or a heatmap, but got {image.GetType().Name}.", nameof(image)),
        };
    }

    private static PyramidShrink ShrinkOf(ImageObject image, WriteOptions options)
    {
        Raster raster = image is Heatmap heatmap ? heatmap.Raster : (Raster)image;
        bool hasMean = (image is Raster or Heatmap { Marks: not null } || options.Data)
            && !raster.SampleType.IsFloat && raster.NoDataValues.IsEmpty;
        return hasMean ? PyramidShrink.Mean : PyramidShrink.Nearest;
    }

    private static string WriteHeatmap(Heatmap heatmap, Target target)
    {
        int bits = target.Options.BitDepth ?? heatmap.BitDepth;
        bool alpha = heatmap.HasAlpha && target.Holds(heatmap, bits, 4);
        if (bits == 8 && target.Encoder.TakesIndices)
        {
            if (target.Format == ImageFormats.Png
                && PngRecoloring.TryWrite(heatmap, alpha, target.Options, target.Output, target.CancellationToken))
            {
                return "palette, pixels copied";
            }

            if (HeatmapRendering.Indices(heatmap, alpha, countColors: target.Encoder.SupportsPalette,
                target.CancellationToken) is { } indices)
            {
                target.Encode(indices.Open(), indices.Metadata, indices.Palette);
                return target.Encoder.SupportsPalette ? $"palette of {indices.Palette!.Colors.Length}" : "RGB, 8 bits";
            }
        }

        if (!target.Holds(heatmap, bits, alpha ? 4 : 3))
        {
            throw ImageErrors.OutputFormatNotSupported(target.Format.Name,
                $"the format has no {bits}-bit colours. To write the numbers, use -Data");
        }

        var colors = HeatmapRendering.Colors(heatmap, bits, alpha);
        target.Encode(colors.Open(), colors.Metadata, null);
        return $"{(alpha ? "RGBA" : "RGB")}, {bits} bits";
    }

    private static string WriteWithColorbar(ImageObject image, ColorbarComposer composer, Target target)
    {
        int? bits = target.Options.BitDepth;
        bool alpha = image is Heatmap heatmap && target.Holds(heatmap, bits ?? heatmap.BitDepth, 4);
        ComposedColorbar composed = composer.Compose(image, bits, alpha, target.CancellationToken);
        target.Warn(composed.Warnings);
        if (image is Heatmap described)
            target = target.Describe(described, PlaceOf(described, composed.Drawing));
        return $"{WriteRaster(composed.Raster, target)}, {composed}";
    }

    /// <summary>Where the heatmap lies beside its legend; null for a grid, whose cells are drawn larger than a pixel.</summary>
    private static PixelRectangle? PlaceOf(Heatmap heatmap, ColorbarDrawing drawing) =>
        GridComposer.Draws(heatmap) ? null : new PixelRectangle(drawing.PictureX, drawing.PictureY, heatmap.Width, heatmap.Height);

    private static bool IsPicture(WriteOptions options, ImageFormat format) => !options.Data && format != ImageFormats.Csv;

    /// <summary>Whether an image is drawn with cells and labels, rather than written as numbers or colours.</summary>
    private static bool DrawsGrid(ImageObject image, ImageFormat format, WriteOptions options) =>
        GridComposer.Draws(image) && IsPicture(options, format) && format != ImageFormats.Npz
        && (options.Colorbar is not null || format != ImageFormats.Npy);

    private static string WriteGrid(Heatmap heatmap, GridComposer grids, Target target)
    {
        GridPicture picture = grids.Compose(heatmap, target.Options.BitDepth ?? heatmap.BitDepth, target.CancellationToken);
        target.Warn(picture.Warnings);
        return $"{WriteRaster(picture.Raster, target.Describe(heatmap, place: null))}, {picture}";
    }

    private static string WriteRaster(Raster raster, Target target)
    {
        if (raster.Metadata.RoundsTo is { } integer && raster.SampleType.IsFloat
            && (target.Options.BitDepth is not null || !target.Encoder.CanHold(raster.Layout, raster.Metadata)))
        {
            raster = SampleTypeConversion.Round(raster, integer);
        }

        if (target.Options.BitDepth is { } bits)
            raster = DepthConversion.Apply(raster, bits);
        else if (DepthConversion.IsShallowPicture(raster) && !HoldsNumbers(target.Format))
            raster = DepthConversion.Apply(raster, 16);
        if (!target.Encoder.CanHold(raster.Layout, raster.Metadata) && raster.HasAlpha)
            raster = BandSelection.Apply(raster, [.. Enumerable.Range(1, raster.Bands - 1)]);
        if (!target.Encoder.CanHold(raster.Layout, raster.Metadata))
            throw CannotHold(raster, target);
        target.Encode(raster.OpenRows(), raster.Metadata, null);
        return $"{raster.Bands} × {raster.SampleType}";
    }

    /// <summary>Whether samples are read back as numbers of a type, not as parts of the brightest.</summary>
    private static bool HoldsNumbers(ImageFormat format) =>
        format == ImageFormats.Tiff || format == ImageFormats.Npy || format == ImageFormats.Npz || format == ImageFormats.Fits
            || format == ImageFormats.Csv;

    private static HeatmapException CannotHold(Raster raster, Target target)
    {
        RasterLayout bytes = raster.Layout with { SampleType = SampleType.UInt8 };
        return target.Encoder.CanHold(bytes, raster.Metadata with { BitDepth = 8 })
            ? ImageErrors.DepthMismatch(raster.SampleType.ToString(), target.Format.Name)
            : ImageErrors.OutputFormatNotSupported(target.Format.Name,
                $"the format cannot store {raster.Bands} band(s) of {raster.SampleType}");
    }

    private static string WriteArchive(Heatmap heatmap, Target target)
    {
        int bits = target.Options.BitDepth ?? heatmap.BitDepth;
        NpzWriter.Write(target.Output, Entries(), target.Options.Encode.Compression, target.CancellationToken);
        return "data, colours and limits";

        IEnumerable<NpzEntry> Entries()
        {
            using (RowReader data = target.Observe(heatmap.Raster.OpenRows()))
                yield return new NpzRows("data", NoData.Unify(data, heatmap.Raster.NoDataValues));
            foreach (NpzEntry entry in NpzNoData.Entries(heatmap.Raster.Metadata))
                yield return entry;
            if (!target.Options.Data)
            {
                using RowReader colors = target.Observe(HeatmapRendering.Colors(heatmap, bits, heatmap.HasAlpha).Open());
                yield return new NpzRows("colors", colors);
            }

            yield return new NpzScalar("minimum", heatmap.Minimum);
            yield return new NpzScalar("maximum", heatmap.Maximum);
            yield return new NpzText("colormap", heatmap.Colormap.ToString());
        }
    }

    /// <summary>Where an image goes, and how.</summary>
    private sealed record Target(
        IImageEncoder Encoder, ImageFormat Format, WriteOptions Options, Stream Output, IProgress<double>? Progress,
            CancellationToken CancellationToken)
    {
        public bool Holds(Heatmap heatmap, int bits, int bands)
        {
            var layout = new RasterLayout(heatmap.Width, heatmap.Height, bands, bits == 16 ? SampleType.UInt16 : SampleType.UInt8);
            return Encoder.CanHold(layout, new RasterMetadata { ColorModel = ColorModel.Rgb, HasAlpha = bands == 4, BitDepth = bits });
        }

        /// <summary>The same with what the file says of the heatmap, and with its numbers, as far as was asked for.</summary>
        public Target Describe(Heatmap heatmap, PixelRectangle? place)
        {
            if (!Options.Describes || (Format != ImageFormats.Png && Format != ImageFormats.Tiff))
                return this;
            Raster raster = heatmap.Raster;
            var description = new PictureDescription(heatmap.Scale, heatmap.Colormap, (heatmap.Width, heatmap.Height))
            {
                Source = raster.Path is { } path ? Path.GetFileName(path) : null,
                BitDepth = heatmap.BitDepth,
                Interpolation = heatmap.Style.GivenInterpolation,
                Place = place,
                Request = Options.Request,
                Annotations = heatmap.Marks?.ToJson(),
                Numbers = Options.IncludesNumbers ? new ImageHeader(raster.Layout, raster.Metadata, 1, 1, "HeatmapPS") : null,
            };
            var embedded = new EmbeddedContent(description.ToJson())
            {
                Numbers = Options.IncludesNumbers ? raster.Source : null,
                IndexedDescription = Options.IncludesNumbers ? (description with { NumbersAreIndices = true }).ToJson() : null,
            };
            return this with { Options = Options with { Encode = Options.Encode with { Embedded = embedded } } };
        }

        public void Warn(IReadOnlyList<string> warnings)
        {
            foreach (string warning in warnings)
                Options.Warn?.Invoke(warning);
        }

        public ObservedRows Observe(RowReader rows) => new ObservedRows(rows, Progress, CancellationToken);

        public void Encode(RowReader rows, RasterMetadata metadata, Palette? palette)
        {
            using RowReader observed = Observe(rows);
            using RowReader ahead = observed.Layout.ByteCount > 8L * RowPump.StripBytes
                ? new ReadAheadRows(observed, leaveOpen: true)
                : observed;
            Encoder.Encode(ahead, metadata, palette, Options.Encode, Output, CancellationToken);
        }
    }
}

/// <summary>The PNG fast path: a lookup on the samples of a grey PNG is a palette, so the image data is copied as it is.</summary>
internal static class PngRecoloring
{
    /// <summary>Writes the heatmap by copying its source's image data, if that gives the same pixels.</summary>
    /// <param name="heatmap">The heatmap.</param>
    /// <param name="alpha">Whether the palette can be transparent.</param>
    /// <param name="options">A chosen compression asks for encoding anew.</param>
    /// <param name="output">Empty stream; untouched when the answer is false.</param>
    /// <param name="cancellationToken">Stops the copying.</param>
    /// <returns>Whether it was written.</returns>
    /// <exception cref="HeatmapException">ImageCorrupt: a broken source is refused, never copied.</exception>
    public static bool TryWrite(Heatmap heatmap, bool alpha, WriteOptions options, Stream output, CancellationToken cancellationToken)
    {
        if (options.Encode.Compression != ImageCompression.Default || heatmap.Marks is not null
            || heatmap.Raster.Source is not FileSource source
            || source.Format != ImageFormats.Png || source.IsEmbedded || source.Layout is not { Bands: 1, SampleType: SampleType.UInt8 })
        {
            return false;
        }

        using var rewriter = PngPaletteRewriter.TryOpen(source.Path);
        if (rewriter is null)
            return false;
        source.EnsureUnchanged();
        rewriter.Rewrite(MakePalette(heatmap, alpha, rewriter.Header.BitDepth), options.Verify, options.Encode.Embedded, output,
            cancellationToken);
        source.EnsureUnchanged();
        return true;
    }

    /// <summary>Colour of each stored sample of n bits, whose value is sample × 255 / (2ⁿ − 1).</summary>
    private static Palette MakePalette(Heatmap heatmap, bool alpha, int bits)
    {
        ColorTable table = heatmap.Style.Table(8, alpha);
        ColorIndexer indexer = heatmap.Style.Indexer(heatmap, table);
        int last = (1 << bits) - 1;
        var colors = new Rgba32[last + 1];
        for (int sample = 0; sample <= last; sample++)
            colors[sample] = table.Bytes[indexer.Table![sample * 255 / last]];
        return new Palette(ImmutableCollectionsMarshal.AsImmutableArray(colors), alpha);
    }
}
