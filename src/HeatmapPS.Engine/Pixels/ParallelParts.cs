using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;

namespace HeatmapPS.Engine.Pixels;

/// <summary>Works on a part of bytes.</summary>
/// <param name="bytes">All bytes; to be changed only by who may change them outside too.</param>
/// <param name="part">The part, from 0.</param>
internal delegate void BytePartAction(Span<byte> bytes, int part);

/// <summary>Work in parts on several cores: rows or tiles of one image, or the images of a set.</summary>
/// <remarks>The exception of a part is thrown unchanged. When several parts fail, one exception is thrown.</remarks>
internal static class ParallelParts
{
    /// <summary>Pixels from which one image is worth several cores. Smaller ones come by the folder, and then the cores have
    /// files of their own.</summary>
    public const long MinPixels = 4_000_000;

    /// <summary>Does all parts.</summary>
    public static void ForEach(int parts, Action<int> action) => Run(parts, new ParallelOptions(), action);

    /// <summary>Does all parts, some of them at a time.</summary>
    /// <param name="parts">How many.</param>
    /// <param name="atOnce">How many at a time; less than 1 is 1.</param>
    /// <param name="action">Takes the number of a part, from 0.</param>
    /// <param name="cancellationToken">Stops before further parts.</param>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static void ForEach(int parts, int atOnce, Action<int> action, CancellationToken cancellationToken) =>
        Run(parts, new ParallelOptions { MaxDegreeOfParallelism = Math.Max(1, atOnce), CancellationToken = cancellationToken }, action);

    /// <summary>Does all parts, some of them at a time, each with a state that it has for itself meanwhile.</summary>
    /// <param name="parts">How many.</param>
    /// <param name="atOnce">How many at a time; less than 1 is 1.</param>
    /// <param name="create">Makes a state: at most as many as there are parts at a time.</param>
    /// <param name="action">Takes the number of a part, from 0, and a state.</param>
    /// <param name="cancellationToken">Stops before further parts.</param>
    /// <returns>All states, in any order.</returns>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static IReadOnlyCollection<TState> ForEach<TState>(int parts, int atOnce, Func<TState> create, Action<int, TState> action,
        CancellationToken cancellationToken)
    {
        var idle = new ConcurrentBag<TState>();
        ForEach(parts, atOnce, part =>
        {
            TState state = idle.TryTake(out TState? free) ? free : create();
            action(part, state);
            idle.Add(state);
        }, cancellationToken);
        return idle;
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

    private static void Run(int parts, ParallelOptions options, Action<int> action)
    {
        try
        {
            _ = Parallel.For(0, parts, options, action);
        }
        catch (AggregateException error)
        {
            // A part that stopped says more than one that failed because of it.
            options.CancellationToken.ThrowIfCancellationRequested();
            ExceptionDispatchInfo.Throw(error.InnerExceptions[0]);
        }
    }
}
