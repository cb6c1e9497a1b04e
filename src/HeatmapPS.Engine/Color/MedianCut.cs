namespace HeatmapPS.Engine.Color;

/// <summary>Reduces colours to a few that stand for them (Heckbert 1982).</summary>
internal static class MedianCut
{
    /// <summary>Chooses colours.</summary>
    /// <param name="counts">How many pixels have each colour; at least one.</param>
    /// <param name="most">Colours wanted at most.</param>
    public static IReadOnlyList<Rgba32> Reduce(IReadOnlyDictionary<Rgba32, int> counts, int most)
    {
        Rgba32[] opaque = [.. counts.Keys.Where(color => color.A > 0)];
        Rgba32[] clear = [.. counts.Keys.Where(color => color.A == 0).Take(1)];
        if (opaque.Length + clear.Length <= most)
            return [.. opaque, .. clear];
        var boxes = new PriorityQueue<Rgba32[], long>();
        Add(opaque);
        while (boxes.Count < most - clear.Length && boxes.Peek().Length > 1)
        {
            Rgba32[] box = boxes.Dequeue();
            Func<Rgba32, byte> channel = Widest(box).Channel;
            Rgba32[] sorted = [.. box.OrderBy(channel)];
            int middle = Middle(sorted, counts);
            Add(sorted[..middle]);
            Add(sorted[middle..]);
        }

        return [.. boxes.UnorderedItems.Select(box => Mean(box.Element, counts)).Distinct(), .. clear];

        // The box that matters most is cut first: many pixels, wide apart.
        void Add(Rgba32[] box) => boxes.Enqueue(box, box.Length < 2 ? 1 : -Widest(box).Width * box.Sum(color => (long)counts[color]));
    }

    private static (Func<Rgba32, byte> Channel, int Width) Widest(Rgba32[] box)
    {
        Func<Rgba32, byte>[] channels = [color => color.R, color => color.G, color => color.B];
        return channels.Select(channel => (channel, box.Max(channel) - box.Min(channel))).MaxBy(pair => pair.Item2);
    }

    /// <summary>Where half of the pixels lie on either side; at least one colour does.</summary>
    private static int Middle(Rgba32[] sorted, IReadOnlyDictionary<Rgba32, int> counts)
    {
        long half = sorted.Sum(color => (long)counts[color]) / 2, sum = 0;
        for (int i = 0; i < sorted.Length - 1; i++)
        {
            sum += counts[sorted[i]];
            if (sum >= half)
                return i + 1;
        }

        return sorted.Length - 1;
    }

    private static Rgba32 Mean(Rgba32[] box, IReadOnlyDictionary<Rgba32, int> counts)
    {
        double total = box.Sum(color => (double)counts[color]);
        return new Rgba32(Channel(color => color.R), Channel(color => color.G), Channel(color => color.B));

        byte Channel(Func<Rgba32, byte> channel) => (byte)Math.Round(box.Sum(color => (double)channel(color) * counts[color]) / total);
    }
}
