using System.Globalization;
using System.Runtime.InteropServices;
using HeatmapPS.Engine.Drawing.Colorbar;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Pixels;

namespace HeatmapPS.Engine.Drawing.Grids;

/// <summary>The values of cells as texts.</summary>
internal sealed class CellNumbers
{
    private const int SmallestFont = 8;
    private const int SignificantDigits = 3;
    private const int MaxDecimals = 8;
    private const int MaxMeasured = 64;

    private readonly string _format;
    private readonly string[] _longest;

    private CellNumbers(string format, string[] longest) => (_format, _longest) = (format, longest);

    /// <summary>The text's em; 0 when the numbers have no room.</summary>
    public int Font { get; private init; }

    /// <summary>Looks at all values.</summary>
    /// <param name="raster">One band.</param>
    /// <param name="format">.NET format, or null for as many decimals as give the largest value three digits.</param>
    /// <param name="cancellationToken">Stops.</param>
    public static CellNumbers Of(Raster raster, string? format, CancellationToken cancellationToken)
    {
        using RowReader rows = SampleTypeConversion.ToFloat64(raster).OpenRows();
        double[] values = [.. MemoryMarshal.Cast<byte, double>(RowPump.ReadAll(rows, cancellationToken)).ToArray().Where(double.IsFinite)];
        format ??= Automatic(values);
        string[] texts = [.. values.Select(value => Write(value, format)).Distinct()];
        return new CellNumbers(format, [.. texts.OrderByDescending(text => text.Length).Take(MaxMeasured)]);
    }

    /// <summary>The text of a value, or null for none.</summary>
    public string? Text(double value) => double.IsFinite(value) ? Write(value, _format) : null;

    /// <summary>Pixels of the widest text.</summary>
    public int Width(int font, TextRenderer renderer) =>
        _longest.Length == 0 ? 0 : _longest.Max(text => renderer.Draw(text, font)?.Width ?? 0);

    /// <summary>The numbers in the largest size up to the labels' that lets all stand within their cells.</summary>
    public CellNumbers Fit(GridMetrics metrics, TextRenderer renderer)
    {
        int font = Math.Min(metrics.Font, (int)(metrics.CellHeight / 1.3));
        while (font >= SmallestFont && Width(font, renderer) + Math.Max(2, font / 4) > metrics.CellWidth)
            font--;
        return new CellNumbers(_format, _longest) { Font = font >= SmallestFont ? font : 0 };
    }

    private static string Write(double value, string format)
    {
        string text = TickFormatter.Apply(value, format);

        // −0.04 to one decimal is no negative zero.
        return text.StartsWith('−') && text.AsSpan(1).IndexOfAnyInRange('1', '9') < 0 && value > -1 ? text[1..] : text;
    }

    private static string Automatic(double[] values)
    {
        double largest = values.Length == 0 ? 0 : values.Max(Math.Abs);
        if (largest is >= 1e7 or (> 0 and < 1e-5))
            return "0.##E+0";
        if (largest == 0 || values.All(double.IsInteger))
            return "F0";
        int decimals = SignificantDigits - 1 - (int)Math.Floor(Math.Log10(largest));
        return "F" + Math.Clamp(decimals, 0, MaxDecimals).ToString(CultureInfo.InvariantCulture);
    }
}
