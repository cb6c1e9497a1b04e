using System.IO.MemoryMappedFiles;
using HeatmapPS.Engine.Files;
using HeatmapPS.Engine.Imaging;

namespace HeatmapPS.Engine.Blending;

/// <summary>Room for intermediate values: in memory as far as results may stay there, else in a temporary file mapped into memory.</summary>
/// <remarks>Different parts may be used by different threads at once.</remarks>
internal sealed unsafe class ScratchBuffer : IDisposable
{
    private readonly byte[]? _memory;
    private readonly MemoryMappedFile? _file;
    private readonly MemoryMappedViewAccessor? _view;
    private readonly byte* _address;

    /// <param name="bytes">Size. The content is not defined at first.</param>
    public ScratchBuffer(long bytes)
    {
        if (bytes <= Materialization.MemoryBytes)
        {
            _memory = GC.AllocateUninitializedArray<byte>((int)bytes);
            return;
        }

        FileStream stream = TemporaryFile.Create(bytes);
        try
        {
            _file = MemoryMappedFile.CreateFromFile(stream, null, bytes, MemoryMappedFileAccess.ReadWrite, HandleInheritability.None, leaveOpen: false);
        }
        catch
        {
            stream.Dispose();
            throw;
        }

        _view = _file.CreateViewAccessor(0, bytes);
        _view.SafeMemoryMappedViewHandle.AcquirePointer(ref _address);
    }

    /// <summary>A part of the buffer.</summary>
    /// <param name="offset">First byte.</param>
    /// <param name="length">Bytes.</param>
    public Span<byte> Slice(long offset, int length) =>
        _memory is null ? new Span<byte>(_address + offset, length) : _memory.AsSpan((int)offset, length);

    public void Dispose()
    {
        if (_view is null)
            return;
        _view.SafeMemoryMappedViewHandle.ReleasePointer();
        _view.Dispose();
        _file!.Dispose();
    }
}
