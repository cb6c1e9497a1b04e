using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
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
    public void Encode(RowReader rows, RasterMetadata metadata, Palette? palette, EncodeOptions options, Stream output,
        CancellationToken cancellationToken)
    {
        if (palette is not null)
        {
            throw ImageErrors.OutputFormatNotSupported("CSV", "the format has no palette");
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
        int length = 0;
        for (; samples.Length > 0; samples = samples[width..])
        {
            foreach (T sample in samples[..width])
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
        double value = typeof(T) == typeof(float) ? (float)(object)sample : typeof(T) == typeof(double) ? (double)(object)sample : 0;
        if (double.IsFinite(value))
        {
            sample.TryFormat(destination, out int written, default, CultureInfo.InvariantCulture);
            return written;
        }

        ReadOnlySpan<byte> word = double.IsNaN(value) ? "nan"u8 : value > 0 ? "inf"u8 : "-inf"u8;
        word.CopyTo(destination);
        return word.Length;
    }
}

/// <summary>Writes a grid as a table for <c>Import-Csv</c> and spreadsheets: a header of the row axis' name and the labels of the
/// columns, then a label and numbers a row. A cell without a value is empty. Texts that spreadsheets would take for formulas begin with
/// an apostrophe.</summary>
internal static class LabelledCsv
{
    private static readonly char[] s_quoted = [',', '"', '\r', '\n', '\t'];

    /// <summary>Writes the table.</summary>
    /// <param name="rows">One band.</param>
    /// <param name="axes">As many labels as there are columns and rows.</param>
    /// <param name="output">Where it goes, in UTF-8 without a mark.</param>
    /// <param name="cancellationToken">Stops between rows.</param>
    public static void Write(RowReader rows, RasterAxes axes, Stream output, CancellationToken cancellationToken)
    {
        using var writer =
            new StreamWriter(output, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true) { NewLine = "\n" };
        writer.WriteLine(string.Join(',', axes.X.Labels.Select(label => Text(label, axes.X))
            .Prepend(Quote(FormulaGuard.Apply(axes.Y.Name)))));
        byte[] bytes = new byte[rows.Layout.RowBytes];
        double[] values = new double[rows.Layout.Width];
        foreach (string label in axes.Y.Labels)
        {
            cancellationToken.ThrowIfCancellationRequested();
            rows.Read(bytes);
            Samples.ToDoubles(bytes, rows.Layout.SampleType, values);
            writer.Write(Text(label, axes.Y));
            foreach (double value in values)
            {
                writer.Write(',');
                if (!double.IsNaN(value))
                    writer.Write(double.IsFinite(value) ? value.ToString("R", CultureInfo.InvariantCulture) : value > 0 ? "inf" : "-inf");
            }

            writer.WriteLine();
        }
    }

    /// <summary>A label as it is written. Those of numbers and times are made here, and no formulas.</summary>
    private static string Text(string label, RasterAxis axis) => Quote(axis.Kind == AxisKind.Category ? FormulaGuard.Apply(label) : label);

    private static string Quote(string text) =>
        text.AsSpan().IndexOfAny(s_quoted) < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}

/// <summary>Keeps spreadsheets from running a text of a table as a formula: an apostrophe goes before what begins like one.</summary>
/// <remarks>A text that has such apostrophes gets one more, so that removing one restores each text.</remarks>
internal static class FormulaGuard
{
    private const string Beginnings = "=+-@\t\r";

    /// <summary>The text as it is written. Numbers stay as they are.</summary>
    public static string Apply(string text)
    {
        ReadOnlySpan<char> bare = text.AsSpan().TrimStart('\'');
        return bare.Length == 0 || !Beginnings.Contains(bare[0], StringComparison.Ordinal)
            || double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _) ? text : "'" + text;
    }

    /// <summary>The text that was written so.</summary>
    public static string Undo(string text) => text.StartsWith('\'') && Apply(text) != text ? text[1..] : text;
}
