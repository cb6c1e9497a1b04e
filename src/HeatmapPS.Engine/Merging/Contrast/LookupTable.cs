using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Pixels;

namespace HeatmapPS.Engine.Merging.Contrast;

/// <summary>Tables given by the user: what <c>cv2.LUT</c> does. Immutable.</summary>
internal sealed class LookupTable
{
    private readonly ushort[][] _tables;
    private readonly int _bits;

    private LookupTable(ushort[][] tables, int bits)
    {
        _tables = tables;
        _bits = bits;
    }

    /// <summary>Reads tables from an array.</summary>
    /// <param name="array">256 entries (for 8-bit images) or 65,536 (for 16-bit ones): <c>T[entries]</c> for all bands, or
    /// <c>T[entries, bands]</c>; byte gives an 8-bit result, ushort a 16-bit one, other integers the narrower that holds them.</param>
    /// <exception cref="HeatmapException">LutInvalid.</exception>
    public static LookupTable FromArray(Array array)
    {
        if (array.Rank > 2)
            throw MergeErrors.LutInvalid($"an array of {array.Rank} dimensions");
        int entries = array.GetLength(0), bands = array.Rank == 2 ? array.GetLength(1) : 1;
        if (entries is not (256 or 65536) || bands == 0)
            throw MergeErrors.LutInvalid(array.Rank == 2 ? $"{entries} × {bands}" : $"{entries}");
        ushort[][] tables = new ushort[bands][];
        for (int band = 0; band < bands; band++)
        {
            tables[band] = new ushort[entries];
            for (int i = 0; i < entries; i++)
                tables[band][i] = Entry(array.Rank == 2 ? array.GetValue(i, band) : array.GetValue(i));
        }

        bool isWide = array.GetType().GetElementType() == typeof(ushort) || tables.Any(table => table.Max() > 255);
        return new LookupTable(tables, isWide ? 16 : 8);
    }

    /// <summary>The image with each sample replaced by its entry; alpha keeps its value, at the depth of the result.</summary>
    /// <exception cref="HeatmapException">LutInvalid when the tables do not fit the samples or the bands.</exception>
    public Raster Apply(Raster raster)
    {
        SampleType fitting = _tables[0].Length == 256 ? SampleType.UInt8 : SampleType.UInt16;
        if (raster.SampleType != fitting)
        {
            throw MergeErrors.LutMismatch(raster.Name, $"{fitting} samples for a table of {_tables[0].Length:N0} entries",
                raster.SampleType.ToString());
        }

        int colors = ContrastStretch.ColorBands(raster);
        if (_tables.Length > 1 && _tables.Length != colors)
        {
            throw MergeErrors.LutMismatch(raster.Name, $"{_tables.Length} bands, one for each table",
                colors.ToString(System.Globalization.CultureInfo.InvariantCulture));
        }

        ushort[][] tables = new ushort[raster.Bands][];
        for (int band = 0; band < tables.Length; band++)
            tables[band] = band >= colors ? Keep(fitting) : _tables[_tables.Length == 1 ? 0 : band];
        return SampleTables.Apply(raster, tables, _bits);
    }

    private static ushort Entry(object? value)
    {
        try
        {
            return Convert.ToUInt16(value, System.Globalization.CultureInfo.InvariantCulture);
        }
        catch (Exception error) when (error is InvalidCastException or FormatException or OverflowException)
        {
            throw MergeErrors.LutInvalid($"the entry '{value}'");
        }
    }

    private ushort[] Keep(SampleType type)
    {
        double scale = (_bits == 16 ? 65535 : 255) / type.MaxValue;
        return [.. Enumerable.Range(0, type == SampleType.UInt8 ? 256 : 65536).Select(value => (ushort)Math.Round(value * scale))];
    }
}
