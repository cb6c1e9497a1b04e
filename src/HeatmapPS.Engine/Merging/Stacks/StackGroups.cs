using HeatmapPS.Engine.Images;

namespace HeatmapPS.Engine.Merging.Stacks;

/// <summary>Splits a stack into groups of images that may be open at once.</summary>
internal static class StackGroups
{
    /// <summary>Bytes the open images of a group may take together.</summary>
    public const long GroupBytes = 384L << 20;

    /// <summary>Bytes the open images may take when all are needed at once; beyond, they are decoded to temporary files.</summary>
    public const long WholeBytes = 768L << 20;

    private const int MostOpen = 256;
    private const long LeastImage = 64L << 10;

    /// <summary>What one open streaming image takes: buffers of the decoder, a strip, a window of the file.</summary>
    private const long StreamedImage = 8L << 20;

    /// <summary>First image of each group.</summary>
    public static IReadOnlyList<int> Plan(IReadOnlyList<Raster> images)
    {
        var starts = new List<int>();
        long bytes = long.MaxValue / 2;
        for (int i = 0; i < images.Count; i++)
        {
            long cost = Cost(images[i]);
            bytes += cost;
            if (bytes <= GroupBytes && i - starts[^1] < MostOpen)
                continue;
            starts.Add(i);
            bytes = cost;
        }

        return starts;
    }

    /// <summary>Whether all images may be open at once.</summary>
    public static bool FitsWhole(IReadOnlyList<Raster> images) =>
        images.Count <= MostOpen && images.Sum(Cost) <= WholeBytes;

    private static long Cost(Raster image)
    {
        long pixels = image.Layout.ByteCount;
        return image.Source.DecodesWhole ? pixels + StreamedImage : Math.Clamp(pixels, LeastImage, StreamedImage);
    }
}
