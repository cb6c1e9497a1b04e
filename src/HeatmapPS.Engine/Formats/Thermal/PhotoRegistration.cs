using HeatmapPS.Engine.Images;

namespace HeatmapPS.Engine.Formats.Thermal;

/// <summary>The rectangle of a photo that a heatmap covers. It may reach beyond the photo.</summary>
/// <param name="Left">First column.</param>
/// <param name="Top">First row.</param>
/// <param name="Width">Columns, at least 1.</param>
/// <param name="Height">Rows, at least 1.</param>
internal readonly record struct PhotoArea(int Left, int Top, int Width, int Height)
{
    /// <summary>The same rectangle elsewhere.</summary>
    /// <param name="right">Pixels to the right.</param>
    /// <param name="down">Pixels down.</param>
    public PhotoArea Move(int right, int down) => this with { Left = Left + right, Top = Top + down };
}

/// <summary>Where a thermal picture lies in the photograph of its file, by the file's own picture-in-picture data.</summary>
/// <remarks>
/// With W × H the photograph, w × h the thermal picture, s the scale (FLIR's Real2IR) and (x, y) the offsets, the thermal
/// picture is W/s wide and W/s · h/w high, and its middle is at (W/2 + x, H/2 + y). Its edges are rounded to pixels of the
/// photograph, which are smaller than those of the thermal picture. A part of the thermal picture has a larger scale, and its middle
/// is moved by its shifts, in widths of it. So the camera itself makes its blended picture; it is exact
/// for far objects, while near ones are seen from two sides by the two lenses.
/// </remarks>
internal static class PhotoRegistration
{
    /// <summary>No camera's photograph is as far away or as large, in pixels.</summary>
    private const double Farthest = 1e6;

    /// <summary>Whether a raster is the photograph inside the file that another image came from.</summary>
    public static bool IsPhotoOf(Raster photo, Raster thermal) =>
        photo.Codec == FlirPhotoDecoder.CodecName && thermal.Thermal is not null && photo.Path is not null && photo.Path == thermal.Path;

    /// <summary>The rectangle, or null when the file does not tell.</summary>
    /// <param name="thermal">The thermal picture, with its camera's data.</param>
    /// <param name="photo">The photograph.</param>
    public static PhotoArea? Find(Raster thermal, Raster photo)
    {
        if (thermal.Thermal is not { PhotoScale: { } scale } camera)
            return null;
        double width = photo.Width / scale;
        double height = width * thermal.Height / thermal.Width;
        double right = (camera.OffsetX ?? 0) + ((camera.PartShiftX ?? 0) * width);
        double down = (camera.OffsetY ?? 0) + ((camera.PartShiftY ?? 0) * width);
        if (!(width > 0 && width <= Farthest && height <= Farthest && Math.Abs(right) <= Farthest && Math.Abs(down) <= Farthest))
            return null;
        (int left, int columns) = Span((photo.Width / 2.0) + right, width);
        (int top, int rows) = Span((photo.Height / 2.0) + down, height);
        return new PhotoArea(left, top, columns, rows);
    }

    private static (int First, int Count) Span(double middle, double size)
    {
        int first = (int)Math.Round(middle - (size / 2));
        return (first, Math.Max(1, (int)Math.Round(middle + (size / 2)) - first));
    }
}
