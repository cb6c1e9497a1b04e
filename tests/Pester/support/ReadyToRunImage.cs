using System;
using System.IO;
using System.Linq;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace HeatmapPS.Tests;

/// <summary>Finds a method's machine code in an assembly that was compiled ahead of time, for whatever system it is.</summary>
/// <remarks>The layout is that of the runtime's "ReadyToRun file format" document: a header named by the CLI header, with a table of
/// entry points by method (a sparse array) and a table of functions.</remarks>
public sealed class ReadyToRunImage : IDisposable
{
    private const uint Signature = 0x00525452;
    private const int FunctionTable = 102, EntryPoints = 103;

    private readonly PEReader _image;
    private readonly byte[] _bytes;

    public ReadyToRunImage(string path)
    {
        _bytes = File.ReadAllBytes(path);
        _image = new PEReader(new MemoryStream(_bytes));
    }

    /// <summary>Whether there is machine code in it.</summary>
    public bool IsCompiled => _image.PEHeaders.CorHeader!.ManagedNativeHeaderDirectory.Size > 0;

    /// <summary>What a method without parameters returns if it is compiled to a constant bool; null when its code does more.</summary>
    public bool? ConstantOf(string type, string method)
    {
        byte[] code = CodeOf(type, method);
        return IsX64(_image.PEHeaders.CoffHeader.Machine) ? X64Constant(code) : Arm64Constant(code);
    }

    public void Dispose() => _image.Dispose();

    // Images for other systems than Windows have the machine's number mixed with the system's.
    private static bool IsX64(Machine machine) =>
        new[] { 0, 0x7B79, 0x4644, 0xADC4, 0x1993 }.Any(system => ((ushort)machine ^ system) == 0x8664);

    private static bool? X64Constant(byte[] code)
    {
        ReadOnlySpan<byte> text = code;
        return text.StartsWith(new byte[] { 0xB8, 1, 0, 0, 0, 0xC3 }) ? true : text.StartsWith(new byte[] { 0x33, 0xC0, 0xC3 })
            ? false
            : null;
    }

    private static bool? Arm64Constant(byte[] code)
    {
        // mov w0, #1 or mov w0, #0 (also written as a copy of the zero register), between the frame's set-up and ret.
        for (int at = 0; at + 4 <= code.Length && at < 32; at += 4)
        {
            switch (BitConverter.ToUInt32(code, at))
            {
                case 0x52800020: return true;
                case 0x52800000 or 0x2A1F03E0: return false;
                case 0xD65F03C0: return null;
            }
        }

        return null;
    }

    private byte[] CodeOf(string type, string method)
    {
        int header = At(_image.PEHeaders.CorHeader!.ManagedNativeHeaderDirectory.RelativeVirtualAddress);
        if (BitConverter.ToUInt32(_bytes, header) != Signature)
            throw new InvalidDataException("no ReadyToRun header");
        (int functions, _) = Section(header, FunctionTable);
        (int entryPoints, _) = Section(header, EntryPoints);
        int entry = EntryOf(entryPoints, RowOf(type, method) - 1);
        _ = Unsigned(entry, out uint id);
        int function = (int)((id & 1) != 0 ? id >> 2 : id >> 1);
        int stride = IsX64(_image.PEHeaders.CoffHeader.Machine) ? 12 : 8;
        int code = At(BitConverter.ToInt32(_bytes, functions + (function * stride)));
        return _bytes[code..Math.Min(code + 64, _bytes.Length)];
    }

    private int RowOf(string type, string method)
    {
        MetadataReader metadata = _image.GetMetadataReader();
        TypeDefinition definition = metadata.TypeDefinitions.Select(metadata.GetTypeDefinition)
            .Single(found => metadata.GetString(found.Namespace) + "." + metadata.GetString(found.Name) == type);
        return MetadataTokens.GetRowNumber(definition.GetMethods()
            .Single(handle => metadata.GetString(metadata.GetMethodDefinition(handle).Name) == method));
    }

    private (int Start, int Size) Section(int header, int kind)
    {
        int count = BitConverter.ToInt32(_bytes, header + 12);
        for (int i = 0; i < count; i++)
        {
            int at = header + 16 + (i * 12);
            if (BitConverter.ToInt32(_bytes, at) == kind)
                return (At(BitConverter.ToInt32(_bytes, at + 4)), BitConverter.ToInt32(_bytes, at + 8));
        }

        throw new InvalidDataException($"no section {kind}");
    }

    // The sparse array: blocks of 16 entries, each a binary tree whose nodes tell which halves are there.
    private int EntryOf(int array, int index)
    {
        int start = Unsigned(array, out uint header);
        int width = (int)(header & 3);
        int block = index / 16;
        int offset = width switch
        {
            0 => _bytes[start + block],
            1 => BitConverter.ToUInt16(_bytes, start + (2 * block)),
            _ => BitConverter.ToInt32(_bytes, start + (4 * block)),
        };
        int at = start + offset;
        for (int bit = 8; bit > 0; bit >>= 1)
        {
            int next = Unsigned(at, out uint node);
            if ((index & bit) != 0)
            {
                if ((node & 2) != 0)
                {
                    at += (int)(node >> 2);
                    continue;
                }
            }
            else if ((node & 1) != 0)
            {
                at = next;
                continue;
            }

            if ((node & 3) == 0 && (node >> 2) == (index & (bit - 1)))
            {
                at = next;
                break;
            }

            throw new InvalidDataException("the method was not compiled");
        }

        return at;
    }

    // Numbers of one to five bytes, the length in the low bits of the first.
    private int Unsigned(int at, out uint value)
    {
        uint first = _bytes[at];
        if ((first & 1) == 0)
        {
            value = first >> 1;
            return at + 1;
        }

        if ((first & 2) == 0)
        {
            value = (first >> 2) | ((uint)_bytes[at + 1] << 6);
            return at + 2;
        }

        if ((first & 4) == 0)
        {
            value = (first >> 3) | ((uint)_bytes[at + 1] << 5) | ((uint)_bytes[at + 2] << 13);
            return at + 3;
        }

        if ((first & 8) == 0)
        {
            value = BitConverter.ToUInt32(_bytes, at) >> 4;
            return at + 4;
        }

        value = BitConverter.ToUInt32(_bytes, at + 1);
        return at + 5;
    }

    private int At(int address)
    {
        SectionHeader section = _image.PEHeaders.SectionHeaders[_image.PEHeaders.GetContainingSectionIndex(address)];
        return address - section.VirtualAddress + section.PointerToRawData;
    }
}
