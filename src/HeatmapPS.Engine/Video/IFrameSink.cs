using System.Buffers;
using HeatmapPS.Engine.Color;
using HeatmapPS.Engine.Images;

namespace HeatmapPS.Engine.Video;

/// <summary>Takes the frames of one video.</summary>
internal interface IFrameSink : IDisposable
{
    /// <summary>What people should know of how the video is made, for -Verbose.</summary>
    IReadOnlyList<string> Notes { get; }

    /// <summary>Brings a frame into the form that is written; from any thread, several at once.</summary>
    /// <param name="frame">A heatmap or a colour raster, of the video's size.</param>
    /// <param name="cancellationToken">Stops it.</param>
    FrameData Encode(ImageObject frame, CancellationToken cancellationToken);

    /// <summary>Starts the file.</summary>
    /// <param name="path">Full path of a file that does not exist yet.</param>
    void Open(string path);

    /// <summary>Writes a frame, in order, from one thread.</summary>
    void Write(FrameData frame, CancellationToken cancellationToken);

    /// <summary>Ends the file.</summary>
    void Finish(CancellationToken cancellationToken);
}

/// <summary>The bytes of one frame on their way into the file, in an array of the shared pool.</summary>
internal sealed class FrameData(int length) : IDisposable
{
    private byte[]? _bytes = ArrayPool<byte>.Shared.Rent(length);

    public Memory<byte> Memory => _bytes.AsMemory(0, length);

    public Span<byte> Span => _bytes.AsSpan(0, length);

    /// <summary>Colours of this frame alone, of which its indices are; null where it has none of its own.</summary>
    public Palette? Palette { get; init; }

    /// <summary>Whether the bytes are of colours, in a file that may hold frames of indices too.</summary>
    public bool IsColor { get; init; }

    public static FrameData Copy(ReadOnlySpan<byte> bytes, Palette? palette = null, bool isColor = false)
    {
        var data = new FrameData(bytes.Length) { Palette = palette, IsColor = isColor };
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
