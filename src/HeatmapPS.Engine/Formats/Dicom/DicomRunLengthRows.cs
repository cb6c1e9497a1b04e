using System.Buffers.Binary;
using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Images;

namespace HeatmapPS.Engine.Formats.Dicom;

/// <summary>Rows of a run-length coded frame as if it were stored band by band (DICOM PS3.5, annex G): one segment of runs for each
/// byte of each sample, the highest byte first.</summary>
internal sealed class DicomRunLengthRows
{
    private const int HeadBytes = 64;
    private const int MaxSegments = 15;

    /// <summary>Most bytes that one byte of runs gives.</summary>
    private const int MaxGain = 64;

    private readonly byte[] _frame;
    private readonly DicomImage _image;
    private readonly string _path;
    private readonly Segment[] _segments;

    /// <summary>Takes a frame apart.</summary>
    /// <exception cref="HeatmapException">ImageCorrupt.</exception>
    public DicomRunLengthRows(byte[] frame, DicomImage image, string path)
    {
        (_frame, _image, _path) = (frame, image, path);
        int count = image.Samples * (image.Allocated / 8);
        if (frame.Length < HeadBytes || BinaryPrimitives.ReadUInt32LittleEndian(frame) != count || count > MaxSegments)
            throw ImageErrors.Corrupt(path, "the segments of a run-length coded frame do not match its samples");
        if ((long)image.Width * image.Height * count > (long)frame.Length * MaxGain)
            throw ImageErrors.Corrupt(path, "a run-length coded frame is too short for its pixels");
        _segments = new Segment[count];
        for (int i = 0; i < count; i++)
        {
            uint start = BinaryPrimitives.ReadUInt32LittleEndian(frame.AsSpan(sizeof(uint) * (i + 1)));
            if (start < HeadBytes || start > frame.Length)
                throw ImageErrors.Corrupt(path, "a segment of a run-length coded frame is outside the frame");
            _segments[i] = new Segment { Position = (int)start, End = frame.Length };
        }

        // A damaged segment must not go on in the one after it.
        foreach (ref Segment segment in _segments.AsSpan())
        {
            foreach (Segment other in _segments)
            {
                if (other.Position > segment.Position && other.Position < segment.End)
                    segment.End = other.Position;
            }
        }
    }

    /// <summary>Reads the next row of one sample, low byte first.</summary>
    public void ReadRow(int sample, Span<byte> row)
    {
        int size = _image.Allocated / 8;
        Span<byte> plane = _image.Width <= 4096 ? stackalloc byte[_image.Width] : new byte[_image.Width];
        for (int part = 0; part < size; part++)
        {
            Read(ref _segments[(sample * size) + part], plane);
            for (int x = 0; x < plane.Length; x++)
                row[(x * size) + size - 1 - part] = plane[x];
        }
    }

    private void Read(ref Segment segment, Span<byte> destination)
    {
        while (!destination.IsEmpty)
        {
            if (segment.Left == 0)
                Begin(ref segment);
            int count = Math.Min(segment.Left, destination.Length);
            if (segment.IsRun)
            {
                destination[..count].Fill(Byte(segment, segment.Position));
            }
            else
            {
                _ = Byte(segment, segment.Position + count - 1);
                _frame.AsSpan(segment.Position, count).CopyTo(destination);
                segment.Position += count;
            }

            segment.Left -= count;
            if (segment.Left == 0 && segment.IsRun)
                segment.Position++;
            destination = destination[count..];
        }
    }

    private void Begin(ref Segment segment)
    {
        int head;
        do
        {
            head = (sbyte)Byte(segment, segment.Position++);
        }
        while (head == -128);
        segment.IsRun = head < 0;
        segment.Left = head < 0 ? 1 - head : 1 + head;
    }

    private byte Byte(in Segment segment, int position) => position < segment.End
        ? _frame[position]
        : throw ImageErrors.Corrupt(_path, "a segment of a run-length coded frame ends before its last pixel");

    private struct Segment
    {
        public int Position;
        public int End;
        public int Left;
        public bool IsRun;
    }
}
