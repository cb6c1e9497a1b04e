using System.IO.MemoryMappedFiles;
using System.Runtime.InteropServices;
using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Files;

namespace HeatmapPS.Engine.Pixels;

/// <summary>Room for pixels or intermediate values at one address: in memory as far as results may stay there, else in a temporary
/// file mapped into memory, which the system may write out when memory is short.</summary>
/// <remarks>Different parts may be used by different threads at once.</remarks>
internal sealed unsafe class ScratchBuffer : IDisposable
{
    private readonly MemoryMappedFile? _file;
    private readonly MemoryMappedViewAccessor? _view;
    private byte* _address;

    /// <param name="bytes">Size. The content is not defined at first.</param>
    /// <exception cref="HeatmapException">TemporaryFileFailed.</exception>
    public ScratchBuffer(long bytes)
    {
        if (bytes <= Materialization.MemoryBytes)
        {
            _address = (byte*)NativeMemory.Alloc((nuint)bytes);
            return;
        }

        FileStream stream = TemporaryFile.Create(bytes);
        try
        {
            _file = MemoryMappedFile.CreateFromFile(stream, null, bytes, MemoryMappedFileAccess.ReadWrite, HandleInheritability.None,
                leaveOpen: false);
            _view = _file.CreateViewAccessor(0, bytes);
            _view.SafeMemoryMappedViewHandle.AcquirePointer(ref _address);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            _view?.Dispose();
            _file?.Dispose();
            stream.Dispose();
            throw OutputErrors.TemporaryFileFailed(bytes, error);
        }
    }

    /// <summary>Where it begins, for native code.</summary>
    public nint Address => (nint)_address;

    /// <summary>A part of the buffer.</summary>
    /// <param name="offset">First byte.</param>
    /// <param name="length">Bytes.</param>
    public Span<byte> Slice(long offset, int length) => new(_address + offset, length);

    public void Dispose()
    {
        if (_address is null)
            return;
        if (_view is null)
            NativeMemory.Free(_address);
        else
            _view.SafeMemoryMappedViewHandle.ReleasePointer();
        _address = null;
        _view?.Dispose();
        _file?.Dispose();
    }
}

/// <summary>Keeps a result's pixels: in memory up to 256 MB, else in a temporary file that goes with the object.</summary>
internal static class Materialization
{
    /// <summary>Bytes up to which pixels stay in memory.</summary>
    public const long MemoryBytes = 256L << 20;

    /// <summary>Reads all rows and keeps them.</summary>
    public static RasterSource Keep(RowReader rows, CancellationToken cancellationToken) =>
        rows.Layout.ByteCount <= MemoryBytes
            ? new MemorySource(rows.Layout, RowPump.ReadAll(rows, cancellationToken))
            : TemporaryFileSource.Create(rows, cancellationToken);
}
