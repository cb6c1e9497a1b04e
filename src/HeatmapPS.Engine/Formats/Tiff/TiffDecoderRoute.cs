using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Images;

namespace HeatmapPS.Engine.Formats.Tiff;

/// <summary>Which library reads a TIFF page.</summary>
internal enum TiffRoute
{
    /// <summary>No library: the samples lie in the file as they are wanted.</summary>
    Run,

    /// <summary>No library: strips or tiles are decoded here, so that each one that is cut or broken is an error.</summary>
    Blocks,

    /// <summary>libvips, as a stream: strips of JPEG, WebP, and of colours that are converted.</summary>
    Vips,

    /// <summary>libvips, strip by strip or tile by tile, for what it gets wrong otherwise: tiles (it passes over broken ones),
    /// fax (it passes over broken rows), bands that lie apart, and premultiplied alpha.</summary>
    BlockImages,
}

/// <summary>Decides what reads a page, and refuses what nothing here reads exactly.</summary>
internal static class TiffDecoderRoute
{
    /// <summary>Chooses.</summary>
    /// <param name="directory">The page.</param>
    /// <param name="path">The file, for messages.</param>
    /// <exception cref="HeatmapException">FormatNotSupported.</exception>
    public static TiffRoute Choose(TiffDirectory directory, string path)
    {
        if (RefusalOf(directory) is { } reason)
            throw ImageErrors.FormatNotSupported(path, reason);
        if (IsRun(directory))
            return TiffRoute.Run;
        if (IsBlocks(directory))
            return TiffRoute.Blocks;
        return directory.IsTiled || IsFax(directory) || (directory.IsPlanar && directory.Samples > 1) || directory.ExtraSamples.Contains(1)
            || IsEightBitLab(directory)
            ? TiffRoute.BlockImages
            : TiffRoute.Vips;
    }

    private static string? RefusalOf(TiffDirectory directory)
    {
        if (CompressionRefusal(directory) is { } compression)
            return compression;
        if (directory.SampleFormat is TiffSampleFormat.ComplexInteger or TiffSampleFormat.ComplexFloat)
            return "it stores complex numbers. Save its magnitude or its real part as float TIFF or NPY";
        if (!directory.IsUniform)
            return "its bands have different numbers of bits";
        if (directory is { Bits: 24, SampleFormat: not TiffSampleFormat.Float })
            return "it stores 24-bit integers, for which programs use different byte orders";
        if (directory.SampleFormat == TiffSampleFormat.Float ? directory.Bits is not (16 or 24 or 32 or 64) : directory.Bits > 32)
            return $"it stores {directory.SampleFormat} samples of {directory.Bits} bits";
        if (directory.Compression is 5 or 8 or 32946 && !TiffPredictor.Knows(directory.Predictor, directory.SampleFormat, directory.Bits))
            return $"its predictor ({directory.Predictor}) for {directory.SampleFormat} samples of {directory.Bits} bits is not supported";
        return directory.Photometric switch
        {
            TiffPhotometric.MinIsWhite or TiffPhotometric.MinIsBlack or TiffPhotometric.ColorFilterArray or TiffPhotometric.LinearRaw =>
                null,
            TiffPhotometric.Rgb => directory.Samples < 3 ? $"it is marked as RGB, but has {directory.Samples} samples" : null,
            TiffPhotometric.Palette =>
                directory is { Bits: 1 or 2 or 4 or 8, Samples: 1, SampleFormat: TiffSampleFormat.UnsignedInteger or TiffSampleFormat.Void }
                ? null
                : $"its palette has {directory.Bits} bits and {directory.Samples} samples",
            TiffPhotometric.Separated or TiffPhotometric.CieLab or TiffPhotometric.IccLab or TiffPhotometric.YCbCr =>
                ColorRefusal(directory),
            _ => $"its photometric interpretation {(int)directory.Photometric} is not supported",
        };
    }

    private static string? ColorRefusal(TiffDirectory directory)
    {
        bool known = directory.SampleFormat is TiffSampleFormat.UnsignedInteger or TiffSampleFormat.Void or TiffSampleFormat.SignedInteger
            && (directory.Bits == 8 || (directory.Bits == 16 && directory.Photometric != TiffPhotometric.YCbCr))
            && !directory.IsPlanar
            && directory.Samples >= (directory.Photometric == TiffPhotometric.Separated ? 4 : 3);
        if (directory.Photometric is TiffPhotometric.CieLab or TiffPhotometric.IccLab && directory.Bits == 8)
            known &= directory.Samples == 3 && directory.SampleFormat != TiffSampleFormat.SignedInteger;
        else if (directory.Photometric == TiffPhotometric.IccLab)
            known = false;
        return known ? null : $"its {directory.Photometric} colours of {directory.Bits} bits and {directory.Samples} samples are not supported";
    }

    private static string? CompressionRefusal(TiffDirectory directory) => directory.Compression switch
    {
        1 or 5 or 8 or 32773 or 32946 => null,
        2 or 3 or 4 or 32771 => directory is { Bits: 1, Samples: 1 } ? null : $"fax compression is not possible with {directory.Bits} bits",
        7 => directory.Bits == 8 ? null : $"JPEG compression of {directory.Bits} bits is not supported",
        50001 => directory is { Bits: 8, IsPlanar: false } ? null : "WebP compression is possible only with 8 bits and interleaved bands",
        var method => $"its compression ({CompressionName(method)}) is not supported. Save it again with Deflate, LZW or no compression",
    };

    private static string CompressionName(int method) => method switch
    {
        6 => "old-style JPEG",
        32809 => "ThunderScan",
        33003 or 33004 or 33005 or 34712 => "JPEG 2000",
        34676 or 34677 => "SGI LogLuv",
        34887 => "LERC",
        34892 => "lossy JPEG of DNG",
        34925 => "LZMA",
        34933 => "PNG",
        50000 => "Zstandard",
        50002 or 52546 => "JPEG XL",
        _ => $"method {method}",
    };

    /// <summary>Upright, uncompressed, interleaved samples of whole bytes whose values are kept: what cameras and scientific
    /// programs write most.</summary>
    private static bool IsRun(TiffDirectory directory)
    {
        if (directory is not { Compression: 1, IsTiled: false, Orientation: 1, RunOffset: not null }
            || (directory.IsPlanar && directory.Samples > 1))
        {
            return false;
        }

        return !directory.ExtraSamples.Contains(1)
            && !directory.IsFillReversed
            && directory.Photometric is TiffPhotometric.MinIsBlack or TiffPhotometric.Rgb
            && (directory.SampleFormat == TiffSampleFormat.Float ? directory.Bits is 32 or 64 : directory.Bits is 8 or 16 or 32);
    }

    private static bool IsBlocks(TiffDirectory directory) => TiffBlocks.Decodes(directory.Compression)
        && directory.Photometric switch
        {
            TiffPhotometric.MinIsWhite or TiffPhotometric.MinIsBlack or TiffPhotometric.Rgb or TiffPhotometric.Palette
                or TiffPhotometric.ColorFilterArray or TiffPhotometric.LinearRaw => true,
            TiffPhotometric.CieLab or TiffPhotometric.IccLab => directory.Bits == 8,
            _ => false,
        };

    /// <summary>Whether it is of one bit, in the codes of fax machines.</summary>
    public static bool IsFax(TiffDirectory directory) => directory.Compression is 2 or 3 or 4 or 32771;

    /// <summary>libvips fails on these; their samples are converted from what is stored.</summary>
    public static bool IsEightBitLab(TiffDirectory directory) =>
        directory is { Photometric: TiffPhotometric.CieLab or TiffPhotometric.IccLab, Bits: 8 };
}
