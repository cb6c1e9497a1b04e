using System.Buffers.Binary;
using System.Globalization;
using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Images;

namespace HeatmapPS.Engine.Formats.Dicom;

/// <summary>Makes a JPEG frame say itself what its colours are: in DICOM the photometric interpretation tells it, while decoders guess
/// from markers that such frames often lack or that say otherwise.</summary>
internal static class DicomJpeg
{
    private const byte StartOfImage = 0xD8;
    private const byte StartOfScan = 0xDA;
    private const byte FirstApplication = 0xE0;
    private const byte AdobeApplication = 0xEE;

    /// <summary>ImageMagick takes a shorter file for one that breaks off (its limit is 107).</summary>
    private const int LeastBytes = 128;

    /// <summary>Adobe's marker, whose last byte tells the transform: 0 none, 1 YCbCr.</summary>
    private static ReadOnlySpan<byte> AdobeMarker => [0xFF, AdobeApplication, 0, 14, (byte)'A', (byte)'d', (byte)'o', (byte)'b', (byte)'e', 0, 100, 0, 0, 0, 0];

    /// <summary>Checks a frame against its file and gives it the marker of its colours.</summary>
    /// <exception cref="HeatmapException">ImageCorrupt, FormatNotSupported.</exception>
    public static byte[] Describe(byte[] frame, DicomImage image, string path)
    {
        var result = new MemoryStream(frame.Length + AdobeMarker.Length + 1);
        if (frame is not [0xFF, StartOfImage, ..])
            throw ImageErrors.Corrupt(path, "a frame is no JPEG");
        result.Write([0xFF, StartOfImage]);
        if (image.Samples == 3)
        {
            result.Write(AdobeMarker);
            result.WriteByte((byte)(image.Colors == DicomColors.Rgb ? 0 : 1));
        }

        var checkedSize = false;
        for (var at = 2; ;)
        {
            if (at + 4 > frame.Length || frame[at] != 0xFF)
                throw ImageErrors.Corrupt(path, "a JPEG frame breaks off inside its header");
            var marker = frame[at + 1];
            // Fill bytes may stand before a marker.
            if (marker == 0xFF)
            {
                at++;
                continue;
            }

            var length = 2 + BinaryPrimitives.ReadUInt16BigEndian(frame.AsSpan(at + 2));
            if (at + length > frame.Length)
                throw ImageErrors.Corrupt(path, "a JPEG frame breaks off inside its header");
            if (IsFrameHeader(marker))
            {
                CheckFrameHeader(marker, frame.AsSpan(at, length), image, path);
                checkedSize = true;
            }

            if (marker == StartOfScan)
            {
                if (!checkedSize)
                    throw ImageErrors.Corrupt(path, "a JPEG frame has no size");
                result.Write(frame.AsSpan(at));
                // Decoders stop at the end of the image.
                while (result.Length < LeastBytes)
                    result.WriteByte(0);
                return result.ToArray();
            }

            // JFIF's and Adobe's marker would speak of the colours too.
            if (marker is not (FirstApplication or AdobeApplication))
                result.Write(frame.AsSpan(at, length));
            at += length;
        }
    }

    private static bool IsFrameHeader(byte marker) => marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC);

    private static void CheckFrameHeader(byte marker, ReadOnlySpan<byte> header, DicomImage image, string path)
    {
        if (header.Length < 10)
            throw ImageErrors.Corrupt(path, "a JPEG frame breaks off inside its header");
        int bits = header[4], height = BinaryPrimitives.ReadUInt16BigEndian(header[5..]), width = BinaryPrimitives.ReadUInt16BigEndian(header[7..]), components = header[9];
        if (bits != 8 || image.Allocated != 8 || image.Stored != 8 || image.IsSigned)
            throw ImageErrors.FormatNotSupported(path, string.Create(CultureInfo.InvariantCulture, $"its frames are JPEG with {bits} bits a sample. Decompress them with dcmdjpeg first"));
        if (width != image.Width || height != image.Height || components != image.Samples)
            throw ImageErrors.Corrupt(path, string.Create(CultureInfo.InvariantCulture, $"a JPEG frame has {width} × {height} pixels of {components} samples, and the file says {image.Width} × {image.Height} of {image.Samples}"));
        // A lossless frame has no transform.
        if (marker is 0xC3 or 0xC7 or 0xCB or 0xCF && image.Samples == 3 && image.Colors != DicomColors.Rgb)
            throw ImageErrors.FormatNotSupported(path, "its frames are lossless JPEG of YBR colours. Decompress them with dcmdjpeg first");
    }
}
