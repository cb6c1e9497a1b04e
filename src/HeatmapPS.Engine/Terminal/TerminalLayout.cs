namespace HeatmapPS.Engine.Terminal;

/// <summary>How large a picture is in a window.</summary>
internal static class TerminalLayout
{
    /// <summary>The size that fits, its sides in proportion.</summary>
    /// <param name="width">Columns of the image.</param>
    /// <param name="height">Rows of the image.</param>
    /// <param name="mostColumns">Columns of pixels there is room for.</param>
    /// <param name="mostRows">Rows of pixels there is room for.</param>
    /// <param name="pixelAspect">Height of a pixel over its width: 1 where it is square.</param>
    /// <returns>The image made smaller by any factor, or larger by a whole one, so that all its pixels stay alike.</returns>
    public static (int Width, int Height) Fit(int width, int height, int mostColumns, int mostRows, double pixelAspect = 1)
    {
        double factor = Math.Min((double)mostColumns / width, mostRows * pixelAspect / height);
        if (factor >= 1)
        {
            int across = (int)factor;
            int down = Math.Max(1, (int)Math.Round(across / pixelAspect));
            return (width * across, height * Math.Min(down, Math.Max(1, mostRows / height)));
        }

        return (Math.Clamp((int)Math.Round(width * factor), 1, mostColumns), Math.Clamp((int)Math.Round(height * factor / pixelAspect), 1, mostRows));
    }
}
