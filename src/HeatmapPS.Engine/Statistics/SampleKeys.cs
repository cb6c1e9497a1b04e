using HeatmapPS.Engine.Pixels;

namespace HeatmapPS.Engine.Statistics;

/// <summary>Unsigned integers that sort as the samples do, so that ranks can be found by histograms of their bits.</summary>
/// <remarks>Integers are shifted by their type's minimum. A float's bits already sort as magnitudes; the sign bit is
/// flipped for positive numbers and all bits for negative ones.</remarks>
internal static class SampleKeys
{
    /// <summary>Bits of a key of this type: 8, 16, 32 or 64.</summary>
    public static int Bits(SampleType type) => type.Size * 8;

    /// <summary>Key of a finite value of the type.</summary>
    public static ulong FromValue(double value, SampleType type)
    {
        switch (type)
        {
            case SampleType.Float32:
                uint single = BitConverter.SingleToUInt32Bits((float)value);
                return (single & 0x8000_0000) != 0 ? ~single : single | 0x8000_0000;
            case SampleType.Float64:
                ulong bits = BitConverter.DoubleToUInt64Bits(value);
                return (bits & 0x8000_0000_0000_0000) != 0 ? ~bits : bits | 0x8000_0000_0000_0000;
            default:
                return (ulong)((long)value - (long)type.MinValue);
        }
    }

    /// <summary>The value a key stands for.</summary>
    public static double ToValue(ulong key, SampleType type)
    {
        switch (type)
        {
            case SampleType.Float32:
                return BitConverter.UInt32BitsToSingle((key & 0x8000_0000) != 0 ? (uint)key & 0x7FFF_FFFF : ~(uint)key);
            case SampleType.Float64:
                return BitConverter.UInt64BitsToDouble((key & 0x8000_0000_0000_0000) != 0 ? key & 0x7FFF_FFFF_FFFF_FFFF : ~key);
            default:
                return (long)key + type.MinValue;
        }
    }
}
