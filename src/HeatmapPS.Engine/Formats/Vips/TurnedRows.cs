using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Pixels;
using NetVips;

namespace HeatmapPS.Engine.Formats.Vips;

/// <summary>Rows of an image that its orientation tag turns or mirrors; held whole.</summary>
internal static class TurnedRows
{
    /// <summary>Reads all rows and turns them upright.</summary>
    /// <param name="rows">Rows as stored; read to the end, not disposed.</param>
    /// <param name="orientation">EXIF orientation, 2 to 8.</param>
    /// <param name="path">The file, for messages.</param>
    /// <exception cref="HeatmapException">What reading the rows throws; ImageTooLarge is up to the caller.</exception>
    public static RowReader Open(RowReader rows, int orientation, string path)
    {
        try
        {
            return ReshapedRows.Open(rows, path, stored =>
            {
                using Image marked = stored.Mutate(image => image.Set(GValue.GIntType, "orientation", orientation));
                return marked.Autorot();
            });
        }
        catch (VipsException error)
        {
            throw VipsMessages.ToReadError(path, error);
        }
    }
}
