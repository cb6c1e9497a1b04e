using System.Buffers.Binary;
using System.Globalization;
using HeatmapPS.Engine.Codecs;
using HeatmapPS.Engine.Codecs.Png;
using HeatmapPS.Engine.Imaging;
using HeatmapPS.Engine.Rendering;

namespace HeatmapPS.Engine.Video;

/// <summary>Writes an animated PNG, exactly: with a palette where a heatmap has at most 256 colours, else in RGB(A) of 8 bits.</summary>
/// <remarks>Chunks acTL, fcTL and fdAT as in PNG, third edition, 11.3.6. Every frame replaces the whole picture.</remarks>
internal sealed class ApngSink : IFrameSink
{
    private const int ControlPosition = 8 + 25;

    private readonly VideoSettings _settings;
    private readonly RasterLayout _layout;
    private readonly FramePalette? _palette;
    private readonly IndexRows? _indices;
    private readonly PngRowCompressor _compressor;
    private readonly bool _alpha;
    private FileStream? _file;
    private uint _sequence;
    private uint _frames;

    public ApngSink(VideoSettings settings, ImageObject first)
    {
        _settings = settings;
        _palette = first is Heatmap heatmap ? FramePalette.Exact(heatmap) : null;
        _indices = _palette is null ? null : new IndexRows(_palette, "APNG");
        _alpha = first is Heatmap map ? map.HasAlpha : ((Raster)first).HasAlpha;
        _layout = new RasterLayout(first.Width, first.Height, _palette is not null ? 1 : _alpha ? 4 : 3, SampleType.UInt8);
        _compressor = PngRowCompressor.For(_layout, _palette is not null, ImageCompression.Default);
        Notes = [string.Create(CultureInfo.InvariantCulture, $"APNG {(_palette is null ? _alpha ? "in RGBA" : "in RGB" : $"with one palette of {_palette.Palette.Colors.Length} colours")}.")];
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Notes { get; }

    /// <inheritdoc/>
    public FrameData Encode(ImageObject frame, CancellationToken cancellationToken)
    {
        using var strip = new Strip(checked(_layout.RowBytes * (_layout.Height + 1)));
        strip.Reset(0, _layout.Height, _layout.RowBytes, _layout.RowBytes, isLast: true);
        strip.RowsWithLead[.._layout.RowBytes].Clear();
        if (_indices is not null)
        {
            using var indices = new FrameData(strip.ByteCount);
            _indices.Read(frame, indices.Memory, cancellationToken);
            indices.Span.CopyTo(strip.Rows);
        }
        else
        {
            using RowReader rows = FrameColors.Open(frame, _alpha);
            rows.Read(strip.Rows);
        }

        _compressor.Compress(strip);
        return FrameData.Copy(strip.Output.Written);
    }

    /// <inheritdoc/>
    public void Open(string path)
    {
        _file = new FileStream(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 1 << 16);
        _file.Write(PngChunks.Signature);
        PngColorType type = _palette is not null ? PngColorType.Palette : _alpha ? PngColorType.Rgba : PngColorType.Rgb;
        PngChunks.WriteHeader(_file, _layout.Width, _layout.Height, 8, type);
        WriteControl();
        if (_palette is not null)
            PngChunks.WritePalette(_file, _palette.Palette);
    }

    /// <inheritdoc/>
    public void Write(FrameData frame, CancellationToken cancellationToken)
    {
        using (frame)
        {
            WriteFrameControl();
            if (_frames++ == 0)
            {
                PngChunks.Write(_file!, "IDAT"u8, frame.Span);
                return;
            }

            using var data = new FrameData(frame.Span.Length + 4);
            BinaryPrimitives.WriteUInt32BigEndian(data.Span, _sequence++);
            frame.Span.CopyTo(data.Span[4..]);
            PngChunks.Write(_file!, "fdAT"u8, data.Span);
        }
    }

    /// <inheritdoc/>
    public void Finish(CancellationToken cancellationToken)
    {
        PngChunks.Write(_file!, "IEND"u8, []);
        _file!.Position = ControlPosition;
        WriteControl();
        _file.Flush();
    }

    /// <inheritdoc/>
    public void Dispose() => _file?.Dispose();

    /// <summary>The number of frames is known at the end only, so that this is written twice.</summary>
    private void WriteControl()
    {
        Span<byte> data = stackalloc byte[8];
        BinaryPrimitives.WriteUInt32BigEndian(data, _frames);
        BinaryPrimitives.WriteUInt32BigEndian(data[4..], (uint)_settings.Loop);
        PngChunks.Write(_file!, "acTL"u8, data);
    }

    private void WriteFrameControl()
    {
        Span<byte> data = stackalloc byte[26];
        BinaryPrimitives.WriteUInt32BigEndian(data, _sequence++);
        BinaryPrimitives.WriteInt32BigEndian(data[4..], _layout.Width);
        BinaryPrimitives.WriteInt32BigEndian(data[8..], _layout.Height);
        data[12..20].Clear();
        (ushort numerator, ushort denominator) = Delay();
        BinaryPrimitives.WriteUInt16BigEndian(data[20..], numerator);
        BinaryPrimitives.WriteUInt16BigEndian(data[22..], denominator);
        data[24] = 0;
        data[25] = 0;
        PngChunks.Write(_file!, "fcTL"u8, data);
    }

    /// <summary>Seconds a frame is shown: the exact fraction where it fits 16 bits, else milliseconds that add up.</summary>
    private (ushort Numerator, ushort Denominator) Delay()
    {
        FrameRate rate = _settings.FrameRate;
        if (rate.Numerator <= ushort.MaxValue && rate.Denominator <= ushort.MaxValue)
            return ((ushort)rate.Denominator, (ushort)rate.Numerator);
        long milliseconds = rate.TimeOf(_frames + 1, 1000) - rate.TimeOf(_frames, 1000);
        return ((ushort)Math.Min(milliseconds, ushort.MaxValue), 1000);
    }
}
