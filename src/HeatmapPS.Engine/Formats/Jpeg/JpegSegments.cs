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

    private const int HuffmanTables = 0xC4;
    private const int ScanStart = 0xDA;

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
        using FileStream stream = ImageFiles.OpenRead(path);
        var segments = new JpegSegments(path);
        segments.Walk(stream);
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

    private void Walk(FileStream stream)
    {
        Span<byte> head = stackalloc byte[2];
        stream.Position = 2;
        for (int i = 0; i < MaxSegments && NextMarker(stream) is { } marker; i++)
        {
            if (marker is 0xD9)
                return;
            if (marker is 0x01 or (>= 0xD0 and <= 0xD7))
                continue;
            if (!Fill(stream, head))
                break;
            int length = BinaryPrimitives.ReadUInt16BigEndian(head) - 2;
            long end = stream.Position + length;
            if (length < 0 || end > stream.Length)
                break;
            Take(stream, marker, length);
            stream.Position = end;
            if (marker is ScanStart)
                return;
        }

        if (HasFlir)
            throw ThermalErrors.Corrupt(_path, "it ends inside its thermal records");
    }

    /// <summary>The second byte of the next marker, or null at the end. Fill bytes may stand before it, and decoders step over stray
    /// ones.</summary>
    private int? NextMarker(FileStream stream)
    {
        bool isMarked = false;
        Span<byte> next = stackalloc byte[1];
        for (int i = 0; i < MaxStrayBytes && Fill(stream, next); i++)
        {
            if (isMarked && next[0] is not (0x00 or 0xFF))
                return next[0];
            isMarked = next[0] == 0xFF;
        }

        return null;
    }

    private void Take(FileStream stream, int marker, int length)
    {
        long at = stream.Position;
        if (marker == App3)
        {
            _app3.Add(new Segment(at, length, 0, 0));
            return;
        }

        if (marker is HuffmanTables or ScanStart)
        {
            byte[] data = new byte[length];
            SourceFile.ReadExactly(stream, data, _path);
            if (marker == HuffmanTables)
                TakeHuffmanTables(data);
            else
                TakeScan(data);
            return;
        }

        bool isFrame = marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC);
        if ((marker != App1 && !isFrame) || length < FlirHeadBytes)
            return;
        Span<byte> head = stackalloc byte[FlirHeadBytes];
        SourceFile.ReadExactly(stream, head, _path);
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
            byte[] exif = new byte[length - 6];
            stream.Position = at + 6;
            SourceFile.ReadExactly(stream, exif, _path);
            var data = new ExifData(exif);
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

    private bool Fill(FileStream stream, Span<byte> destination) =>
        SourceFile.ReadSome(stream, destination, _path) == destination.Length;

    /// <summary>A segment's data.</summary>
    /// <param name="Offset">Where it begins in the file.</param>
    /// <param name="Length">Its bytes.</param>
    /// <param name="Number">Which piece it is, from 0.</param>
    /// <param name="Last">The number of the last piece.</param>
    private sealed record Segment(long Offset, int Length, int Number, int Last);
}
