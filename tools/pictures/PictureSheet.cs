using System;
using System.Collections.Generic;

namespace HeatmapPS.Pictures;

/// <summary>Several pictures on one transparent sheet, as indices of the colours in use.</summary>
public sealed class PictureSheet
{
    private readonly Dictionary<uint, int> _indices = new() { [0] = 0 };
    private readonly int[,] _cells;

    /// <summary>An empty sheet.</summary>
    public PictureSheet(int width, int height) => _cells = new int[height, width];

    /// <summary>Number of colours, the transparent one included.</summary>
    public int ColorCount => _indices.Count;

    /// <summary>The colours, N × 4 bytes.</summary>
    public byte[,] Colors
    {
        get
        {
            var colors = new byte[_indices.Count, 4];
            foreach ((uint color, int index) in _indices)
            {
                for (int channel = 0; channel < 4; channel++)
                    colors[index, channel] = (byte)(color >> (8 * channel));
            }

            return colors;
        }
    }

    /// <summary>The index of each pixel's colour, height × width.</summary>
    public ushort[,] Indices
    {
        get
        {
            var indices = new ushort[_cells.GetLength(0), _cells.GetLength(1)];
            for (int y = 0; y < indices.GetLength(0); y++)
            {
                for (int x = 0; x < indices.GetLength(1); x++)
                    indices[y, x] = (ushort)_cells[y, x];
            }

            return indices;
        }
    }

    /// <summary>Puts a picture of height × width × 3 or 4 bytes with its upper left corner at a place.</summary>
    public void Add(byte[,,] picture, int left, int top)
    {
        for (int y = 0; y < picture.GetLength(0); y++)
        {
            for (int x = 0; x < picture.GetLength(1); x++)
            {
                uint alpha = picture.GetLength(2) == 4 ? picture[y, x, 3] : 255u;
                uint color = alpha == 0 ? 0 : picture[y, x,
                    0] | ((uint)picture[y, x, 1] << 8) | ((uint)picture[y, x, 2] << 16) | (alpha << 24);
                if (!_indices.TryGetValue(color, out int index))
                    _indices.Add(color, index = _indices.Count);
                _cells[top + y, left + x] = index;
            }
        }
    }
}
