using System.Text;
using System.Text.Json;
using HeatmapPS.Engine.Color;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Pixels;
using HeatmapPS.Engine.Rendering;
using HeatmapPS.Engine.Scaling;

namespace HeatmapPS.Engine.Portable;

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
