using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Images;
using NetVips;

namespace HeatmapPS.Engine.Formats.Vips;

/// <summary>A file as libvips reads it: through the engine's own stream, or from the engine's own memory.</summary>
/// <remarks>
/// Given a name, libvips maps JPEG, WebP and GIF files into memory, and a mapped file that becomes shorter ends the process. Here a
/// file has the length that it had when it was opened; where it ends sooner, reading it is an error.
/// </remarks>
internal sealed class VipsFile : IDisposable
{
    /// <summary>Decoders ask for a few bytes at a time.</summary>
    private const int BufferBytes = 1 << 16;

    /// <summary>Files up to this length are read at once: to be asked for them piece by piece would take longer.</summary>
    private const int MaxHeldBytes = 1 << 20;

    private readonly string _path;
    private readonly FileStream? _stream;
    private readonly long _length;
    private HeatmapException? _fault;

    private VipsFile(string path, FileStream stream)
    {
        _path = path;
        _stream = stream;
        _length = stream.Length;
        var source = new SourceCustom();
        source.OnRead += Read;
        source.OnSeek += Seek;
        Source = source;
    }

    private VipsFile(string path, byte[] bytes)
    {
        _path = path;
        _length = bytes.Length;
        Bytes = bytes;
        Source = Source.NewFromMemory(bytes);
    }

    /// <summary>What libvips loads from.</summary>
    public Source Source { get; }

    /// <summary>All of the file, where it was read at once; else empty.</summary>
    public byte[] Bytes { get; } = [];

    /// <summary>Bytes of the file.</summary>
    public long Length => _length;

    /// <summary>Opens a file.</summary>
    /// <param name="path">Full path.</param>
    /// <param name="format">Its format: the decoders of WebP and GIF take a file whole.</param>
    /// <param name="forHeader">Whether only its header is read.</param>
    /// <exception cref="HeatmapException">ImageNotFound, ImageAccessDenied, ImageReadFailed, SourceChanged, ImageTooLarge.</exception>
    public static VipsFile Open(string path, ImageFormat format, bool forHeader = false)
    {
        VipsRuntime.EnsureInitialized();
        FileStream stream = ImageFiles.OpenRead(path, BufferBytes);
        try
        {
            if (format != ImageFormats.WebP && format != ImageFormats.Gif && stream.Length > (forHeader ? BufferBytes : MaxHeldBytes))
                return new VipsFile(path, stream);
            byte[] bytes = ImageFiles.ReadWhole(stream, path);
            stream.Dispose();
            return new VipsFile(path, bytes);
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    /// <summary>Throws what went wrong with the file itself. libvips tells of that as of any broken data, or not at all.</summary>
    /// <exception cref="HeatmapException">SourceChanged, ImageReadFailed.</exception>
    public void ThrowIfFailed()
    {
        if (Volatile.Read(ref _fault) is { } fault)
            throw fault;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Source.Dispose();
        _stream?.Dispose();
    }

    /// <summary>Called by libvips: nothing may be thrown.</summary>
    private int Read(byte[] buffer, int length)
    {
        try
        {
            int wanted = (int)Math.Min(length, _length - _stream!.Position);
            if (wanted <= 0)
                return 0;
            int got = _stream.ReadAtLeast(buffer.AsSpan(0, wanted), wanted, throwOnEndOfStream: false);
            return got == wanted ? got : Fail(ImageErrors.SourceChanged(_path));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ObjectDisposedException)
        {
            return Fail(ImageErrors.ReadFailed(_path, error));
        }
    }

    /// <summary>Called by libvips: nothing may be thrown.</summary>
    private long Seek(long offset, SeekOrigin origin)
    {
        try
        {
            long from = origin switch
            {
                SeekOrigin.Begin => 0,
                SeekOrigin.Current => _stream!.Position,
                _ => _length,
            };
            return offset < -from || offset > long.MaxValue - from ? -1 : _stream!.Position = from + offset;
        }
        catch (Exception error) when (error is IOException or ObjectDisposedException)
        {
            return Fail(ImageErrors.ReadFailed(_path, error));
        }
    }

    private int Fail(HeatmapException error)
    {
        Volatile.Write(ref _fault, error);
        return -1;
    }
}
