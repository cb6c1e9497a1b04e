using System.Globalization;
using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Images;

namespace HeatmapPS.Engine.Formats.Fits;

/// <summary>Finds the images among the units of a FITS file.</summary>
/// <remarks>
/// Pages are the image units in their order, and within a cube its planes, the third axis fastest. Empty primary units and tables are
/// passed over. A tile-compressed image counts as a page, which cannot be read, so that the others keep their numbers.
/// </remarks>
internal static class FitsFile
{
    private const int MostUnits = 100_000;

    /// <summary>Finds a page.</summary>
    /// <returns>Its unit, which plane of it, from 0, and how many pages there are.</returns>
    /// <exception cref="HeatmapException">ImageCorrupt, FormatNotSupported, PageNotFound.</exception>
    public static (FitsUnit Unit, long Plane, int Pages) Find(Stream stream, int page, string path)
    {
        FitsUnit? found = null;
        long plane = 0, pages = 0;
        var tables = 0;
        var compressed = false;
        stream.Position = 0;
        for (var number = 0; IsUnit(stream, number, path); number++)
        {
            if (number == MostUnits)
                throw ImageErrors.FormatNotSupported(path, string.Create(CultureInfo.InvariantCulture, $"it holds more than {MostUnits:N0} units"));
            var header = FitsHeader.Read(stream, path);
            var offset = stream.Position;
            var bytes = FitsUnit.DataBytes(header, path);
            if (bytes > stream.Length - offset)
                throw ImageErrors.Corrupt(path, string.Create(CultureInfo.InvariantCulture, $"its unit {number + 1} needs {bytes:N0} bytes of data and {stream.Length - offset:N0} are there"));
            var unit = FitsUnit.IsImage(header, path) ? FitsUnit.Create(header, offset, path) : null;
            var isCompressed = header.IsTrue("ZIMAGE");
            var planes = unit?.Planes ?? (isCompressed ? 1 : 0);
            if (page > pages && page <= pages + planes)
                (found, plane, compressed) = (unit, page - pages - 1, isCompressed);
            pages += planes;
            if (planes == 0 && header.Text("XTENSION") is not (null or "IMAGE"))
                tables++;

            // Files whose last block is not filled up are common: nothing is there then.
            stream.Position = offset + (((long)bytes + FitsHeader.BlockBytes - 1) / FitsHeader.BlockBytes * FitsHeader.BlockBytes);
        }

        if (compressed)
            throw ImageErrors.FormatNotSupported(path, "its image is tile-compressed (ZIMAGE). Unpack it with funpack or astropy first");
        if (pages == 0)
            throw ImageErrors.FormatNotSupported(path, tables > 0 ? "it holds tables and no image" : "it holds no image");
        if (found is null)
            throw ImageErrors.PageNotFound(path, page, (int)Math.Min(pages, int.MaxValue));
        return pages <= int.MaxValue ? (found, plane, (int)pages) : throw ImageErrors.FormatNotSupported(path, "its cubes hold more planes than there are page numbers");
    }

    /// <summary>Whether a unit starts here; what follows the last one (special records, padding) is no unit.</summary>
    private static bool IsUnit(Stream stream, int number, string path)
    {
        Span<byte> start = stackalloc byte[8];
        var length = stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        stream.Position -= length;
        if (number > 0)
            return start[..length].SequenceEqual("XTENSION"u8);
        return start[..length].SequenceEqual("SIMPLE  "u8) ? true : throw ImageErrors.Corrupt(path, "it does not begin as a FITS file does");
    }
}
