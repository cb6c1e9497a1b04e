using System.Buffers;

namespace HeatmapPS.Engine.Video;

/// <summary>The bytes of one frame on their way into the file, in an array of the shared pool.</summary>
internal sealed class FrameData(int length) : IDisposable
{
    private byte[]? _bytes = ArrayPool<byte>.Shared.Rent(length);

    /// <summary>The bytes.</summary>
    public Memory<byte> Memory => _bytes.AsMemory(0, length);

    /// <summary>The bytes.</summary>
    public Span<byte> Span => _bytes.AsSpan(0, length);

    /// <summary>A copy of bytes.</summary>
    public static FrameData Copy(ReadOnlySpan<byte> bytes)
    {
        var data = new FrameData(bytes.Length);
        bytes.CopyTo(data.Span);
        return data;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _bytes, null) is { } bytes)
            ArrayPool<byte>.Shared.Return(bytes);
    }
}
