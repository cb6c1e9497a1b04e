using System.Globalization;
using BitMiracle.LibTiff.Classic;
using HeatmapPS.Engine.Errors;
using Classic = BitMiracle.LibTiff.Classic;

namespace HeatmapPS.Engine.Codecs.Tiff;

/// <summary>One page of a TIFF file open in LibTiff.NET, with its errors caught.</summary>
internal sealed class LibTiffSource : TiffStream, IDisposable
{
    private const string StreamName = "image";

    // LibTiff.NET has one error handler a process, which prints by default; this one hands each message to its file.
    private static readonly bool HandlerInstalled = InstallHandler();

    private readonly FileStream _stream;
    private readonly string _path;
    private readonly Classic.Tiff _tiff;
    private string? _error;

    /// <summary>Opens a page.</summary>
    /// <param name="path">The file.</param>
    /// <param name="directoryOffset">Position of the page's directory.</param>
    /// <exception cref="HeatmapException">ImageCorrupt, ImageNotFound, ImageAccessDenied.</exception>
    public LibTiffSource(string path, long directoryOffset)
    {
        _ = HandlerInstalled;
        _path = path;
        _stream = ImageFiles.OpenRead(path, 1 << 16);
        try
        {
            _tiff = Guard(() => Classic.Tiff.ClientOpen(StreamName, "rh", this, this)) ?? throw Corrupt();
            if (!Guard(() => _tiff.SetSubDirectory(directoryOffset)))
                throw Corrupt();
        }
        catch
        {
            _tiff?.Dispose();
            _stream.Dispose();
            throw;
        }
    }

    /// <summary>Bytes of a row (of one plane, when planes lie apart).</summary>
    public int ScanlineSize => _tiff.ScanlineSize();

    /// <summary>Bytes of a tile (of one plane, when planes lie apart).</summary>
    public int TileSize => _tiff.TileSize();

    /// <summary>Reads a row. Rows of a plane are to be read in order.</summary>
    public void ReadScanline(byte[] buffer, int row, int plane)
    {
        if (!Guard(() => _tiff.ReadScanline(buffer, 0, row, (short)plane)))
            throw Corrupt();
    }

    /// <summary>Reads the tile that holds a pixel.</summary>
    public void ReadTile(byte[] buffer, int x, int y, int plane)
    {
        if (Guard(() => _tiff.ReadTile(buffer, 0, x, y, 0, (short)plane)) < 0)
            throw Corrupt();
    }

    /// <inheritdoc/>
    public override int Read(object clientData, byte[] buffer, int offset, int count) => _stream.ReadAtLeast(buffer.AsSpan(offset, count), count, throwOnEndOfStream: false);

    /// <inheritdoc/>
    public override void Write(object clientData, byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Seek(object clientData, long offset, SeekOrigin origin) => _stream.Seek(offset, origin);

    /// <inheritdoc/>
    public override void Close(object clientData) => _stream.Dispose();

    /// <inheritdoc/>
    public override long Size(object clientData) => _stream.Length;

    /// <inheritdoc/>
    public void Dispose()
    {
        _tiff.Dispose();
        _stream.Dispose();
    }

    private static bool InstallHandler()
    {
        _ = Classic.Tiff.SetErrorHandler(new ErrorCatcher());
        return true;
    }

    private HeatmapException Corrupt(Exception? cause = null)
    {
        var reason = _error ?? cause?.Message ?? "it cannot be decoded";

        // Its sizes are 32-bit: a strip of 2 GB is beyond it, though nothing is wrong with the file.
        return reason.Contains("Integer overflow", StringComparison.OrdinalIgnoreCase)
            ? ImageErrors.FormatNotSupported(_path, "one of its strips or tiles takes more than 2 GB. Save it again with smaller strips")
            : ImageErrors.Corrupt(_path, "LibTiff.NET says: " + reason, cause);
    }

    /// <summary>LibTiff.NET answers broken data with exceptions of many kinds besides its messages.</summary>
    private T Guard<T>(Func<T> call)
    {
        try
        {
            return call();
        }
        catch (Exception e) when (e is not HeatmapException and not OutOfMemoryException)
        {
            throw Corrupt(e);
        }
    }

    private sealed class ErrorCatcher : TiffErrorHandler
    {
        public override void ErrorHandler(Classic.Tiff tif, string method, string format, params object[] args)
        {
        }

        public override void ErrorHandlerExt(Classic.Tiff tif, object clientData, string method, string format, params object[] args)
        {
            if (clientData is LibTiffSource source)
                source._error ??= Format(format, args);
        }

        public override void WarningHandler(Classic.Tiff tif, string method, string format, params object[] args)
        {
        }

        public override void WarningHandlerExt(Classic.Tiff tif, object clientData, string method, string format, params object[] args)
        {
        }

        private static string Format(string format, object[] args)
        {
            try
            {
                var text = string.Format(CultureInfo.InvariantCulture, format, args);
                return text.StartsWith(StreamName + ": ", StringComparison.Ordinal) ? text[(StreamName.Length + 2)..] : text;
            }
            catch (FormatException)
            {
                return format;
            }
        }
    }
}
