using System;
using System.Collections.Concurrent;
using System.Diagnostics.Tracing;
using System.Linq;
using System.Threading;

namespace HeatmapPS.Tests;

/// <summary>Lists the methods that are compiled while the process runs, from the runtime's own events. Those compiled once more because
/// they are used often are left out: nobody waits for them.</summary>
/// <remarks>The JIT's own list, DOTNET_JitStdOutFile, ends every tenth process with a crash.</remarks>
public sealed class CompiledMethods : EventListener
{
    private const int CompiledHere = 0x8;
    private const int TierShift = 7;
    private const int FirstOptimizedTier = 4;

    private readonly ConcurrentQueue<string> _methods = new();

    /// <summary>The methods so far, once no more events come.</summary>
    public string[] Names()
    {
        for (int before = -1; before < _methods.Count; Thread.Sleep(500))
            before = _methods.Count;
        return _methods.ToArray();
    }

    protected override void OnEventSourceCreated(EventSource source)
    {
        const EventKeywords Jit = (EventKeywords)0x10;
        if (source.Name == "Microsoft-Windows-DotNETRuntime")
            EnableEvents(source, EventLevel.Verbose, Jit);
    }

    protected override void OnEventWritten(EventWrittenEventArgs e)
    {
        if (e.EventName?.StartsWith("MethodLoadVerbose", StringComparison.Ordinal) != true)
            return;
        uint flags = (uint)Of(e, "MethodFlags");
        if ((flags & CompiledHere) != 0 && ((flags >> TierShift) & 7) < FirstOptimizedTier)
            _methods.Enqueue($"{Of(e, "MethodNamespace")}.{Of(e, "MethodName")}");
    }

    private static object Of(EventWrittenEventArgs e, string name) => e.Payload[e.PayloadNames.IndexOf(name)];
}
