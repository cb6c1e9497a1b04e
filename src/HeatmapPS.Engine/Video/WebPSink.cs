using System.Buffers.Binary;
using HeatmapPS.Engine.Formats;
using HeatmapPS.Engine.Formats.Vips;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Pixels;
using HeatmapPS.Engine.Rendering;

namespace HeatmapPS.Engine.Video;

/// <summary>Writes an animated WebP: each frame is compressed by libvips on its own, several at once, and put into the container
/// here, so that memory does not grow with their number.</summary>
/// <remarks>Chunks VP8X, ANIM and ANMF as in RFC 9649, 2.7.</remarks>
internal sealed class WebPSink : IFrameSink
{
    private const int MaxSide = 16_383;
    private const byte AnimationFlag = 0x02;
    private const byte AlphaFlag = 0x10;

    /// <summary>Flags of a frame: it replaces what was there, and stays.</summary>
    private const byte ReplaceFlag = 0x02;

    private readonly VideoSettings _settings;
    private readonly (int Width, int Height) _size;
    private readonly bool _alpha;
    private FileStream? _file;
    private long _frame;

    public WebPSink(VideoSettings settings, ImageObject first)
    {
        if (first.Width > MaxSide || first.Height > MaxSide)
            throw CodecErrors.SideTooLong("WEBP", first.Width, first.Height, MaxSide);
        _settings = settings;
        _size = (first.Width, first.Height);
        _alpha = first is Heatmap heatmap ? heatmap.HasAlpha : ((Raster)first).HasAlpha;
        EncodeOptions options = OptionsOf(first);
        Notes = [options.IsLossless(Describe(first))
            ? "Lossless WebP."
            : FormattableString.Invariant($"Lossy WebP with quality {options.Quality}; 100 is lossless.")];
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Notes { get; }

    /// <inheritdoc/>
    public FrameData Encode(ImageObject frame, CancellationToken cancellationToken)
    {
        using var file = new MemoryStream();
        using (RowReader rows = FrameColors.Open(frame, _alpha))
        {
            VipsEncoder.WebP().Encode(rows, Describe(frame), null, OptionsOf(frame), file, cancellationToken);
        }

        return PickChunks(file.GetBuffer().AsSpan(0, (int)file.Length));
    }

    private RasterMetadata Describe(ImageObject frame) => new()
    {
        ColorModel = ColorModel.Rgb,
        HasAlpha = _alpha,
        BitDepth = 8,
        HasMapColors = frame is Heatmap || ((Raster)frame).Metadata.HasMapColors,
    };

    private EncodeOptions OptionsOf(ImageObject frame) =>
        new() { Quality = _settings.Quality ?? (Describe(frame).HasMapColors ? null : VideoSettings.DefaultQuality) };

    /// <inheritdoc/>
    public void Open(string path)
    {
        _file = new FileStream(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 1 << 16);
        Span<byte> start = stackalloc byte[12 + 18 + 14];
        "RIFF\0\0\0\0WEBPVP8X"u8.CopyTo(start);
        BinaryPrimitives.WriteInt32LittleEndian(start[16..], 10);
        start[20] = (byte)(AnimationFlag | (_alpha ? AlphaFlag : 0));
        start[21..24].Clear();
        Write24(start[24..], _size.Width - 1);
        Write24(start[27..], _size.Height - 1);
        "ANIM"u8.CopyTo(start[30..]);
        BinaryPrimitives.WriteInt32LittleEndian(start[34..], 6);
        start[38..42].Clear();
        BinaryPrimitives.WriteUInt16LittleEndian(start[42..], (ushort)Math.Min(_settings.Loop, ushort.MaxValue));
        _file.Write(start);
    }

    /// <inheritdoc/>
    public void Write(FrameData frame, CancellationToken cancellationToken)
    {
        using (frame)
        {
            Span<byte> header = stackalloc byte[24];
            "ANMF"u8.CopyTo(header);
            BinaryPrimitives.WriteInt32LittleEndian(header[4..], 16 + frame.Span.Length);
            header[8..14].Clear();
            Write24(header[14..], _size.Width - 1);
            Write24(header[17..], _size.Height - 1);
            FrameRate rate = _settings.FrameRate;
            Write24(header[20..], (int)Math.Min(rate.TimeOf(_frame + 1, 1000) - rate.TimeOf(_frame, 1000), 0xFFFFFF));
            header[23] = ReplaceFlag;
            _frame++;
            _file!.Write(header);
            _file.Write(frame.Span);
        }
    }

    /// <inheritdoc/>
    public void Finish(CancellationToken cancellationToken)
    {
        long length = _file!.Length - 8;
        if (length > uint.MaxValue - 1)
            throw ImageErrors.OutputFormatNotSupported("WEBP", $"the format allows at most 4 GB, and the frames have {length:N0} bytes");
        _file.Position = 4;
        Span<byte> size = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(size, (uint)length);
        _file.Write(size);
        _file.Flush();
    }

    /// <inheritdoc/>
    public void Dispose() => _file?.Dispose();

    /// <summary>The chunks of a still picture that make a frame: ALPH, VP8 and VP8L.</summary>
    private static FrameData PickChunks(ReadOnlySpan<byte> still)
    {
        using var chunks = new PooledStream(still.Length);
        for (int at = 12; at + 8 <= still.Length;)
        {
            int length = BinaryPrimitives.ReadInt32LittleEndian(still[(at + 4)..]);
            int whole = Math.Min(8 + length + (length & 1), still.Length - at);
            ReadOnlySpan<byte> type = still.Slice(at, 4);
            if (type.SequenceEqual("ALPH"u8) || type.SequenceEqual("VP8 "u8) || type.SequenceEqual("VP8L"u8))
                chunks.Write(still.Slice(at, whole));
            at += whole;
        }

        return FrameData.Copy(chunks.Written);
    }

    private static void Write24(Span<byte> target, int value)
    {
        target[0] = (byte)value;
        target[1] = (byte)(value >> 8);
        target[2] = (byte)(value >> 16);
    }
}
