using HeatmapPS.Engine.Images;

namespace HeatmapPS.Engine.Formats.Tiff;

/// <summary>The sample that means "no data", as it comes out of the decoder: it goes the way of all samples.</summary>
internal static class TiffNoData
{
    /// <summary>The sample; null when the page has none, or one that no sample can be.</summary>
    /// <param name="directory">The page.</param>
    public static double? Of(TiffDirectory directory)
    {
        // The indices of a palette and the inks of CMYK become colours, which have no such value.
        if (directory.NoDataValue is not { } stored || IsConverted(directory.Photometric))
            return null;
        var samples = new TiffSamples(directory);
        double? typed = NoData.In(samples.Type, directory.Bits, stored);
        if (typed is not { } value || directory.SampleFormat == TiffSampleFormat.Float)
            return typed;
        long most = directory.SampleFormat == TiffSampleFormat.SignedInteger
            ? (1L << (directory.Bits - 1)) - 1
            : (1L << directory.Bits) - 1;
        long least = directory.SampleFormat == TiffSampleFormat.SignedInteger ? -most - 1 : 0;
        return value >= least && value <= most ? samples.Show(value) : null;
    }

    private static bool IsConverted(TiffPhotometric photometric) => photometric is TiffPhotometric.Palette or TiffPhotometric.Separated
        or TiffPhotometric.CieLab or TiffPhotometric.IccLab or TiffPhotometric.YCbCr;
}
