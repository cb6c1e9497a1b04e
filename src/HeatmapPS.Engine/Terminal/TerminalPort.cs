namespace HeatmapPS.Engine.Terminal;

/// <summary>The terminal of this process, in a mode in which answers come byte by byte and are not echoed.</summary>
/// <remarks>Disposing restores the mode as it was.</remarks>
internal abstract class TerminalPort : IDisposable
{
    /// <summary>Opens the terminal, if there is one and this process may use it.</summary>
    public static TerminalPort? TryOpen() => OperatingSystem.IsWindows() ? WindowsTerminalPort.TryOpen() : UnixTerminalPort.TryOpen();

    /// <summary>Sends bytes to the terminal.</summary>
    public abstract void Write(ReadOnlySpan<byte> bytes);

    /// <summary>Reads what the terminal sends.</summary>
    /// <param name="buffer">Where to.</param>
    /// <param name="wait">How long to wait for a first byte.</param>
    /// <returns>Bytes read; 0 when none came in time.</returns>
    public abstract int Read(Span<byte> buffer, TimeSpan wait);

    /// <summary>Throws away, when the mode is restored, what was sent and not read: an answer that came late must not end up at the prompt.</summary>
    public abstract void DiscardInput();

    /// <inheritdoc/>
    public abstract void Dispose();
}
