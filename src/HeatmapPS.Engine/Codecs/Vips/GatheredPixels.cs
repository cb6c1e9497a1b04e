using System.IO.MemoryMappedFiles;
using System.Runtime.InteropServices;
using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Files;
using HeatmapPS.Engine.Imaging;
using NetVips;

namespace HeatmapPS.Engine.Codecs.Vips;

/// <summary>All rows of a reader as a libvips image: in memory when small, else in a temporary file.</summary>
/// <remarks>libvips asks for rows by itself and the engine hands them out by itself, so they meet here.</remarks>
internal sealed unsafe class GatheredPixels : IDisposable
{
    private const long MostMemory = 256L << 20;
    private const int StripBytes = 1 << 20;

    private void* _memory;
    private MemoryMappedFile? _file;
    private MemoryMappedViewAccessor? _view;

    private GatheredPixels()
    {
    }

    /// <summary>The image; lives as long as this object.</summary>
    public Image Image { get; private set; } = null!;

    /// <summary>Reads all rows.</summary>
    /// <param name="rows">Rows; read to the end.</param>
    /// <param name="cancellationToken">Looked at between strips.</param>
    public static GatheredPixels From(RowReader rows, CancellationToken cancellationToken)
    {
        VipsRuntime.EnsureInitialized();
        var gathered = new GatheredPixels();
        try
        {
            gathered.Fill(rows, cancellationToken);
            return gathered;
        }
        catch
        {
            gathered.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Image?.Dispose();
        if (_view is null)
        {
            NativeMemory.Free(_memory);
        }
        else
        {
            if (_memory is not null)
                _view.SafeMemoryMappedViewHandle.ReleasePointer();
            _view.Dispose();
        }

        _memory = null;
        _file?.Dispose();
    }

    private void Fill(RowReader rows, CancellationToken cancellationToken)
    {
        var layout = rows.Layout;
        if (layout.ByteCount <= MostMemory)
            _memory = NativeMemory.Alloc((nuint)layout.ByteCount);
        else
            MapFile(layout.ByteCount);

        var strip = Math.Clamp(StripBytes / layout.RowBytes, 1, layout.Height);
        for (var y = 0; y < layout.Height; y += strip)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var count = Math.Min(strip, layout.Height - y);
            rows.Read(new Span<byte>((byte*)_memory + ((long)y * layout.RowBytes), count * layout.RowBytes));
        }

        Image = Image.NewFromMemory((nint)_memory, (ulong)layout.ByteCount, layout.Width, layout.Height, layout.Bands, VipsImages.FormatOf(layout.SampleType));
    }

    /// <summary>Maps a temporary file, which the system may write out when memory is short, and which goes when it is closed.</summary>
    private void MapFile(long bytes)
    {
        var stream = TemporaryFile.Create(bytes);
        try
        {
            _file = MemoryMappedFile.CreateFromFile(stream, mapName: null, bytes, MemoryMappedFileAccess.ReadWrite, HandleInheritability.None, leaveOpen: false);
            _view = _file.CreateViewAccessor(0, bytes);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            stream.Dispose();
            throw OutputErrors.TemporaryFileFailed(bytes, e);
        }

        byte* start = null;
        _view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
        _memory = start;
    }
}
