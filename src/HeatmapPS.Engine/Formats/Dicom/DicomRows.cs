using System.Buffers.Binary;
using System.Runtime.InteropServices;
using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Formats.Raw;
using HeatmapPS.Engine.Images;

namespace HeatmapPS.Engine.Formats.Dicom;

/// <summary>Streams the rows of a frame that is stored as it is or run-length coded.</summary>
/// <param name="file">The file; disposed with the reader.</param>
/// <param name="image">Its image.</param>
/// <param name="frame">The frame, from 0.</param>
/// <param name="runs">The frame's runs, or null when it is stored as it is.</param>
/// <param name="path">For errors.</param>
internal sealed class DicomRows(FileStream file, DicomImage image, int frame, DicomRunLengthRows? runs, string path)
    : FileRowReader(file, image.Layout, path)
{
    private readonly int _size = image.Allocated / 8;
    private readonly byte[] _stored = new byte[image.Width * image.Samples * (image.Allocated / 8)];
    private readonly byte[] _plane = new byte[image.Width * (image.Allocated / 8)];
    private int _row;

    /// <inheritdoc/>
    protected override void ReadRow(Span<byte> row)
    {
        ReadStored();
        _row++;
        DicomSamples.Complete(_stored, image);
        switch (image.Colors)
        {
            case DicomColors.Palette:
                DicomSamples.Lookup(_stored, row, image);
                break;
            case DicomColors.YbrFull or DicomColors.YbrFull422:
                DicomSamples.ToRgb(_stored, row);
                break;
            default:
                _stored.CopyTo(row);
                break;
        }
    }

    /// <summary>Fills the row with native samples, interleaved.</summary>
    private void ReadStored()
    {
        long start = image.Elements.PixelOffset + (frame * image.FrameBytes);
        if (runs is not null || image.IsPlanar)
        {
            for (int sample = 0; sample < image.Samples; sample++)
            {
                if (runs is not null)
                    runs.ReadRow(sample, _plane);
                else
                    FillAt(start + (((long)sample * image.Height) + _row) * _plane.Length, _plane);
                Interleave(sample);
            }
        }
        else if (image.Colors == DicomColors.YbrFull422)
        {
            Span<byte> packed = _stored.AsSpan(_stored.Length - (2 * image.Width));
            FillAt(start + ((long)_row * packed.Length), packed);
            Spread(packed);
        }
        else
        {
            FillAt(start + ((long)_row * _stored.Length), _stored);
        }

        // Runs give the low byte first.
        if (BitConverter.IsLittleEndian == image.Elements.Syntax.IsBigEndian)
            ByteOrder.Reverse(_stored, _size);
    }

    private void Interleave(int sample)
    {
        if (_size == 1)
        {
            for (int x = 0; x < image.Width; x++)
                _stored[(x * image.Samples) + sample] = _plane[x];
            return;
        }

        for (int x = 0; x < image.Width; x++)
            _plane.AsSpan(x * _size, _size).CopyTo(_stored.AsSpan(((x * image.Samples) + sample) * _size));
    }

    /// <summary>Two luminances share a pair of differences. The packed row lies at the end of the row it is spread over: pixel x
    /// begins at 3x and the packed pair at w + 2x, which is never less.</summary>
    private void Spread(ReadOnlySpan<byte> packed)
    {
        for (int x = 0; x + 1 < image.Width; x += 2)
        {
            (byte first, byte second, byte blue, byte red) = (packed[2 * x], packed[(2 * x) + 1], packed[(2 * x) + 2], packed[(2 * x) + 3]);
            ReadOnlySpan<byte> pair = [first, blue, red, second, blue, red];
            pair.CopyTo(_stored.AsSpan(3 * x));
        }
    }
}

/// <summary>What is done with stored samples before they are numbers or colours.</summary>
internal static class DicomSamples
{
    /// <summary>Takes the bits that count and spreads their sign; what else the bits hold (old overlays) goes.</summary>
    public static void Complete(Span<byte> samples, DicomImage image)
    {
        if (image.Stored == image.Allocated)
            return;
        int up = image.Allocated - image.Stored - image.Shift;
        int down = image.Allocated - image.Stored;
        switch (image.Allocated, image.IsSigned)
        {
            case (8, false):
                foreach (ref byte sample in samples)
                    sample = (byte)((byte)(sample << up) >> down);
                break;
            case (8, true):
                foreach (ref sbyte sample in MemoryMarshal.Cast<byte, sbyte>(samples))
                    sample = (sbyte)((sbyte)(sample << up) >> down);
                break;
            case (16, false):
                foreach (ref ushort sample in MemoryMarshal.Cast<byte, ushort>(samples))
                    sample = (ushort)((ushort)(sample << up) >> down);
                break;
            case (16, true):
                foreach (ref short sample in MemoryMarshal.Cast<byte, short>(samples))
                    sample = (short)((short)(sample << up) >> down);
                break;
            case (32, false):
                foreach (ref uint sample in MemoryMarshal.Cast<byte, uint>(samples))
                    sample = (sample << up) >> down;
                break;
            case (32, true):
                foreach (ref int sample in MemoryMarshal.Cast<byte, int>(samples))
                    sample = (sample << up) >> down;
                break;
        }
    }

    /// <summary>Turns indices into colours.</summary>
    public static void Lookup(ReadOnlySpan<byte> indices, Span<byte> row, DicomImage image)
    {
        DicomPalette palette = image.Palette!;
        for (int x = 0; x < image.Width; x++)
        {
            int index = image.Allocated == 8 ? indices[x] : MemoryMarshal.Read<ushort>(indices[(2 * x)..]);
            for (int color = 0; color < 3; color++)
            {
                ushort value = palette.Lookup(index, color);
                if (palette.Bits == 8)
                    row[(3 * x) + color] = (byte)value;
                else
                    MemoryMarshal.Write(row[(2 * ((3 * x) + color))..], value);
            }
        }
    }

    /// <summary>Full-range YCbCr of ITU-R BT.601 to RGB (DICOM PS3.3, C.7.6.3.1.2).</summary>
    public static void ToRgb(ReadOnlySpan<byte> samples, Span<byte> row)
    {
        for (int i = 0; i + 2 < samples.Length; i += 3)
        {
            double luminance = samples[i], blue = samples[i + 1] - 128.0, red = samples[i + 2] - 128.0;
            row[i] = Round(luminance + (1.402 * red));
            row[i + 1] = Round(luminance - (0.114 * 1.772 / 0.587 * blue) - (0.299 * 1.402 / 0.587 * red));
            row[i + 2] = Round(luminance + (1.772 * blue));
        }
    }

    private static byte Round(double value) => (byte)Math.Clamp(Math.Floor(value + 0.5), byte.MinValue, byte.MaxValue);
}

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
