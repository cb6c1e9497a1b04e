using System;
using System.IO;
using System.Numerics;
using System.Threading.Tasks;

namespace HeatmapPS.Demo;

/// <summary>A circuit board that warms up, as a thermal camera of 640 × 480 pixels sees it.</summary>
/// <remarks>
/// Solves the heat equation c ∂T/∂t = ∇·(k ∇T) + q − h (T − T₀) on the board by explicit finite differences, one cell for
/// 2 × 2 pixels. Copper conducts, the laminate hardly does; parts have their own heat capacity and switch on at their own
/// time. The camera sees ε T + (1 − ε) T₀, so that bare metal looks cold, through slightly blurred optics, with sensor noise.
/// </remarks>
public sealed class BoardSimulation
{
    public const int Width = 640;
    public const int Height = 480;

    /// <summary>Kelvin a count of the camera.</summary>
    public const float KelvinPerCount = 0.04f;

    private const float Ambient = 295.5f;

    // Emissivity of the solder mask.
    private const float Mask = 0.91f;

    private const int Columns = Width / 2;
    private const int Rows = Height / 2;
    private const int Stride = Columns + 16;
    private const int Origin = Stride + 8;

    // By pixel: what the layout paints.
    private readonly float[] _conductivity = new float[Width * Height];
    private readonly float[] _capacity = new float[Width * Height];
    private readonly float[] _emissivity = new float[Width * Height];
    private readonly float[] _power = new float[Width * Height];

    // By cell, with a margin: what the solver uses.
    private readonly float[] _loss = new float[Stride * (Rows + 2)];
    private readonly float[] _inverseCapacity = new float[Stride * (Rows + 2)];
    private readonly float[] _source = new float[Stride * (Rows + 2)];
    private readonly float[] _toRight = new float[Stride * (Rows + 2)];
    private readonly float[] _toBelow = new float[Stride * (Rows + 2)];
    private float[] _temperature = new float[Stride * (Rows + 2)];
    private float[] _next = new float[Stride * (Rows + 2)];

    private readonly float[] _columnOffset = new float[Width];
    private readonly float[] _pixelOffset = new float[Width * Height];
    private readonly Random _random;

    /// <summary>Lays out the board, on standby.</summary>
    /// <param name="seed">Seed of the small parts' places and of the noise; the same seed gives the same frames.</param>
    public BoardSimulation(int seed)
    {
        _random = new Random(seed);
        Array.Fill(_temperature, Ambient);
        Array.Fill(_next, Ambient);
        Array.Fill(_emissivity, Mask);
        Array.Fill(_capacity, 1f);
        LayOutBoard();
        LayOutParts();
        ConnectCells();
        for (int x = 0; x < Width; x++)
            _columnOffset[x] = 0.7f * Gaussian();
        for (int i = 0; i < _pixelOffset.Length; i++)
            _pixelOffset[i] = 0.5f * Gaussian();
    }

    /// <summary>Lets time pass and turns on the parts whose time has come.</summary>
    /// <param name="steps">Time steps of the solver.</param>
    /// <param name="frame">Which frame comes next, from 0; the parts' switch-on times count in frames.</param>
    public void Advance(int steps, int frame)
    {
        SwitchParts(frame);
        for (int step = 0; step < steps; step++)
        {
            Parallel.For(0, 2, band =>
            {
                for (int y = band * Rows / 2; y < (band + 1) * Rows / 2; y++)
                    AdvanceRow(Origin + (y * Stride));
            });
            (_temperature, _next) = (_next, _temperature);
        }
    }

    /// <summary>What the camera records now: counts of 0.04 K above absolute zero, rows from the top.</summary>
    public ushort[] Capture()
    {
        var seen = new float[Width * Height];
        for (int i = 0; i < seen.Length; i++)
        {
            float rise = Surface(i % Width, i / Width) - Ambient;
            seen[i] = Ambient + (_emissivity[i] * rise) - ((Mask - _emissivity[i]) * 1.6f);
        }

        var counts = new ushort[Width * Height];
        for (int y = 0; y < Height; y++)
        {
            for (int x = 0; x < Width; x++)
            {
                float noise = _columnOffset[x] + _pixelOffset[(y * Width) + x] + (1.3f * Gaussian());
                counts[(y * Width) + x] = (ushort)MathF.Round((Blurred(seen, x, y) / KelvinPerCount) + noise);
            }
        }

        return counts;
    }

    /// <summary>Writes counts as an uncompressed 16-bit grey TIFF.</summary>
    public static void WriteTiff(string path, ushort[] counts)
    {
        using var writer = new BinaryWriter(File.Create(path));
        writer.Write("II*\0"u8);
        writer.Write(8);
        (short Tag, short Type, int Value)[] fields =
        [
            (256, 4, Width), (257, 4, Height), (258, 3, 16), (259, 3, 1), (262, 3, 1), (273, 4, 134), (277, 3, 1),
            (278, 4, Height), (279, 4, 2 * counts.Length), (339, 3, 1),
        ];
        writer.Write((short)fields.Length);
        foreach (var (tag, type, value) in fields)
        {
            writer.Write(tag);
            writer.Write(type);
            writer.Write(1);
            writer.Write(value);
        }

        writer.Write(0);
        foreach (ushort count in counts)
            writer.Write(count);
    }

    private void AdvanceRow(int start)
    {
        ReadOnlySpan<float> t = _temperature;
        for (int i = start; i < start + Columns; i += Vector<float>.Count)
        {
            var here = new Vector<float>(t[i..]);
            Vector<float> flow = (new Vector<float>(_toRight, i) * (new Vector<float>(t[(i + 1)..]) - here))
                + (new Vector<float>(_toRight, i - 1) * (new Vector<float>(t[(i - 1)..]) - here))
                + (new Vector<float>(_toBelow, i) * (new Vector<float>(t[(i + Stride)..]) - here))
                + (new Vector<float>(_toBelow, i - Stride) * (new Vector<float>(t[(i - Stride)..]) - here));
            Vector<float> loss = new Vector<float>(_loss, i) * (here - new Vector<float>(Ambient));
            (here + (new Vector<float>(_inverseCapacity, i) * (flow + new Vector<float>(_source, i) - loss))).CopyTo(_next, i);
        }
    }

    // Temperature at a pixel: bilinear between the centres of the cells. Off the board, that of the bench.
    private float Surface(int x, int y)
    {
        if (_conductivity[(y * Width) + x] == 0)
            return Ambient;
        int i = Origin + ((y / 2) * Stride) + (x / 2);
        int beside = x % 2 == 0 ? i - 1 : i + 1;
        int rowStep = y % 2 == 0 ? -Stride : Stride;
        float near = (0.75f * _temperature[i]) + (0.25f * _temperature[beside]);
        float far = (0.75f * _temperature[i + rowStep]) + (0.25f * _temperature[beside + rowStep]);
        return (0.75f * near) + (0.25f * far);
    }

    // The optics: a binomial blur of 3 × 3 pixels.
    private static float Blurred(float[] seen, int x, int y)
    {
        float sum = 0;
        for (int dy = -1; dy <= 1; dy++)
        {
            int row = Math.Clamp(y + dy, 0, Height - 1) * Width;
            for (int dx = -1; dx <= 1; dx++)
                sum += (2 - Math.Abs(dx)) * (2 - Math.Abs(dy)) * seen[row + Math.Clamp(x + dx, 0, Width - 1)];
        }

        return sum / 16;
    }

    // The face between two cells conducts as the two do in series.
    private void ConnectCells()
    {
        float[] conductivity = CellMeans(_conductivity);
        float[] capacity = CellMeans(_capacity);
        for (int i = 0; i < conductivity.Length - Stride; i++)
        {
            _toRight[i] = Series(conductivity[i], conductivity[i + 1]);
            _toBelow[i] = Series(conductivity[i], conductivity[i + Stride]);
            _loss[i] = conductivity[i] > 0 ? 3.2e-5f : 0;
            _inverseCapacity[i] = capacity[i] > 0 ? 1 / capacity[i] : 1;

            // It has been on standby for a while.
            _temperature[i] = conductivity[i] > 0 ? Ambient + 4.5f : Ambient;
        }
    }

    private static float[] CellMeans(float[] field)
    {
        var cells = new float[Stride * (Rows + 2)];
        for (int i = 0; i < field.Length; i++)
            cells[Origin + ((i / Width / 2) * Stride) + (i % Width / 2)] += field[i] / 4;
        return cells;
    }

    private static float Series(float a, float b) => a + b > 0 ? 2 * a * b / (a + b) : 0;

    private void LayOutBoard()
    {
        Material(24, 22, 592, 436, conductivity: 0.045f, capacity: 1f, emissivity: Mask);

        // Copper areas under the solder mask: invisible themselves, but heat runs along them.
        foreach (var (x, y, w, h) in new[] { (40, 60, 200, 330), (222, 130, 190, 190), (430, 70, 170, 150), (250, 350, 330, 80) })
            Material(x, y, w, h, conductivity: 0.2f, capacity: 1.15f, emissivity: Mask);
        for (int i = 0; i < 11; i++)
            Material(370, 156 + (i * 11), 84, 4, conductivity: 0.22f, capacity: 1.05f, emissivity: 0.9f);
        for (int i = 0; i < 14; i++)
            Material(250 + (i * 9), 262, 3, 104, conductivity: 0.22f, capacity: 1.05f, emissivity: 0.9f);
        for (int i = 0; i < 32; i++)
            Material(276 + (i * 9), 440, 5, 18, conductivity: 0.2f, capacity: 1f, emissivity: 0.25f);
        foreach (var (x, y) in new[] { (44, 42), (596, 42), (44, 438), (596, 438) })
        {
            Disc(x, y, 13, conductivity: 0.2f, capacity: 1.2f, emissivity: 0.2f);
            Disc(x, y, 7, conductivity: 0, capacity: 1f, emissivity: Mask);
        }
    }

    private void LayOutParts()
    {
        Chip(258, 166, 104, 104, pins: 24);
        Material(276, 184, 68, 68, conductivity: 0.2f, capacity: 1.6f, emissivity: 0.86f);
        for (int i = 0; i < 6; i++)
        {
            Chip(176, 92 + (i * 46), 26, 24, pins: 4);
            Chip(118, 88 + (i * 46), 36, 34, pins: 0);
            Material(124, 94 + (i * 46), 24, 22, conductivity: 0.12f, capacity: 2.6f, emissivity: 0.6f);
            Disc(78, 104 + (i * 46), 15, conductivity: 0.06f, capacity: 3f, emissivity: 0.9f);
            Disc(78, 104 + (i * 46), 12, conductivity: 0.06f, capacity: 3f, emissivity: 0.35f);
        }

        for (int i = 0; i < 4; i++)
            Chip(452, 84 + (i * 62), 74, 44, pins: 12);
        Chip(300, 372, 40, 40, pins: 10);
        Chip(384, 366, 58, 26, pins: 9);
        Chip(520, 368, 30, 30, pins: 6);
        Chip(272, 52, 34, 22, pins: 5);
        Material(350, 30, 70, 44, conductivity: 0.1f, capacity: 2.2f, emissivity: 0.3f);
        Material(354, 34, 62, 36, conductivity: 0.1f, capacity: 2.2f, emissivity: 0.38f);
        for (int i = 0; i < 95; i++)
            SmallPart(_random.Next(40, 580), _random.Next(36, 420), upright: _random.Next(2) == 0);
    }

    // The parts that dissipate: where, from which frame, how much a cell. The first is the whole board's standby current.
    private void SwitchParts(int frame)
    {
        Array.Clear(_power);
        Heat(24, 22, 592, 436, true, 0.00025f);
        Heat(290, 198, 40, 40, frame >= 1, 0.0330f);
        Heat(306, 204, 16, 12, frame >= 5, 0.0900f);
        for (int i = 0; i < 6; i++)
        {
            Heat(180, 96 + (i * 46), 18, 16, frame >= 1 + (i % 3), 0.0370f + (0.0045f * (i % 4)));
            Heat(126, 96 + (i * 46), 20, 18, frame >= 1 + (i % 3), 0.0110f);
        }

        for (int i = 0; i < 4; i++)
            Heat(468, 94 + (i * 62), 42, 24, frame >= 3 + i, 0.0105f);
        Heat(310, 382, 20, 20, frame >= 2, 0.0330f);
        Heat(396, 372, 34, 14, frame >= 4, 0.0130f);
        Heat(280, 56, 18, 14, frame >= 6, 0.0400f);

        // The fault worth finding: one small part that runs far too hot, away from everything else.
        Heat(564, 300, 7, 5, frame >= 7, 0.42f);
        CellMeans(_power).CopyTo(_source, 0);
    }

    private void Heat(int x, int y, int width, int height, bool on, float power)
    {
        if (on)
            Paint(_power, x, y, width, height, power);
    }

    private void Chip(int x, int y, int width, int height, int pins)
    {
        for (int i = 0; i < pins; i++)
        {
            int along = x + 3 + (i * (width - 6) / pins);
            Material(along, y - 4, 2, height + 8, conductivity: 0.2f, capacity: 1f, emissivity: 0.3f);
        }

        Material(x, y, width, height, conductivity: 0.085f, capacity: 1.9f, emissivity: 0.95f);
    }

    // Skipped where it would lie on a larger part, which the small ones keep clear of.
    private void SmallPart(int x, int y, bool upright)
    {
        (int width, int height) = upright ? (5, 11) : (11, 5);
        for (int row = y - 4; row < y + height + 4; row++)
        {
            for (int column = x - 4; column < x + width + 4; column++)
            {
                int i = (row * Width) + column;
                if (_capacity[i] > 1.25f || _emissivity[i] < 0.89f)
                    return;
            }
        }

        Material(x, y, width, height, conductivity: 0.12f, capacity: 1.2f, emissivity: 0.3f);
        Material(upright ? x : x + 3, upright ? y + 3 : y, 5, 5, conductivity: 0.08f, capacity: 1.3f, emissivity: 0.94f);
    }

    private void Material(int x, int y, int width, int height, float conductivity, float capacity, float emissivity)
    {
        Paint(_conductivity, x, y, width, height, conductivity);
        Paint(_capacity, x, y, width, height, capacity);
        Paint(_emissivity, x, y, width, height, emissivity);
    }

    private void Disc(int centreX, int centreY, int radius, float conductivity, float capacity, float emissivity)
    {
        for (int dy = -radius; dy <= radius; dy++)
        {
            int half = (int)MathF.Sqrt((radius * radius) - (dy * dy));
            Material(centreX - half, centreY + dy, (2 * half) + 1, 1, conductivity, capacity, emissivity);
        }
    }

    private static void Paint(float[] field, int x, int y, int width, int height, float value)
    {
        for (int row = y; row < y + height; row++)
            field.AsSpan((row * Width) + x, width).Fill(value);
    }

    // Box–Muller.
    private float Gaussian() =>
        (float)(Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble())) * Math.Cos(2 * Math.PI * _random.NextDouble()));
}
