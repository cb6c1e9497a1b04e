using System.Runtime.ExceptionServices;

namespace HeatmapPS.Engine.Pixels;

/// <summary>Works on a part of bytes.</summary>
/// <param name="bytes">All bytes; to be changed only by who may change them outside too.</param>
/// <param name="part">The part, from 0.</param>
internal delegate void BytePartAction(Span<byte> bytes, int part);

/// <summary>The parts of one image on all cores.</summary>
internal static class ParallelParts
{
    /// <summary>Pixels from which one image is worth several cores. Smaller ones come by the folder, and then the cores have
    /// files of their own.</summary>
    public const long MinPixels = 4_000_000;

    /// <summary>Does all parts; what stops one is thrown as it is.</summary>
    public static void ForEach(int parts, Action<int> action)
    {
        try
        {
            _ = Parallel.For(0, parts, action);
        }
        catch (AggregateException error)
        {
            ExceptionDispatchInfo.Throw(error.InnerExceptions[0]);
        }
    }

    /// <summary>Does all parts of bytes.</summary>
    public static unsafe void ForEach(ReadOnlySpan<byte> bytes, int parts, BytePartAction action)
    {
        int length = bytes.Length;
        // A span cannot cross into the workers' closure; the buffer stays pinned until they are done.
        fixed (byte* pinned = bytes)
        {
            nint address = (nint)pinned;
            ForEach(parts, part => action(new Span<byte>((byte*)address, length), part));
        }
    }

    /// <summary>What one of several almost equal parts has of a number of things.</summary>
    public static (int First, int Count) Share(int things, int part, int parts)
    {
        int first = (int)((long)things * part / parts);
        return (first, (int)((long)things * (part + 1) / parts) - first);
    }
}
