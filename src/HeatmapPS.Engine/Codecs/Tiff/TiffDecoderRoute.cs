using HeatmapPS.Engine.Errors;

namespace HeatmapPS.Engine.Codecs.Tiff;

/// <summary>Which library reads a TIFF page.</summary>
internal enum TiffRoute
{
    /// <summary>No library: the samples lie in the file as they are wanted.</summary>
    Run,

    /// <summary>libvips: fast, and exact for whole bytes.</summary>
    Vips,

    /// <summary>LibTiff.NET: for what libvips refuses or gets wrong.</summary>
    LibTiff,
}

/// <summary>Decides which library reads a page, and refuses what neither reads exactly.</summary>
internal static class TiffDecoderRoute
{
    private const int MostPlaneHandles = 256;

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
        if (IsExactInVips(directory))
            return TiffRoute.Vips;
        return directory is { IsPlanar: true, IsTiled: false, Samples: > MostPlaneHandles }
            ? throw ImageErrors.FormatNotSupported(path, $"it keeps {directory.Samples:N0} bands of {directory.Bits} bits apart, and at most {MostPlaneHandles} can be read")
            : TiffRoute.LibTiff;
    }

    private static string? RefusalOf(TiffDirectory directory)
    {
        if (CompressionRefusal(directory) is { } compression)
            return compression;
        if (directory.SampleFormat is TiffSampleFormat.ComplexInteger or TiffSampleFormat.ComplexFloat)
            return "it stores complex numbers. Save its magnitude or its real part as float TIFF or NPY";
        if (!directory.IsUniform)
            return "its bands have different numbers of bits";
        if (directory.SampleFormat == TiffSampleFormat.Float ? directory.Bits is not (16 or 24 or 32 or 64) : directory.Bits > 32)
            return $"it stores {directory.SampleFormat} samples of {directory.Bits} bits";
        return directory.Photometric switch
        {
            TiffPhotometric.MinIsWhite or TiffPhotometric.MinIsBlack or TiffPhotometric.ColorFilterArray or TiffPhotometric.LinearRaw => null,
            TiffPhotometric.Rgb => directory.Samples < 3 ? $"it claims RGB with {directory.Samples} samples" : null,
            TiffPhotometric.Palette => directory is { IsPlanar: false } or { IsTiled: false } && directory is { Bits: <= 8, Samples: 1, SampleFormat: not TiffSampleFormat.Float } && IsVipsDepth(directory)
                ? null
                : $"its palette is of {directory.Bits} bits and {directory.Samples} samples",
            TiffPhotometric.Separated or TiffPhotometric.CieLab or TiffPhotometric.IccLab or TiffPhotometric.YCbCr => ColorRefusal(directory),
            _ => $"its colours are of a kind (photometric interpretation {(int)directory.Photometric}) that is not read",
        };
    }

    private static string? ColorRefusal(TiffDirectory directory)
    {
        var known = directory.SampleFormat is TiffSampleFormat.UnsignedInteger or TiffSampleFormat.Void or TiffSampleFormat.SignedInteger
            && (directory.Bits == 8 || (directory.Bits == 16 && directory.Photometric != TiffPhotometric.YCbCr))
            && !directory.IsPlanar
            && directory.Samples >= (directory.Photometric == TiffPhotometric.Separated ? 4 : 3);
        if (directory.Photometric is TiffPhotometric.CieLab or TiffPhotometric.IccLab && directory.Bits == 8)
            known &= directory.Samples == 3 && directory.SampleFormat != TiffSampleFormat.SignedInteger;
        else if (directory.Photometric == TiffPhotometric.IccLab)
            known = false;
        return known ? null : $"its {directory.Photometric} colours of {directory.Bits} bits and {directory.Samples} samples are not read";
    }

    private static string? CompressionRefusal(TiffDirectory directory) => directory.Compression switch
    {
        1 or 5 or 8 or 32773 or 32946 => null,
        2 or 3 or 4 or 32771 => directory is { Bits: 1, Samples: 1 } ? null : $"fax compression of {directory.Bits} bits makes no sense",
        7 => directory.Bits == 8 ? null : $"JPEG compression of {directory.Bits} bits is not read",
        50001 => directory is { Bits: 8, IsPlanar: false } ? null : "WebP compression is of 8 bits and interleaved bands only",
        var method => $"its compression ({CompressionName(method)}) is not read. Save it again with Deflate, LZW or none",
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
        if (directory is not { Compression: 1, IsTiled: false, Orientation: 1, RunOffset: not null } || (directory.IsPlanar && directory.Samples > 1))
            return false;
        var associated = directory.ExtraSamples.Contains(1);
        return !associated
            && directory.Photometric is TiffPhotometric.MinIsBlack or TiffPhotometric.Rgb
            && (directory.SampleFormat == TiffSampleFormat.Float ? directory.Bits is 32 or 64 : directory.Bits is 8 or 16 or 32);
    }

    private static bool IsExactInVips(TiffDirectory directory)
    {
        // libvips fails on planes in tiles, and mixes up the rows of more than four planes in strips.
        if (directory.IsPlanar && (directory.IsTiled || directory.Samples > 1))
            return false;
        if (directory.Photometric is TiffPhotometric.CieLab or TiffPhotometric.IccLab)
            return directory.Bits == 16;
        if (directory.Photometric is TiffPhotometric.Palette or TiffPhotometric.Separated or TiffPhotometric.YCbCr)
            return true;
        if (directory.Compression is 2 or 3 or 4 or 7 or 32771 or 50001)
            return true;
        return IsVipsDepth(directory)
            && directory.Photometric is not (TiffPhotometric.ColorFilterArray or TiffPhotometric.LinearRaw);
    }

    private static bool IsVipsDepth(TiffDirectory directory) => (directory.SampleFormat, directory.Bits) switch
    {
        // Halves go to LibTiff.NET: libvips turns their NaN into another number.
        (TiffSampleFormat.Float, 32) => true,
        (TiffSampleFormat.SignedInteger, 8 or 16 or 32) => true,
        (TiffSampleFormat.UnsignedInteger or TiffSampleFormat.Void, 8 or 16) => true,
        (TiffSampleFormat.UnsignedInteger or TiffSampleFormat.Void, 32) => directory.Photometric != TiffPhotometric.MinIsWhite,
        (TiffSampleFormat.UnsignedInteger or TiffSampleFormat.Void, 1 or 2 or 4) => directory.Samples == 1,
        _ => false,
    };
}
