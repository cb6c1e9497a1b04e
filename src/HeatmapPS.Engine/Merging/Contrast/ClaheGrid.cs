namespace HeatmapPS.Engine.Merging.Contrast;

/// <summary>How CLAHE divides one axis of an image into tiles, as OpenCV does.</summary>
/// <remarks>The image is continued by reflection about its last row and column until the tiles fit. When one axis does not
/// divide, OpenCV continues both, the one that divides by a whole tile count.</remarks>
internal sealed class ClaheGrid
{
    private readonly int _size;

    /// <param name="size">Pixels of the axis.</param>
    /// <param name="tiles">Tiles along it.</param>
    /// <param name="isExtended">Whether either axis does not divide.</param>
    public ClaheGrid(int size, int tiles, bool isExtended)
    {
        _size = size;
        Tiles = tiles;
        Extended = isExtended ? size + (tiles - (size % tiles)) : size;
        TileSize = Extended / tiles;
    }

    /// <summary>Tiles along the axis.</summary>
    public int Tiles { get; }

    /// <summary>Pixels of the continued axis.</summary>
    public int Extended { get; }

    /// <summary>Pixels of a tile.</summary>
    public int TileSize { get; }

    /// <summary>The pixel whose value a pixel of the continued axis has.</summary>
    public int Source(int pixel)
    {
        if (_size == 1)
            return 0;
        int period = 2 * (_size - 1);
        int place = pixel % period;
        return place < _size ? place : period - place;
    }

    /// <summary>The two tiles between whose centres a pixel lies, and the weight of the second.</summary>
    public (int First, int Second, float Weight) Between(int pixel)
    {
        float place = (pixel * (1f / TileSize)) - 0.5f;
        int first = (int)MathF.Floor(place);
        float weight = place - first;
        return (Math.Max(first, 0), Math.Min(first + 1, Tiles - 1), weight);
    }
}
