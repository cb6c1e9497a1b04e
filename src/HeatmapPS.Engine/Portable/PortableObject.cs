using System.IO.Compression;
using System.Text;
using System.Text.Json;
using HeatmapPS.Engine.Color;
using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Pixels;
using HeatmapPS.Engine.Rendering;
using HeatmapPS.Engine.Scaling;

namespace HeatmapPS.Engine.Portable;

/// <summary>Rasters, heatmaps and colormaps as bytes that go to another process or into a file, and back.</summary>
/// <remarks>
/// Little-endian: "HPS", a version, then one zlib stream with the kind of object and its parts. An image carries its pixels; the path it
/// came from is text, which nobody opens. What is read is not trusted: every number is checked before it is used. No more memory is
/// taken than the pixels need that the stream then holds, and for all else than a multiple of the bytes that arrived.
/// </remarks>
internal static class PortableObject
{
    /// <summary>Most bytes of pixels that travel.</summary>
    public const long MaxPixelBytes = 100L << 20;

    private const byte Version = 1;

    private enum Kind : byte
    {
        Raster = 1,
        Heatmap = 2,
        Colormap = 3,
        AnnotatedHeatmap = 4,
    }

    private static ReadOnlySpan<byte> Magic => "HPS"u8;

    /// <summary>The object as bytes.</summary>
    /// <param name="value">A <see cref="Raster"/>, <see cref="Heatmap"/> or <see cref="Colormap"/>.</param>
    /// <exception cref="HeatmapException">ObjectTooLarge, and what reading the pixels throws.</exception>
    public static byte[] Write(object value)
    {
        using var output = new MemoryStream();
        output.Write(Magic);
        output.WriteByte(Version);
        using (var compressed = new ZLibStream(output, CompressionLevel.Fastest, leaveOpen: true))
        using (var writer = new PortableWriter(compressed))
        {
            switch (value)
            {
                case Raster raster:
                    writer.Write((byte)Kind.Raster);
                    writer.WriteRaster(raster);
                    break;
                case Heatmap { Marks: { } marks } heatmap:
                    writer.Write((byte)Kind.AnnotatedHeatmap);
                    writer.WriteHeatmap(heatmap);
                    writer.Write(marks.ToJson());
                    break;
                case Heatmap heatmap:
                    writer.Write((byte)Kind.Heatmap);
                    writer.WriteHeatmap(heatmap);
                    break;
                case Colormap map:
                    writer.Write((byte)Kind.Colormap);
                    writer.WriteColormap(map);
                    break;
                default:
                    throw new ArgumentException($"Expected a raster, a heatmap or a colormap, but got {value.GetType()}.", nameof(value));
            }
        }

        return output.ToArray();
    }

    /// <summary>The object that bytes hold.</summary>
    /// <exception cref="HeatmapException">ObjectInvalid.</exception>
    public static object Read(byte[] bytes)
    {
        if (!bytes.AsSpan().StartsWith(Magic) || bytes.Length <= Magic.Length)
            throw SerializationErrors.Invalid("its first bytes are wrong");
        if (bytes[Magic.Length] != Version)
            throw SerializationErrors.Invalid($"its version is {bytes[Magic.Length]}, but this module reads version {Version}");
        try
        {
            using var input = new MemoryStream(bytes, Magic.Length + 1, bytes.Length - Magic.Length - 1, writable: false);
            using var reader = new PortableReader(new ZLibStream(input, CompressionMode.Decompress), bytes.Length);
            object value = (Kind)reader.ReadByte() switch
            {
                Kind.Raster => reader.ReadRaster(),
                Kind.Heatmap => reader.ReadHeatmap(),
                Kind.Colormap => reader.ReadColormap(),
                Kind.AnnotatedHeatmap => reader.ReadAnnotatedHeatmap(),
                var kind => throw SerializationErrors.Invalid($"its kind {(int)kind} is unknown"),
            };
            return reader.BaseStream.ReadByte() < 0 ? value : throw SerializationErrors.Invalid("it has bytes after its end");
        }
        catch (Exception error) when (error is IOException or InvalidDataException or FormatException or ArgumentException or JsonException
            or NotSupportedException or OverflowException)
        {
            throw SerializationErrors.Invalid($"its bytes are damaged: {error.Message}", error);
        }
    }
}

/// <summary>Writes the parts of <see cref="PortableObject"/>.</summary>
internal sealed class PortableWriter(Stream output) : BinaryWriter(output, Encoding.UTF8, leaveOpen: true)
{
    public void WriteHeatmap(Heatmap heatmap)
    {
        WriteScale(heatmap.Scale);
        WriteColormap(heatmap.Colormap);
        Write(heatmap.BitDepth);
        WriteOptional(heatmap.Style.GivenInterpolation, value => Write((int)value));
        WriteOptional(heatmap.ClippedPercent, Write);
        WriteRaster(heatmap.Raster);
    }

    public void WriteRaster(Raster raster)
    {
        RasterLayout layout = raster.Layout;
        if (layout.ByteCount > PortableObject.MaxPixelBytes)
            throw SerializationErrors.TooLarge(raster.Name, layout.ByteCount, PortableObject.MaxPixelBytes);
        Write(layout.Width);
        Write(layout.Height);
        Write(layout.Bands);
        Write((int)layout.SampleType);
        WriteMetadata(raster.Metadata);
        WriteOrigin(raster.Origin);
        using RowReader rows = raster.OpenRows();
        RowPump.ForEachStrip(rows, CancellationToken.None, strip => OutStream.Write(strip.Bytes));
    }

    public void WriteColormap(Colormap map)
    {
        ColormapInfo info = map.Info;
        Write(info.Name);
        Write(info.Family);
        Write((int)info.Kind);
        Write(info.IsPerceptuallyUniform);
        WriteOptional(info.IsColorBlindSafe, Write);
        Write(info.Licence);
        Write(info.Source);
        Write(info.IsBareName);
        Write(info.Aliases.Length);
        foreach (string alias in info.Aliases)
            Write(alias);
        WriteNumbers(map.Rgb);
        WriteNumbers(map.Alpha);
        WriteNumbers(map.ReversedRgb);
        WriteOptional(map.UnderColor, WriteColor);
        WriteOptional(map.OverColor, WriteColor);
        WriteOptional(map.BadColor, WriteColor);
        Write(map.Scale is not null);
        if (map.Scale is { } scale)
            WriteScale(scale);
    }

    private void WriteScale(HeatmapScale scale)
    {
        Write((int)scale.Norm);
        Write(scale.Minimum);
        Write(scale.Maximum);
        WriteOptional(scale.Gamma, Write);
        WriteOptional(scale.LinearThreshold, Write);
        WriteOptional(scale.Center, Write);
        WriteNumbers(scale.Boundaries.AsSpan());
        WriteText(scale.Unit);
        Write(scale.Equalization is not null);
        if (scale.Equalization is not { } table)
            return;
        Write(table.Minimum);
        Write(table.Maximum);
        Write(table.Bins);
        Write(table.Counts);
    }

    private void WriteMetadata(RasterMetadata metadata)
    {
        Write((int)metadata.ColorModel);
        WriteOptional(metadata.ColorSpace, value => Write((int)value));
        Write(metadata.HasAlpha);
        Write(metadata.BitDepth);
        WriteText(metadata.Unit);
        WriteNumbers(metadata.NoDataValues.AsSpan());
        WriteText(metadata.Thermal is null ? null : JsonSerializer.Serialize(metadata.Thermal));
        WriteOptional(metadata.IccProfile, profile =>
        {
            Write(profile.Length);
            Write(profile.Span);
        });
        WriteOptional(metadata.RoundsTo, value => Write((int)value));
        Write(metadata.HasMapColors);
        WriteOptional(metadata.Resolution, value =>
        {
            Write(value.X);
            Write(value.Y);
        });
        WriteOptional(metadata.Captured, value =>
        {
            Write(value.Local.Ticks);
            WriteOptional(value.Offset, offset => Write(offset.Ticks));
        });
        WriteText(metadata.Camera);
        Write(metadata.Axes is not null);
        if (metadata.Axes is not { } axes)
            return;
        WriteAxis(axes.X);
        WriteAxis(axes.Y);
        Write(axes.ValueName);
        WriteText(axes.Title);
    }

    private void WriteAxis(RasterAxis axis)
    {
        Write(axis.Name);
        Write((int)axis.Kind);
        Write(axis.Labels.Length);
        foreach (string label in axis.Labels)
            Write(label);
        WriteNumbers(axis.Edges.AsSpan());
    }

    private void WriteOrigin(RasterOrigin origin)
    {
        WriteText(origin.Path);
        Write(origin.Page);
        Write(origin.PageCount);
        Write(origin.NamedPages);
        WriteText(origin.Codec);
        WriteOptional(origin.Time, value => Write(value.Ticks));
        WriteOptional(origin.Index, Write);
    }

    private void WriteColor(ColorValue color) => WriteNumbers([color.R, color.G, color.B, color.A]);

    private void WriteNumbers(ReadOnlySpan<double> numbers)
    {
        Write(numbers.Length);
        foreach (double number in numbers)
            Write(number);
    }

    private void WriteText(string? text)
    {
        Write(text is not null);
        if (text is not null)
            Write(text);
    }

    private void WriteOptional<T>(T? value, Action<T> write)
        where T : struct
    {
        Write(value.HasValue);
        if (value is { } given)
            write(given);
    }
}
