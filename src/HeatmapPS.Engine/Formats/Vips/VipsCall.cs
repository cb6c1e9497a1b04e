using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Images;
using NetVips;

namespace HeatmapPS.Engine.Formats.Vips;

/// <summary>A call of libvips that decodes a file, so that its message is its own.</summary>
/// <remarks>
/// libvips has one buffer of messages for the process: of files decoded at once, one may get another's message, and with it another's
/// error. Each call notes whether another ran meanwhile. If so and it failed, it is made again with no other beside it.
/// </remarks>
internal sealed class VipsCall : IDisposable
{
    /// <summary>How long a call that failed waits to be alone. Decoding an image whole, in one call, may take longer.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    /// <summary>The calls of the process, as the buffer is the process's.</summary>
    private static readonly Register s_register = new();

    private readonly long _meetings;
    private bool _isAlone;
    private bool _hasEnded;

    private VipsCall(long meetings, bool isAlone) => (_meetings, _isAlone) = (meetings, isAlone);

    /// <summary>Begins a call; waits while one that failed is repeated.</summary>
    public static VipsCall Begin() => s_register.Enter();

    /// <summary>Ends the call and tells what its failure means.</summary>
    /// <param name="error">The failure.</param>
    /// <param name="path">The file.</param>
    /// <param name="repeat">Makes the call again, to fail in the same way; null where that would take too long.</param>
    public HeatmapException Explain(VipsException error, string path, Action? repeat)
    {
        Dispose();
        if (_isAlone)
            return VipsMessages.ToReadError(path, error);
        if (repeat is null || !s_register.TryEnterAlone(s_patience))
            return ImageErrors.Corrupt(path, "libvips cannot decode it", error);
        try
        {
            repeat();
            return ImageErrors.Corrupt(path, "libvips cannot decode it", error);
        }
        catch (VipsException again)
        {
            return VipsMessages.ToReadError(path, again);
        }
        catch (HeatmapException other)
        {
            return other;
        }
        finally
        {
            s_register.LeaveAlone();
        }
    }

    /// <summary>Ends the call.</summary>
    public void Dispose()
    {
        if (_hasEnded)
            return;
        _hasEnded = true;
        _isAlone &= s_register.Leave() == _meetings;
    }

    /// <summary>Which calls run.</summary>
    private sealed class Register
    {
        private readonly object _changed = new();
        private int _running;
        private int _waiting;
        private bool _isTaken;
        private long _meetings;

        public VipsCall Enter()
        {
            lock (_changed)
            {
                while (_isTaken || _waiting > 0)
                    _ = Monitor.Wait(_changed);
                bool isAlone = ++_running == 1;
                if (isAlone)
                    VipsNative.ClearMessages();
                else
                    _meetings++;
                return new VipsCall(_meetings, isAlone);
            }
        }

        /// <returns>How often calls have met.</returns>
        public long Leave()
        {
            lock (_changed)
            {
                _running--;
                Monitor.PulseAll(_changed);
                return _meetings;
            }
        }

        public bool TryEnterAlone(TimeSpan patience)
        {
            long start = Environment.TickCount64;
            lock (_changed)
            {
                _waiting++;
                try
                {
                    while (_isTaken || _running > 0)
                    {
                        double left = patience.TotalMilliseconds - (Environment.TickCount64 - start);
                        if (left <= 0 || !Monitor.Wait(_changed, (int)Math.Ceiling(left)))
                            return false;
                    }

                    _isTaken = true;
                    VipsNative.ClearMessages();
                    return true;
                }
                finally
                {
                    _waiting--;
                    Monitor.PulseAll(_changed);
                }
            }
        }

        public void LeaveAlone()
        {
            lock (_changed)
            {
                _isTaken = false;
                Monitor.PulseAll(_changed);
            }
        }
    }
}

/// <summary>Turns what libvips reports into errors of the engine.</summary>
internal static class VipsMessages
{
    /// <summary>The error for a file that libvips could not read.</summary>
    /// <param name="path">The file.</param>
    /// <param name="cause">What libvips reported.</param>
    public static HeatmapException ToReadError(string path, VipsException cause)
    {
        string reason = Clean(cause.Message, path);
        if (!File.Exists(path))
            return ImageErrors.NotFound(path);
        if (Mentions(cause.Message, "Permission denied"))
            return ImageErrors.AccessDenied(path, new IOException("Permission denied", cause));
        if (Mentions(cause.Message, "Too many open files") || IsOutOfMemory(cause.Message))
            return ImageErrors.ReadFailed(path, new IOException(reason, cause));
        if (Mentions(reason, "Unsupported marker type") || Mentions(reason, "Uncompressed data (not supported)"))
            return ImageErrors.Corrupt(path, "libvips reports: " + reason, cause);
        if (Mentions(reason, "unsupported") || Mentions(reason, "not supported")
            || Mentions(reason, "not configured") || Mentions(reason, "not implemented"))
        {
            return ImageErrors.FormatNotSupported(path, "libvips reports: " + reason);
        }

        return ImageErrors.Corrupt(path, "libvips reports: " + reason, cause);
    }

    /// <summary>The first line of a message that tells something, without the operation's name and the file's path.</summary>
    public static string Clean(string message, string? path = null)
    {
        string[] lines = message.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        string line = lines.FirstOrDefault(l => !l.StartsWith("unable to ", StringComparison.Ordinal)) ?? "it cannot be decoded";
        if (!string.IsNullOrEmpty(path))
            line = line.Replace(path, Path.GetFileName(path), StringComparison.Ordinal);
        int colon = line.IndexOf(": ", StringComparison.Ordinal);
        return colon > 0 && !line.AsSpan(0, colon).Contains(' ') && colon + 2 < line.Length ? line[(colon + 2)..] : line;
    }

    /// <summary>Of a tag that claims too many values libtiff says that it is out of memory "reading of" it: the file is at fault.</summary>
    private static bool IsOutOfMemory(string message) =>
        Mentions(message, "out of memory") && !Mentions(message, "out of memory reading of");

    private static bool Mentions(string message, string text) => message.Contains(text, StringComparison.OrdinalIgnoreCase);
}
