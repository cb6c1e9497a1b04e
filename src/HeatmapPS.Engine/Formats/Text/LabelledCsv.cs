using System.Globalization;
using System.Text;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Pixels;

namespace HeatmapPS.Engine.Formats.Text;

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
        using var writer = new StreamWriter(output, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true) { NewLine = "\n" };
        writer.WriteLine(string.Join(',', axes.X.Labels.Select(label => Text(label, axes.X)).Prepend(Quote(FormulaGuard.Apply(axes.Y.Name)))));
        var bytes = new byte[rows.Layout.RowBytes];
        var values = new double[rows.Layout.Width];
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
