using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using ArmCrc = System.Runtime.Intrinsics.Arm.Crc32;

namespace HeatmapPS.Engine.Formats.Png;

/// <summary>The CRC-32 of PNG chunks (ISO 3309, reflected polynomial EDB88320).</summary>
/// <remarks>
/// Carry-less multiplication on x64 (V. Gopal et al., "Fast CRC computation for generic polynomials using PCLMULQDQ", Intel
/// 2009), the CRC instructions on Arm, eight tables of bytes elsewhere.
/// </remarks>
internal static class Crc32
{
    private const uint Polynomial = 0xEDB88320;

    private static readonly uint[] s_tables = MakeTables();

    /// <summary>CRC of a whole message.</summary>
    public static uint Compute(ReadOnlySpan<byte> data) => ~Update(uint.MaxValue, data);

    /// <summary>CRC of a chunk's type and data.</summary>
    public static uint Compute(ReadOnlySpan<byte> type, ReadOnlySpan<byte> data) => ~Update(Update(uint.MaxValue, type), data);

    /// <summary>Runs more data into a register that starts as all ones; the CRC is its complement.</summary>
    public static uint Update(uint register, ReadOnlySpan<byte> data)
    {
        if (ArmCrc.Arm64.IsSupported) return UpdateArm(register, data);
        if (Pclmulqdq.IsSupported && data.Length >= 128)
        {
            register = Fold(register, data, out int used);
            data = data[used..];
        }

        return UpdateTables(register, data);
    }

    private static uint UpdateArm(uint register, ReadOnlySpan<byte> data)
    {
        ReadOnlySpan<ulong> words = MemoryMarshal.Cast<byte, ulong>(data);
        foreach (ulong word in words) register = ArmCrc.Arm64.ComputeCrc32(register, word);
        foreach (byte value in data[(words.Length * 8)..]) register = ArmCrc.ComputeCrc32(register, value);
        return register;
    }

    private static uint UpdateTables(uint register, ReadOnlySpan<byte> data)
    {
        ReadOnlySpan<uint> tables = s_tables;
        while (data.Length >= 8)
        {
            uint low = BinaryPrimitives.ReadUInt32LittleEndian(data) ^ register;
            uint high = BinaryPrimitives.ReadUInt32LittleEndian(data[4..]);
            register = tables[0x700 + (int)(low & 255)] ^ tables[0x600 + (int)((low >> 8) & 255)]
                ^ tables[0x500 + (int)((low >> 16) & 255)] ^ tables[0x400 + (int)(low >> 24)]
                ^ tables[0x300 + (int)(high & 255)] ^ tables[0x200 + (int)((high >> 8) & 255)]
                ^ tables[0x100 + (int)((high >> 16) & 255)] ^ tables[(int)(high >> 24)];
            data = data[8..];
        }

        foreach (byte value in data) register = (register >> 8) ^ tables[(int)((register ^ value) & 255)];
        return register;
    }

    /// <summary>Folds the data, 64 bytes a step, into 16 bytes with the same remainder.</summary>
    private static uint Fold(uint register, ReadOnlySpan<byte> data, out int used)
    {
        // x^(512±32) and x^(128±32) modulo the polynomial, reflected, as the paper lists them.
        var by64 = Vector128.Create(0x1_5444_2BD4UL, 0x1_C6E4_1596UL);
        var by16 = Vector128.Create(0x1_7519_97D0UL, 0x0_CCAA_009EUL);
        ref byte start = ref MemoryMarshal.GetReference(data);
        Vector128<ulong> a = Load(ref start, 0) ^ Vector128.CreateScalar(register).AsUInt64();
        Vector128<ulong> b = Load(ref start, 16);
        Vector128<ulong> c = Load(ref start, 32);
        Vector128<ulong> d = Load(ref start, 48);
        int at = 64;
        for (; at <= data.Length - 64; at += 64)
        {
            a = Multiply(a, by64) ^ Load(ref start, at);
            b = Multiply(b, by64) ^ Load(ref start, at + 16);
            c = Multiply(c, by64) ^ Load(ref start, at + 32);
            d = Multiply(d, by64) ^ Load(ref start, at + 48);
        }

        b ^= Multiply(a, by16);
        c ^= Multiply(b, by16);
        d ^= Multiply(c, by16);
        used = at;
        return UpdateTables(0, MemoryMarshal.AsBytes(new ReadOnlySpan<Vector128<ulong>>(in d)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<ulong> Load(ref byte start, int offset) => Vector128.LoadUnsafe(ref start, (nuint)offset).AsUInt64();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<ulong> Multiply(Vector128<ulong> value, Vector128<ulong> factors) =>
        Pclmulqdq.CarrylessMultiply(value, factors, 0x00) ^ Pclmulqdq.CarrylessMultiply(value, factors, 0x11);

    private static uint[] MakeTables()
    {
        uint[] tables = new uint[8 * 256];
        for (uint i = 0; i < 256; i++)
        {
            uint value = i;
            for (int bit = 0; bit < 8; bit++) value = (value >> 1) ^ ((value & 1) * Polynomial);
            tables[i] = value;
        }

        for (int i = 256; i < tables.Length; i++) tables[i] = (tables[i - 256] >> 8) ^ tables[tables[i - 256] & 255];
        return tables;
    }
}
