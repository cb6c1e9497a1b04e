using System;
using System.IO;
using System.Threading;

namespace HeatmapPS.Fuzz;

/// <summary>A file that somebody else cuts and completes again, over and over, while it is read; whole again when disposed.</summary>
public sealed class ChangingFile : IDisposable
{
    private readonly string _path;
    private readonly byte[] _whole;
    private readonly Thread _thread;
    private volatile bool _ended;

    /// <param name="path">The file, whose bytes are its whole content.</param>
    public ChangingFile(string path)
    {
        _path = path;
        _whole = File.ReadAllBytes(path);
        _thread = new Thread(Change) { IsBackground = true };
        _thread.Start();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _ended = true;
        _thread.Join();
        File.WriteAllBytes(_path, _whole);
    }

    private void Change()
    {
        // In place, as rsync --inplace and recorders do it: the same file, shorter.
        using var file = new FileStream(_path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        for (int round = 0; !_ended; round++)
        {
            long length = (long)_whole.Length * (round % 4) / 4;
            try
            {
                file.SetLength(length);
                Thread.Yield();
                file.Position = length;
                file.Write(_whole, (int)length, _whole.Length - (int)length);
                file.Flush();
            }
            catch (IOException)
            {
                // Windows does not shorten a file that somebody has mapped.
                continue;
            }

            Thread.Yield();
        }
    }
}
