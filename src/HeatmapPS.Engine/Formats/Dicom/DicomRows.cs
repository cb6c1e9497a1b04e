using System.Runtime.InteropServices;
using HeatmapPS.Engine.Formats.Raw;
using HeatmapPS.Engine.Pixels;

namespace HeatmapPS.Engine.Formats.Dicom;

/// <summary>Streams the rows of a frame that is stored as it is or run-length coded.</summary>
/// <param name="file">The file; disposed with the reader.</param>
/// <param name="image">Its image.</param>
/// <param name="frame">The frame, from 0.</param>
/// <param name="runs">The frame's runs, or null when it is stored as it is.</param>
/// <param name="path">For errors.</param>
internal sealed class DicomRows(FileStream file, DicomImage image, int frame, DicomRunLengthRows? runs, string path)
    : RowReader(image.Layout)
{
    private readonly int _size = image.Allocated / 8;
    private readonly byte[] _stored = new byte[image.Width * image.Samples * (image.Allocated / 8)];
    private readonly byte[] _plane = new byte[image.Width * (image.Allocated / 8)];
    private int _row;

    /// <inheritdoc/>
    public override void Read(Span<byte> destination)
    {
        for (; !destination.IsEmpty; destination = destination[Layout.RowBytes..])
        {
            ReadStored();
            _row++;
            DicomSamples.Complete(_stored, image);
            Span<byte> row = destination[..Layout.RowBytes];
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
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            file.Dispose();
        base.Dispose(disposing);
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
                    ReadAt(start + (((long)sample * image.Height) + _row) * _plane.Length, _plane);
                Interleave(sample);
            }
        }
        else if (image.Colors == DicomColors.YbrFull422)
        {
            Span<byte> packed = _stored.AsSpan(_stored.Length - (2 * image.Width));
            ReadAt(start + ((long)_row * packed.Length), packed);
            Spread(packed);
        }
        else
        {
            ReadAt(start + ((long)_row * _stored.Length), _stored);
        }

        // Runs give the low byte first.
        if (BitConverter.IsLittleEndian == image.Elements.Syntax.IsBigEndian)
            ByteOrder.Reverse(_stored, _size);
    }

    private void ReadAt(long position, Span<byte> destination)
    {
        file.Position = position;
        SourceFile.ReadExactly(file, destination, path);
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
    /// begins at 3x
    /// and the packed pair at w + 2x, which is never less.</summary>
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
