using System.Globalization;
using System.Text;
using HeatmapPS.Engine.Errors;

namespace HeatmapPS.Engine.Reporting;

/// <summary>Writes a message as mail programs and servers read it (RFC 5322, 2045 to 2047, 2231, 2387): ASCII in lines of at most 78
/// characters that end in CR LF, whatever stands in names and texts.</summary>
/// <param name="output">Where it goes; stays open.</param>
internal sealed class MailFile(Stream output)
{
    private const int MostCharacters = 76;
    private const int BytesOfLine = MostCharacters / 4 * 3;

    private readonly string _id = Guid.NewGuid().ToString("N");

    /// <summary>Writes the message: the text, and the same as HTML with its pictures.</summary>
    /// <param name="envelope">Addresses.</param>
    /// <param name="subject">The subject.</param>
    /// <param name="text">File of the plain text, UTF-8.</param>
    /// <param name="html">File of the HTML, UTF-8.</param>
    /// <param name="pictures">PNG files that the HTML refers to.</param>
    /// <param name="cancellationToken">Stops between parts.</param>
    public void Write(MailEnvelope envelope, string subject, string text, string html, IReadOnlyCollection<MailPicture> pictures,
        CancellationToken cancellationToken)
    {
        string alternative = $"=_heatmap_{_id}_1", related = $"=_heatmap_{_id}_2";
        WriteHeaders(envelope, subject);
        Line($"Content-Type: multipart/alternative;");
        Line($" boundary=\"{alternative}\"");
        Line();
        Line("This message has several parts. A mail program shows them.");
        Line();
        Line("--" + alternative);
        WriteText(text, "plain");
        Line();
        Line("--" + alternative);
        if (pictures.Count > 0)
        {
            Line("Content-Type: multipart/related; type=\"text/html\";");
            Line($" boundary=\"{related}\"");
            Line();
            Line("--" + related);
        }

        WriteText(html, "html");
        foreach (MailPicture picture in pictures)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Line();
            Line("--" + related);
            WritePicture(picture);
        }

        Line();
        if (pictures.Count > 0)
        {
            Line($"--{related}--");
            Line();
        }

        Line($"--{alternative}--");
    }

    private void WriteHeaders(MailEnvelope envelope, string subject)
    {
        DateTimeOffset now = DateTimeOffset.Now;
        string host = envelope.From is { } sender ? sender.Address[(sender.Address.LastIndexOf('@') + 1)..] : "heatmapps.invalid";
        if (envelope.From is { } from)
            WriteAddresses("From", [from]);
        WriteAddresses("To", envelope.To);
        WriteAddresses("Cc", envelope.Cc);
        Line("Subject: " + MailHeader.Text(subject, "Subject: ".Length));
        Line(FormattableString.Invariant($"Date: {now:ddd, dd MMM yyyy HH:mm:ss} {(now.Offset < TimeSpan.Zero ? '-' : '+')}{now.Offset:hhmm}"));
        Line($"Message-ID: <{_id}@{host}>");
        if (envelope.IsDraft)
            Line("X-Unsent: 1");
        Line("MIME-Version: 1.0");
    }

    private void WriteAddresses(string header, IReadOnlyList<Mailbox> mailboxes)
    {
        for (int i = 0; i < mailboxes.Count; i++)
        {
            string start = i == 0 ? header + ": " : " ";
            string end = i < mailboxes.Count - 1 ? "," : string.Empty;
            Mailbox mailbox = mailboxes[i];
            if (mailbox.Name is null)
            {
                Line($"{start}{mailbox.Address}{end}");
                continue;
            }

            Line(start + MailHeader.Phrase(mailbox.Name, start.Length));
            Line($" <{mailbox.Address}>{end}");
        }
    }

    private void WriteText(string path, string kind)
    {
        Line($"Content-Type: text/{kind}; charset=utf-8");
        Line("Content-Transfer-Encoding: quoted-printable");
        Line();
        foreach (string line in File.ReadLines(path))
            QuotedPrintable(line);
    }

    private void WritePicture(MailPicture picture)
    {
        Line("Content-Type: image/png");
        Line("Content-Transfer-Encoding: base64");
        Line($"Content-ID: <{picture.ContentId}>");
        Line("Content-Disposition: inline;");
        foreach (string parameter in MailHeader.PictureName(picture.Name))
            Line(" " + parameter);
        Line();
        using FileStream file = File.OpenRead(picture.Path);
        byte[] bytes = new byte[BytesOfLine * 1024];
        int count;
        while ((count = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false)) > 0)
        {
            for (int i = 0; i < count; i += BytesOfLine)
                Line(Convert.ToBase64String(bytes.AsSpan(i, Math.Min(BytesOfLine, count - i))));
        }
    }

    /// <summary>A line of a text, in as many lines as it takes.</summary>
    private void QuotedPrintable(string line)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(line);
        var text = new StringBuilder(MostCharacters);
        for (int i = 0; i < bytes.Length; i++)
        {
            byte value = bytes[i];

            // A space at a line's end gets lost; a dot and "From " at a line's beginning mean something to some servers.
            bool isPlain = value is > 32 and < 127 and not (byte)'=' || (value == ' ' && i < bytes.Length - 1);
            if (text.Length == 0 && (value == '.' || (value == 'F' && bytes.AsSpan(i).StartsWith("From "u8))))
                isPlain = false;
            int length = isPlain ? 1 : 3;
            if (text.Length + length > MostCharacters - 1)
            {
                Line(text.Append('=').ToString());
                text.Clear();
                i--;
                continue;
            }

            if (isPlain)
                text.Append((char)value);
            else
                text.Append(CultureInfo.InvariantCulture, $"={value:X2}");
        }

        Line(text.ToString());
    }

    private void Line(string text = "")
    {
        output.Write(Encoding.ASCII.GetBytes(text));
        output.Write("\r\n"u8);
    }
}

/// <summary>A picture inside a message.</summary>
/// <param name="Name">Name of the image.</param>
/// <param name="ContentId">What the HTML refers to it by.</param>
/// <param name="Path">Full path of the PNG file.</param>
internal sealed record MailPicture(string Name, string ContentId, string Path);

/// <summary>Texts in the headers of a message. Nothing of a text becomes part of a header's form: what is not plain is encoded.</summary>
internal static class MailHeader
{
    private const int MostCharacters = 76;

    /// <summary>Characters of a file's name; what is longer is cut, since the name serves only who saves the picture.</summary>
    private const int MostFileName = 100;

    /// <summary>A text such as a subject: as it is if it is short and plain, else as encoded words.</summary>
    /// <param name="text">Any text.</param>
    /// <param name="start">Characters before it on the line.</param>
    public static string Text(string text, int start)
    {
        string clean = OneLine(text);
        return IsPlain(clean) && start + clean.Length <= MostCharacters ? clean : EncodedWords(clean, start);
    }

    /// <summary>A name before an address: in quotes, or as encoded words.</summary>
    /// <param name="text">Any text.</param>
    /// <param name="start">Characters before it on the line.</param>
    public static string Phrase(string text, int start)
    {
        string clean = OneLine(text);
        string quoted = $"\"{clean.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
        return IsPlain(clean) && start + quoted.Length <= MostCharacters ? quoted : EncodedWords(clean, start);
    }

    /// <summary>The parameters that give the name of a PNG file (RFC 2231), in parts if it is long. No folder is part of it, and no
    /// character that a system refuses.</summary>
    /// <param name="name">Any text.</param>
    public static IEnumerable<string> PictureName(string name)
    {
        const int MostOfLine = 60;
        const string Refused = "<>:\"/\\|?*";
        string clean = string.Concat(OneLine(name).EnumerateRunes().Take(MostFileName)).TrimStart('.') + ".png";
        clean = string.Concat(clean.Select(c => Refused.Contains(c, StringComparison.Ordinal) ? '_' : c));
        if (clean.Length <= MostOfLine && clean.All(c => char.IsAsciiLetterOrDigit(c) || c is ' ' or '-' or '_' or '.' or '(' or ')'))
            return [$"filename=\"{clean}\""];
        var parts = new List<StringBuilder> { new("utf-8''") };
        foreach (byte value in Encoding.UTF8.GetBytes(clean))
        {
            string text = char.IsAsciiLetterOrDigit((char)value) || value is (byte)'-' or (byte)'_' or (byte)'.'
                ? ((char)value).ToString()
                : FormattableString.Invariant($"%{value:X2}");
            if (parts[^1].Length + text.Length > MostOfLine)
                parts.Add(new StringBuilder());
            parts[^1].Append(text);
        }

        return parts.Select((part, i) => parts.Count == 1
            ? $"filename*={part}"
            : string.Create(CultureInfo.InvariantCulture, $"filename*{i}*={part}{(i < parts.Count - 1 ? ";" : null)}"));
    }

    /// <summary>Without line ends and other control characters, which never have a meaning here.</summary>
    private static string OneLine(string text) =>
        VisibleText.Line(string.Join(' ', text.Split(['\r', '\n', '\t'], StringSplitOptions.RemoveEmptyEntries))).Trim();

    private static bool IsPlain(string text) =>
        text.All(c => c is >= ' ' and <= '~') && !text.Contains("=?", StringComparison.Ordinal);

    /// <summary>Encoded words (RFC 2047) of whole characters, one on each line.</summary>
    private static string EncodedWords(string text, int start)
    {
        const string Prefix = "=?utf-8?B?", Suffix = "?=";
        var result = new StringBuilder();
        var word = new List<byte>();
        int room = Room(start);
        byte[] bytes = new byte[4];
        foreach (Rune rune in text.EnumerateRunes())
        {
            int count = rune.EncodeToUtf8(bytes);
            if (word.Count + count > room)
            {
                Flush();
                result.Append("\r\n ");
                room = Room(1);
            }

            word.AddRange(bytes.AsSpan(0, count));
        }

        Flush();
        return result.ToString();

        static int Room(int before) => Math.Max(4, (MostCharacters - 1 - before - Prefix.Length - Suffix.Length) / 4 * 3);

        void Flush()
        {
            result.Append(Prefix).Append(Convert.ToBase64String([.. word])).Append(Suffix);
            word.Clear();
        }
    }
}
