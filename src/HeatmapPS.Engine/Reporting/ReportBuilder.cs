using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using HeatmapPS.Engine.Codecs;
using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Files;
using HeatmapPS.Engine.Imaging;
using HeatmapPS.Engine.Rendering;

namespace HeatmapPS.Engine.Reporting;

/// <summary>Makes a report of any number of images. Each image's section is written to a file of its own as the image comes,
/// since what reaches a threshold comes first on the page; memory holds one row of the table an image.</summary>
/// <remarks>Images may be added from several threads.</remarks>
internal sealed class ReportBuilder : IDisposable
{
    /// <summary>Bytes that a field may take in a page whose pictures lie beside it, and in one that holds all.</summary>
    private const long MostFieldBytesBeside = 16L << 20, MostFieldBytesInside = 256L << 20;

    private const string PictureFormat = "0000'.png'";

    private static readonly UTF8Encoding Encoding = new(encoderShouldEmitUTF8Identifier: false);

    private readonly List<ReportEntry> _entries = [];
    private readonly List<ReportFailure> _failures = [];
    private readonly ReportOptions _options;
    private readonly string _path;
    private readonly string _work;
    private readonly string _pictures;
    private volatile HeatmapException? _failure;

    /// <param name="path">Full path of the report. Its folder is created when missing, and holds the temporary files.</param>
    /// <param name="options">What the report says, and how.</param>
    /// <exception cref="HeatmapException">OutputAccessDenied, OutputWriteFailed.</exception>
    public ReportBuilder(string path, ReportOptions options)
    {
        _path = path;
        _options = options;
        string folder = Path.GetDirectoryName(path)!;
        PartialFile.RemoveStale(folder);
        _work = PartialFile.NewPath(folder);
        _pictures = Path.Join(_work, "pictures");
        OutputFaults.Translate(path, () => Directory.CreateDirectory(_pictures));
    }

    /// <summary>Rows of the table so far.</summary>
    public int Count
    {
        get
        {
            lock (_entries)
                return _entries.Count;
        }
    }

    /// <summary>Whether an image could not be written, so that <see cref="Write"/> tells that and no report is made.</summary>
    public bool HasFailed => _failure is not null;

    /// <summary>Folder of the pictures of a report.</summary>
    /// <param name="path">Full path of the report.</param>
    public static string PictureFolder(string path) => Path.Join(Path.GetDirectoryName(path), Path.GetFileNameWithoutExtension(path) + "_files");

    /// <summary>Adds a row without a picture.</summary>
    public void Add(ReportEntry entry)
    {
        lock (_entries)
            _entries.Add(entry);
    }

    /// <summary>Adds an input that is not in the report, for the page to name it.</summary>
    public void Add(ReportFailure failure)
    {
        lock (_entries)
            _failures.Add(failure);
    }

    /// <summary>Adds an image: writes its section.</summary>
    /// <param name="number">Place among the inputs, from 1.</param>
    /// <param name="image">A heatmap or a colour picture.</param>
    /// <param name="progress">Told how far measuring has got, or null.</param>
    /// <param name="cancellationToken">Stops the passes.</param>
    /// <exception cref="HeatmapException">What reading throws. What writing would throw, <see cref="Write"/> does.</exception>
    public void Add(int number, ImageObject image, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        if (HasFailed)
            return;
        ReportSubject subject = ReportSubject.Create(number, image, _options, progress, cancellationToken);
        try
        {
            OutputFaults.Translate(_path, () => WriteSection(subject, cancellationToken));
        }
        catch (HeatmapException error) when (OutputFaults.IsOne(error))
        {
            // Not this image's fault, but the end of the report: one that leaves out what did not fit would replace a whole one.
            _failure = error;
            return;
        }
        catch
        {
            // The others go on, and their folder is to hold no piece of a picture.
            PartialFile.Remove(Path.Join(_pictures, PictureName(subject.Entry)));
            throw;
        }

        Add(subject.Entry);
    }

    /// <summary>Writes the report; it is complete or absent.</summary>
    /// <param name="overwrite">Whether an existing one is replaced.</param>
    /// <param name="cancellationToken">Stops the writing.</param>
    /// <returns>The pictures beside the report, in its order.</returns>
    /// <exception cref="HeatmapException">OutputExists, OutputAccessDenied, OutputWriteFailed.</exception>
    public IReadOnlyList<ReportPicture> Write(bool overwrite, CancellationToken cancellationToken)
    {
        if (_failure is { } failure)
            throw failure;
        ReportEntry[] entries;
        lock (_entries)
            entries = [.. _entries.OrderBy(entry => !entry.IsBreach(_options)).ThenBy(entry => entry.Number)];
        string folder = PictureFolder(_path);
        AtomicFile.Write(_path, overwrite, stream =>
        {
            using var text = new StreamWriter(stream, Encoding, bufferSize: 1 << 16, leaveOpen: true);
            var html = new HtmlWriter(text);
            Action sections = () => AppendSections(entries, html, stream, cancellationToken);
            if (_options.Form == ReportForm.Mail)
                MailReport.Write(html, entries, _failures, _options, sections);
            else
                ReportPage.Write(html, entries, _failures, _options, sections);
            html.Flush();
            if (!_options.HasPictureFiles)
                return;
            // A disk that is full is met here, before the old pictures go.
            stream.Flush();
            if (overwrite)
                AtomicFolder.Replace(_pictures, folder, Path.Join(_work, "replaced"));
            else
                AtomicFolder.Place(_pictures, folder);
        });
        return _options.HasPictureFiles
            ? [.. entries.Where(entry => entry.HasPicture).Select(entry => new ReportPicture(entry.Name, MailReport.ContentId(entry), Path.Join(folder, PictureName(entry))))]
            : [];
    }

    /// <inheritdoc/>
    public void Dispose() => PartialFile.Remove(_work);

    /// <summary>Copies what is left of a stream in base 64.</summary>
    internal static void CopyAsBase64(Stream source, Stream destination)
    {
        using var base64 = new CryptoStream(destination, new ToBase64Transform(), CryptoStreamMode.Write, leaveOpen: true);
        source.CopyTo(base64);
    }

    private static string PictureName(ReportEntry entry) => entry.Number.ToString(PictureFormat, CultureInfo.InvariantCulture);

    private string SectionPath(ReportEntry entry) => Path.Join(_work, entry.Anchor + ".html");

    private void WriteSection(ReportSubject subject, CancellationToken cancellationToken)
    {
        ReportEntry entry = subject.Entry;
        string picture = Path.Join(_pictures, PictureName(entry));
        bool isMail = _options.Form == ReportForm.Mail;
        ImageObject drawn = isMail ? MailReport.Draw(subject, cancellationToken) : subject.Picture;
        using (var png = new FileStream(picture, FileMode.CreateNew, FileAccess.ReadWrite))
            ImageWriter.Write(drawn, ImageFormats.Png, new WriteOptions { BitDepth = 8 }, png, progress: null, cancellationToken);
        string? field = _options.Form == ReportForm.Document ? WriteField(subject, cancellationToken) : null;
        using (var stream = new FileStream(SectionPath(entry), FileMode.CreateNew, FileAccess.Write))
        using (var text = new StreamWriter(stream, Encoding, bufferSize: 1 << 16))
        {
            var html = new HtmlWriter(text);
            string address = $"{Uri.EscapeDataString(Path.GetFileName(PictureFolder(_path)))}/{PictureName(entry)}";
            if (isMail)
                MailReport.WriteSection(html, subject, drawn.Width, _options);
            else
                new ReportSection(subject, _options, picture, _options.PictureFolder ? address : null, field).Write(html, stream);
        }

        if (field is not null)
            File.Delete(field);
        if (!_options.HasPictureFiles)
            File.Delete(picture);
    }

    /// <summary>Writes the field to a file; null where there is none, or it is too large for the page.</summary>
    private string? WriteField(ReportSubject subject, CancellationToken cancellationToken)
    {
        if (subject.Picture is not Heatmap heatmap)
            return null;
        string path = Path.Join(_work, subject.Entry.Anchor + ".field");
        long length;
        using (FileStream stream = File.Create(path))
        {
            FieldEncoding.Write(heatmap.Raster, stream, cancellationToken);
            length = stream.Length;
        }

        if (length <= (_options.PictureFolder ? MostFieldBytesBeside : MostFieldBytesInside))
            return path;
        File.Delete(path);
        return null;
    }

    private void AppendSections(ReportEntry[] entries, HtmlWriter html, Stream stream, CancellationToken cancellationToken)
    {
        html.Flush();
        foreach (ReportEntry entry in entries.Where(entry => entry.HasPicture))
        {
            cancellationToken.ThrowIfCancellationRequested();
            using FileStream section = File.OpenRead(SectionPath(entry));
            section.CopyTo(stream);
        }
    }
}
