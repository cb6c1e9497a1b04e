using System.Buffers.Binary;
using System.Globalization;
using HeatmapPS.Engine.Codecs.Raw;
using HeatmapPS.Engine.Errors;

namespace HeatmapPS.Engine.Codecs.Jpeg;

/// <summary>What the markers of a JPEG file say before its compressed data (ITU-T T.81, Exif 2.3).</summary>
/// <param name="Width">Columns as stored, before any turn.</param>
/// <param name="Height">Rows as stored.</param>
/// <param name="Components">1 grey, 3 colour, 4 CMYK.</param>
/// <param name="Precision">Bits a sample, 8 or 12 (up to 16 when lossless).</param>
/// <param name="IsProgressive">Whether the image comes in passes, so that a decoder holds it whole.</param>
/// <param name="IsLossless">Whether the samples are coded without loss (a process few decoders have).</param>
/// <param name="Orientation">EXIF orientation from 1 (upright) to 8; 1 when there is none.</param>
/// <param name="HasFlir">Whether there are APP1 segments of a FLIR thermal camera.</param>
internal sealed record JpegHeader(int Width, int Height, int Components, int Precision, bool IsProgressive, bool IsLossless, int Orientation, bool HasFlir)
{
    private const int BufferSize = 4096;

    /// <summary>Bounds the work on a file of nothing but tiny segments.</summary>
    private const int MostSegments = 65_536;

    private const int App1 = 0xE1;

    /// <summary>Reads the markers of a file up to the first scan.</summary>
    /// <exception cref="HeatmapException">ImageCorrupt when it is not a JPEG file or ends early.</exception>
    public static JpegHeader Read(string path)
    {
        using var file = ImageFiles.OpenRead(path, BufferSize);
        return Read(file, path);
    }

    /// <summary>Reads the markers of a seekable stream, from its present position up to the first scan.</summary>
    /// <exception cref="HeatmapException">ImageCorrupt when it is not a JPEG file or ends early.</exception>
    public static JpegHeader Read(Stream stream, string path)
    {
        if (NextByte(stream, path) != 0xFF || NextByte(stream, path) != 0xD8)
        {
            throw ImageErrors.Corrupt(path, "it does not begin as a JPEG file does");
        }

        JpegHeader? frame = null;
        int? orientation = null;
        var hasFlir = false;
        Span<byte> head = stackalloc byte[6];
        for (var segment = 0; segment < MostSegments; segment++)
        {
            var marker = NextMarker(stream, path);
            if (marker is 0x01 or (>= 0xD0 and <= 0xD7))
            {
                continue;
            }

            if (marker is 0xD9 or 0xDA)
            {
                return (frame ?? throw ImageErrors.Corrupt(path, "its compressed data begins before its size is told")) with
                {
                    Orientation = orientation ?? 1,
                    HasFlir = hasFlir,
                };
            }

            SourceFile.ReadExactly(stream, head[..2], path);
            var length = BinaryPrimitives.ReadUInt16BigEndian(head) - 2;
            if (length < 0)
            {
                throw ImageErrors.Corrupt(path, "one of its segments has an impossible length");
            }

            var end = stream.Position + length;
            if (marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC) && frame is null)
            {
                frame = ReadFrame(stream, marker, length, path);
            }
            else if (marker == App1 && length >= head.Length)
            {
                SourceFile.ReadExactly(stream, head, path);
                hasFlir |= head[..5].SequenceEqual("FLIR\0"u8);
                if (orientation is null && head.SequenceEqual("Exif\0\0"u8))
                {
                    var exif = new byte[length - head.Length];
                    SourceFile.ReadExactly(stream, exif, path);
                    orientation = ExifOrientation(exif);
                }
            }

            stream.Position = end;
        }

        throw ImageErrors.Corrupt(path, string.Create(CultureInfo.InvariantCulture, $"it has more than {MostSegments:N0} segments before its compressed data"));
    }

    private static JpegHeader ReadFrame(Stream stream, int marker, int length, string path)
    {
        Span<byte> frame = stackalloc byte[6];
        if (length < frame.Length)
        {
            throw ImageErrors.Corrupt(path, "its frame header is too short");
        }

        SourceFile.ReadExactly(stream, frame, path);
        var height = BinaryPrimitives.ReadUInt16BigEndian(frame[1..]);
        var width = BinaryPrimitives.ReadUInt16BigEndian(frame[3..]);
        if (width == 0 || height == 0 || frame[5] == 0)
        {
            throw ImageErrors.Corrupt(path, string.Create(CultureInfo.InvariantCulture, $"its size {width} × {height} × {frame[5]} has no pixel"));
        }

        // The low two bits of a frame marker tell the process: 0 baseline, 1 extended, 2 progressive, 3 lossless.
        return new JpegHeader(width, height, frame[5], frame[0], (marker & 3) == 2, (marker & 3) == 3, 1, false);
    }

    private static int NextByte(Stream stream, string path)
    {
        Span<byte> value = stackalloc byte[1];
        SourceFile.ReadExactly(stream, value, path);
        return value[0];
    }

    /// <summary>The next marker's second byte; stray bytes before it are stepped over, as decoders do, but not many.</summary>
    private static int NextMarker(Stream stream, string path)
    {
        const int mostStrayBytes = 65_536;
        var inMarker = false;
        for (var i = 0; i < mostStrayBytes; i++)
        {
            var value = NextByte(stream, path);
            if (inMarker && value is not (0x00 or 0xFF))
            {
                return value;
            }

            inMarker = value == 0xFF;
        }

        throw ImageErrors.Corrupt(path, "it has something other than markers before its compressed data");
    }

    /// <summary>Finds tag 274 in the first directory of the TIFF structure that EXIF data is.</summary>
    /// <returns>1 to 8, or null when there is none or the data is broken: a picture is not refused for that.</returns>
    private static int? ExifOrientation(ReadOnlySpan<byte> tiff)
    {
        const int orientationTag = 274;
        const int shortType = 3;
        const int entryBytes = 12;
        var little = tiff.StartsWith("II*\0"u8);
        if (tiff.Length < 8 || !(little || tiff.StartsWith("MM\0*"u8)))
        {
            return null;
        }

        var directory = Word32(tiff, 4, little);
        if (directory > tiff.Length - 2)
        {
            return null;
        }

        var entries = tiff[((int)directory + 2)..];
        var count = Math.Min(Word16(tiff, (int)directory, little), entries.Length / entryBytes);
        for (var i = 0; i < count; i++)
        {
            var entry = entries.Slice(i * entryBytes, entryBytes);
            if (Word16(entry, 0, little) == orientationTag && Word16(entry, 2, little) == shortType)
            {
                var value = Word16(entry, 8, little);
                return value is >= 1 and <= 8 ? value : null;
            }
        }

        return null;
    }

    private static int Word16(ReadOnlySpan<byte> bytes, int offset, bool little) =>
        little ? BinaryPrimitives.ReadUInt16LittleEndian(bytes[offset..]) : BinaryPrimitives.ReadUInt16BigEndian(bytes[offset..]);

    private static uint Word32(ReadOnlySpan<byte> bytes, int offset, bool little) =>
        little ? BinaryPrimitives.ReadUInt32LittleEndian(bytes[offset..]) : BinaryPrimitives.ReadUInt32BigEndian(bytes[offset..]);
}
