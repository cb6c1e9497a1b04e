using System.Runtime.InteropServices;
using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Formats.Raw;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Pixels;

namespace HeatmapPS.Engine.Formats.Fits;

/// <summary>How the stored samples of a FITS image become numbers: value = BZERO + BSCALE · stored.</summary>
/// <remarks>
/// As astropy has it. BZERO of 2^(bits−1) alone is FITS's way to store unsigned integers (and −128 signed bytes): they keep an
/// integer type. Other scales give Float32 for 8 and 16 bits and for BITPIX −32, Float64 for the rest, computed in that type; BLANK
/// then is NaN. 64-bit integers are Float64, where that holds them exactly.
/// </remarks>
internal sealed class FitsSamples
{
    private readonly double _scale;
    private readonly double _zero;
    private readonly long? _blank;
    private readonly bool _scaled;

    private FitsSamples(int bitPix, double scale, double zero, long? blank)
    {
        BitPix = bitPix;
        _scale = scale;
        _zero = zero;
        _blank = bitPix > 0 ? blank : null;
        (SampleType type, bool offset) = (bitPix, scale, zero) switch
        {
            (8, 1, -128) => (SampleType.Int8, true),
            (16, 1, 32768) => (SampleType.UInt16, true),
            (32, 1, 2147483648) => (SampleType.UInt32, true),
            (64, 1, 9223372036854775808) => (SampleType.Float64, true),
            (8, 1, 0) => (SampleType.UInt8, false),
            (16, 1, 0) => (SampleType.Int16, false),
            (32, 1, 0) => (SampleType.Int32, false),
            (8 or 16 or -32, _, _) => (SampleType.Float32, false),
            _ => (SampleType.Float64, false),
        };
        SampleType = type;
        IsOffset = offset;
        _scaled = !offset && (scale != 1 || zero != 0);
        NoData = _blank is { } stored && !_scaled ? stored + (offset ? zero : 0) : null;
    }

    /// <summary>BITPIX: bits a stored sample, negative for floats.</summary>
    public int BitPix { get; }

    /// <summary>Bytes a stored sample.</summary>
    public int StoredSize => Math.Abs(BitPix) / 8;

    /// <summary>Bits that the file stores.</summary>
    public int BitDepth => Math.Abs(BitPix);

    /// <summary>Type of the numbers given out.</summary>
    public SampleType SampleType { get; }

    /// <summary>The number that BLANK stands for, in integers; in scaled ones BLANK is NaN.</summary>
    public double? NoData { get; }

    /// <summary>Whether the sign bit alone is turned.</summary>
    private bool IsOffset { get; }

    public static FitsSamples Create(int bitPix, double scale, double zero, long? blank) => new(bitPix, scale, zero, blank);

    /// <summary>Turns big-endian stored samples into numbers.</summary>
    /// <param name="stored">The samples; their bytes are changed.</param>
    /// <param name="rows">Room for as many of <see cref="SampleType"/>. May be the same memory where both take the same room.</param>
    /// <param name="path">For errors.</param>
    /// <param name="allowDepthLoss">Whether 64-bit integers may be rounded.</param>
    /// <exception cref="HeatmapException">DepthLost.</exception>
    public void Decode(Span<byte> stored, Span<byte> rows, string path, bool allowDepthLoss)
    {
        if (IsOffset)
        {
            for (int i = 0; i < stored.Length; i += StoredSize)
                stored[i] ^= 0x80;
        }

        if (BitConverter.IsLittleEndian)
            ByteOrder.Reverse(stored, StoredSize);
        if (_scaled)
            Scale(stored, rows);
        else if (BitPix == 64)
            Widen(stored, rows, path, allowDepthLoss);
        else
            stored.CopyTo(rows);
    }

    private void Widen(ReadOnlySpan<byte> stored, Span<byte> rows, string path, bool allowDepthLoss)
    {
        ReadOnlySpan<long> numbers = MemoryMarshal.Cast<byte, long>(stored);
        Span<double> values = MemoryMarshal.Cast<byte, double>(rows);
        for (int i = 0; i < values.Length; i++)
        {
            Int128 number = IsOffset ? (ulong)numbers[i] : numbers[i];
            double value = (double)number;
            if (!allowDepthLoss && (Int128)value != number)
                throw ArrayErrors.IntegerTooLarge(path, number);
            values[i] = value;
        }
    }

    private void Scale(ReadOnlySpan<byte> stored, Span<byte> rows)
    {
        if (SampleType == SampleType.Float32)
            ScaleTo32(stored, MemoryMarshal.Cast<byte, float>(rows));
        else
            ScaleTo64(stored, MemoryMarshal.Cast<byte, double>(rows));
    }

    /// <summary>Rounds after the product and after the sum, as NumPy's two steps do; a factor of 1 and an offset of 0 are no
    /// step.</summary>
    private void ScaleTo32(ReadOnlySpan<byte> stored, Span<float> values)
    {
        (float scale, float zero) = ((float)_scale, (float)_zero);
        for (int i = 0; i < values.Length; i++)
        {
            float number = BitPix switch
            {
                8 => stored[i],
                16 => MemoryMarshal.Read<short>(stored[(2 * i)..]),
                _ => MemoryMarshal.Read<float>(stored[(4 * i)..]),
            };
            float product = _scale == 1 ? number : number * scale;
            values[i] = BitPix > 0 && _blank == (long)number ? float.NaN : _zero == 0 ? product : product + zero;
        }
    }

    private void ScaleTo64(ReadOnlySpan<byte> stored, Span<double> values)
    {
        for (int i = 0; i < values.Length; i++)
        {
            long whole = BitPix switch
            {
                32 => MemoryMarshal.Read<int>(stored[(4 * i)..]),
                64 => MemoryMarshal.Read<long>(stored[(8 * i)..]),
                _ => 0,
            };
            double number = BitPix < 0 ? MemoryMarshal.Read<double>(stored[(8 * i)..]) : whole;
            double product = _scale == 1 ? number : number * _scale;
            values[i] = BitPix > 0 && _blank == whole ? double.NaN : _zero == 0 ? product : product + _zero;
        }
    }
}
