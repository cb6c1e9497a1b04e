using System.ComponentModel;
using System.Diagnostics;

namespace HeatmapPS.Engine.Video;

/// <summary>Tells a program that works from one that hangs: while it works it uses the processor, or says something.</summary>
/// <remarks>A decoder may work for minutes without a result, as when it looks for each ten-thousandth frame.</remarks>
/// <param name="processId">The program.</param>
/// <param name="patience">How long it may do nothing.</param>
internal sealed class ProgramWatch(int processId, TimeSpan patience)
{
    private readonly TimeSpan _patience = patience > TimeSpan.Zero ? patience : throw new ArgumentOutOfRangeException(nameof(patience), patience, "A program needs time to work.");
    private long _heard;

    /// <summary>Notes that the program gave or said something.</summary>
    public void Touch() => Interlocked.Increment(ref _heard);

    /// <summary>Waits for something that the program is to bring about.</summary>
    /// <returns>Whether it came; if not, the program did nothing all the time.</returns>
    /// <exception cref="OperationCanceledException">The waiting was stopped.</exception>
    public bool Wait(Task task, CancellationToken cancellationToken)
    {
        TimeSpan look = TimeSpan.FromMilliseconds(Math.Clamp(_patience.TotalMilliseconds / 4, 50, 1000));
        long since = Stopwatch.GetTimestamp();
        (long Heard, TimeSpan Worked) before = State();
        while (Task.WaitAny([task], (int)look.TotalMilliseconds, cancellationToken) < 0)
        {
            (long Heard, TimeSpan Worked) now = State();
            if (now != before)
                (before, since) = (now, Stopwatch.GetTimestamp());
            else if (Stopwatch.GetElapsedTime(since) > _patience)
                return false;
        }

        return true;
    }

    private (long Heard, TimeSpan Worked) State()
    {
        long heard = Interlocked.Read(ref _heard);
        try
        {
            using Process process = Process.GetProcessById(processId);
            return (heard, process.TotalProcessorTime);
        }
        catch (Exception error) when (error is ArgumentException or InvalidOperationException or Win32Exception or NotSupportedException)
        {
            // It has ended, or its system does not tell.
            return (heard, TimeSpan.Zero);
        }
    }
}
