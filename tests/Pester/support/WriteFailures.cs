using System;
using System.IO;
using System.Runtime.ExceptionServices;
using System.Threading;

namespace HeatmapPS.Tests;

/// <summary>Counts the input and output errors that the process throws, those that are caught too.</summary>
public sealed class WriteFailures : IDisposable
{
    private int _count;

    public WriteFailures() => AppDomain.CurrentDomain.FirstChanceException += Add;

    public int Count => Volatile.Read(ref _count);

    public void Dispose() => AppDomain.CurrentDomain.FirstChanceException -= Add;

    private void Add(object sender, FirstChanceExceptionEventArgs thrown)
    {
        if (thrown.Exception is IOException)
            Interlocked.Increment(ref _count);
    }
}
