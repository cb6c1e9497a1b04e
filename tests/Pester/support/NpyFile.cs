using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;

namespace HeatmapPS.Tests;

/// <summary>Reads and writes NumPy's .npy, apart from the module's own code.</summary>
public sealed class NpyFile
{
    private static readonly Dictionary<string, Type> s_types = new()
    {
        ["b1"] = typeof(byte), ["u1"] = typeof(byte), ["i1"] = typeof(sbyte), ["u2"] = typeof(ushort), ["i2"] = typeof(short),
        ["u4"] = typeof(uint), ["i4"] = typeof(int), ["u8"] = typeof(ulong), ["i8"] = typeof(long), ["f2"] = typeof(Half),
        ["f4"] = typeof(float), ["f8"] = typeof(double),
    };

    /// <summary>The dtype as stored, such as &lt;u2.</summary>
    public string DType { get; private set; } = "";

    public int[] Shape { get; private set; } = [];

    public bool FortranOrder { get; private set; }

    /// <summary>The numbers in file order, a flat array of the dtype's .NET type (bool as byte, half as float).</summary>
    public Array Data { get; private set; } = Array.Empty<byte>();

    public static NpyFile Read(string path) => Parse(File.ReadAllBytes(path));

    public static NpyFile Parse(byte[] bytes)
    {
        if (bytes.Length < 10 || bytes[0] != 0x93 || Encoding.ASCII.GetString(bytes, 1, 5) != "NUMPY")
            throw new InvalidDataException("not an .npy file");
        int start = bytes[6] == 1 ? 10 : 12;
        int length = bytes[6] == 1 ? BitConverter.ToUInt16(bytes, 8) : BitConverter.ToInt32(bytes, 8);
        string header = Encoding.UTF8.GetString(bytes, start, length);
        if ((start + length) % 16 != 0)
            throw new InvalidDataException("the data is not aligned");
        var file = new NpyFile
        {
            DType = Regex.Match(header, "'descr': '([^']+)'").Groups[1].Value,
            FortranOrder = header.Contains("'fortran_order': True", StringComparison.Ordinal),
            Shape = Regex.Match(header, @"'shape': \(([^)]*)\)").Groups[1].Value
                .Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(int.Parse).ToArray(),
        };
        Type type = s_types[file.DType[1..]];
        int count = file.Shape.Aggregate(1, (a, b) => checked(a * b));
        int size = file.DType[^1] - '0';
        byte[] data = bytes[(start + length)..];
        if (data.Length != count * size)
            throw new InvalidDataException($"expected {count * size} bytes of data, but got {data.Length}");
        if (file.DType[0] == '>')
        {
            for (int i = 0; i < count; i++)
                Array.Reverse(data, i * size, size);
        }

        if (type == typeof(Half))
        {
            file.Data = Array.ConvertAll(MemoryMarshal.Cast<byte, Half>(data).ToArray(), value => (float)value);
            return file;
        }

        file.Data = Array.CreateInstance(type, count);
        Buffer.BlockCopy(data, 0, file.Data, 0, data.Length);
        return file;
    }

    /// <summary>Writes a flat or rectangular array of numbers with the shape given (or its own).</summary>
    public static void Write(string path, Array data, int[] shape = null, bool bigEndian = false, bool fortranOrder = false)
    {
        shape ??= Enumerable.Range(0, data.Rank).Select(data.GetLength).ToArray();
        Type type = data.GetType().GetElementType()!;
        int size = Marshal.SizeOf(type);
        string name = s_types.Last(t => t.Value == type).Key;
        string header = $"{{'descr': '{(size == 1 ? '|' : bigEndian ? '>' : '<')}{name}', 'fortran_order': {fortranOrder}, 'shape': ({string.Join(", ", shape)}{(shape.Length == 1 ? "," : "")}), }}";
        header = header.PadRight(((header.Length + 11 + 63) / 64 * 64) - 11) + "\n";
        var bytes = new byte[Buffer.ByteLength(data)];
        Buffer.BlockCopy(data, 0, bytes, 0, bytes.Length);
        for (int i = 0; bigEndian && i < bytes.Length; i += size)
            Array.Reverse(bytes, i, size);
        using var writer = new BinaryWriter(File.Create(path));
        writer.Write([0x93, .. "NUMPY"u8, 1, 0]);
        writer.Write((ushort)header.Length);
        writer.Write(Encoding.ASCII.GetBytes(header));
        writer.Write(bytes);
    }
}
