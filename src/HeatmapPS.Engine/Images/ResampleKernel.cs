namespace HeatmapPS.Engine.Images;

/// <summary>How an image is brought to another size.</summary>
public enum ResampleKernel
{
    /// <summary>Each pixel takes the value of the pixel its middle falls on; no new values arise.</summary>
    Nearest,

    /// <summary>Linear interpolation; on shrinking, the triangle widens to take in every pixel.</summary>
    Linear,

    /// <summary>A windowed sinc of three lobes; on shrinking, it widens to take in every pixel.</summary>
    Lanczos3,

    /// <summary>The mean of the area that each pixel covers, as OpenCV's <c>INTER_AREA</c> shrinks; on enlarging, pixels are repeated
    /// and those on an edge mixed.</summary>
    Area,
}

/// <summary>Which source pixels, with which weights, make each pixel along one axis.</summary>
/// <remarks>Middles of pixels are at half integers, and weights beyond the edge are left out and the rest scaled to a sum of 1:
/// the convention of Pillow's <c>resize</c>.</remarks>
internal sealed class ResampleWeights
{
    private const int LanczosLobes = 3;

    private readonly int[] _first;
    private readonly double[][] _weights;

    /// <param name="from">Pixels of the source along the axis.</param>
    /// <param name="to">Pixels of the result along the axis.</param>
    /// <param name="kernel">Linear, Lanczos3 or Area.</param>
    public ResampleWeights(int from, int to, ResampleKernel kernel)
    {
        _first = new int[to];
        _weights = new double[to][];
        if (kernel == ResampleKernel.Area)
        {
            MakeAreas(from, to);
            return;
        }

        double step = (double)from / to;
        double scale = Math.Max(1, step);
        double reach = scale * (kernel == ResampleKernel.Lanczos3 ? LanczosLobes : 1);
        for (int i = 0; i < to; i++)
        {
            double middle = (i + 0.5) * step;
            int first = Math.Max(0, (int)(middle - reach + 0.5));
            int end = Math.Min(from, Math.Max(first + 1, (int)(middle + reach + 0.5)));
            double[] weights = new double[end - first];
            double sum = 0;
            for (int j = 0; j < weights.Length; j++)
                sum += weights[j] = At((first + j + 0.5 - middle) / scale, kernel);
            for (int j = 0; j < weights.Length; j++)
                weights[j] /= sum;
            (_first[i], _weights[i]) = (first, weights);
            Longest = Math.Max(Longest, weights.Length);
        }
    }

    /// <summary>The most source pixels that make one pixel.</summary>
    public int Longest { get; private set; }

    /// <summary>First source pixel of a pixel.</summary>
    public int First(int index) => _first[index];

    /// <summary>Weights of the source pixels from the first one on; they add up to 1.</summary>
    public ReadOnlySpan<double> Of(int index) => _weights[index];

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
            Longest = Math.Max(Longest, weights.Length);
        }
    }

    private static double At(double x, ResampleKernel kernel)
    {
        double distance = Math.Abs(x);
        if (kernel == ResampleKernel.Linear)
            return Math.Max(0, 1 - distance);
        return distance < LanczosLobes ? Sinc(distance) * Sinc(distance / LanczosLobes) : 0;
    }

    private static double Sinc(double x) => x == 0 ? 1 : Math.Sin(Math.PI * x) / (Math.PI * x);
}
