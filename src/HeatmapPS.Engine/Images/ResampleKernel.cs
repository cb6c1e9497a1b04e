namespace HeatmapPS.Engine.Images;

/// <summary>How an image is brought to another size.</summary>
public enum ResampleKernel
{
    /// <summary>Each pixel is a copy of one pixel; no new values arise.</summary>
    Nearest,

    /// <summary>The mean of the area that each pixel covers, as OpenCV's <c>INTER_AREA</c> shrinks; on enlarging, pixels are repeated
    /// and those on an edge mixed.</summary>
    Area,

    /// <summary>Linear interpolation; on shrinking, the triangle widens to take in every pixel.</summary>
    Bilinear,

    /// <summary>Cubic interpolation with a = −0.75, as OpenCV's <c>INTER_CUBIC</c> enlarges; on shrinking, it widens to take in every
    /// pixel.</summary>
    Bicubic,

    /// <summary>A windowed sinc of three lobes; on shrinking, it widens to take in every pixel.</summary>
    Lanczos3,
}

/// <summary>Which source pixels, with which weights, make each pixel along one axis.</summary>
/// <remarks>Middles of pixels are at half integers. Beyond the edge, Bicubic repeats the last pixel, as OpenCV does; the others leave
/// weights out there and scale the rest to a sum of 1, as Pillow does.</remarks>
internal sealed class ResampleWeights
{
    private const int LanczosLobes = 3;

    private readonly int[] _first;
    private readonly double[][] _weights;

    /// <param name="from">Pixels of the source along the axis.</param>
    /// <param name="to">Pixels of the result along the axis.</param>
    /// <param name="kernel">Any but Nearest.</param>
    public ResampleWeights(int from, int to, ResampleKernel kernel)
    {
        _first = new int[to];
        _weights = new double[to][];
        if (kernel == ResampleKernel.Area)
            MakeAreas(from, to);
        else
            MakeWindows(from, to, kernel);

        // Windows move on to the right with both ends, so that those of a pixel follow one another.
        for (int i = 0, oldest = 0; i < to; i++)
        {
            Longest = Math.Max(Longest, _weights[i].Length);
            while (_first[oldest] + _weights[oldest].Length <= _first[i])
                oldest++;
            MostAtOnce = Math.Max(MostAtOnce, i - oldest + 1);
        }
    }

    private ResampleWeights(ResampleWeights signed)
    {
        (_first, Longest, MostAtOnce) = (signed._first, signed.Longest, signed.MostAtOnce);
        _weights = [.. signed._weights.Select(weights => Array.ConvertAll(weights, Math.Abs))];
    }

    /// <summary>The most source pixels that make one pixel.</summary>
    public int Longest { get; }

    /// <summary>The most pixels that one source pixel is a part of.</summary>
    public int MostAtOnce { get; }

    /// <summary>Pixels of the result.</summary>
    public int Count => _first.Length;

    /// <summary>First source pixel of a pixel.</summary>
    public int First(int index) => _first[index];

    /// <summary>Weights of the source pixels from the first one on; they add up to 1.</summary>
    public ReadOnlySpan<double> Of(int index) => _weights[index];

    /// <summary>The same pixels, with the sizes of their weights.</summary>
    public ResampleWeights ToSizes() => new(this);

    /// <summary>Whether weights may be below 0, so that values overshoot.</summary>
    public static bool HasLobes(ResampleKernel kernel) => kernel is ResampleKernel.Bicubic or ResampleKernel.Lanczos3;

    /// <summary>Each source pixel counts with the share of it that is covered, worked out in whole numbers.</summary>
    private void MakeAreas(long from, long to)
    {
        for (int i = 0; i < to; i++)
        {
            long start = i * from, end = start + from;
            int first = (int)(start / to);
            double[] weights = new double[(int)((end + to - 1) / to) - first];
            for (int j = 0; j < weights.Length; j++)
                weights[j] = (double)(Math.Min(end, (first + j + 1) * to) - Math.Max(start, (first + j) * to)) / from;
            (_first[i], _weights[i]) = (first, weights);
        }
    }

    private void MakeWindows(int from, int to, ResampleKernel kernel)
    {
        double step = (double)from / to;
        double scale = Math.Max(1, step);
        double reach = scale * (kernel switch { ResampleKernel.Lanczos3 => LanczosLobes, ResampleKernel.Bicubic => 2, _ => 1 });
        for (int i = 0; i < to; i++)
        {
            double middle = (i + 0.5) * step;
            int start = (int)Math.Floor(middle - reach + 0.5), stop = Math.Max(start + 1, (int)Math.Floor(middle + reach + 0.5));
            int first = Math.Clamp(start, 0, from - 1), end = Math.Clamp(stop, first + 1, from);
            double[] weights = new double[end - first];
            double sum = 0;
            bool repeats = kernel == ResampleKernel.Bicubic;
            for (int j = repeats ? start : first; j < (repeats ? stop : end); j++)
            {
                double weight = At((j + 0.5 - middle) / scale, kernel);
                weights[Math.Clamp(j, first, end - 1) - first] += weight;
                sum += weight;
            }

            for (int j = 0; j < weights.Length; j++)
                weights[j] /= sum;
            (_first[i], _weights[i]) = (first, weights);
        }
    }

    private static double At(double x, ResampleKernel kernel)
    {
        double distance = Math.Abs(x);
        return kernel switch
        {
            ResampleKernel.Bilinear => Math.Max(0, 1 - distance),
            ResampleKernel.Bicubic => Cubic(distance),
            _ => distance < LanczosLobes ? Sinc(distance) * Sinc(distance / LanczosLobes) : 0,
        };
    }

    /// <summary>Keys' kernel.</summary>
    private static double Cubic(double x)
    {
        const double A = -0.75;
        return x switch
        {
            <= 1 => ((((A + 2) * x) - (A + 3)) * x * x) + 1,
            < 2 => (((((x - 5) * x) + 8) * x) - 4) * A,
            _ => 0,
        };
    }

    private static double Sinc(double x) => x == 0 ? 1 : Math.Sin(Math.PI * x) / (Math.PI * x);
}
