using System.Buffers;
using System.Text;
using HeatmapPS.Engine.Formats.Raw;
using HeatmapPS.Engine.Pixels;

namespace HeatmapPS.Engine.Formats.Text;

/// <summary>Reads the cells of a text file one by one, without holding a line: memory does not depend on the length of lines. Blank
/// lines and lines of comments (#) are passed over. Cells are UTF-8, whatever the encoding of the file.</summary>
internal sealed class TextCells : IDisposable
{
    /// <summary>The delimiter that stands for any number of spaces and tabs.</summary>
    public const char Blanks = ' ';

    private const int MaxCell = 1 << 16;
    private const byte Quote = (byte)'"', Comment = (byte)'#';

    private static readonly SearchValues<byte> s_spaces = SearchValues.Create(" \t"u8);
    private static readonly SearchValues<byte> s_space = SearchValues.Create(" "u8);

    private readonly byte[] _buffer = new byte[2 * MaxCell];
    private readonly SearchValues<byte> _ends;
    private readonly SearchValues<byte> _blanks;
    private readonly bool _isBlanks;
    private readonly FileStream _file;
    private readonly Stream _stream;
    private readonly string _path;
    private readonly CancellationToken _stop = WorkScope.Token;

    // The bytes that are kept, and the next one to be read.
    private int _start;
    private int _at;
    private int _end;
    private bool _hasMore = true;
    private int _text;
    private int _length;
    private long _line = 1;
    private bool _afterReturn;

    /// <summary>Opens a file.</summary>
    /// <param name="path">Full path.</param>
    /// <param name="delimiter">An ASCII character between cells, or <see cref="Blanks"/>.</param>
    public TextCells(string path, char delimiter)
    {
        _path = path;
        _isBlanks = delimiter == Blanks;
        _ends = SearchValues.Create(_isBlanks ? " \t\r\n"u8 : (ReadOnlySpan<byte>)[(byte)delimiter, (byte)'\r', (byte)'\n']);
        _blanks = delimiter == '\t' ? s_space : s_spaces;
        (_file, _stream) = TextEncoding.OpenUtf8(path);
    }

    /// <summary>Line of the cell, from 1.</summary>
    public long Line { get; private set; }

    /// <summary>Column of the cell, from 1.</summary>
    public int Column { get; private set; }

    /// <summary>Whether the cell is the last one of its row.</summary>
    public bool EndsRow { get; private set; } = true;

    /// <summary>The cell without quotes, and without the blanks around it.</summary>
    public ReadOnlySpan<byte> Text => _buffer.AsSpan(_text, _length);

    /// <summary>Gets the comments that are passed over, or is null.</summary>
    public Action<string>? OnComment { get; init; }

    /// <summary>Receives blank lines that are skipped; or null.</summary>
    public Action? OnBlankLine { get; init; }

    /// <summary>Receives the share of the file that is read, 0 to 1; or null.</summary>
    public IProgress<double>? Progress { get; init; }

    /// <summary>Goes to the next cell.</summary>
    /// <returns>False at the end of the file.</returns>
    public bool Read()
    {
        if (EndsRow && !BeginRow())
            return false;
        if (!EndsRow)
            SkipBlanks();
        Column = EndsRow ? 1 : Column + 1;
        Line = _line;
        EndsRow = false;
        _start = _text = _at;
        _length = 0;
        if (!Has(0))
        {
            EndsRow = true;
            return true;
        }

        if (_buffer[_at] == Quote)
            ReadQuoted();
        else
            ReadPlain();
        Separate();
        return true;
    }

    /// <inheritdoc/>
    public void Dispose() => _stream.Dispose();

    /// <summary>Goes to the first cell of the next row that has one.</summary>
    private bool BeginRow()
    {
        while (true)
        {
            SkipBlanks();
            if (!Has(0))
                return false;
            byte first = _buffer[_at];
            if (first is (byte)'\r' or (byte)'\n')
            {
                if (first == '\r' || !_afterReturn)
                    OnBlankLine?.Invoke();
                SkipLineEnd();
            }
            else if (first == Comment && !(Has(1) && char.IsAsciiLetterUpper((char)_buffer[_at + 1])))
            {
                // #N/A is a cell, as are the other errors of spreadsheets.
                SkipComment();
            }
            else
            {
                return true;
            }
        }
    }

    private void SkipBlanks()
    {
        while (Has(0))
        {
            int count = _buffer.AsSpan(_at, _end - _at).IndexOfAnyExcept(_blanks);
            _at = count < 0 ? _end : _at + count;
            _start = _text = _at;
            if (count >= 0)
                return;
        }
    }

    private void SkipLineEnd()
    {
        bool isReturn = _buffer[_at] == '\r';
        if (isReturn || !_afterReturn)
            _line++;
        _afterReturn = isReturn;
        _at++;
    }

    private void SkipComment()
    {
        _start = _text = _at;
        int end = _at;
        while (Has(end - _at))
        {
            int count = _buffer.AsSpan(end, _end - end).IndexOfAny((byte)'\r', (byte)'\n');
            if (count >= 0)
            {
                end += count;
                break;
            }

            end = _end;
            if (end - _start < MaxCell)
                continue;
            _at = _start = _text = end;
        }

        OnComment?.Invoke(TextEncoding.Decode(_buffer.AsSpan(_start, end - _start)));
        _at = end;
        _afterReturn = false;
        if (Has(0))
            SkipLineEnd();
    }

    private void ReadPlain()
    {
        while (true)
        {
            int count = _buffer.AsSpan(_at, _end - _at).IndexOfAny(_ends);
            _at = count < 0 ? _end : _at + count;
            if (count >= 0 || !Has(0))
                break;
        }

        Span<byte> cell = _buffer.AsSpan(_start, _at - _start);
        (_text, _length) = (_start, cell.LastIndexOfAnyExcept(_blanks) + 1);
    }

    /// <summary>Reads up to the quote that closes the cell. Where something follows it, the quotes are part of the text.</summary>
    private void ReadQuoted()
    {
        int length = 0;
        for (_at++; ; _at++)
        {
            if (!Has(0))
                throw TableErrors.QuoteOpen(_path, Line, Column);
            byte letter = _buffer[_at];
            if (letter == Quote)
            {
                if (!Has(1) || _buffer[_at + 1] != Quote)
                    break;
                _at++;
            }

            if (letter == '\n')
                _line++;
            // The text moves to the front, over the quotes that are left out.
            _buffer[_start + length++] = letter;
        }

        _at++;
        int close = _at - _start;
        while (Has(0) && !_ends.Contains(_buffer[_at]))
            _at++;
        if (_buffer.AsSpan(_start + close, _at - _start - close).ContainsAnyExcept(_blanks))
            throw TableErrors.QuoteInside(_path, Line, Column);
        (_text, _length) = (_start, length);
    }

    /// <summary>Passes what is between the cell and the next one, or the end of the row.</summary>
    private void Separate()
    {
        if (_isBlanks)
        {
            while (Has(0) && _blanks.Contains(_buffer[_at]))
                _at++;
        }

        if (!Has(0))
        {
            EndsRow = true;
        }
        else if (_buffer[_at] is (byte)'\r' or (byte)'\n')
        {
            _afterReturn = false;
            SkipLineEnd();
            EndsRow = true;
        }
        else if (!_isBlanks)
        {
            _at++;
            _afterReturn = false;
        }
    }

    /// <summary>Whether the buffer has a byte at this distance; reads on where it has not.</summary>
    private bool Has(int ahead)
    {
        while (_at + ahead >= _end)
        {
            if (!_hasMore)
                return false;
            Fill();
        }

        return true;
    }

    private void Fill()
    {
        _stop.ThrowIfCancellationRequested();
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_at, _text, _end, _start) = (_at - _start, _text - _start, _end - _start, 0);
        }

        if (_end == _buffer.Length)
            throw TableErrors.CellTooLong(_path, Line, Column, _buffer.Length);
        int count = SourceFile.ReadSome(_stream, _buffer.AsSpan(_end), _path);
        _hasMore = count > 0;
        _end += count;
        Progress?.Report(_hasMore ? Math.Min(1, (double)_file.Position / Math.Max(1, _file.Length)) : 1);
    }
}

/// <summary>The encodings of text files: UTF-8 and UTF-16 by their mark, else UTF-8, and Latin-1 for what is none.</summary>
internal static class TextEncoding
{
    private const int MarkLength = 3;

    private static readonly UTF8Encoding s_strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Opens a file as UTF-8 without a mark. Latin-1 stays as it is.</summary>
    /// <returns>The file, and its text, which closes it.</returns>
    public static (FileStream File, Stream Text) OpenUtf8(string path)
    {
        FileStream file = ImageFiles.OpenRead(path, bufferSize: 0);
        try
        {
            Span<byte> mark = stackalloc byte[MarkLength];
            mark = mark[..SourceFile.ReadSome(file, mark, path)];
            bool isUtf8 = mark.StartsWith(Encoding.UTF8.Preamble);
            Encoding? wide = Wide(mark);
            file.Position = isUtf8 ? MarkLength : wide is not null ? 2 : 0;
            return (file, wide is null ? file : Encoding.CreateTranscodingStream(file, wide, new UTF8Encoding(false)));
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>The text of bytes that are UTF-8, else Latin-1.</summary>
    public static string Decode(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return s_strict.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            return Encoding.Latin1.GetString(bytes);
        }
    }

    /// <summary>Whether the start of a file is text: no control characters but tabs and line ends.</summary>
    public static bool IsText(ReadOnlySpan<byte> head)
    {
        if (Wide(head) is { } wide)
            return IsText(wide.GetString(head[2..(head.Length & ~1)]));
        return !head.IsEmpty && IsText(Encoding.Latin1.GetString(head));
    }

    private static Encoding? Wide(ReadOnlySpan<byte> head) =>
        head.StartsWith(Encoding.Unicode.Preamble) ? Encoding.Unicode
        : head.StartsWith(Encoding.BigEndianUnicode.Preamble) ? Encoding.BigEndianUnicode : null;

    private static bool IsText(string text) => !text.Any(letter => letter < ' ' && letter is not ('\t' or '\n' or '\r' or '\f'));
}
