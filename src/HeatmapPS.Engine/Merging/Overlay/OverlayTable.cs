namespace HeatmapPS.Engine.Merging.Overlay;

/// <summary>Every result that a heatmap over an 8-bit photo can have, one byte for each colour of the heatmap and level of the
/// photo: mixing is then a lookup. Immutable; used from many threads.</summary>
internal sealed class OverlayTable
{
    private const int Colors = 3;
    private const int Levels = 256;

    private readonly byte[] _results;

    private OverlayTable(byte[] results) => _results = results;

    /// <summary>Whether a table of so many keys is made sooner than so many pixels are mixed one by one.</summary>
    public static bool Pays(int keys, long pixels) => pixels >= 4L * keys * Levels;

    /// <summary>Works out a table.</summary>
    /// <param name="keys">How many colours (with their opacity) the heatmap has.</param>
    /// <param name="mix">Mixes a row of <see cref="Levels"/> pixels with the colour of a key, in place: RGB of 8 bits.</param>
    public static OverlayTable Create(int keys, Action<int, Span<byte>> mix)
    {
        var results = new byte[keys * Levels * Colors];
        Parallel.For(0, keys, key =>
        {
            Span<byte> levels = results.AsSpan(key * Levels * Colors, Levels * Colors);
            for (int level = 0; level < Levels; level++)
                levels.Slice(level * Colors, Colors).Fill((byte)level);
            mix(key, levels);
        });
        return new OverlayTable(results);
    }

    /// <summary>Mixes a row in place.</summary>
    /// <param name="keys">The colour of each pixel.</param>
    /// <param name="photo">Pixels of 8 bits, red, green and blue first.</param>
    /// <param name="bands">3 or 4.</param>
    public void Mix(ReadOnlySpan<int> keys, Span<byte> photo, int bands)
    {
        ReadOnlySpan<byte> results = _results;
        for (int x = 0, at = 0; x < keys.Length; x++, at += bands)
        {
            int start = keys[x] * Levels * Colors;
            Span<byte> pixel = photo.Slice(at, Colors);
            pixel[0] = results[start + (pixel[0] * Colors)];
            pixel[1] = results[start + (pixel[1] * Colors) + 1];
            pixel[2] = results[start + (pixel[2] * Colors) + 2];
        }
    }
}
