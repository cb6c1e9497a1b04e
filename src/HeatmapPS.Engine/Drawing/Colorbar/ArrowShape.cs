namespace HeatmapPS.Engine.Drawing.Colorbar;

/// <summary>Where an arrow points.</summary>
internal enum ArrowDirection
{
    Up,
    Down,
    Left,
    Right,
}

/// <summary>The triangle at an end of a bar, as coverage of pixels; the same bytes on every machine.</summary>
internal static class ArrowShape
{
    private const int Samples = 8;

    /// <summary>Coverage of a triangle that stands on the end of a bar.</summary>
    /// <param name="across">Pixels across the bar that the result spans; the triangle is centred.</param>
    /// <param name="along">Pixels along the bar that the result spans, from the triangle's base.</param>
    /// <param name="basis">Width of the triangle at its base.</param>
    /// <param name="height">From its base to its tip.</param>
    /// <param name="direction">Where the tip points.</param>
    /// <returns>Row after row: across × along pixels for Up and Down, along × across for Left and Right.</returns>
    public static byte[] Coverage(int across, int along, double basis, double height, ArrowDirection direction)
    {
        bool vertical = direction is ArrowDirection.Up or ArrowDirection.Down;
        bool towardsStart = direction is ArrowDirection.Up or ArrowDirection.Left;
        int width = vertical ? across : along;
        var coverage = new byte[across * along];
        for (int a = 0; a < along; a++)
        {
            int shownAlong = towardsStart ? along - 1 - a : a;
            for (int c = 0; c < across; c++)
            {
                int index = vertical ? (shownAlong * width) + c : (c * width) + shownAlong;
                coverage[index] = Covered(a, c - (across / 2.0), basis, height);
            }
        }

        return coverage;
    }

    private static byte Covered(double along, double across, double basis, double height)
    {
        int inside = 0;
        for (int i = 0; i < Samples; i++)
        {
            double half = basis / 2 * (1 - ((along + ((i + 0.5) / Samples)) / height));
            for (int j = 0; j < Samples; j++)
            {
                if (Math.Abs(across + ((j + 0.5) / Samples)) < half)
                    inside++;
            }
        }

        return (byte)((inside * 255 + (Samples * Samples / 2)) / (Samples * Samples));
    }
}
