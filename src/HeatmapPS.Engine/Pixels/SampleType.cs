namespace HeatmapPS.Engine.Pixels;

/// <summary>The number type of one sample (one band of one pixel).</summary>
public enum SampleType
{
    /// <summary>8-bit unsigned integer, 0..255.</summary>
    UInt8,

    /// <summary>8-bit signed integer, −128..127.</summary>
    Int8,

    /// <summary>16-bit unsigned integer, 0..65535.</summary>
    UInt16,

    /// <summary>16-bit signed integer, −32768..32767.</summary>
    Int16,

    /// <summary>32-bit unsigned integer.</summary>
    UInt32,

    /// <summary>32-bit signed integer.</summary>
    Int32,

    /// <summary>32-bit IEEE 754 floating point.</summary>
    Float32,

    /// <summary>64-bit IEEE 754 floating point.</summary>
    Float64,
}

/// <summary>Facts about sample types.</summary>
public static class SampleTypeExtensions
{
    extension(SampleType type)
    {
        /// <summary>Bytes one sample takes.</summary>
        public int Size => type switch
        {
            SampleType.UInt8 or SampleType.Int8 => 1,
            SampleType.UInt16 or SampleType.Int16 => 2,
            SampleType.Float64 => 8,
            _ => 4,
        };

        /// <summary>Whether the type is floating point.</summary>
        public bool IsFloat => type is SampleType.Float32 or SampleType.Float64;

        /// <summary>Smallest value of an integer type; 0 for floating point, whose display range is 0..1.</summary>
        public double MinValue => type switch
        {
            SampleType.Int8 => sbyte.MinValue,
            SampleType.Int16 => short.MinValue,
            SampleType.Int32 => int.MinValue,
            _ => 0,
        };

        /// <summary>Largest value of an integer type; 1 for floating point, whose display range is 0..1.</summary>
        public double MaxValue => type switch
        {
            SampleType.UInt8 => byte.MaxValue,
            SampleType.Int8 => sbyte.MaxValue,
            SampleType.UInt16 => ushort.MaxValue,
            SampleType.Int16 => short.MaxValue,
            SampleType.UInt32 => uint.MaxValue,
            SampleType.Int32 => int.MaxValue,
            _ => 1,
        };

        /// <summary>The .NET type of one sample.</summary>
        public Type ClrType => type switch
        {
            SampleType.UInt8 => typeof(byte),
            SampleType.Int8 => typeof(sbyte),
            SampleType.UInt16 => typeof(ushort),
            SampleType.Int16 => typeof(short),
            SampleType.UInt32 => typeof(uint),
            SampleType.Int32 => typeof(int),
            SampleType.Float32 => typeof(float),
            _ => typeof(double),
        };
    }
}
