using HeatmapPS.Engine.Formats.Raw;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Pixels;

namespace HeatmapPS.Engine.Formats.Tiff;

/// <summary>Rows of an uncompressed page, read from the file into their place without a library in between.</summary>
internal sealed class TiffRunRows : RowReader
{
    private readonly string _path;
    private readonly FileStream _file;
    private readonly int _sampleBytes;
    private readonly bool _reverse;
    private long _position;

    /// <param name="path">The file.</param>
    /// <param name="directory">A page whose samples lie in one run.</param>
    /// <param name="layout">Its layout.</param>
    public TiffRunRows(string path, TiffDirectory directory, RasterLayout layout)
        : base(layout)
    {
        _path = path;
        _position = directory.RunOffset ?? throw new ArgumentException("Expected strips that follow one another.", nameof(directory));
        _sampleBytes = layout.SampleType.Size;
        _reverse = directory.IsBigEndian == BitConverter.IsLittleEndian && _sampleBytes > 1;
        _file = ImageFiles.OpenRead(path, bufferSize: 0);
        if (_position > _file.Length - layout.ByteCount)
        {
            _file.Dispose();
            throw ImageErrors.Corrupt(path, "it ends before its last sample");
        }
    }

    public override void Read(Span<byte> destination)
    {
        var rest = destination;
        while (!rest.IsEmpty)
        {
            var read = RandomAccess.Read(_file.SafeFileHandle, rest, _position);
            if (read == 0)
                throw ImageErrors.Corrupt(_path, "it ends before its last sample");
            _position += read;
            rest = rest[read..];
        }

        if (_reverse)
            ByteOrder.Reverse(destination, _sampleBytes);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _file.Dispose();
        base.Dispose(disposing);
    }
}
