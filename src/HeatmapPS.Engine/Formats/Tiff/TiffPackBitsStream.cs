namespace HeatmapPS.Engine.Formats.Tiff;

/// <summary>Decodes PackBits (TIFF 6.0, section 9).</summary>
/// <param name="stored">The bytes of one strip or tile.</param>
internal sealed class TiffPackBitsStream(Stream stored) : TiffDecodingStream(stored)
{
    private const int NothingMark = 128;

    private int _literals;
    private int _repeats;
    private byte _value;

    public override int Read(Span<byte> buffer)
    {
        var written = 0;
        while (written < buffer.Length)
        {
            if (_repeats > 0)
            {
                var count = Math.Min(_repeats, buffer.Length - written);
                buffer.Slice(written, count).Fill(_value);
                _repeats -= count;
                written += count;
            }
            else if (_literals > 0)
            {
                var value = NextByte();
                if (value < 0)
                    break;
                buffer[written++] = (byte)value;
                _literals--;
            }
            else if (!StartRun())
            {
                break;
            }
        }

        return written;
    }

    private bool StartRun()
    {
        var mark = NextByte();
        if (mark < 0)
            return false;
        if (mark < NothingMark)
        {
            _literals = mark + 1;
        }
        else if (mark > NothingMark)
        {
            var value = NextByte();
            if (value < 0)
                return false;
            _value = (byte)value;
            _repeats = 257 - mark;
        }

        return true;
    }
}
