using System.Globalization;
using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Files;
using HeatmapPS.Engine.Formats.Jpeg;
using HeatmapPS.Engine.Formats.Thermal;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Pixels;

namespace HeatmapPS.Engine.Formats;

/// <summary>A page of a file as a recipe: each use opens the file again, and a file that changed since is an error.</summary>
internal sealed class FileSource : RasterSource
{
    /// <summary>Up to this size a whole image is decoded before anybody would want to stop it.</summary>
    private const long QuickPixels = 1 << 20;

    private readonly IImageDecoder _decoder;
    private readonly DecodeOptions _options;
    private readonly FileStamp _stamp;

    private FileSource(string path, ImageFormat format, IImageDecoder decoder, ImageHeader header, DecodeOptions options, FileStamp stamp)
        : base(header.Layout)
    {
        Path = path;
        Format = format;
        Header = header;
        _decoder = decoder;
        _options = options;
        _stamp = stamp;
    }

    /// <summary>Full path.</summary>
    public string Path { get; }

    /// <summary>Format found by content.</summary>
    public ImageFormat Format { get; }

    /// <summary>Whether the rows are the numbers under the file's picture.</summary>
    public bool IsEmbedded { get; private init; }

    /// <summary>What the file says of the page.</summary>
    public ImageHeader Header { get; }

    /// <inheritdoc/>
    public override bool DecodesWhole => Header.DecodesWhole;

    /// <inheritdoc/>
    public override bool IsCheapToReopen => Format == ImageFormats.Png && Layout.SampleType == SampleType.UInt8 && !IsEmbedded;

    /// <summary>Reads the header of a page.</summary>
    /// <param name="path">Full path of the file.</param>
    /// <param name="page">The page, from 1.</param>
    /// <param name="options">Limits and permissions.</param>
    public static FileSource Create(string path, int page, DecodeOptions options) => Create(path, page, options, decoder: null);

    /// <summary>Takes the numbers under a file's picture as its image.</summary>
    /// <param name="file">The file.</param>
    /// <param name="numbers">What its description says of the numbers.</param>
    /// <param name="options">Limits and permissions.</param>
    public static FileSource CreateEmbedded(EmbeddedFile file, EmbeddedNumbers numbers, DecodeOptions options) =>
        Create(file.Path, 1, options with { Numbers = numbers }, file.NumbersDecoder);

    private static FileSource Create(string path, int page, DecodeOptions options, IImageDecoder? decoder)
    {
        var stamp = FileStamp.Take(path);
        bool isEmbedded = decoder is not null;
        try
        {
            ImageFormat format = ImageFormats.Detect(path);
            if (format == ImageFormats.Jpeg)
                options = options with { Segments = JpegSegments.Read(path) };
            decoder ??= RadiometricRouting.Choose(path, format, options) ?? CodecRegistry.FindDecoder(format)
                ?? throw ImageErrors.FormatNotSupported(path, $"no codec reads {format.Name}");
            ImageHeader header = decoder.ReadHeader(path, format, page, options);
            // A row is held in memory even where the image is not.
            long held = header.DecodesWhole ? header.Layout.PixelCount : header.Layout.Width;
            if (held > options.MaxPixels)
                throw ImageErrors.TooLarge(path, held, options.MaxPixels);
            if (!isEmbedded && CompressionBound.MaxPixels(format, stamp.Length) is { } most && header.Layout.PixelCount > most)
                throw ImageErrors.Corrupt(path, FormattableString.Invariant($"its header has {header.Layout.Width:N0} × {header.Layout.Height:N0} pixels, which do not fit into {stamp.Length:N0} bytes"));
            return new FileSource(path, format, decoder, header, options, stamp) { IsEmbedded = isEmbedded };
        }
        catch (Exception error) when (ReadFault.IsOne(error))
        {
            throw ReadFault.Explain(error, path);
        }
    }

    /// <summary>Throws SourceChanged when the file is not the one whose header was read.</summary>
    public void EnsureUnchanged()
    {
        var now = FileStamp.Take(Path);
        if (now == default)
            throw ImageErrors.NotFound(Path);
        if (now != _stamp)
            throw ImageErrors.SourceChanged(Path);
    }

    public override RowReader Open() => OpenChecked(Layout, () => _decoder.OpenRows(Path, Format, Header, _options));

    /// <inheritdoc/>
    public override RowReader Open(PixelRectangle part) =>
        OpenChecked(Layout with { Width = part.Width, Height = part.Height },
            () => _decoder.OpenPart(Path, Format, Header, part, _options));

    private FileRows OpenChecked(RasterLayout layout, Func<RowReader> open)
    {
        EnsureUnchanged();
        try
        {
            return new FileRows(this, OpenRows(layout, open));
        }
        catch (HeatmapException)
        {
            // Some are decoded whole as they are opened.
            EnsureUnchanged();
            throw;
        }
        catch (Exception error) when (ReadFault.IsOne(error))
        {
            EnsureUnchanged();
            throw ReadFault.Explain(error, Path);
        }
    }

    private RowReader OpenRows(RasterLayout layout, Func<RowReader> open)
    {
        CancellationToken stop = WorkScope.Token;
        return Header.DecodesWhole && stop.CanBeCanceled && Layout.PixelCount > QuickPixels
            ? new AbandonableRows(layout, open, stop)
            : open();
    }

    /// <summary>Checks the file again once the last row is read: pixels of a file replaced in between are not believed.</summary>
    private sealed class FileRows(FileSource owner, RowReader inner) : RowReader(inner.Layout)
    {
        private long _left = inner.Layout.ByteCount;

        public override void Read(Span<byte> destination)
        {
            try
            {
                inner.Read(destination);
            }
            catch (HeatmapException)
            {
                owner.EnsureUnchanged();
                throw;
            }
            catch (Exception error) when (ReadFault.IsOne(error))
            {
                owner.EnsureUnchanged();
                throw ReadFault.Explain(error, owner.Path);
            }

            _left -= destination.Length;
            if (_left == 0)
                owner.EnsureUnchanged();
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                inner.Dispose();
            base.Dispose(disposing);
        }
    }
}

/// <summary>What tells one state of a file from another: which file it is, its length, and its times. Links are followed: the stamp
/// is that of the file to be read, and a link that leads elsewhere is another file.</summary>
/// <param name="Status">Which file of which file system, where the system tells.</param>
/// <param name="Length">Bytes.</param>
/// <param name="Written">Time of the last write, in ticks of UTC.</param>
/// <param name="Created">Time of creation, in ticks of UTC.</param>
internal readonly record struct FileStamp(FileStatus? Status, long Length, long Written, long Created)
{
    /// <summary>Length and time of the last write: what other machines see of the same file in a shared folder.</summary>
    public string Text => string.Create(CultureInfo.InvariantCulture, $"{Length}-{Written}");

    /// <summary>The file's present stamp; default when it does not exist.</summary>
    /// <param name="path">Full path.</param>
    public static FileStamp Take(string path)
    {
        FileInfo info = RealPath.Info(path);
        return info.Exists
            ? new FileStamp(FileStatus.Of(info.FullName), info.Length, info.LastWriteTimeUtc.Ticks, info.CreationTimeUtc.Ticks)
            : default;
    }
}
