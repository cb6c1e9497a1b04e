using System.Buffers.Binary;
using HeatmapPS.Engine.Color;
using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Pixels;

namespace HeatmapPS.Engine.Formats.Gif;

/// <summary>Writes GIF89a with one exact global palette, and exact ones of frames that have other colours: one frame or many.</summary>
/// <remarks>
/// An animation compresses frames on several threads (<see cref="LzwCompressor"/>, each into its own <see cref="PooledStream"/>)
/// and hands them on in order. Entries with alpha 0 share the first such entry, GIF's one transparent index; GIF knows no
/// partial transparency, so any other entry is opaque.
/// </remarks>
internal sealed class GifWriter : IDisposable
{
    private readonly Stream _output;
    private readonly int _width;
    private readonly int _height;
    private readonly bool _hasAlpha;
    private readonly byte[] _indexMap = new byte[256];
    private readonly PooledStream _scratch = new(1 << 16);

    /// <summary>Writes the start of a file.</summary>
    /// <param name="output">An empty stream.</param>
    /// <param name="width">Columns, 1 to 65535.</param>
    /// <param name="height">Rows, 1 to 65535.</param>
    /// <param name="palette">The colours.</param>
    /// <param name="repeatCount">How often an animation is shown: 0 for ever, n times, or null for a still image.</param>
    /// <exception cref="HeatmapException">FormatNotSupported when the size is beyond GIF's.</exception>
    public GifWriter(Stream output, int width, int height, Palette palette, int? repeatCount)
    {
        if (width > ushort.MaxValue || height > ushort.MaxValue)
        {
            throw ImageErrors.OutputFormatNotSupported("GIF",
                $"the format allows at most 65535 x 65535 pixels, and the image has {width} x {height}");
        }

        _output = output;
        _width = width;
        _height = height;
        _hasAlpha = palette.HasAlpha;
        IndexBits = IndexBitsOf(palette);
        TransparentIndex = TransparentIndexOf(palette);
        for (int i = 0; i < 256; i++)
        {
            int index = Math.Min(i, palette.Colors.Length - 1);
            _indexMap[i] = TransparentIndex is { } transparent && palette.Colors[index].A == 0 ? (byte)transparent : (byte)index;
        }

        WriteStart(palette);
        if (repeatCount is { } count) WriteRepeat(count);
    }

    /// <summary>Bits an index takes: what <see cref="LzwCompressor.Start"/> needs.</summary>
    public int IndexBits { get; }

    /// <summary>The index shown as nothing, or null.</summary>
    public int? TransparentIndex { get; }

    /// <summary>Bits an index of a palette takes.</summary>
    public static int IndexBitsOf(Palette palette) => Math.Max(1, 32 - int.LeadingZeroCount(palette.Colors.Length - 1));

    /// <summary>The index of a palette that is shown as nothing, or null.</summary>
    public static int? TransparentIndexOf(Palette palette) => palette.HasAlpha ? FirstTransparent(palette) : null;

    /// <summary>Replaces, in place, indices of transparent colours by the one that GIF can name, and those beyond the palette
    /// by its last.</summary>
    public void MapIndices(Span<byte> indices)
    {
        ReadOnlySpan<byte> map = _indexMap;
        for (int i = 0; i < indices.Length; i++) indices[i] = map[indices[i]];
    }

    /// <summary>Adds a frame.</summary>
    /// <param name="indices">Its indices, mapped by <see cref="MapIndices"/>: as many as the image has pixels.</param>
    /// <param name="delay">Hundredths of a second it is shown.</param>
    /// <param name="compressor">Working memory.</param>
    public void AddFrame(ReadOnlySpan<byte> indices, int delay, LzwCompressor compressor)
    {
        if (indices.Length != _width * (long)_height) throw new ArgumentException("Expected as many indices as pixels.", nameof(indices));
        _scratch.Clear();
        compressor.Start(_scratch, IndexBits);
        compressor.Write(indices, _scratch);
        compressor.Finish(_scratch);
        AddCompressedFrame(_scratch.Written, delay);
    }

    /// <summary>Adds a frame that is compressed already.</summary>
    /// <param name="data">What an <see cref="LzwCompressor"/> made of it, from start to finish.</param>
    /// <param name="delay">Hundredths of a second it is shown.</param>
    /// <param name="own">The colours of this frame alone, or null for the file's. All palettes of a file have alpha, or none.</param>
    public void AddCompressedFrame(ReadOnlySpan<byte> data, int delay, Palette? own = null)
    {
        BeginFrame(delay, own);
        _output.Write(data);
    }

    /// <summary>Writes what comes before a frame's data; the caller then writes the data itself, in pieces.</summary>
    /// <param name="delay">Hundredths of a second it is shown; 0 for a still image.</param>
    /// <param name="own">The colours of this frame alone, or null for the file's.</param>
    public void BeginFrame(int delay, Palette? own = null)
    {
        Span<byte> bytes = stackalloc byte[18 + 768];
        int? transparent = own is null ? TransparentIndex : TransparentIndexOf(own);

        // Graphic control: frames of a transparent animation are cleared before the next (disposal 2), else they stay.
        bytes[0] = 0x21;
        bytes[1] = 0xF9;
        bytes[2] = 4;
        bytes[3] = (byte)((_hasAlpha ? 0x08 : 0x04) | (transparent is null ? 0 : 0x01));
        BinaryPrimitives.WriteUInt16LittleEndian(bytes[4..], (ushort)Math.Clamp(delay, 0, ushort.MaxValue));
        bytes[6] = (byte)(transparent ?? 0);
        bytes[7] = 0;
        bytes[8] = 0x2C;
        bytes[9..13].Clear();
        BinaryPrimitives.WriteUInt16LittleEndian(bytes[13..], (ushort)_width);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes[15..], (ushort)_height);
        bytes[17] = own is null ? (byte)0 : (byte)(0x80 | (IndexBitsOf(own) - 1));
        int tableBytes = own is null ? 0 : WriteTable(own, bytes[18..]);
        _output.Write(bytes[..(18 + tableBytes)]);
    }

    /// <summary>Ends the file.</summary>
    public void Finish() => _output.WriteByte(0x3B);

    public void Dispose() => _scratch.Dispose();

    private static int? FirstTransparent(Palette palette)
    {
        for (int i = 0; i < palette.Colors.Length; i++)
        {
            if (palette.Colors[i].A == 0) return i;
        }

        return null;
    }

    private void WriteStart(Palette palette)
    {
        Span<byte> bytes = stackalloc byte[13 + 768];
        "GIF89a"u8.CopyTo(bytes);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes[6..], (ushort)_width);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes[8..], (ushort)_height);
        bytes[10] = (byte)(0xF0 | (IndexBits - 1));
        bytes[11] = (byte)(TransparentIndex ?? 0);
        bytes[12] = 0;
        _output.Write(bytes[..(13 + WriteTable(palette, bytes[13..]))]);
    }

    /// <summary>Writes a colour table and tells its bytes.</summary>
    private static int WriteTable(Palette palette, Span<byte> target)
    {
        Span<byte> table = target[..(3 << IndexBitsOf(palette))];
        table.Clear();
        for (int i = 0; i < palette.Colors.Length; i++)
        {
            table[3 * i] = palette.Colors[i].R;
            table[(3 * i) + 1] = palette.Colors[i].G;
            table[(3 * i) + 2] = palette.Colors[i].B;
        }

        return table.Length;
    }

    /// <summary>The Netscape extension, whose count is of repetitions after the first showing.</summary>
    private void WriteRepeat(int count)
    {
        if (count == 1) return;
        Span<byte> bytes = stackalloc byte[19];
        bytes[0] = 0x21;
        bytes[1] = 0xFF;
        bytes[2] = 11;
        "NETSCAPE2.0"u8.CopyTo(bytes[3..]);
        bytes[14] = 3;
        bytes[15] = 1;
        BinaryPrimitives.WriteUInt16LittleEndian(bytes[16..], (ushort)Math.Clamp(count == 0 ? 0 : count - 1, 0, ushort.MaxValue));
        bytes[18] = 0;
        _output.Write(bytes);
    }
}
