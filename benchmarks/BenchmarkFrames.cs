using System;
using System.IO;
using System.Runtime.InteropServices;

namespace HeatmapPS.Benchmark;

/// <summary>Seeded pictures with the structure of photographs: large soft shapes, hard edges and sensor noise.</summary>
/// <remarks>A picture without noise would flatter compression, one of noise alone would hide it.</remarks>
public sealed class BenchmarkFrames
{
    private const int Waves = 5;
    private const int NoiseCount = 1 << 16;

    private readonly int _width;
    private readonly float[][] _alongX = new float[Waves][];
    private readonly float[] _frequencyY = new float[Waves];
    private readonly float[] _phaseY = new float[Waves];
    private readonly float[] _noise = new float[NoiseCount];
    private readonly int[] _edges;
    private uint _state;

    /// <param name="width">Columns.</param>
    /// <param name="height">Rows; the shapes scale with it.</param>
    /// <param name="seed">The same seed gives the same picture.</param>
    public BenchmarkFrames(int width, int height, int seed)
    {
        _width = width;
        _state = (uint)(seed + 1) * 2654435761u;
        var random = new Random(seed);
        for (int wave = 0; wave < Waves; wave++)
        {
            float frequency = MathF.Tau * (1 << wave) * (0.5f + random.NextSingle());
            float phase = MathF.Tau * random.NextSingle();
            _alongX[wave] = new float[width];
            for (int x = 0; x < width; x++)
                _alongX[wave][x] = MathF.Sin((frequency * x / width) + phase) * 0.4f / (1 + wave);
            _frequencyY[wave] = MathF.Tau * (1 << wave) * (0.5f + random.NextSingle()) / height;
            _phaseY[wave] = MathF.Tau * random.NextSingle();
        }

        for (int i = 0; i < NoiseCount; i++)
            _noise[i] = MathF.Sqrt(-2 * MathF.Log(1 - random.NextSingle())) * MathF.Cos(MathF.Tau * random.NextSingle());
        _edges = [random.Next(width / 2), random.Next(width), random.Next(height / 2), random.Next(height)];
    }

    /// <summary>A grey picture of 8 bits, with noise of 1.5 levels.</summary>
    public static byte[,] Gray8(int width, int height, int seed)
    {
        var picture = new byte[height, width];
        var frames = new BenchmarkFrames(width, height, seed);
        var row = new float[width];
        for (int y = 0; y < height; y++)
        {
            frames.FillRow(row, y, 1.5f / 255);
            for (int x = 0; x < width; x++)
                picture[y, x] = (byte)Math.Clamp((int)MathF.Round(row[x] * 255), 0, 255);
        }

        return picture;
    }

    /// <summary>A grey picture of 16 bits that uses 14 of them, with noise of 12 counts, as scientific cameras give.</summary>
    public static ushort[,] Gray16(int width, int height, int seed)
    {
        var picture = new ushort[height, width];
        var frames = new BenchmarkFrames(width, height, seed);
        for (int y = 0; y < height; y++)
            frames.FillCounts(MemoryMarshal.CreateSpan(ref picture[y, 0], width), y);
        return picture;
    }

    /// <summary>A colour picture of 8 bits a channel.</summary>
    public static byte[,,] Rgb8(int width, int height, int seed)
    {
        var picture = new byte[height, width, 3];
        for (int band = 0; band < 3; band++)
        {
            byte[,] gray = Gray8(width, height, (3 * seed) + band);
            for (int y = 0; y < height; y++)
            {
                for (int x = 0; x < width; x++)
                    picture[y, x, band] = gray[y, x];
            }
        }

        return picture;
    }

    /// <summary>Writes a grey picture of 8 or 16 bits as an uncompressed TIFF of one strip for 16 rows, row by row.</summary>
    public static void WriteLargeTiff(string path, int width, int height, int seed, int bits)
    {
        const int rowsPerStrip = 16;
        int bytes = bits / 8;
        int strips = (height + rowsPerStrip - 1) / rowsPerStrip;
        long dataBytes = (long)bytes * width * height;
        if (dataBytes + (8L * strips) > uint.MaxValue - 1024)
            throw new ArgumentOutOfRangeException(nameof(height), "Expected a picture of less than 4 GB.");
        using var file = new BinaryWriter(new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 20));
        uint directory = (uint)(8 + dataBytes + (dataBytes & 1));
        file.Write(0x002A_4949u);
        file.Write(directory);
        var frames = new BenchmarkFrames(width, height, seed);
        var counts = new ushort[width];
        var levels = new byte[width];
        for (int y = 0; y < height; y++)
        {
            frames.FillCounts(counts, y);
            for (int x = 0; x < width; x++)
                levels[x] = (byte)(counts[x] >> 6);
            file.Write(bits == 16 ? MemoryMarshal.AsBytes(counts.AsSpan()) : levels.AsSpan());
        }

        const int entries = 9;
        uint arrays = directory + 2 + (entries * 12) + 4;
        file.Write((ushort)entries);
        WriteEntry(file, 256, 1, (uint)width);
        WriteEntry(file, 257, 1, (uint)height);
        WriteEntry(file, 258, 1, (uint)bits);
        WriteEntry(file, 259, 1, 1);
        WriteEntry(file, 262, 1, 1);
        WriteEntry(file, 273, (uint)strips, strips == 1 ? 8 : arrays);
        WriteEntry(file, 277, 1, 1);
        WriteEntry(file, 278, 1, rowsPerStrip);
        WriteEntry(file, 279, (uint)strips, strips == 1 ? (uint)dataBytes : arrays + (4 * (uint)strips));
        file.Write(0u);
        uint stripBytes = (uint)(bytes * width * rowsPerStrip);
        for (int strip = 0; strip < strips; strip++)
            file.Write(8 + ((uint)strip * stripBytes));
        for (int strip = 0; strip < strips; strip++)
            file.Write((uint)Math.Min(stripBytes, dataBytes - ((long)strip * stripBytes)));
    }

    private static void WriteEntry(BinaryWriter file, ushort tag, uint count, uint value)
    {
        file.Write(tag);
        file.Write((ushort)4);
        file.Write(count);
        file.Write(value);
    }

    private void FillCounts(Span<ushort> counts, int y)
    {
        var row = new float[_width];
        FillRow(row, y, 12f / 16383);
        for (int x = 0; x < counts.Length; x++)
            counts[x] = (ushort)Math.Clamp((int)MathF.Round(row[x] * 16383), 0, 16383);
    }

    private void FillRow(float[] row, int y, float noise)
    {
        bool inside = y >= _edges[2] && y < _edges[3];
        Span<float> waves = stackalloc float[Waves];
        for (int wave = 0; wave < Waves; wave++)
            waves[wave] = MathF.Cos((_frequencyY[wave] * y) + _phaseY[wave]);
        for (int x = 0; x < _width; x++)
        {
            float value = inside && x >= _edges[0] && x < _edges[1] ? 0.58f : 0.45f;
            for (int wave = 0; wave < Waves; wave++)
                value += waves[wave] * _alongX[wave][x];
            _state ^= _state << 13;
            _state ^= _state >> 17;
            _state ^= _state << 5;
            row[x] = value + (noise * _noise[_state & (NoiseCount - 1)]);
        }
    }
}
