using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Formats.Jpeg;
using HeatmapPS.Engine.Images;

namespace HeatmapPS.Engine.Formats.Thermal;

/// <summary>Decides what is read of a file that may have temperatures under its picture. The one place for it.</summary>
internal static class RadiometricRouting
{
    private static readonly FlirDecoder s_flir = new();
    private static readonly FlirPhotoDecoder s_photo = new();
    private static readonly DjiDecoder s_dji = new();

    /// <summary>The decoder of what is wanted of a file, or null for the usual decoder of its format.</summary>
    /// <param name="path">The file.</param>
    /// <param name="format">Its format by content.</param>
    /// <param name="options">What is wanted.</param>
    /// <exception cref="HeatmapException">ImageCorrupt (broken thermal records), EmbeddedNotFound, FormatNotSupported.</exception>
    public static IImageDecoder? Choose(string path, ImageFormat format, ThermalOptions options)
    {
        if (format == ImageFormats.Fff)
        {
            if (options.Embedded)
                return s_photo;
            return options.Mode == RadiometricMode.Ignore
                ? throw ImageErrors.FormatNotSupported(path,
                    "a file of thermal records has no picture other than its temperatures. Leave -Radiometric Ignore out")
                : null;
        }

        if (options.Embedded)
            return format == ImageFormats.Jpeg && JpegSegments.Read(path).HasFlir ? s_photo : throw ThermalErrors.PhotoNotFound(path);
        return format != ImageFormats.Jpeg || options.Mode == RadiometricMode.Ignore ? null : ChooseForJpeg(path, options);
    }

    private static IImageDecoder? ChooseForJpeg(string path, ThermalOptions options)
    {
        var segments = JpegSegments.Read(path);
        if (!segments.HasFlir)
            return DjiDecoder.FindSize(segments) is null ? null : s_dji;
        using var stream = new MemoryStream(segments.JoinFlir(), writable: false);
        bool hasCounts = FlirDirectory.Read(stream, 0, path).Find(FlirRecordType.RawData) is not null;
        if (hasCounts)
            return s_flir;
        return options.Mode == RadiometricMode.Require ? throw ThermalErrors.NoRawData(path) : null;
    }
}

/// <summary>What is read of a file that has temperatures under its visible picture.</summary>
public enum RadiometricMode
{
    /// <summary>The temperatures where there are any, else the picture.</summary>
    Auto,

    /// <summary>The temperatures; a file without any is an error.</summary>
    Require,

    /// <summary>The visible picture.</summary>
    Ignore,
}
