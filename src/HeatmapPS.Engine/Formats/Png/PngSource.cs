using System.Buffers;
using System.Buffers.Binary;
using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Images;
using Microsoft.Win32.SafeHandles;

namespace HeatmapPS.Engine.Formats.Png;

/// <summary>The bytes of a PNG file by offset: small files are read whole at once, large ones through a window.</summary>
internal sealed class PngSource : IDisposable
{
    /// <summary>Files up to this many bytes are held whole.</summary>
    private const int WholeBytes = 64 << 20;

    private const int HeaderReadBytes = 4096;

    private readonly FileStream _file;
    private readonly SafeFileHandle _handle;
    private readonly bool _headersOnly;
    private byte[] _window;
    private long _windowStart;
    private int _windowLength;

    /// <summary>Opens a file.</summary>
    /// <param name="path">Full path.</param>
    /// <param name="headersOnly">Whether a little is read at a time, for a look at the first chunks.</param>
    /// <exception cref="HeatmapException">ImageNotFound, ImageAccessDenied, ImageReadFailed.</exception>
    public PngSource(string path, bool headersOnly = false)
    {
        Path = path;
        _headersOnly = headersOnly;
        _window = [];
        _file = ImageFiles.OpenRead(path, bufferSize: 0);
        _handle = _file.SafeFileHandle;
        Length = RandomAccess.GetLength(_handle);
    }

    /// <summary>Most bytes one read may ask for.</summary>
    public const int PieceBytes = 1 << 20;

    /// <summary>The file's path, for messages.</summary>
    public string Path { get; }

    /// <summary>Bytes in the file.</summary>
    public long Length { get; }

    /// <summary>Whether the file is held whole, so that pieces may be of any size.</summary>
    public bool IsWhole => !_headersOnly && Length <= WholeBytes;

    /// <summary>Reads a piece of the file; valid until the next read.</summary>
    /// <param name="offset">Where it starts.</param>
    /// <param name="count">Its length; at most <see cref="PieceBytes"/> unless the file is held whole, and at most 4096 of headers
    /// only.</param>
    /// <exception cref="HeatmapException">ImageCorrupt when the file ends before.</exception>
    public ReadOnlySpan<byte> Read(long offset, int count) =>
        Read(offset, count, _headersOnly ? HeaderReadBytes : IsWhole ? WholeBytes : PieceBytes);

    /// <summary>Reads the length and type of the chunk at an offset, and nothing much of its data.</summary>
    public (uint Length, uint Type) ReadChunkHeader(long offset)
    {
        ReadOnlySpan<byte> header = Read(offset, 8, IsWhole ? WholeBytes : HeaderReadBytes);
        return (BinaryPrimitives.ReadUInt32BigEndian(header), BinaryPrimitives.ReadUInt32BigEndian(header[4..]));
    }

    /// <summary>Offset of the first chunk of a type; negative for none.</summary>
    public long FindChunk(uint wanted)
    {
        for (long at = PngChunks.Signature.Length; at + PngChunks.Overhead <= Length;)
        {
            (uint length, uint type) = ReadChunkHeader(at);
            if (type == wanted)
                return at;
            at += PngChunks.Overhead + (long)length;
        }

        return -1;
    }

    public void Dispose()
    {
        _file.Dispose();
        if (_window.Length > 0) ArrayPool<byte>.Shared.Return(_window);
        _window = [];
    }

    private ReadOnlySpan<byte> Read(long offset, int count, int ahead)
    {
        if (offset < _windowStart || offset + count > _windowStart + _windowLength) Load(offset, count, ahead);
        return _window.AsSpan((int)(offset - _windowStart), count);
    }

    private void Load(long offset, int count, int ahead)
    {
        if (offset + count > Length) throw ImageErrors.Corrupt(Path, "it is incomplete");
        if (_window.Length == 0)
            _window = ArrayPool<byte>.Shared.Rent(IsWhole ? (int)Math.Max(Length, 1) : _headersOnly ? HeaderReadBytes : PieceBytes);
        _windowStart = IsWhole ? 0 : offset;
        int wanted = (int)Math.Min(Length - _windowStart, Math.Max(count, ahead));
        _windowLength = 0;
        try
        {
            while (_windowLength < wanted)
            {
                int got = RandomAccess.Read(_handle, _window.AsSpan(_windowLength, wanted - _windowLength), _windowStart + _windowLength);
                if (got == 0) throw ImageErrors.SourceChanged(Path);
                _windowLength += got;
            }
        }
        catch (IOException e)
        {
            throw ImageErrors.ReadFailed(Path, e);
        }
    }
}
