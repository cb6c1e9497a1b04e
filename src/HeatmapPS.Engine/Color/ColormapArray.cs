using System.Collections;
using System.Globalization;
using HeatmapPS.Engine.Errors;

namespace HeatmapPS.Engine.Color;

/// <summary>Reads the colours of a map from a .NET array, two-dimensional or jagged.</summary>
internal static class ColormapArray
{
    /// <summary>Reads N×3 or N×4 numbers.</summary>
    /// <param name="array">Integers from 0 to 255, or floating-point numbers from 0 to 1; where both occur, as in a list
    /// written by hand, all are fractions.</param>
    /// <returns>N × 3 fractions, and N opacities unless all are opaque.</returns>
    /// <exception cref="HeatmapException"><c>ColormapInvalid</c>.</exception>
    public static (double[] Rgb, double[]? Alpha) Read(Array array)
    {
        int rows = array.Rank <= 2
            ? array.GetLength(0)
            : throw ColorErrors.ColormapInvalid("a two-dimensional array", $"one of {array.Rank} dimensions");
        if (rows is < Colormap.MinCount or > Colormap.MaxCount) throw ColorErrors.ColormapSizeInvalid(rows);
        int width = array.Rank == 2 ? array.GetLength(1) : Row(array, 0).Count;
        if (width is not (3 or 4)) throw ColorErrors.ColormapInvalid("3 or 4 numbers per colour", $"{width}");

        var numbers = new Numbers(rows * width);
        for (int i = 0; i < rows; i++)
        {
            IList? row = array.Rank == 2 ? null : Row(array, i);
            if (row is not null && row.Count != width)
                throw ColorErrors.ColormapInvalid($"{width} numbers in every row, as in the first", $"{row.Count} in row {i}");
            for (int j = 0; j < width; j++)
                numbers.Add(row is null ? array.GetValue(i + array.GetLowerBound(0), j + array.GetLowerBound(1)) : row[j], i);
        }

        return Split(numbers.ToFractions(), width);
    }

    private static IList Row(Array array, int index) =>
        array.GetValue(index + array.GetLowerBound(0)) is IList { } row and not Array { Rank: > 1 }
            ? row
            : throw ColorErrors.ColormapInvalid("a list of 3 or 4 numbers for each colour",
                $"{array.GetValue(index + array.GetLowerBound(0)) ?? "nothing"} as row {index}");

    private static (double[] Rgb, double[]? Alpha) Split(double[] fractions, int width)
    {
        if (width == 3) return (fractions, null);
        int count = fractions.Length / 4;
        double[] rgb = new double[count * 3];
        double[] alpha = new double[count];
        for (int i = 0; i < count; i++)
        {
            fractions.AsSpan(i * 4, 3).CopyTo(rgb.AsSpan(i * 3));
            alpha[i] = fractions[(i * 4) + 3];
        }

        return (rgb, alpha.AsSpan().ContainsAnyExcept(1.0) ? alpha : null);
    }

    /// <summary>Collects numbers and finds out whether they are bytes or fractions.</summary>
    private sealed class Numbers(int capacity)
    {
        private readonly double[] _values = new double[capacity];
        private int _count;
        private bool _hasFloatingPoint;
        private bool _hasUntypedInteger;

        public void Add(object? item, int row)
        {
            switch (item)
            {
                case byte or ushort:
                    break;
                case sbyte or short or int or uint or long or ulong:
                    _hasUntypedInteger = true;
                    break;
                case Half or float or double or decimal:
                    _hasFloatingPoint = true;
                    break;
                default:
                    throw ColorErrors.ColormapInvalid("numbers", $"'{item ?? "nothing"}' in row {row}");
            }

            _values[_count++] = item is Half half ? (double)half : Convert.ToDouble(item, CultureInfo.InvariantCulture);
        }

        public double[] ToFractions()
        {
            double scale = _hasFloatingPoint ? 1 : 255;
            int wrong = _values.AsSpan().IndexOfAnyExceptInRange(0.0, scale);
            if (wrong >= 0)
            {
                throw ColorErrors.ColormapInvalid(_hasFloatingPoint ? "fractions from 0 to 1" : "bytes from 0 to 255",
                    _values[wrong].ToString(CultureInfo.InvariantCulture));
            }
            // A list such as (0,0,0),(1,1,1) is black and white to some and two blacks to others.
            if (_hasUntypedInteger && !_hasFloatingPoint && !_values.AsSpan().ContainsAnyExceptInRange(0.0, 1.0))
            {
                throw ColorErrors.ColormapInvalid("an unambiguous range of numbers",
                    "only the integers 0 and 1, which can be bytes or fractions; write [byte] or 1.0");
            }

            for (int i = 0; i < _values.Length; i++) _values[i] /= scale;
            return _values;
        }
    }
}
