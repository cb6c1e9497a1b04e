using System.Buffers.Binary;
using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Formats.Raw;
using HeatmapPS.Engine.Formats.Thermal;
using HeatmapPS.Engine.Images;

namespace HeatmapPS.Engine.Formats.Jpeg;

/// <summary>The segments of a JPEG file before its pixels: those that thermal cameras put their data in, and the tables of the
/// scan.</summary>
internal sealed class JpegSegments
{
    private const int App1 = 0xE1;
    private const int App3 = 0xE3;
    private const int FlirHeadBytes = 8;
    private const int MaxSegments = 65_536;

    /// <summary>Bytes between two segments that are stepped over.</summary>
    private const int MaxStrayBytes = 1 << 20;

    private const int HeadBytes = 1 << 12;

    private readonly List<Segment> _flir = [];
    private readonly List<Segment> _app3 = [];
    private readonly HashSet<int> _huffmanTables = [];
    private readonly string _path;
    private bool _isSequential;

    private JpegSegments(string path) => _path = path;

    /// <summary>Whether there are segments of a FLIR camera.</summary>
    public bool HasFlir => _flir.Count > 0;

    /// <summary>Bytes in all APP3 segments.</summary>
    public long App3Bytes => _app3.Sum(segment => (long)segment.Length);

    /// <summary>Columns of the visible picture; 0 when unknown.</summary>
    public int Width { get; private set; }

    /// <summary>Rows of the visible picture; 0 when unknown.</summary>
    public int Height { get; private set; }

    /// <summary>Maker of the camera by the EXIF data, or null.</summary>
    public string? Make { get; private set; }

    /// <summary>Model of the camera by the EXIF data, or null.</summary>
    public string? Model { get; private set; }

    /// <summary>When the picture was taken by the EXIF data, or null.</summary>
    public CaptureTime? Captured { get; private set; }

    /// <summary>Whether the file has Huffman tables, but not all that its first scan needs. Decoders take standard ones for those, as for
    /// the frames of Motion JPEG, which have none at all.</summary>
    public bool LacksHuffmanTable { get; private set; }

    /// <summary>Lists the segments before the first scan. What is wrong with the picture itself is left to its decoder.</summary>
    /// <exception cref="HeatmapException">ImageNotFound and the like; ImageCorrupt when a file with thermal segments ends in
    /// them.</exception>
    public static JpegSegments Read(string path)
    {
        using FileStream stream = ImageFiles.OpenRead(path, bufferSize: 0);
        var segments = new JpegSegments(path);
        segments.Walk(new JpegMarkers(stream, path, HeadBytes), stream.Length);
        return segments;
    }

    /// <summary>The FLIR record file that the segments hold piece by piece, in the order of their numbers.</summary>
    /// <exception cref="HeatmapException">ImageCorrupt when a piece is missing.</exception>
    public byte[] JoinFlir()
    {
        using FileStream stream = ImageFiles.OpenRead(_path);
        var pieces = new Segment?[256];
        foreach (Segment segment in _flir)
            pieces[segment.Number] ??= segment;
        int last = _flir[0].Last;
        var present = new List<Segment>();
        for (int i = 0; i <= last; i++)
        {
            present.Add(pieces[i]
                ?? throw ThermalErrors.Corrupt(_path,
                FormattableString.Invariant($"piece {i + 1} of the {last + 1} pieces of its thermal records is missing")));
        }

        return Join(stream, present);
    }

    /// <summary>All APP3 data, joined.</summary>
    public byte[] JoinApp3()
    {
        using FileStream stream = ImageFiles.OpenRead(_path);
        return Join(stream, _app3);
    }

    private byte[] Join(FileStream stream, List<Segment> segments)
    {
        byte[] joined = new byte[segments.Sum(segment => segment.Length)];
        int at = 0;
        foreach (Segment segment in segments)
        {
            stream.Position = segment.Offset;
            SourceFile.ReadExactly(stream, joined.AsSpan(at, segment.Length), _path);
            at += segment.Length;
        }

        return joined;
    }

    private void Walk(JpegMarkers markers, long fileLength)
    {
        markers.Position = 2;
        for (int i = 0; i < MaxSegments && markers.Next(MaxStrayBytes) is { } marker; i++)
        {
            if (marker is JpegMarkers.ImageEnd)
                return;
            if (JpegMarkers.StandsAlone(marker))
                continue;
            if (markers.Length() is not (>= 0 and var length) || markers.Position + length > fileLength)
                break;
            long end = markers.Position + length;
            Take(markers, marker, length);
            markers.Position = end;
            if (marker is JpegMarkers.ScanStart)
                return;
        }

        if (HasFlir)
            throw ThermalErrors.Corrupt(_path, "it ends inside its thermal records");
    }

    private void Take(JpegMarkers markers, int marker, int length)
    {
        long at = markers.Position;
        if (marker == App3)
        {
            _app3.Add(new Segment(at, length, 0, 0));
            return;
        }

        if (marker is JpegMarkers.HuffmanTables or JpegMarkers.ScanStart)
        {
            byte[] data = markers.Read(length);
            if (marker == JpegMarkers.HuffmanTables)
                TakeHuffmanTables(data);
            else
                TakeScan(data);
            return;
        }

        bool isFrame = marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC);
        if ((marker != App1 && !isFrame) || length < FlirHeadBytes)
            return;
        ReadOnlySpan<byte> head = markers.Read(FlirHeadBytes);
        if (isFrame)
        {
            Height = BinaryPrimitives.ReadUInt16BigEndian(head[1..]);
            Width = BinaryPrimitives.ReadUInt16BigEndian(head[3..]);
            _isSequential = marker is 0xC0 or 0xC1;
        }
        else if (head.StartsWith("FLIR\0"u8))
        {
            _flir.Add(new Segment(at + FlirHeadBytes, length - FlirHeadBytes, head[6], head[7]));
        }
        else if (Make is null && head.StartsWith("Exif\0\0"u8))
        {
            markers.Position = at;
            var data = new ExifData(markers.Read(length));
            Make = data.CameraMaker;
            Model = data.CameraModel;
            Captured = data.Captured;
        }
    }

    /// <summary>Class and number of each table (ITU-T T.81, B.2.4.2), as its first byte has them.</summary>
    private void TakeHuffmanTables(ReadOnlySpan<byte> data)
    {
        const int countBytes = 17;
        while (data.Length >= countBytes)
        {
            _huffmanTables.Add(data[0]);
            int codes = 0;
            foreach (byte count in data[1..countBytes])
                codes += count;
            data = data[Math.Min(countBytes + codes, data.Length)..];
        }
    }

    /// <summary>The tables that each component of a scan takes (ITU-T T.81, B.2.3): one for DC and one for AC.</summary>
    private void TakeScan(ReadOnlySpan<byte> data)
    {
        const int alternating = 0x10;
        if (!_isSequential || _huffmanTables.Count == 0 || data.IsEmpty)
            return;
        for (int i = 0; i < data[0] && (2 * i) + 2 < data.Length; i++)
        {
            int tables = data[(2 * i) + 2];
            LacksHuffmanTable |= !_huffmanTables.Contains(tables >> 4) || !_huffmanTables.Contains(alternating | (tables & 0xF));
        }
    }

    /// <summary>A segment's data.</summary>
    /// <param name="Offset">Where it begins in the file.</param>
    /// <param name="Length">Its bytes.</param>
    /// <param name="Number">Which piece it is, from 0.</param>
    /// <param name="Last">The number of the last piece.</param>
    private sealed record Segment(long Offset, int Length, int Number, int Last);
}

/// <summary>Walks the coded data of a JPEG file. At a marker that cannot be there, decoders fill the rest of the picture with a
/// guess.</summary>
internal static class JpegScans
{
    private const int BufferBytes = 1 << 16;

    /// <summary>Checks that nothing but restarts stands in the data of a scan, and between scans only segments (ITU-T T.81, B.1.1.3).
    /// A file that ends early is left to its decoder.</summary>
    /// <param name="stream">The file.</param>
    /// <param name="path">Its path, for messages.</param>
    /// <exception cref="HeatmapException">ImageCorrupt, ImageReadFailed.</exception>
    public static void Check(Stream stream, string path)
    {
        var markers = new JpegMarkers(stream, path, BufferBytes);
        (bool isInScan, bool hasRestarts) = (false, false);
        while (markers.Next() is { } marker && marker != JpegMarkers.ImageEnd)
        {
            bool mayFollowScan = (JpegMarkers.IsRestart(marker) && hasRestarts) || marker is JpegMarkers.HuffmanTables or 0xCC or 0xFE
                or (>= JpegMarkers.ScanStart and <= JpegMarkers.RestartInterval) or (>= 0xE0 and <= 0xEF);
            if (isInScan && !mayFollowScan)
                throw ImageErrors.Corrupt(path, FormattableString.Invariant($"its coded data has the marker FF {marker:X2}"));
            if (marker == JpegMarkers.ImageStart || JpegMarkers.StandsAlone(marker))
                continue;
            if (markers.Length() is not { } length)
                return;
            long end = markers.Position + Math.Max(length, 0);
            if (marker == JpegMarkers.RestartInterval && length == sizeof(ushort))
                hasRestarts = markers.Word() > 0;
            isInScan |= marker == JpegMarkers.ScanStart;
            markers.Position = end;
        }
    }
}

/// <summary>Steps through a JPEG file from marker to marker.</summary>
/// <param name="stream">The file, which can be searched and has no buffer of its own.</param>
/// <param name="path">Its path, for messages.</param>
/// <param name="bufferBytes">Bytes read at once.</param>
internal sealed class JpegMarkers(Stream stream, string path, int bufferBytes)
{
    public const int HuffmanTables = 0xC4;
    public const int ImageStart = 0xD8;
    public const int ImageEnd = 0xD9;
    public const int ScanStart = 0xDA;
    public const int RestartInterval = 0xDD;

    private const int Mark = 0xFF;

    private readonly byte[] _buffer = new byte[bufferBytes];
    private int _at;
    private int _end;

    /// <summary>The place in the file that is read next.</summary>
    public long Position
    {
        get => stream.Position - (_end - _at);
        set
        {
            long step = value - Position;
            if (step >= -_at && step <= _end - _at)
            {
                _at += (int)step;
                return;
            }

            (_at, _end) = (0, 0);
            stream.Position = value;
        }
    }

    /// <summary>Whether a marker restarts the coding of a scan.</summary>
    public static bool IsRestart(int marker) => marker is >= 0xD0 and <= 0xD7;

    /// <summary>Whether a marker has no segment, besides those of the start and the end.</summary>
    public static bool StandsAlone(int marker) => marker == 0x01 || IsRestart(marker);

    /// <summary>Goes behind the next marker. Fill bytes may stand before it, and decoders step over stray ones.</summary>
    /// <param name="most">Bytes to search.</param>
    /// <returns>Its second byte, or null where there is none.</returns>
    public int? Next(long most = long.MaxValue)
    {
        while (most > 0 && (_at < _end || Fill()))
        {
            int searched = (int)Math.Min(most, _end - _at);
            int offset = _buffer.AsSpan(_at, searched).IndexOf((byte)Mark);
            int step = offset < 0 ? searched : offset + 1;
            (_at, most) = (_at + step, most - step);
            for (int next = Mark; offset >= 0 && next == Mark && most > 0; most--)
            {
                if (Byte() is not { } read)
                    return null;
                next = read;
                if (next is not (0 or Mark))
                    return next;
            }
        }

        return null;
    }

    /// <summary>The bytes of the segment whose marker was read; null at the end of the file, negative where they cannot be.</summary>
    public int? Length() => Word() - sizeof(ushort);

    /// <summary>A number of 16 bits, or null at the end of the file.</summary>
    public int? Word() => (Byte() << 8) | Byte();

    /// <summary>The bytes that follow.</summary>
    /// <exception cref="HeatmapException">ImageCorrupt where the file has fewer; ImageReadFailed.</exception>
    public byte[] Read(int count)
    {
        byte[] bytes = new byte[count];
        int held = Math.Min(count, _end - _at);
        _buffer.AsSpan(_at, held).CopyTo(bytes);
        _at += held;
        if (held < count)
        {
            (_at, _end) = (0, 0);
            SourceFile.ReadExactly(stream, bytes.AsSpan(held), path);
        }

        return bytes;
    }

    private int? Byte() => _at < _end || Fill() ? _buffer[_at++] : null;

    private bool Fill()
    {
        (_at, _end) = (0, SourceFile.ReadSome(stream, _buffer, path));
        return _end > 0;
    }
}
