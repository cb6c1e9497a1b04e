using HeatmapPS.Engine.Formats.Raw;

namespace HeatmapPS.Engine.Formats.Netpbm;

/// <summary>Reads a file byte by byte through a small buffer.</summary>
/// <param name="stream">The file; read from its present position.</param>
/// <param name="path">For errors.</param>
/// <param name="bufferSize">Bytes of the buffer.</param>
internal sealed class ByteScanner(Stream stream, string path, int bufferSize)
{
    private readonly byte[] _buffer = new byte[bufferSize];
    private int _position;
    private int _length;

    /// <summary>Bytes given out.</summary>
    public long Consumed { get; private set; }

    /// <summary>The next byte, which stays, or −1 at the end.</summary>
    public int Peek() => _position < _length || Fill() ? _buffer[_position] : -1;

    /// <summary>The next byte, or −1 at the end.</summary>
    public int Next()
    {
        if (_position == _length && !Fill())
        {
            return -1;
        }

        Consumed++;
        return _buffer[_position++];
    }

    private bool Fill()
    {
        _position = 0;
        _length = SourceFile.ReadSome(stream, _buffer, path);
        return _length > 0;
    }
}
