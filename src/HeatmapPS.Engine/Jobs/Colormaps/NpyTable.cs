using System.Runtime.InteropServices;
using HeatmapPS.Engine.Color;
using HeatmapPS.Engine.Color.Codecs;
using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Formats;
using HeatmapPS.Engine.Formats.Numpy;
using HeatmapPS.Engine.Images;

namespace HeatmapPS.Engine.Jobs.Colormaps;

/// <summary>NumPy arrays: N×3 or N×4, or the 256×1×3 of OpenCV's tables; bytes, or fractions in floating point.</summary>
internal static class NpyTable
{
    /// <summary>Reads a map.</summary>
    /// <exception cref="HeatmapException">ColormapFileInvalid.</exception>
    public static Colormap Read(string path)
    {
        try
        {
            Raster raster = ImageImport.Open(path, page: 1, ImportOptions.Default);
            bool flat = raster.Bands == 1 && raster.Width is 3 or 4;
            int count = flat ? raster.Height : Math.Max(raster.Width, raster.Height);
            if (!flat && (raster.Bands is not (3 or 4) || Math.Min(raster.Width, raster.Height) != 1))
                throw Invalid($"an array of {raster.Height} × {raster.Width} × {raster.Bands}", null);
            if (count is < Colormap.MinCount or > Colormap.MaxCount) throw Invalid($"{count:N0} colours", null);
            Array array = raster.ToArray();
            return Colormap.FromArray(flat ? array : Flattened(array, count, raster.Bands), System.IO.Path.GetFileNameWithoutExtension(path));
        }
        catch (HeatmapException error) when (error.Kind is ErrorKind.InvalidData or ErrorKind.NotSupported or ErrorKind.InvalidArgument)
        {
            throw Invalid(error.Message, error);
        }

        HeatmapException Invalid(string got, Exception? cause) =>
            ColormapFileErrors.Invalid(path, string.Empty, "an array of N × 3 or N × 4 numbers, N from 2 to 65,536", got, cause);
    }

    /// <summary>Writes N×3 or, with transparency, N×4 float64 fractions, as <c>numpy.save</c> does.</summary>
    public static void Write(Colormap map, Stream output)
    {
        int width = map.HasAlpha ? 4 : 3;
        output.Write(NpyHeader.Format("<f8", map.Count, width));
        var numbers = new double[map.Count * width];
        for (int i = 0; i < map.Count; i++)
        {
            ColorValue color = map[i];
            (numbers[i * width], numbers[(i * width) + 1], numbers[(i * width) + 2]) = (color.R, color.G, color.B);
            if (width == 4) numbers[(i * width) + 3] = color.A;
        }

        output.Write(MemoryMarshal.AsBytes(numbers.AsSpan()));
    }

    private static Array Flattened(Array array, int count, int bands)
    {
        var flat = Array.CreateInstance(array.GetType().GetElementType()!, count, bands);
        bool tall = array.GetLength(0) == count;
        for (int i = 0; i < count; i++)
        {
            for (int band = 0; band < bands; band++)
                flat.SetValue(tall ? array.GetValue(i, 0, band) : array.GetValue(0, i, band), i, band);
        }

        return flat;
    }
}
