using System.Collections.Immutable;
using System.Runtime.InteropServices;
using HeatmapPS.Engine.Color.Spaces;
using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Pixels;

namespace HeatmapPS.Engine.Images;

/// <summary>An image as numbers: width × height pixels of one or more bands. Immutable.</summary>
/// <remarks>A raster of a file is a recipe: its pixels are read when they are used, each time anew.</remarks>
public sealed class Raster : ImageObject
{
    internal Raster(RasterSource source, RasterMetadata metadata, RasterOrigin origin)
    {
        Source = source;

        // What changes the size of a grid leaves no cells for the labels.
        metadata = metadata.Axes is { } axes && !axes.Fit(source.Layout) ? metadata with { Axes = null } : metadata;

        // Everybody compares samples with these, so they are brought into the samples' type here, once.
        Metadata = metadata.NoDataValues.IsEmpty
            ? metadata
            : metadata with { NoDataValues = NoData.In(source.Layout.SampleType, metadata.BitDepth, metadata.NoDataValues) };
        Origin = origin;
    }

    /// <inheritdoc/>
    public override int Width => Layout.Width;

    /// <inheritdoc/>
    public override int Height => Layout.Height;

    /// <inheritdoc/>
    public override int Bands => Layout.Bands;

    /// <inheritdoc/>
    public override int BitDepth => Metadata.BitDepth;

    /// <inheritdoc/>
    public override SampleType SampleType => Layout.SampleType;

    /// <inheritdoc/>
    public override string? Path => Origin.Path;

    /// <summary>Page of the file it came from, from 1.</summary>
    public int Page => Origin.Page;

    /// <summary>Pages of the file it came from.</summary>
    public int PageCount => Origin.PageCount;

    /// <summary>Codec that reads the file it came from, or null.</summary>
    public string? Codec => Origin.Codec;

    /// <summary>Time of a video's frame from the video's start; null for other images.</summary>
    public TimeSpan? Time => Origin.Time;

    /// <summary>Number of a video's frame among those imported, from 1; null for other images.</summary>
    public long? Index => Origin.Index;

    /// <summary>When the image was taken, by the camera's own clock; null where the file does not say.</summary>
    public DateTime? CapturedAt => Metadata.Captured?.Local;

    /// <summary>How far that clock is ahead of UTC; null where the file does not say.</summary>
    public TimeSpan? CapturedOffset => Metadata.Captured?.Offset;

    /// <summary>Maker and model of the camera; null where the file does not say.</summary>
    public string? Camera => Metadata.Thermal?.Name ?? Metadata.Camera;

    /// <inheritdoc/>
    public override string? Unit => Metadata.Unit;

    /// <summary>What the bands mean.</summary>
    public ColorModel ColorModel => Metadata.ColorModel;

    /// <summary>Space of the colours where it was named by a conversion; null where <see cref="ColorModel"/> says all.</summary>
    public ImageColorSpace? ColorSpace => Metadata.ColorSpace;

    /// <summary>Whether the last band is alpha.</summary>
    public bool HasAlpha => Metadata.HasAlpha;

    /// <summary>Values that mean "no data", in the samples' own type.</summary>
    public ImmutableArray<double> NoDataValues => Metadata.NoDataValues;

    /// <summary>What a thermal camera says of the picture, with all parameters of its temperatures; null for other images.</summary>
    public ThermalMetadata? Thermal => Metadata.Thermal;

    /// <summary>What columns, rows and values of a grid stand for; null for images.</summary>
    public RasterAxes? Axes => Metadata.Axes;

    /// <inheritdoc/>
    public override string Name
    {
        get
        {
            if (Path is null)
                return Axes?.ToString() ?? "image";
            string name = System.IO.Path.GetFileName(Path);
            if (Index is { } index)
                return $"{name} frame {index}";
            return PageCount > 1 ? $"{name} page {Page}" : name;
        }
    }

    internal RasterLayout Layout => Source.Layout;

    /// <summary>The sample that stands for full intensity in a picture: of unsigned 16-bit samples the largest that the bits stored can
    /// make, 4095 of 12; else the type's.</summary>
    internal double FullIntensity =>
        SampleType == SampleType.UInt16 && BitDepth is > 0 and < 16 ? (1 << BitDepth) - 1 : SampleType.MaxValue;

    internal RasterMetadata Metadata { get; }

    internal RasterOrigin Origin { get; }

    internal RasterSource Source { get; }

    /// <summary>Whether its file, page and reading options say all of it: nothing has changed the numbers since they were read.</summary>
    internal bool IsAsRead { get; private init; }

    /// <summary>Makes a raster of a .NET array.</summary>
    /// <param name="array"><c>T[height, width]</c>, <c>T[height, width, bands]</c>, or <c>T[height][width]</c>, of byte,
    /// sbyte, ushort, short, uint, int, float or double; long and ulong when a double holds each value exactly; bool as 0 and 255.</param>
    /// <exception cref="HeatmapException">ArrayInvalid.</exception>
    public static Raster FromArray(Array array) => ArrayConversion.ToRaster(array);

    /// <summary>Makes a raster of a flat .NET array, row after row.</summary>
    /// <param name="array">width × height × bands numbers.</param>
    /// <param name="width">Columns.</param>
    /// <param name="height">Rows.</param>
    /// <exception cref="HeatmapException">ArrayInvalid.</exception>
    public static Raster FromArray(Array array, int width, int height) => ArrayConversion.ToRaster(array, width, height);

    /// <inheritdoc/>
    public override Array ToArray()
    {
        using RowReader rows = OpenRows();
        return ArrayConversion.FromRows(rows);
    }

    internal RowReader OpenRows() => Source.Open();

    /// <summary>The same numbers described otherwise.</summary>
    internal Raster With(RasterMetadata metadata) => new(Source, metadata, Origin);

    /// <summary>The same, read otherwise than by default.</summary>
    internal Raster ReadAs(IReadingOptions options) => new(Source, Metadata, Origin with { Reading = options });

    /// <summary>The same, of which its origin says all.</summary>
    internal Raster AsRead() => new(Source, Metadata, Origin) { IsAsRead = true };

    /// <summary>The same as one of so many pages that names of outputs tell apart.</summary>
    internal Raster WithNamedPages(int count) =>
        count == Origin.NamedPages ? this : new(Source, Metadata, Origin with { NamedPages = count }) { IsAsRead = IsAsRead };

    /// <summary>A raster whose rows are these, transformed at each use.</summary>
    internal Raster Derive(RasterLayout layout, RasterMetadata metadata, Func<RowReader, RowReader> transform) =>
        new(new DerivedSource(layout, Source, transform), metadata, Origin);

    /// <summary>Rows of numbers already in memory as one typed array.</summary>
    internal static Raster FromPixels<T>(T[] pixels, int width, int height, int bands, SampleType type, RasterMetadata metadata)
        where T : unmanaged
    {
        byte[] bytes = MemoryMarshal.AsBytes(pixels.AsSpan()).ToArray();
        return new Raster(new MemorySource(new RasterLayout(width, height, bands, type), bytes), metadata, RasterOrigin.None);
    }
}
