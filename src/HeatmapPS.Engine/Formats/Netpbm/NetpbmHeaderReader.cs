using System.Globalization;
using System.Text;
using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Formats.Raw;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Pixels;

namespace HeatmapPS.Engine.Formats.Netpbm;

/// <summary>Reads the header of one image, at the stream's position.</summary>
internal sealed class NetpbmHeaderReader
{
    private const int BufferSize = 512;

    /// <summary>Comments included; no real header comes near.</summary>
    private const int LongestHeader = 1 << 16;

    private const int LargestMaxValue = ushort.MaxValue;

    private readonly ByteScanner _scanner;
    private readonly string _path;
    private readonly long _origin;

    private NetpbmHeaderReader(Stream stream, string path)
    {
        _origin = stream.Position;
        _scanner = new ByteScanner(stream, path, BufferSize);
        _path = path;
    }

    /// <summary>Reads a header.</summary>
    /// <exception cref="HeatmapException">ImageCorrupt, FormatNotSupported.</exception>
    public static NetpbmHeader Read(Stream stream, string path) => new NetpbmHeaderReader(stream, path).Header();

    private NetpbmHeader Header()
    {
        (int first, int second) = (_scanner.Next(), _scanner.Next());
        if (first != 'P')
        {
            throw Broken("it does not start like a Netpbm image");
        }

        return second switch
        {
            '1' => Bitmap(NetpbmCoding.TextBits),
            '2' => Map(1, NetpbmCoding.Text),
            '3' => Map(3, NetpbmCoding.Text),
            '4' => Bitmap(NetpbmCoding.PackedBits),
            '5' => Map(1, NetpbmCoding.Integers),
            '6' => Map(3, NetpbmCoding.Integers),
            '7' => Arbitrary(),
            'f' => FloatMap(1),
            'F' => FloatMap(3),
            _ => throw Broken("its magic number is not P1 to P7, Pf or PF"),
        };
    }

    private NetpbmHeader Bitmap(NetpbmCoding coding)
    {
        (long width, long height) = (Number("width"), Number("height"));
        EndOfHeader(coding);
        return Build(width, height, 1, SampleType.UInt8, coding, 1, swap: false, ColorModel.Gray, alpha: false);
    }

    private NetpbmHeader Map(int bands, NetpbmCoding coding)
    {
        (long width, long height, long maximum) = (Number("width"), Number("height"), Number("maximum"));
        EndOfHeader(coding);
        return Integers(width, height, bands, maximum, coding, bands == 3 ? ColorModel.Rgb : ColorModel.Gray, alpha: false);
    }

    private NetpbmHeader Integers(long width, long height, long bands, long maximum, NetpbmCoding coding, ColorModel model, bool alpha)
    {
        if (maximum is < 1 or > LargestMaxValue)
        {
            throw Broken(string.Create(CultureInfo.InvariantCulture, $"its maximum {maximum} is not from 1 to {LargestMaxValue}"));
        }

        SampleType type = maximum > byte.MaxValue ? SampleType.UInt16 : SampleType.UInt8;
        bool swap = coding == NetpbmCoding.Integers && type == SampleType.UInt16 && BitConverter.IsLittleEndian;
        return Build(width, height, bands, type, coding, (int)maximum, swap, model, alpha);
    }

    private NetpbmHeader FloatMap(int bands)
    {
        (long width, long height) = (Number("width"), Number("height"));
        string token = Token();
        if (!double.TryParse(token, NumberStyles.Float, CultureInfo.InvariantCulture, out double scale) || scale == 0
            || !double.IsFinite(scale))
        {
            throw Broken("its scale is not a number, or is 0");
        }

        EndOfHeader(NetpbmCoding.Floats);
        ColorModel model = bands == 3 ? ColorModel.Rgb : ColorModel.Gray;
        return Build(width, height, bands, SampleType.Float32, NetpbmCoding.Floats, 1, scale < 0 != BitConverter.IsLittleEndian, model,
            alpha: false);
    }

    /// <summary>PAM: lines of a keyword and a value up to ENDHDR.</summary>
    private NetpbmHeader Arbitrary()
    {
        long? width = null, height = null, depth = null, maximum = null;
        var tupleType = new StringBuilder();
        if (Line().Length > 0)
        {
            throw Broken("its magic number is not P7");
        }

        while (true)
        {
            string line = Line();
            if (line == "ENDHDR")
            {
                break;
            }

            int space = line.AsSpan().IndexOfAny(' ', '\t');
            (string? key, string? value) = space < 0 ? (line, "") : (line[..space], line[space..].Trim());
            switch (key)
            {
                case "WIDTH":
                    width = Number(value, "width");
                    break;
                case "HEIGHT":
                    height = Number(value, "height");
                    break;
                case "DEPTH":
                    depth = Number(value, "depth");
                    break;
                case "MAXVAL":
                    maximum = Number(value, "maximum");
                    break;
                case "TUPLTYPE":
                    tupleType.Append(tupleType.Length > 0 ? " " : "").Append(value);
                    break;
                case "":
                case ['#', ..]:
                    break;
                default:
                    throw Broken("its header has a line that is not part of PAM");
            }
        }

        if (width is null || height is null || depth is null || maximum is null)
        {
            throw Broken("its header lacks one of WIDTH, HEIGHT, DEPTH and MAXVAL");
        }

        (ColorModel model, bool alpha, bool bits) = Meaning(tupleType.ToString(), depth.Value, maximum.Value);
        return Integers(width.Value, height.Value, depth.Value, maximum.Value, bits ? NetpbmCoding.ByteBits : NetpbmCoding.Integers, model,
            alpha);
    }

    /// <summary>What a tuple type means; without one, the depth tells, and an unknown one has no colours.</summary>
    private static (ColorModel Model, bool HasAlpha, bool Bits) Meaning(string tupleType, long depth, long maximum) =>
        (tupleType, depth) switch
    {
        ("BLACKANDWHITE", 1) => (ColorModel.Gray, false, maximum == 1),
        ("BLACKANDWHITE_ALPHA", 2) => (ColorModel.Gray, true, maximum == 1),
        ("GRAYSCALE_ALPHA" or "", 2) => (ColorModel.Gray, true, false),
        ("RGB" or "", 3) => (ColorModel.Rgb, false, false),
        ("RGB_ALPHA" or "", 4) => (ColorModel.Rgb, true, false),
        (_, 1) => (ColorModel.Gray, false, false),
        _ => (ColorModel.Multiband, false, false),
    };

    private NetpbmHeader Build(long width, long height, long bands, SampleType type, NetpbmCoding coding, int maximum, bool swap,
        ColorModel model, bool alpha)
    {
        if (width < 1 || height < 1 || bands < 1)
        {
            throw Broken(string.Create(CultureInfo.InvariantCulture, $"its size {width} × {height} × {bands} has no pixels"));
        }

        if (width > int.MaxValue || height > int.MaxValue || bands > int.MaxValue
            || (UInt128)width * (ulong)bands * (uint)type.Size > (uint)Array.MaxLength)
        {
            throw Broken(string.Create(CultureInfo.InvariantCulture, $"its size {width} × {height} × {bands} is too large for an image"));
        }

        var layout = new RasterLayout((int)width, (int)height, (int)bands, type);
        return new NetpbmHeader(layout, coding, maximum, swap, model, alpha, _origin + _scanner.Consumed);
    }

    private long Number(string what) => Number(Token(), what);

    private long Number(string token, string what) =>
        long.TryParse(token, NumberStyles.None, CultureInfo.InvariantCulture, out long value)
            ? value
            : throw Broken($"its {what} is not a number");

    /// <summary>The next word, after spaces and comments.</summary>
    private string Token()
    {
        const int longestToken = 32;
        var token = new StringBuilder();
        while (true)
        {
            int next = _scanner.Peek();
            if (next == '#')
            {
                SkipComment();
            }
            else if (next < 0 || (IsSpace(next) && token.Length > 0) || token.Length == longestToken)
            {
                return token.ToString();
            }
            else
            {
                int value = Next();
                if (!IsSpace(value))
                {
                    token.Append((char)value);
                }
            }
        }
    }

    private void SkipComment()
    {
        while (_scanner.Peek() is not ('\n' or '\r' or < 0))
        {
            Next();
        }
    }

    /// <summary>Exactly one space parts the header from binary samples; in text more may follow.</summary>
    private void EndOfHeader(NetpbmCoding coding)
    {
        // A comment may stand before the line's end, which is then the one space.
        if (_scanner.Peek() == '#')
        {
            SkipComment();
        }

        int next = _scanner.Next();
        if (!IsSpace(next) && !(next < 0 && coding is NetpbmCoding.Text or NetpbmCoding.TextBits))
        {
            throw Broken("its header does not end with a space");
        }

        // Windows programs that write text as lines end the header with two characters.
        if (next == '\r' && _scanner.Peek() == '\n' && coding == NetpbmCoding.Floats)
        {
            Next();
        }
    }

    private string Line()
    {
        const int longestLine = 4096;
        var line = new StringBuilder();
        while (true)
        {
            int next = Next();
            if (next == '\n')
            {
                return line.ToString().Trim();
            }

            if (line.Length == longestLine)
            {
                throw Broken("its header has a line of more than 4,096 characters");
            }

            line.Append((char)next);
        }
    }

    private int Next()
    {
        int next = _scanner.Next();
        if (next < 0 || _scanner.Consumed > LongestHeader)
        {
            throw Broken(next < 0 ? "it ends inside its header" : "its header is longer than 64 KB");
        }

        return next;
    }

    private static bool IsSpace(int value) => value is ' ' or '\t' or '\n' or '\r' or '\v' or '\f';

    private HeatmapException Broken(string reason) => ImageErrors.Corrupt(_path, reason);
}

/// <summary>Reads a file byte by byte through a small buffer.</summary>
/// <param name="stream">The file; read from its present position.</param>
/// <param name="path">For errors.</param>
/// <param name="bufferSize">Bytes of the buffer.</param>
internal sealed class ByteScanner(Stream stream, string path, int bufferSize)
{
    private readonly byte[] _buffer = new byte[bufferSize];
    private int _position;
    private int _length;

    /// <summary>Bytes given out.</summary>
    public long Consumed { get; private set; }

    /// <summary>The next byte, which stays, or −1 at the end.</summary>
    public int Peek() => _position < _length || Fill() ? _buffer[_position] : -1;

    /// <summary>The next byte, or −1 at the end.</summary>
    public int Next()
    {
        if (_position == _length && !Fill())
        {
            return -1;
        }

        Consumed++;
        return _buffer[_position++];
    }

    private bool Fill()
    {
        _position = 0;
        _length = SourceFile.ReadSome(stream, _buffer, path);
        return _length > 0;
    }
}
