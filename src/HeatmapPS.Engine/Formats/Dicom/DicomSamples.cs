using System.Runtime.InteropServices;

namespace HeatmapPS.Engine.Formats.Dicom;

/// <summary>What is done with stored samples before they are numbers or colours.</summary>
internal static class DicomSamples
{
    /// <summary>Takes the bits that count and spreads their sign; what else the bits hold (old overlays) goes.</summary>
    public static void Complete(Span<byte> samples, DicomImage image)
    {
        if (image.Stored == image.Allocated)
            return;
        var up = image.Allocated - image.Stored - image.Shift;
        var down = image.Allocated - image.Stored;
        switch (image.Allocated, image.IsSigned)
        {
            case (8, false):
                foreach (ref var sample in samples)
                    sample = (byte)((byte)(sample << up) >> down);
                break;
            case (8, true):
                foreach (ref var sample in MemoryMarshal.Cast<byte, sbyte>(samples))
                    sample = (sbyte)((sbyte)(sample << up) >> down);
                break;
            case (16, false):
                foreach (ref var sample in MemoryMarshal.Cast<byte, ushort>(samples))
                    sample = (ushort)((ushort)(sample << up) >> down);
                break;
            case (16, true):
                foreach (ref var sample in MemoryMarshal.Cast<byte, short>(samples))
                    sample = (short)((short)(sample << up) >> down);
                break;
            case (32, false):
                foreach (ref var sample in MemoryMarshal.Cast<byte, uint>(samples))
                    sample = (sample << up) >> down;
                break;
            case (32, true):
                foreach (ref var sample in MemoryMarshal.Cast<byte, int>(samples))
                    sample = (sample << up) >> down;
                break;
        }
    }

    /// <summary>Turns indices into colours.</summary>
    public static void Lookup(ReadOnlySpan<byte> indices, Span<byte> row, DicomImage image)
    {
        var palette = image.Palette!;
        for (var x = 0; x < image.Width; x++)
        {
            int index = image.Allocated == 8 ? indices[x] : MemoryMarshal.Read<ushort>(indices[(2 * x)..]);
            for (var color = 0; color < 3; color++)
            {
                var value = palette.Lookup(index, color);
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
        for (var i = 0; i + 2 < samples.Length; i += 3)
        {
            double luminance = samples[i], blue = samples[i + 1] - 128.0, red = samples[i + 2] - 128.0;
            row[i] = Round(luminance + (1.402 * red));
            row[i + 1] = Round(luminance - (0.114 * 1.772 / 0.587 * blue) - (0.299 * 1.402 / 0.587 * red));
            row[i + 2] = Round(luminance + (1.772 * blue));
        }
    }

    private static byte Round(double value) => (byte)Math.Clamp(Math.Floor(value + 0.5), byte.MinValue, byte.MaxValue);
}
