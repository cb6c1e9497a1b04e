using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Files;
using HeatmapPS.Engine.Formats;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Rendering;
using HeatmapPS.Engine.Statistics;
using HeatmapPS.Engine.Writing;

namespace HeatmapPS.Engine.Reporting;

/// <summary>Makes a report of any number of images. Each image's section is written to a file of its own as the image comes,
/// since what reaches a threshold comes first on the page; memory holds one row of the table an image.</summary>
/// <remarks>Images may be added from several threads.</remarks>
internal sealed partial class ReportBuilder : IDisposable
{
    /// <summary>Bytes that a field may take in a page whose pictures lie beside it, and in one that holds all.</summary>
    private const long MaxFieldBytesBeside = 16L << 20, MaxFieldBytesInside = 256L << 20;

    private const string PictureFormat = "0000'.png'";

    private static readonly UTF8Encoding s_encoding = new(encoderShouldEmitUTF8Identifier: false);

    private readonly List<ReportEntry> _entries = [];
    private readonly List<ReportFailure> _failures = [];
    private readonly ReportOptions _options;
    private readonly string _path;
    private readonly FileExchange _exchange;
    private readonly string _pictures;
    private readonly bool _overwrite;
    private volatile HeatmapException? _failure;

    /// <param name="path">Full path of the report. Its folder is created when missing, and holds the temporary files.</param>
    /// <param name="options">What the report says, and how.</param>
    /// <param name="overwrite">Whether an existing report is replaced.</param>
    /// <exception cref="HeatmapException">OutputExists for the pictures, OutputAccessDenied, OutputWriteFailed.</exception>
    public ReportBuilder(string path, ReportOptions options, bool overwrite)
    {
        _path = path;
        _options = options;
        _overwrite = overwrite;
        string folder = Path.GetDirectoryName(path)!;
        PartialFile.RemoveStale(folder);
        if (options.PictureFolder)
            CheckPictures(path, overwrite);
        FileExchange? exchange = null;
        OutputFaults.Translate(path, () =>
        {
            exchange = new FileExchange(folder, Path.GetFileNameWithoutExtension(path), Path.GetFileName(PictureFolder(path)),
                Path.GetFileName(path));
            Directory.CreateDirectory(exchange.New(Path.GetFileName(PictureFolder(path))));
        });
        _exchange = exchange!;
        _pictures = _exchange.New(Path.GetFileName(PictureFolder(path)));
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

    /// <summary>The units of the images so far, each image once. A colour picture has no numbers.</summary>
    public UnitTally Units
    {
        get
        {
            var units = new UnitTally();
            lock (_entries)
            {
                foreach (ReportEntry entry in _entries.Where(entry => !double.IsNaN(entry.Maximum))
                    .DistinctBy(entry => entry.Path is null ? entry.Anchor : $"{entry.Path}*{entry.Name}"))
                {
                    units.Add(entry.Number, entry.Name, entry.Unit);
                }
            }

            return units;
        }
    }

    /// <summary>Folder of the pictures of a report.</summary>
    /// <param name="path">Full path of the report.</param>
    public static string PictureFolder(string path) =>
        Path.Join(Path.GetDirectoryName(path), Path.GetFileNameWithoutExtension(path) + "_files");

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
    /// <param name="progress">Receives the progress of measuring, 0 to 1; or null.</param>
    /// <param name="cancellationToken">Stops the passes.</param>
    /// <exception cref="HeatmapException">What reading throws. What writing would throw, <see cref="Write"/> does.</exception>
    public void Add(int number, ImageObject image, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        if (HasFailed)
            return;
        var subject = ReportSubject.Create(number, image, _options, progress, cancellationToken);
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
    /// <param name="cancellationToken">Stops the writing.</param>
    /// <exception cref="HeatmapException">OutputExists, OutputAccessDenied, OutputWriteFailed.</exception>
    public void Write(CancellationToken cancellationToken)
    {
        if (_failure is { } failure)
            throw failure;
        ReportEntry[] entries;
        lock (_entries)
        {
            entries = [.. _entries.OrderBy(entry => UnitTally.Rank(entry.Unit)).ThenBy(entry => entry.Unit, StringComparer.Ordinal)
                .ThenBy(entry => !entry.IsBreach(_options)).ThenBy(entry => entry.Number)];
        }

        if (_options.PictureFolder)
            WriteWithPictures(entries, cancellationToken);
        else if (_options.Form == ReportForm.Mail)
            AtomicFile.Write(_path, _overwrite, stream => WriteMessage(entries, stream, cancellationToken), cancellationToken);
        else
            AtomicFile.Write(_path, _overwrite, stream => WritePage(entries, stream, cancellationToken), cancellationToken);
    }

    /// <summary>Refuses to write over a picture folder, or with <paramref name="overwrite"/> over one that is no report's: only
    /// the page was
    /// named by the user.</summary>
    /// <param name="path">Full path of the report.</param>
    /// <param name="overwrite">Whether a report's pictures are replaced.</param>
    /// <exception cref="HeatmapException">OutputExists.</exception>
    private static void CheckPictures(string path, bool overwrite)
    {
        string folder = PictureFolder(path);
        if (!Path.Exists(folder))
            return;
        if (!overwrite)
            throw OutputErrors.Exists(folder);

        // Frames of a video have such names too: it takes the page to tell.
        bool isOurs = Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder)
            .All(entry => PictureFile().IsMatch(Path.GetFileName(entry)));
        if (!isOurs || (!IsReport(path) && Directory.EnumerateFileSystemEntries(folder).Any()))
            throw OutputErrors.NotOurs(folder);
    }

    private static bool IsReport(string path)
    {
        const int Beginning = 16 << 10;
        if (!File.Exists(path) || !RegularFile.MayOpen(path))
            return false;
        using var reader = new StreamReader(path);
        char[] text = new char[Beginning];
        string beginning = new(text, 0, reader.ReadBlock(text));
        return beginning.Contains("""<meta name="generator" content="HeatmapPS">""", StringComparison.Ordinal)
            || beginning.StartsWith($"""<div class="{ReportPage.ScopeClass}">""", StringComparison.Ordinal);
    }

    private void WriteWithPictures(ReportEntry[] entries, CancellationToken cancellationToken) => OutputFaults.Translate(_path, () =>
    {
        using (var stream = new FileStream(_exchange.New(Path.GetFileName(_path)), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None,
            bufferSize: 1 << 16))
        {
            WritePage(entries, stream, cancellationToken);
        }

        _exchange.Commit(_overwrite, CheckPlaces, cancellationToken);
    });

    private void CheckPlaces()
    {
        Rename.EnsureReplaceable(_path);
        CheckPictures(_path, _overwrite);
    }

    private void WritePage(ReportEntry[] entries, Stream stream, CancellationToken cancellationToken)
    {
        using var text = new StreamWriter(stream, s_encoding, bufferSize: 1 << 16, leaveOpen: true);
        var html = new HtmlWriter(text);
        Action sections = () => AppendSections(entries, html, stream, cancellationToken);
        if (_options.Form == ReportForm.Mail)
            MailReport.Write(html, entries, _failures, _options, Units.Summary, sections);
        else
            ReportPage.Write(html, entries, _failures, _options, Units.Summary, sections);
        html.Flush();
    }

    /// <summary>The message around the page and the pictures, which are complete by then.</summary>
    private void WriteMessage(ReportEntry[] entries, Stream stream, CancellationToken cancellationToken)
    {
        string text = Path.Join(_exchange.Work, "message.txt"), html = Path.Join(_exchange.Work, "message.html");
        using (var writer = new StreamWriter(text, append: false, s_encoding))
            MailText.Write(writer, entries, _failures, _options, Units.Summary);
        using (var page = new FileStream(html, FileMode.CreateNew, FileAccess.ReadWrite))
            WritePage(entries, page, cancellationToken);
        MailPicture[] pictures = [.. entries.Where(entry => entry.HasPicture).Select(entry => new MailPicture(
            NameOf(entry), MailReport.ContentId(entry), Path.Join(_pictures, PictureName(entry))))];
        new MailFile(stream).Write(_options.Envelope, _options.Envelope.Subject ?? _options.Title, text, html, pictures, cancellationToken);
    }

    /// <summary>Without an extension; a page of a file keeps its number.</summary>
    private static string NameOf(ReportEntry entry) => Path.GetExtension(entry.Name).Contains(' ', StringComparison.Ordinal)
        ? entry.Name
        : Path.GetFileNameWithoutExtension(entry.Name);

    /// <inheritdoc/>
    public void Dispose() => _exchange.Dispose();

    /// <summary>Copies what is left of a stream in base 64.</summary>
    internal static void CopyAsBase64(Stream source, Stream destination)
    {
        using var base64 = new CryptoStream(destination, new ToBase64Transform(), CryptoStreamMode.Write, leaveOpen: true);
        source.CopyTo(base64);
    }

    private static string PictureName(ReportEntry entry) => entry.Number.ToString(PictureFormat, CultureInfo.InvariantCulture);

    private string SectionPath(ReportEntry entry) => Path.Join(_exchange.Work, entry.Anchor + ".html");

    private void WriteSection(ReportSubject subject, CancellationToken cancellationToken)
    {
        ReportEntry entry = subject.Entry;
        string picture = Path.Join(_pictures, PictureName(entry));
        bool isMail = _options.Form == ReportForm.Mail;
        ImageObject drawn = isMail ? MailReport.Draw(subject, _options, cancellationToken) : subject.Picture;
        using (var png = new FileStream(picture, FileMode.CreateNew, FileAccess.ReadWrite))
            ImageWriter.Write(drawn, ImageFormats.Png, new WriteOptions { BitDepth = 8 }, png, progress: null, cancellationToken);
        string? field = _options.Form == ReportForm.Document ? WriteField(subject, cancellationToken) : null;
        using (var stream = new FileStream(SectionPath(entry), FileMode.CreateNew, FileAccess.Write))
        using (var text = new StreamWriter(stream, s_encoding, bufferSize: 1 << 16))
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
        if (!_options.PictureFolder && !isMail)
            File.Delete(picture);
    }

    /// <summary>Writes the field to a file; null where there is none, or it is too large for the page.</summary>
    private string? WriteField(ReportSubject subject, CancellationToken cancellationToken)
    {
        if (subject.Picture is not Heatmap heatmap)
            return null;
        string path = Path.Join(_exchange.Work, subject.Entry.Anchor + ".field");
        long length;
        using (FileStream stream = File.Create(path))
        {
            FieldEncoding.Write(heatmap.Raster, stream, cancellationToken);
            length = stream.Length;
        }

        if (length <= (_options.PictureFolder ? MaxFieldBytesBeside : MaxFieldBytesInside))
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

    [GeneratedRegex(@"^[0-9]{4,}\.png$")]
    private static partial Regex PictureFile();
}
