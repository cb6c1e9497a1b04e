using System.Buffers;
using HeatmapPS.Engine.Pixels;

namespace HeatmapPS.Engine.Images;

/// <summary>Keeps the pixels that were decoded for a statistic until they are used again, so that images are decoded once.</summary>
/// <remarks>Bounded: what does not fit is decoded again. Thread-safe.</remarks>
/// <param name="capacity">Bytes of pixels kept at once.</param>
internal sealed class DecodedPixels(long capacity)
{
    private long _free = capacity;

    /// <summary>What a command may keep: 256 MB, or an eighth of the memory there is where that is less (a container, a heap
    /// limit).</summary>
    public static long DefaultCapacity => Math.Min(Materialization.MemoryBytes, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 8);

    /// <summary>Takes room for the pixels of a raster.</summary>
    /// <returns>The room, or null when there is none or keeping would gain nothing.</returns>
    public KeptPixels? TryReserve(Raster raster)
    {
        if (raster.Source.IsCheapToReopen)
            return null;
        long bytes = raster.Layout.ByteCount;
        if (bytes > Array.MaxLength)
            return null;
        if (Interlocked.Add(ref _free, -bytes) < 0)
        {
            Interlocked.Add(ref _free, bytes);
            return null;
        }

        return new KeptPixels(this, raster);
    }

    private void Release(long bytes) => Interlocked.Add(ref _free, bytes);

    /// <summary>Room for the pixels of one raster: a pooled buffer, because many frames of one size come one after another.</summary>
    /// <remarks>The raster made of it must not be used once it is disposed of.</remarks>
    internal sealed class KeptPixels : IDisposable
    {
        private readonly DecodedPixels _owner;
        private readonly Raster _raster;
        private byte[]? _pixels;

        internal KeptPixels(DecodedPixels owner, Raster raster)
        {
            _owner = owner;
            _raster = raster;
            _pixels = ArrayPool<byte>.Shared.Rent((int)raster.Layout.ByteCount);
        }

        /// <summary>Where all rows go.</summary>
        public Span<byte> Pixels => _pixels.AsSpan(0, (int)_raster.Layout.ByteCount);

        /// <summary>The raster with its pixels in memory; every row must have been filled in.</summary>
        public Raster ToRaster() =>
            new(new MemorySource(_raster.Layout, _pixels.AsMemory(0, (int)_raster.Layout.ByteCount)), _raster.Metadata, _raster.Origin);

        /// <summary>Gives the room back.</summary>
        public void Dispose()
        {
            if (Interlocked.Exchange(ref _pixels, null) is not { } pixels)
                return;
            ArrayPool<byte>.Shared.Return(pixels);
            _owner.Release(_raster.Layout.ByteCount);
        }
    }
}
