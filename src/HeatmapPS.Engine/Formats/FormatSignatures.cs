using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using HeatmapPS.Engine.Formats.Text;
using HeatmapPS.Engine.Formats.Thermal;

namespace HeatmapPS.Engine.Formats;

/// <summary>The marks at the start of files that identify their formats.</summary>
internal static class FormatSignatures
{
    /// <summary>Bytes of a file's start that are looked at.</summary>
    public const int HeadLength = 512;

    private const int DicomMarkOffset = 128;

    /// <summary>The format of a file that starts so, or null.</summary>
    /// <param name="head">Up to <see cref="HeadLength"/> bytes.</param>
    /// <param name="extension">Without dot; looked at for formats without a mark only.</param>
    /// <param name="length">Length of the whole file in bytes.</param>
    public static ImageFormat? Match(ReadOnlySpan<byte> head, string extension, long length) =>
        MatchCommon(head) ?? MatchOther(head, length) ?? MatchStrayJpeg(head) ?? MatchUnmarked(head, extension, length);

    /// <summary>What an unknown file starts with, for people.</summary>
    public static string Explain(ReadOnlySpan<byte> head)
    {
        ReadOnlySpan<byte> start = head[..Math.Min(head.Length, 12)];
        string text = Encoding.Latin1.GetString(start);
        if (head.StartsWith("%PDF"u8) || head.StartsWith("%!PS"u8))
            return "it is a page description (PDF or PostScript), not an image";
        if (head.StartsWith("PK"u8))
            return "it is a ZIP archive whose first entry is not a NumPy array";
        if (head.Length >= 12 && head[4..8].SequenceEqual("ftyp"u8))
            return $"it is a video or another kind of media file ('{Encoding.Latin1.GetString(head[8..12]).Trim()}'). Import-HeatmapVideo reads videos";

        bool printable = true;
        foreach (byte b in head)
            printable &= b is >= 0x20 and not 0x7F or (byte)'\n' or (byte)'\r' or (byte)'\t';
        return printable
            ? $"it is text that starts with '{text.ReplaceLineEndings(" ")}'"
            : string.Create(CultureInfo.InvariantCulture,
                $"its first bytes ({Convert.ToHexString(start)}) do not match a known image format");
    }

    private static ImageFormat? MatchCommon(ReadOnlySpan<byte> head)
    {
        // The 128 bytes before it are free, and some scanners put the header of a TIFF there.
        if (head.Length >= DicomMarkOffset + 4 && head.Slice(DicomMarkOffset, 4).SequenceEqual("DICM"u8))
            return ImageFormats.Dicom;
        if (head.StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10]))
            return ImageFormats.Png;
        if (head.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]))
            return ImageFormats.Jpeg;
        if (head.StartsWith("II*\0"u8) || head.StartsWith("MM\0*"u8) || head.StartsWith("II+\0"u8) || head.StartsWith("MM\0+"u8))
            return ImageFormats.Tiff;
        if (FlirDirectory.IsHeader(head))
            return ImageFormats.Fff;
        if (head.StartsWith("GIF87a"u8) || head.StartsWith("GIF89a"u8))
            return ImageFormats.Gif;
        if (head.Length >= 12 && head.StartsWith("RIFF"u8) && head[8..12].SequenceEqual("WEBP"u8))
            return ImageFormats.WebP;
        if (head.StartsWith((ReadOnlySpan<byte>)[0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y']))
            return ImageFormats.Npy;
        if (head.StartsWith("PK\u0003\u0004"u8))
            return IsNumpyArchive(head) ? ImageFormats.Npz : null;
        return MatchMediaFile(head) ?? MatchNetpbm(head);
    }

    private static ImageFormat? MatchMediaFile(ReadOnlySpan<byte> head)
    {
        if (head.Length < 16 || !head[4..8].SequenceEqual("ftyp"u8))
            return null;

        int size = (int)Math.Min(BinaryPrimitives.ReadUInt32BigEndian(head), (uint)head.Length);
        ImageFormat? found = null;
        for (int at = 8; at + 4 <= size; at += at == 8 ? 8 : 4)
        {
            ReadOnlySpan<byte> brand = head.Slice(at, 4);
            if (brand.SequenceEqual("avif"u8) || brand.SequenceEqual("avis"u8))
                return ImageFormats.Avif;
            if (brand.SequenceEqual("heic"u8) || brand.SequenceEqual("heix"u8) || brand.SequenceEqual("heim"u8)
                || brand.SequenceEqual("heis"u8) || brand.SequenceEqual("mif1"u8) || brand.SequenceEqual("hevc"u8))
            {
                found = ImageFormats.Heic;
            }
        }

        return found;
    }

    private static ImageFormat? MatchNetpbm(ReadOnlySpan<byte> head)
    {
        if (head.Length < 3 || head[0] != 'P' || !(head[2] is (byte)'\n' or (byte)'\r' or (byte)' ' or (byte)'\t' or (byte)'#'))
            return null;
        return head[1] switch
        {
            >= (byte)'1' and <= (byte)'7' => ImageFormats.Netpbm,
            (byte)'f' or (byte)'F' => ImageFormats.Pfm,
            _ => null,
        };
    }

    private static ImageFormat? MatchOther(ReadOnlySpan<byte> head, long length)
    {
        if (head.StartsWith("8BPS"u8))
            return ImageFormats.Psd;
        if (head.StartsWith((ReadOnlySpan<byte>)[0, 0, 0, 12, (byte)'j', (byte)'P', (byte)' ', (byte)' '])
            || head.StartsWith((ReadOnlySpan<byte>)[0xFF, 0x4F, 0xFF, 0x51]))
        {
            return ImageFormats.Jpeg2000;
        }

        if (head.StartsWith("SDPX"u8) || head.StartsWith("XPDS"u8))
            return ImageFormats.Dpx;
        if (head.StartsWith((ReadOnlySpan<byte>)[0x80, 0x2A, 0x5F, 0xD7]) || head.StartsWith((ReadOnlySpan<byte>)[0xD7, 0x5F, 0x2A, 0x80]))
            return ImageFormats.Cineon;
        if (head.StartsWith("SIMPLE  ="u8))
            return ImageFormats.Fits;
        if (head.StartsWith((ReadOnlySpan<byte>)[0x76, 0x2F, 0x31, 0x01]))
            return ImageFormats.OpenExr;
        if (head.StartsWith("#?RADIANCE"u8) || head.StartsWith("#?RGBE"u8))
            return ImageFormats.Radiance;
        if (head.StartsWith("gimp xcf"u8))
            return ImageFormats.Xcf;
        if (head.StartsWith("qoif"u8))
            return ImageFormats.Qoi;
        if (head.StartsWith((ReadOnlySpan<byte>)[0xFF, 0x0A])
            || head.StartsWith((ReadOnlySpan<byte>)[0, 0, 0, 12, (byte)'J', (byte)'X', (byte)'L', (byte)' ']))
        {
            return ImageFormats.JpegXl;
        }

        if (head.StartsWith((ReadOnlySpan<byte>)[0x59, 0xA6, 0x6A, 0x95]))
            return ImageFormats.Sun;
        return MatchShortMark(head, length);
    }

    /// <summary>Formats whose mark is so short that their header must make sense too.</summary>
    private static ImageFormat? MatchShortMark(ReadOnlySpan<byte> head, long length)
    {
        if (head.Length >= 26 && head.StartsWith("BM"u8)
            && BinaryPrimitives.ReadUInt32LittleEndian(head[14..]) is 12 or 16 or 40 or 52 or 56 or 64 or 108 or 124)
        {
            return ImageFormats.Bmp;
        }

        if (head.Length >= 22 && head.StartsWith((ReadOnlySpan<byte>)[0, 0, 1, 0]) && head[9] == 0
            && BinaryPrimitives.ReadUInt16LittleEndian(head[4..]) is > 0 and < 256
            && BinaryPrimitives.ReadUInt32LittleEndian(head[18..]) < length)
        {
            return ImageFormats.Ico;
        }

        if (head.Length >= 128 && head[0] == 0x0A && head[1] <= 5 && head[2] <= 1 && head[3] is 1 or 2 or 4 or 8 && head[64] == 0
            && head[65] is >= 1 and <= 4
            && BinaryPrimitives.ReadUInt16LittleEndian(head[8..]) >= BinaryPrimitives.ReadUInt16LittleEndian(head[4..]))
        {
            return ImageFormats.Pcx;
        }

        return head.Length >= 12 && head[0] == 0x01 && head[1] == 0xDA && head[2] <= 1 && head[3] is 1 or 2
            && BinaryPrimitives.ReadUInt16BigEndian(head[4..]) is >= 1 and <= 3
            ? ImageFormats.Sgi
            : null;
    }

    /// <summary>JPEG with stray bytes between its start and its first segment, which decoders step over.</summary>
    private static ImageFormat? MatchStrayJpeg(ReadOnlySpan<byte> head)
    {
        if (!head.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8]))
            return null;
        for (int at = 2; at + 1 < head.Length; at++)
        {
            if (head[at] == 0xFF && head[at + 1] is not (0x00 or 0xFF))
                return head[at + 1] is 0xDB or 0xC4 or 0xFE or >= 0xC0 and <= 0xC2 or >= 0xE0 and <= 0xEF ? ImageFormats.Jpeg : null;
        }

        return null;
    }

    /// <summary>Targa and text have no mark: the extension and a header that makes sense.</summary>
    private static ImageFormat? MatchUnmarked(ReadOnlySpan<byte> head, string extension, long length)
    {
        ImageFormat text = ImageFormats.Csv;
        if (text.Extensions.Concat(text.ReadExtensions).Contains(extension, StringComparer.OrdinalIgnoreCase))
            return TextEncoding.IsText(head) ? text : null;
        if (ImageFormats.FromExtension(extension) != ImageFormats.Tga || head.Length < 18 || length <= 18)
            return null;
        return head[1] <= 1 && head[2] is 1 or 2 or 3 or 9 or 10 or 11 && head[16] is 8 or 15 or 16 or 24 or 32
            && BinaryPrimitives.ReadUInt16LittleEndian(head[12..]) > 0 && BinaryPrimitives.ReadUInt16LittleEndian(head[14..]) > 0
            ? ImageFormats.Tga
            : null;
    }

    private static bool IsNumpyArchive(ReadOnlySpan<byte> head)
    {
        const int NameLengthOffset = 26, NameOffset = 30;
        if (head.Length < NameOffset)
            return false;
        ushort nameLength = BinaryPrimitives.ReadUInt16LittleEndian(head[NameLengthOffset..]);
        return NameOffset + nameLength <= head.Length && head.Slice(NameOffset, nameLength).EndsWith(".npy"u8);
    }
}
