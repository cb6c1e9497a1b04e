using System.Globalization;
using System.Runtime.InteropServices;
using HeatmapPS.Engine.Color;
using HeatmapPS.Engine.Formats.Raw;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Pixels;

namespace HeatmapPS.Engine.Formats.Text;

/// <summary>Writes one band of values as comma-separated rows of numbers, without a header: what <c>numpy.loadtxt</c> with
/// a comma and <c>Import-Csv</c> with a header read. Every number is the shortest that reads back to the same value. A grid
/// has a header with the labels of its columns, and the labels of its rows in front: see <see cref="LabelledCsv"/>.</summary>
internal sealed class CsvEncoder : IImageEncoder
{
    private const int BufferSize = 1 << 16;

    /// <summary>The longest number is a double such as -2.2250738585072014E-308, and the separator.</summary>
    private const int LongestNumber = 32;

    /// <inheritdoc/>
    public string Name => "HeatmapPS";

    /// <inheritdoc/>
    public bool SupportsPalette => false;

    /// <inheritdoc/>
    public bool CanHold(RasterLayout layout, RasterMetadata metadata) => layout.Bands == 1;

    /// <inheritdoc/>
    public void Encode(RowReader rows, RasterMetadata metadata, Palette? palette, EncodeOptions options, Stream output, CancellationToken cancellationToken)
    {
        if (palette is not null)
        {
            throw ImageErrors.OutputFormatNotSupported("CSV", "it has no palette");
        }

        if (rows.Layout.Bands != 1)
        {
            throw ImageErrors.NotGray("the CSV file", rows.Layout.Bands);
        }

        if (metadata.Axes is { } axes)
        {
            LabelledCsv.Write(rows, axes, output, cancellationToken);
            return;
        }

        Action<ReadOnlySpan<byte>> write = rows.Layout.SampleType switch
        {
            SampleType.UInt8 => strip => Write(strip, rows.Layout.Width, output),
            SampleType.Int8 => strip => Write(MemoryMarshal.Cast<byte, sbyte>(strip), rows.Layout.Width, output),
            SampleType.UInt16 => strip => Write(MemoryMarshal.Cast<byte, ushort>(strip), rows.Layout.Width, output),
            SampleType.Int16 => strip => Write(MemoryMarshal.Cast<byte, short>(strip), rows.Layout.Width, output),
            SampleType.UInt32 => strip => Write(MemoryMarshal.Cast<byte, uint>(strip), rows.Layout.Width, output),
            SampleType.Int32 => strip => Write(MemoryMarshal.Cast<byte, int>(strip), rows.Layout.Width, output),
            SampleType.Float32 => strip => Write(MemoryMarshal.Cast<byte, float>(strip), rows.Layout.Width, output),
            _ => strip => Write(MemoryMarshal.Cast<byte, double>(strip), rows.Layout.Width, output),
        };
        RowStrips.ForEach(rows, (strip, _, _) => write(strip), cancellationToken);
    }

    private static void Write<T>(ReadOnlySpan<T> samples, int width, Stream output)
        where T : unmanaged, IUtf8SpanFormattable
    {
        Span<byte> buffer = stackalloc byte[BufferSize];
        var length = 0;
        for (; samples.Length > 0; samples = samples[width..])
        {
            foreach (var sample in samples[..width])
            {
                if (length > BufferSize - LongestNumber)
                {
                    output.Write(buffer[..length]);
                    length = 0;
                }

                length += Format(sample, buffer[length..]);
                buffer[length++] = (byte)',';
            }

            buffer[length - 1] = (byte)'\n';
        }

        output.Write(buffer[..length]);
    }

    /// <summary>NaN and infinities are written as C and Python do.</summary>
    private static int Format<T>(T sample, Span<byte> destination)
        where T : unmanaged, IUtf8SpanFormattable
    {
        var value = typeof(T) == typeof(float) ? (float)(object)sample : typeof(T) == typeof(double) ? (double)(object)sample : 0;
        if (double.IsFinite(value))
        {
            sample.TryFormat(destination, out var written, default, CultureInfo.InvariantCulture);
            return written;
        }

        var word = double.IsNaN(value) ? "nan"u8 : value > 0 ? "inf"u8 : "-inf"u8;
        word.CopyTo(destination);
        return word.Length;
    }
}
