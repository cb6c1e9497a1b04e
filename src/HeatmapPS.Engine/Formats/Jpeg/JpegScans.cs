using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Formats.Raw;
using HeatmapPS.Engine.Images;

namespace HeatmapPS.Engine.Formats.Jpeg;

/// <summary>Walks the coded data of a JPEG file. At a marker that cannot be there, decoders fill the rest of the picture with a
/// guess.</summary>
internal sealed class JpegScans
{
    private const int BufferBytes = 1 << 16;
    private const int Mark = 0xFF;
    private const int ScanStart = 0xDA;
    private const int RestartInterval = 0xDD;
    private const int EndOfImage = 0xD9;

    private readonly Stream _stream;
    private readonly string _path;
    private readonly byte[] _buffer = new byte[BufferBytes];
    private int _at;
    private int _end;
    private bool _hasRestarts;
    private bool _isInScan;

    private JpegScans(Stream stream, string path) => (_stream, _path) = (stream, path);

    /// <summary>Checks that nothing but restarts stands in the data of a scan, and between scans only segments (ITU-T T.81, B.1.1.3).
    /// A file that ends early is left to its decoder.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="HeatmapException">ImageCorrupt, and what opening and reading a file throws.</exception>
    public static void Check(string path)
    {
        using FileStream stream = ImageFiles.OpenRead(path, bufferSize: 0);
        new JpegScans(stream, path).Walk();
    }

    private void Walk()
    {
        while (Next() is { } marker && marker != EndOfImage)
        {
            switch (marker)
            {
                case 0x00:
                case 0x01 or 0xD8 when !_isInScan:
                    break;
                case >= 0xD0 and <= 0xD7:
                    if (_isInScan && !_hasRestarts)
                        throw Misplaced(marker);
                    break;
                case 0xC4 or 0xCC or (>= 0xDA and <= 0xDD) or (>= 0xE0 and <= 0xEF) or 0xFE:
                    SkipSegment(marker);
                    break;
                default:
                    if (_isInScan)
                        throw Misplaced(marker);
                    SkipSegment(marker);
                    break;
            }
        }
    }

    private HeatmapException Misplaced(int marker) =>
        ImageErrors.Corrupt(_path, FormattableString.Invariant($"its coded data has the marker FF {marker:X2}"));

    private void SkipSegment(int marker)
    {
        if (Byte() is not { } high || Byte() is not { } low)
            return;
        int length = ((high << 8) | low) - 2;
        if (marker == RestartInterval && length == 2 && Byte() is { } first && Byte() is { } second)
        {
            _hasRestarts = (first | second) != 0;
            length = 0;
        }

        _isInScan |= marker == ScanStart;
        while (length > 0 && (_at < _end || Fill()))
        {
            int step = Math.Min(length, _end - _at);
            _at += step;
            length -= step;
        }
    }

    /// <summary>The second byte of the next marker, or null at the end of the file.</summary>
    private int? Next()
    {
        while (_at < _end || Fill())
        {
            int offset = _buffer.AsSpan(_at, _end - _at).IndexOf((byte)Mark);
            if (offset < 0)
            {
                _at = _end;
                continue;
            }

            _at += offset + 1;
            while (Byte() is { } next)
            {
                if (next != Mark)
                    return next;
            }
        }

        return null;
    }

    private int? Byte() => _at < _end || Fill() ? _buffer[_at++] : null;

    private bool Fill()
    {
        (_at, _end) = (0, SourceFile.ReadSome(_stream, _buffer, _path));
        return _end > 0;
    }
}
