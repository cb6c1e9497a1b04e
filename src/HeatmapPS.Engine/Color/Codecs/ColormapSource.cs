using System.Globalization;
using System.Text;
using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Files;

namespace HeatmapPS.Engine.Color.Codecs;

/// <summary>The bytes of a colormap file, and the errors that name places in it.</summary>
internal sealed class ColormapSource
{
    /// <summary>Larger files are no colormaps.</summary>
    public const int MaxBytes = 10_000_000;

    private readonly Lazy<string> _text;

    /// <param name="path">Full path of the file.</param>
    /// <param name="bytes">All of it.</param>
    public ColormapSource(string path, byte[] bytes)
    {
        Path = path;
        Bytes = bytes;
        _text = new Lazy<string>(Decode);
    }

    /// <summary>Full path of the file.</summary>
    public string Path { get; }

    /// <summary>All of it.</summary>
    public byte[] Bytes { get; }

    /// <summary>Name of a map whose file gives none: the file's, without extension.</summary>
    public string Name => System.IO.Path.GetFileNameWithoutExtension(Path);

    /// <summary>The file as text: UTF-8, or UTF-16 with a byte order mark.</summary>
    /// <exception cref="HeatmapException">ColormapFileInvalid: it holds zero bytes.</exception>
    public string Text => _text.Value;

    /// <summary>Reads a file.</summary>
    /// <exception cref="HeatmapException">ColormapFileNotFound, ColormapFileReadFailed, ColormapFileInvalid (empty, or too
    /// large).</exception>
    public static ColormapSource Read(string path)
    {
        if (Directory.Exists(path)) throw ColormapFileErrors.IsFolder(path);
        if (!File.Exists(path)) throw ColormapFileErrors.NotFound(path);
        try
        {
            byte[] bytes = SmallFile.TryRead(path, MaxBytes) ?? throw ColormapFileErrors.TooLarge(path, MaxBytes);
            if (bytes.Length == 0) throw ColormapFileErrors.Invalid(path, string.Empty, "colours", "an empty file");
            return new ColormapSource(path, bytes);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw ColormapFileErrors.ReadFailed(path, error);
        }
    }

    /// <summary>The lines that are not blank, with their numbers from 1, trimmed.</summary>
    public IEnumerable<(int Number, string Text)> Lines()
    {
        using var reader = new StringReader(Text);
        for (int number = 1; reader.ReadLine() is { } line; number++)
        {
            string trimmed = line.Trim();
            if (trimmed.Length > 0) yield return (number, trimmed);
        }
    }

    /// <summary>A number of a line.</summary>
    /// <exception cref="HeatmapException">ColormapFileInvalid: it is none.</exception>
    public double Number(string token, int line, string what = "a number") =>
        double.TryParse(token, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && double.IsFinite(value)
            ? value
            : throw At(line, what, $"'{token}'");

    /// <summary>A number from 0 to a limit, as a fraction of the limit.</summary>
    /// <exception cref="HeatmapException">ColormapFileInvalid: it is none.</exception>
    public double Fraction(string token, double limit, int line)
    {
        string expected = string.Create(CultureInfo.InvariantCulture, $"a number from 0 to {limit}");
        double value = Number(token, line, expected);
        return value >= 0 && value <= limit ? value / limit : throw At(line, expected, token);
    }

    /// <summary>The error of a line.</summary>
    public HeatmapException At(int line, string expected, string got) =>
        ColormapFileErrors.Invalid(Path, string.Create(CultureInfo.InvariantCulture, $"line {line}"), expected, got);

    /// <summary>The error of a byte.</summary>
    public HeatmapException AtByte(long offset, string expected, string got, Exception? cause = null) =>
        ColormapFileErrors.Invalid(Path, string.Create(CultureInfo.InvariantCulture, $"byte {offset}"), expected, got, cause);

    /// <summary>The error of the whole file.</summary>
    public HeatmapException Whole(string expected, string got) => ColormapFileErrors.Invalid(Path, string.Empty, expected, got);

    private string Decode()
    {
        Encoding encoding = Bytes.AsSpan().StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]) ? Encoding.Unicode
            : Bytes.AsSpan().StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]) ? Encoding.BigEndianUnicode
            : Encoding.UTF8;
        if (encoding == Encoding.UTF8 && Array.IndexOf(Bytes, (byte)0) is >= 0 and int zero)
            throw AtByte(zero, "text", "a zero byte");
        return encoding.GetString(Bytes).TrimStart('\uFEFF');
    }
}
