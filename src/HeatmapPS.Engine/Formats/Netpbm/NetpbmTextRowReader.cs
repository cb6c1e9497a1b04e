using System.Runtime.InteropServices;
using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Pixels;

namespace HeatmapPS.Engine.Formats.Netpbm;

/// <summary>Streams the rows of a Netpbm image written as text (P1, P2, P3). Comments may stand between numbers.</summary>
internal sealed class NetpbmTextRowReader : RowReader
{
    private const int BufferSize = 1 << 16;

    private readonly FileStream _file;
    private readonly NetpbmHeader _header;
    private readonly string _path;
    private readonly ByteScanner _scanner;

    /// <summary>Opens the rows.</summary>
    /// <param name="file">The file; disposed with the reader.</param>
    /// <param name="header">The image's header.</param>
    /// <param name="path">For errors.</param>
    public NetpbmTextRowReader(FileStream file, NetpbmHeader header, string path)
        : base(header.Layout)
    {
        _file = file;
        _header = header;
        _path = path;
        file.Position = header.DataOffset;
        _scanner = new ByteScanner(file, path, BufferSize);
    }

    /// <inheritdoc/>
    public override void Read(Span<byte> destination)
    {
        if (_header.Coding == NetpbmCoding.TextBits)
        {
            foreach (ref var sample in destination)
            {
                sample = FirstOfSample() switch
                {
                    '0' => byte.MaxValue,
                    '1' => 0,
                    _ => throw NotANumber(),
                };
            }
        }
        else if (Layout.SampleType == SampleType.UInt8)
        {
            foreach (ref var sample in destination)
            {
                sample = (byte)Number();
            }
        }
        else
        {
            foreach (ref var sample in MemoryMarshal.Cast<byte, ushort>(destination))
            {
                sample = (ushort)Number();
            }
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        _file.Dispose();
        base.Dispose(disposing);
    }

    private int Number()
    {
        var digit = FirstOfSample() - '0';
        if ((uint)digit > 9)
        {
            throw NotANumber();
        }

        var value = digit;
        while (true)
        {
            digit = _scanner.Peek() - '0';
            if ((uint)digit > 9)
            {
                return value;
            }

            value = (value * 10) + digit;
            if (value > _header.MaxValue)
            {
                throw CodecErrors.AboveMaximum(_path, _header.MaxValue);
            }

            _scanner.Next();
        }
    }

    private int FirstOfSample()
    {
        while (true)
        {
            var next = _scanner.Next();
            switch (next)
            {
                case ' ' or '\t' or '\n' or '\r' or '\v' or '\f':
                    continue;
                case '#':
                    while (_scanner.Next() is not ('\n' or '\r' or < 0))
                    {
                    }

                    continue;
                case < 0:
                    throw ImageErrors.Corrupt(_path, "it ends before its last sample");
                default:
                    return next;
            }
        }
    }

    private HeatmapException NotANumber() => ImageErrors.Corrupt(_path, "it has something other than a number among its samples");
}
