using System.Runtime.InteropServices;
using HeatmapPS.Engine.Errors;
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
    private string? _file;

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
            if (rows.Layout.ByteCount <= MostMemory)
                gathered.ReadToMemory(rows, cancellationToken);
            else
                gathered.ReadToFile(rows, cancellationToken);
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
        NativeMemory.Free(_memory);
        _memory = null;
        if (_file is not null)
            File.Delete(_file);
        _file = null;
    }

    private static int StripRows(RasterLayout layout) => Math.Clamp(StripBytes / layout.RowBytes, 1, layout.Height);

    private void ReadToMemory(RowReader rows, CancellationToken cancellationToken)
    {
        var layout = rows.Layout;
        _memory = NativeMemory.Alloc((nuint)layout.ByteCount);
        var strip = StripRows(layout);
        for (var y = 0; y < layout.Height; y += strip)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var count = Math.Min(strip, layout.Height - y);
            rows.Read(new Span<byte>((byte*)_memory + ((long)y * layout.RowBytes), count * layout.RowBytes));
        }

        Image = Image.NewFromMemory((nint)_memory, (ulong)layout.ByteCount, layout.Width, layout.Height, layout.Bands, VipsImages.FormatOf(layout.SampleType));
    }

    private void ReadToFile(RowReader rows, CancellationToken cancellationToken)
    {
        var layout = rows.Layout;
        var file = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            using var stream = new FileStream(file, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0);
            _file = file;
            var strip = StripRows(layout);
            var buffer = new byte[strip * layout.RowBytes];
            for (var y = 0; y < layout.Height; y += strip)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var part = buffer.AsSpan(0, Math.Min(strip, layout.Height - y) * layout.RowBytes);
                rows.Read(part);
                stream.Write(part);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw CodecErrors.EncodeFailed("a temporary file", e.Message, e);
        }

        Image = Image.Rawload(file, layout.Width, layout.Height, layout.Bands, format: VipsImages.FormatOf(layout.SampleType), access: Enums.Access.Sequential);
    }
}
