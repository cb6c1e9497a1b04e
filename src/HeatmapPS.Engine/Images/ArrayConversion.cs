using System.Runtime.InteropServices;
using HeatmapPS.Engine.Pixels;

namespace HeatmapPS.Engine.Images;

/// <summary>.NET arrays to rasters and back.</summary>
internal static class ArrayConversion
{
    private const double MaxExactInteger = 9007199254740992;

    public static Raster ToRaster(Array array)
    {
        ArgumentNullException.ThrowIfNull(array);
        return array.Rank switch
        {
            2 => ToRaster(array, array.GetLength(1), array.GetLength(0), 1),
            3 => ToRaster(array, array.GetLength(1), array.GetLength(0), array.GetLength(2)),
            1 when array.Length > 0 && array.GetValue(0) is Array => ToRaster(Rectangular(array)),
            _ => throw ArrayErrors.Invalid(Describe(array)),
        };
    }

    public static Raster ToRaster(Array array, int width, int height)
    {
        ArgumentNullException.ThrowIfNull(array);
        if (width < 1 || height < 1 || array.Length == 0 || array.Length % ((long)width * height) != 0)
            throw ArrayErrors.Invalid($"{array.Length} numbers for {width} × {height} pixels");
        return ToRaster(array, width, height, (int)(array.Length / ((long)width * height)));
    }

    /// <summary>Reads all rows into <c>T[height, width]</c> or <c>T[height, width, bands]</c>.</summary>
    public static Array FromRows(RowReader rows)
    {
        RasterLayout layout = rows.Layout;
        Type element = layout.SampleType.ClrType;
        Array array = layout.Bands == 1
            ? Array.CreateInstance(element, layout.Height, layout.Width)
            : Array.CreateInstance(element, layout.Height, layout.Width, layout.Bands);
        Span<byte> bytes = AsBytes(array);
        long done = 0;
        int stripRows = RowPump.RowsPerStrip(layout);
        for (int row = 0; row < layout.Height; row += stripRows)
        {
            int length = Math.Min(stripRows, layout.Height - row) * layout.RowBytes;
            rows.Read(bytes.Slice(checked((int)done), length));
            done += length;
        }

        return array;
    }

    private static Raster ToRaster(Array array, int width, int height, int bands)
    {
        if (width < 1 || height < 1 || bands < 1)
            throw ArrayErrors.Invalid($"{height} × {width} × {bands}");
        (SampleType type, byte[] pixels) = Pixels(array);
        bool color = bands is 3 or 4;
        var metadata = new RasterMetadata
        {
            ColorModel = color ? ColorModel.Rgb : bands <= 2 ? ColorModel.Gray : ColorModel.Multiband,
            HasAlpha = bands is 2 or 4,
            BitDepth = type.Size * 8,
        };
        return new Raster(new MemorySource(new RasterLayout(width, height, bands, type), pixels), metadata, RasterOrigin.None);
    }

    private static (SampleType Type, byte[] Pixels) Pixels(Array array)
    {
        Type element = array.GetType().GetElementType()!;
        if (element == typeof(object))
            return Pixels(Typed(array));
        if (element == typeof(long) || element == typeof(ulong) || element == typeof(decimal))
            return (SampleType.Float64, Doubles(array, element.Name));
        if (element == typeof(bool))
            return (SampleType.UInt8, Array.ConvertAll(AsBytes(array).ToArray(), value => value == 0 ? byte.MinValue : byte.MaxValue));
        foreach (SampleType type in Enum.GetValues<SampleType>())
        {
            if (type.ClrType == element)
                return (type, AsBytes(array).ToArray());
        }

        throw ArrayErrors.Invalid(Describe(array));
    }

    private static byte[] Doubles(Array array, string name)
    {
        double[] values = new double[array.Length];
        int i = 0;
        foreach (object value in array)
        {
            double number = Convert.ToDouble(value, System.Globalization.CultureInfo.InvariantCulture);
            if (value is not decimal && Math.Abs(number) > MaxExactInteger)
                throw ArrayErrors.NotExact(name);
            values[i++] = number;
        }

        return MemoryMarshal.AsBytes(values.AsSpan()).ToArray();
    }

    /// <summary>PowerShell's @(1, 2, 3) is object[]: all whole numbers become int, anything else double.</summary>
    private static Array Typed(Array objects)
    {
        bool whole = true;
        foreach (object? value in objects)
        {
            if (value is not (byte or sbyte or short or ushort or int or uint or long or ulong or float or double or decimal))
                throw ArrayErrors.Invalid($"an element of type {value?.GetType().Name ?? "null"}");
            whole &= value is byte or sbyte or short or ushort or int;
        }

        Array typed = whole ? new int[objects.Length] : new double[objects.Length];
        int i = 0;
        foreach (object value in objects)
        {
            if (whole)
                ((int[])typed)[i++] = Convert.ToInt32(value, System.Globalization.CultureInfo.InvariantCulture);
            else
                ((double[])typed)[i++] = Convert.ToDouble(value, System.Globalization.CultureInfo.InvariantCulture);
        }

        return typed;
    }

    /// <summary>Copies <c>T[height][width]</c> to <c>T[height, width]</c>.</summary>
    private static Array Rectangular(Array jagged)
    {
        var rows = new Array[jagged.Length];
        bool untyped = false;
        for (int y = 0; y < rows.Length; y++)
        {
            if (jagged.GetValue(y) is not Array { Rank: 1 } row)
                throw ArrayErrors.Invalid("rows that are not all arrays");
            bool isUntyped = row.GetType().GetElementType() == typeof(object);
            untyped |= isUntyped;
            rows[y] = isUntyped ? Typed(row) : row;
            if (rows[y].Length != rows[0].Length)
                throw ArrayErrors.Invalid($"rows of {rows[0].Length} and of {rows[y].Length} numbers");
        }

        Type type = rows[0].GetType();
        if (!Array.TrueForAll(rows, row => row.GetType() == type))
        {
            // A script's @(@(0, 1), @(0.5, 1)) has whole numbers in one row and fractions in another.
            rows = untyped ? Array.ConvertAll(rows, ToDoubles) : throw ArrayErrors.Invalid("rows with different number types");
        }

        var result = Array.CreateInstance(rows[0].GetType().GetElementType()!, rows.Length, rows[0].Length);
        int bytes = Buffer.ByteLength(rows[0]);
        for (int y = 0; y < rows.Length; y++)
            Buffer.BlockCopy(rows[y], 0, result, y * bytes, bytes);
        return result;
    }

    private static Array ToDoubles(Array row) =>
        row as double[] ?? MemoryMarshal.Cast<byte, double>(Doubles(row, row.GetType().GetElementType()!.Name)).ToArray();

    private static Span<byte> AsBytes(Array array) =>
        MemoryMarshal.CreateSpan(ref MemoryMarshal.GetArrayDataReference(array), Buffer.ByteLength(array));

    private static string Describe(Array array)
    {
        string dimensions = string.Join(" × ", Enumerable.Range(0, array.Rank).Select(array.GetLength));
        return $"{array.GetType().GetElementType()?.Name}[{dimensions}]";
    }
}
