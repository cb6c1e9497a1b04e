using System.Runtime.InteropServices;
using HeatmapPS.Engine.Formats.Raw;
using HeatmapPS.Engine.Pixels;

namespace HeatmapPS.Engine.Formats.Numpy;

/// <summary>Streams the rows of a C-ordered array.</summary>
/// <param name="data">Stream at the page's first sample; disposed with the reader.</param>
/// <param name="image">The array.</param>
/// <param name="path">For errors.</param>
/// <param name="allowDepthLoss">Whether 64-bit integers may be rounded.</param>
/// <param name="owner">What else is released with the reader, or null.</param>
internal sealed class NpyRowReader(Stream data, NpyImage image, string path, bool allowDepthLoss, IDisposable? owner = null)
    : RowReader(image.Layout)
{
    /// <inheritdoc/>
    public override void Read(Span<byte> destination)
    {
        SourceFile.ReadExactly(data, image.Type.StoredPart(destination), path);
        image.Type.Decode(destination, path, allowDepthLoss);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        data.Dispose();
        owner?.Dispose();
        base.Dispose(disposing);
    }
}

/// <summary>Streams the rows of a Fortran-ordered array, whose samples lie by columns, by gathering strips of rows.</summary>
/// <remarks>
/// Sample (page p, row y, column x, band b) is number p + n·(y + h·(x + w·b)) of n pages of h × w. For a strip of rows,
/// each column's part is one short read, so memory stays at a strip whatever the size of the array.
/// </remarks>
internal sealed class FortranRowReader : FileRowReader
{
    private const int StripBytes = 16 << 20;

    private const int ColumnBytes = 1 << 20;

    private readonly long _origin;
    private readonly NpyImage _image;
    private readonly int _page;
    private readonly bool _allowDepthLoss;
    private readonly int _storedRowBytes;
    private readonly byte[] _strip;
    private readonly byte[] _column;
    private int _row;
    private int _stripStart;
    private int _stripEnd;

    /// <summary>Opens the rows of one page.</summary>
    /// <param name="data">Seekable stream; disposed with the reader.</param>
    /// <param name="origin">Position of the array's first sample.</param>
    /// <param name="image">The array.</param>
    /// <param name="page">The page, from 1.</param>
    /// <param name="path">For errors.</param>
    /// <param name="allowDepthLoss">Whether 64-bit integers may be rounded.</param>
    public FortranRowReader(Stream data, long origin, NpyImage image, int page, string path, bool allowDepthLoss)
        : base(data, image.Layout, path)
    {
        _origin = origin;
        _image = image;
        _page = page - 1;
        _allowDepthLoss = allowDepthLoss;
        int size = image.Type.Size;
        _storedRowBytes = Layout.RowSamples * size;
        long byColumn = ColumnBytes / ((long)image.Pages * size);
        int rows = (int)Math.Clamp(Math.Min(StripBytes / _storedRowBytes, byColumn), 1, Layout.Height);
        _strip = new byte[rows * _storedRowBytes];
        _column = new byte[(((rows - 1) * image.Pages) + 1) * size];
    }

    /// <inheritdoc/>
    protected override void ReadRow(Span<byte> row)
    {
        if (_row == _stripEnd)
            Gather();
        Span<byte> stored = _strip.AsSpan((_row - _stripStart) * _storedRowBytes, _storedRowBytes);
        stored.CopyTo(_image.Type.StoredPart(row));
        _image.Type.Decode(row, Path, _allowDepthLoss);
        _row++;
    }

    private void Gather()
    {
        _stripStart = _row;
        int rows = Math.Min(_strip.Length / _storedRowBytes, Layout.Height - _row);
        _stripEnd = _row + rows;
        int size = _image.Type.Size;
        Span<byte> column = _column.AsSpan(0, (((rows - 1) * _image.Pages) + 1) * size);
        for (int band = 0; band < Layout.Bands; band++)
        {
            for (int x = 0; x < Layout.Width; x++)
            {
                long sample = _page + (_image.Pages * (_row + (Layout.Height * (x + ((long)Layout.Width * band)))));
                FillAt(_origin + (sample * size), column);
                Scatter(column, (x * Layout.Bands) + band, rows);
            }
        }
    }

    private void Scatter(ReadOnlySpan<byte> column, int index, int rows)
    {
        switch (_image.Type.Size)
        {
            case 1:
                Scatter<byte>(column, index, rows);
                break;
            case 2:
                Scatter<ushort>(column, index, rows);
                break;
            case 4:
                Scatter<uint>(column, index, rows);
                break;
            default:
                Scatter<ulong>(column, index, rows);
                break;
        }
    }

    private void Scatter<T>(ReadOnlySpan<byte> column, int index, int rows)
        where T : unmanaged
    {
        ReadOnlySpan<T> source = MemoryMarshal.Cast<byte, T>(column);
        Span<T> strip = MemoryMarshal.Cast<byte, T>(_strip.AsSpan());
        for (int row = 0; row < rows; row++)
        {
            strip[(row * Layout.RowSamples) + index] = source[row * _image.Pages];
        }
    }
}
