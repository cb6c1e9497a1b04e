using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using HeatmapPS.Engine.Formats.Vips;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Pixels;
using NetVips;

namespace HeatmapPS.Engine.Formats.Tiff;

/// <summary>Unpacks the samples of a decoded row into whole numbers of bytes.</summary>
/// <param name="directory">The page.</param>
internal sealed class TiffSamples(TiffDirectory directory)
{
    private readonly int _bits = directory.Bits;
    private readonly bool _signed = directory.SampleFormat == TiffSampleFormat.SignedInteger;

    // Grey of 1, 2 and 4 bits fills the byte (as every reader does); other depths keep the values stored.
    private readonly uint _scale =
        directory is { SampleFormat: not TiffSampleFormat.SignedInteger, Bits: 1 or 2 or 4, Photometric: not TiffPhotometric.Palette }
        ? 255u / ((1u << directory.Bits) - 1)
        : 1;

    // XOR with all bits is max − v. Extra samples (alpha) are what they are.
    private readonly uint _invert = directory.Photometric == TiffPhotometric.MinIsWhite
        && directory.SampleFormat is TiffSampleFormat.UnsignedInteger or TiffSampleFormat.Void
        && directory.Bits <= 32
            ? uint.MaxValue >> (32 - directory.Bits)
            : 0;

    private readonly int _bands = directory.PlaneSamples;

    /// <summary>The type samples unpack to.</summary>
    public SampleType Type { get; } = TypeOf(directory);

    /// <summary>What an integer sample of the first band comes out as.</summary>
    /// <param name="stored">A value the bits can hold.</param>
    public double Show(double stored) => _signed ? stored : (double)(((uint)stored ^ _invert) * _scale);

    /// <summary>Unpacks samples.</summary>
    /// <param name="packed">Bytes as stored, in native byte order where samples are whole bytes.</param>
    /// <param name="count">Samples.</param>
    /// <param name="row">The row they go to, in bytes.</param>
    /// <param name="first">Index in the row of the first sample.</param>
    /// <param name="step">Distance in the row from sample to sample: 1 for interleaved, the bands for a plane.</param>
    public void Unpack(ReadOnlySpan<byte> packed, int count, Span<byte> row, int first, int step)
    {
        switch (Type)
        {
            case SampleType.Float64:
                Spread(MemoryMarshal.Cast<byte, double>(packed)[..count], MemoryMarshal.Cast<byte, double>(row), first, step);
                break;
            case SampleType.Float32 when _bits == 32:
                Spread(MemoryMarshal.Cast<byte, float>(packed)[..count], MemoryMarshal.Cast<byte, float>(row), first, step);
                break;
            case SampleType.Float32:
                UnpackShortFloats(packed, count, MemoryMarshal.Cast<byte, float>(row), first, step);
                break;
            case SampleType.UInt8 or SampleType.Int8:
                UnpackIntegers(packed, count, row, first, step);
                break;
            case SampleType.UInt16 or SampleType.Int16:
                UnpackIntegers(packed, count, MemoryMarshal.Cast<byte, ushort>(row), first, step);
                break;
            default:
                UnpackIntegers(packed, count, MemoryMarshal.Cast<byte, uint>(row), first, step);
                break;
        }
    }

    private static SampleType TypeOf(TiffDirectory directory) => (directory.SampleFormat, directory.Bits) switch
    {
        (TiffSampleFormat.Float, 64) => SampleType.Float64,
        (TiffSampleFormat.Float, _) => SampleType.Float32,
        (TiffSampleFormat.SignedInteger, <= 8) => SampleType.Int8,
        (TiffSampleFormat.SignedInteger, <= 16) => SampleType.Int16,
        (TiffSampleFormat.SignedInteger, _) => SampleType.Int32,
        (_, <= 8) => SampleType.UInt8,
        (_, <= 16) => SampleType.UInt16,
        _ => SampleType.UInt32,
    };

    [MethodImpl(HotLoop.Options)]
    private static void Spread<T>(ReadOnlySpan<T> source, Span<T> row, int first, int step)
    {
        if (step == 1)
        {
            source.CopyTo(row[first..]);
            return;
        }

        for (int i = 0; i < source.Length; i++)
            row[first + (i * step)] = source[i];
    }

    private void UnpackShortFloats(ReadOnlySpan<byte> packed, int count, Span<float> row, int first, int step)
    {
        for (int i = 0; i < count; i++)
        {
            row[first + (i * step)] = _bits == 16
                ? (float)BitConverter.UInt16BitsToHalf(MemoryMarshal.Read<ushort>(packed[(2 * i)..]))
                : Float24((uint)ReadTriple(packed[(3 * i)..]));
        }
    }

    private void UnpackIntegers<T>(ReadOnlySpan<byte> packed, int count, Span<T> row, int first, int step)
        where T : unmanaged, System.Numerics.IBinaryInteger<T>
    {
        // Of planes that lie apart the first one alone is the grey.
        uint invert = _bands == 1 && first % step != 0 ? 0 : _invert;
        if (_bits is 8 or 16 or 32 && invert == 0)
        {
            Spread(MemoryMarshal.Cast<byte, T>(packed)[..count], row, first, step);
            return;
        }

        if (_bits is 8 or 16 or 32 && _bands == 1 && step == 1)
        {
            ReadOnlySpan<T> stored = MemoryMarshal.Cast<byte, T>(packed)[..count];
            Span<T> shown = row.Slice(first, count);
            T most = T.CreateTruncating(invert);
            for (int i = 0; i < shown.Length; i++)
                shown[i] = stored[i] ^ most;
            return;
        }

        ulong window = 0;
        int held = 0;
        int at = 0;
        uint mask = uint.MaxValue >> (32 - _bits);
        for (int i = 0; i < count; i++)
        {
            uint value;
            if (_bits % 8 == 0)
            {
                value = ReadWhole(packed[(i * (_bits / 8))..]);
            }
            else
            {
                while (held < _bits)
                {
                    window = (window << 8) | packed[at++];
                    held += 8;
                }

                held -= _bits;
                value = (uint)(window >> held) & mask;
            }

            value = (_bands == 1 || i % _bands == 0 ? value ^ invert : value) * _scale;
            if (_signed && (value & (1u << (_bits - 1))) != 0)
                value |= ~mask;
            row[first + (i * step)] = T.CreateTruncating(value);
        }
    }

    private uint ReadWhole(ReadOnlySpan<byte> packed) => _bits switch
    {
        8 => packed[0],
        16 => MemoryMarshal.Read<ushort>(packed),
        24 => (uint)ReadTriple(packed),
        _ => MemoryMarshal.Read<uint>(packed),
    };

    private static int ReadTriple(ReadOnlySpan<byte> packed) => BitConverter.IsLittleEndian
        ? packed[0] | (packed[1] << 8) | (packed[2] << 16)
        : BinaryPrimitives.ReadUInt16BigEndian(packed) << 8 | packed[2];

    /// <summary>A float of 1 sign, 7 exponent (bias 63) and 16 fraction bits (Adobe's TIFF Technical Note 3).</summary>
    private static float Float24(uint raw)
    {
        const int FractionBits = 16, Bias = 63, ExponentMask = 0x7F, FractionMask = 0xFFFF;
        float sign = (raw >> 23) != 0 ? -1f : 1f;
        int exponent = (int)(raw >> FractionBits) & ExponentMask;
        uint fraction = raw & FractionMask;
        return exponent switch
        {
            0 => sign * MathF.ScaleB(fraction, 1 - Bias - FractionBits),
            ExponentMask => fraction == 0 ? sign * float.PositiveInfinity : float.NaN,
            _ => sign * MathF.ScaleB(fraction | (1 << FractionBits), exponent - Bias - FractionBits),
        };
    }
}

/// <summary>The sample that means "no data", as it comes out of the decoder: it goes the way of all samples.</summary>
internal static class TiffNoData
{
    /// <summary>The sample; null when the page has none, or one that no sample can be.</summary>
    /// <param name="directory">The page.</param>
    public static double? Of(TiffDirectory directory)
    {
        // The indices of a palette and the inks of CMYK become colours, which have no such value.
        if (directory.NoDataValue is not { } stored || IsConverted(directory.Photometric))
            return null;
        var samples = new TiffSamples(directory);
        double? typed = NoData.In(samples.Type, directory.Bits, stored);
        if (typed is not { } value || directory.SampleFormat == TiffSampleFormat.Float)
            return typed;
        long most = directory.SampleFormat == TiffSampleFormat.SignedInteger
            ? (1L << (directory.Bits - 1)) - 1
            : (1L << directory.Bits) - 1;
        long least = directory.SampleFormat == TiffSampleFormat.SignedInteger ? -most - 1 : 0;
        return value >= least && value <= most ? samples.Show(value) : null;
    }

    private static bool IsConverted(TiffPhotometric photometric) => photometric is TiffPhotometric.Palette or TiffPhotometric.Separated
        or TiffPhotometric.CieLab or TiffPhotometric.IccLab or TiffPhotometric.YCbCr;
}

/// <summary>Rows of an 8-bit CIE L*a*b* TIFF as sRGB; the bundled libvips fails on these files.</summary>
/// <param name="stored">Rows as stored: L* as 0..255 for 0..100, then a* and b*.</param>
/// <param name="signed">Whether a* and b* are two's complement (CIELab) rather than offset by 128 (ICCLab).</param>
/// <param name="path">The file, for messages.</param>
internal sealed class TiffLabRows(RowReader stored, bool signed, string path) : RowReader(stored.Layout)
{
    private const int StripSamples = 1 << 18;

    /// <inheritdoc/>
    public override void Read(Span<byte> destination)
    {
        int rowsAtOnce = Math.Max(1, StripSamples / Layout.RowSamples);
        while (!destination.IsEmpty)
        {
            int rows = Math.Min(rowsAtOnce, destination.Length / Layout.RowBytes);
            Span<byte> part = destination[..(rows * Layout.RowBytes)];
            stored.Read(part);
            Convert(part, rows);
            destination = destination[part.Length..];
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            stored.Dispose();
        base.Dispose(disposing);
    }

    private void Convert(Span<byte> rows, int count)
    {
        const float LightnessStep = 100f / 255f;
        const int ChromaOffset = 128;
        float[] lab = ArrayPool<float>.Shared.Rent(rows.Length);
        try
        {
            for (int i = 0; i < rows.Length; i += 3)
            {
                lab[i] = rows[i] * LightnessStep;
                lab[i + 1] = signed ? (sbyte)rows[i + 1] : rows[i + 1] - ChromaOffset;
                lab[i + 2] = signed ? (sbyte)rows[i + 2] : rows[i + 2] - ChromaOffset;
            }

            VipsRuntime.EnsureInitialized();
            using var values = Image.NewFromMemoryCopy<float>(lab.AsSpan(0, rows.Length), Layout.Width, count, 3, Enums.BandFormat.Float);
            using Image tagged = values.Copy(interpretation: Enums.Interpretation.Lab);
            using Image rgb = tagged.Colourspace(Enums.Interpretation.Srgb);
            rgb.WriteToMemory<byte>().CopyTo(rows);
        }
        catch (VipsException e)
        {
            throw VipsMessages.ToReadError(path, e);
        }
        finally
        {
            ArrayPool<float>.Shared.Return(lab);
        }
    }
}
