using System.Buffers.Binary;
using HeatmapPS.Engine.Color;
using HeatmapPS.Engine.Formats.Png;

namespace HeatmapPS.Engine.Video;

/// <summary>Writes the chunks of an animated PNG (PNG, third edition, 11.3.6). Every frame replaces the whole picture.</summary>
internal sealed class ApngWriter : IDisposable
{
    private const int ControlPosition = 8 + PngChunks.Overhead + 13;
    private const int PalettePosition = ControlPosition + PngChunks.Overhead + 8;
    private const int FullPalette = 256;

    private readonly FileStream _file;
    private readonly (int Width, int Height) _size;
    private readonly int _loop;
    private readonly Palette? _palette;
    private uint _sequence;
    private uint _frames;

    /// <summary>Writes the start of a file.</summary>
    /// <param name="path">Full path of a file that does not exist yet.</param>
    /// <param name="size">Columns and rows.</param>
    /// <param name="bitDepth">8 or 16.</param>
    /// <param name="type">What the samples mean.</param>
    /// <param name="palette">The colours of indices; room is left for 256 of them.</param>
    /// <param name="loop">How often it is shown; 0 for ever.</param>
    public ApngWriter(string path, (int Width, int Height) size, int bitDepth, PngColorType type, Palette? palette, int loop)
    {
        (_size, _palette, _loop) = (size, palette, loop);
        _file = new FileStream(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Read, 1 << 16);
        _file.Write(PngChunks.Signature);
        PngChunks.WriteHeader(_file, size.Width, size.Height, bitDepth, type);
        WriteControl();
        if (palette is not null)
            WritePalette(palette);
    }

    /// <summary>Adds a frame.</summary>
    /// <param name="data">A zlib stream of its filtered rows.</param>
    /// <param name="delay">Seconds it is shown, as a fraction.</param>
    public void AddFrame(ReadOnlySpan<byte> data, (ushort Numerator, ushort Denominator) delay)
    {
        WriteFrameControl(delay);
        if (_frames++ == 0)
        {
            PngChunks.Write(_file, "IDAT"u8, data);
            return;
        }

        using var numbered = new FrameData(data.Length + 4);
        BinaryPrimitives.WriteUInt32BigEndian(numbered.Span, _sequence++);
        data.CopyTo(numbered.Span[4..]);
        PngChunks.Write(_file, "fdAT"u8, numbered.Span);
    }

    /// <summary>Ends the file.</summary>
    /// <param name="palette">The colours, where there are more now than at the start.</param>
    public void Finish(Palette? palette = null)
    {
        PngChunks.Write(_file, "IEND"u8, []);
        _file.Position = ControlPosition;
        WriteControl();
        if (palette is not null)
        {
            _file.Position = PalettePosition;
            WritePalette(palette);
        }

        _file.Flush();
    }

    /// <summary>Reads the frames written so far, from the first: each one's data and delay.</summary>
    /// <param name="take">Gets them in order.</param>
    public void ReadBack(Action<ReadOnlyMemory<byte>, (ushort Numerator, ushort Denominator)> take)
    {
        _file.Position = PalettePosition;
        Span<byte> header = stackalloc byte[8];
        (ushort Numerator, ushort Denominator) delay = default;
        while (_file.ReadAtLeast(header, 8, throwOnEndOfStream: false) == 8)
        {
            using var chunk = new FrameData(BinaryPrimitives.ReadInt32BigEndian(header) + 4);
            _file.ReadExactly(chunk.Span);
            ReadOnlyMemory<byte> data = chunk.Memory[..^4];
            if (header[4..].SequenceEqual("fcTL"u8))
                delay = (BinaryPrimitives.ReadUInt16BigEndian(data.Span[20..]), BinaryPrimitives.ReadUInt16BigEndian(data.Span[22..]));
            else if (header[4..].SequenceEqual("IDAT"u8))
                take(data, delay);
            else if (header[4..].SequenceEqual("fdAT"u8))
                take(data[4..], delay);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    /// <summary>The number of frames is known at the end only, so that this is written twice.</summary>
    private void WriteControl()
    {
        Span<byte> data = stackalloc byte[8];
        BinaryPrimitives.WriteUInt32BigEndian(data, _frames);
        BinaryPrimitives.WriteUInt32BigEndian(data[4..], (uint)_loop);
        PngChunks.Write(_file, "acTL"u8, data);
    }

    /// <summary>PLTE of 256 entries, and tRNS of as many where the file has alpha: later frames may bring further colours.</summary>
    private void WritePalette(Palette palette)
    {
        Span<byte> colors = stackalloc byte[3 * FullPalette];
        Span<byte> alpha = stackalloc byte[FullPalette];
        colors.Clear();
        alpha.Fill(255);
        for (int i = 0; i < palette.Colors.Length; i++)
        {
            Rgba32 color = palette.Colors[i];
            (colors[3 * i], colors[(3 * i) + 1], colors[(3 * i) + 2], alpha[i]) = (color.R, color.G, color.B, color.A);
        }

        PngChunks.Write(_file, "PLTE"u8, colors);
        if (_palette!.HasAlpha)
            PngChunks.Write(_file, "tRNS"u8, alpha);
    }

    private void WriteFrameControl((ushort Numerator, ushort Denominator) delay)
    {
        Span<byte> data = stackalloc byte[26];
        BinaryPrimitives.WriteUInt32BigEndian(data, _sequence++);
        BinaryPrimitives.WriteInt32BigEndian(data[4..], _size.Width);
        BinaryPrimitives.WriteInt32BigEndian(data[8..], _size.Height);
        data[12..20].Clear();
        BinaryPrimitives.WriteUInt16BigEndian(data[20..], delay.Numerator);
        BinaryPrimitives.WriteUInt16BigEndian(data[22..], delay.Denominator);
        data[24..].Clear();
        PngChunks.Write(_file, "fcTL"u8, data);
    }
}
