namespace HeatmapPS.Engine.Formats.Dicom;

/// <summary>The data elements of DICOM that an image's pixels depend on, and when it was taken, as group and element in one number
/// (DICOM PS3.6).</summary>
internal static class DicomTag
{
    public const uint TransferSyntax = 0x0002_0010;
    public const uint AcquisitionDate = 0x0008_0022;
    public const uint AcquisitionDateTime = 0x0008_002A;
    public const uint AcquisitionTime = 0x0008_0032;
    public const uint TimeZone = 0x0008_0201;
    public const uint SamplesPerPixel = 0x0028_0002;
    public const uint Photometric = 0x0028_0004;
    public const uint Planar = 0x0028_0006;
    public const uint Frames = 0x0028_0008;
    public const uint Rows = 0x0028_0010;
    public const uint Columns = 0x0028_0011;
    public const uint BitsAllocated = 0x0028_0100;
    public const uint BitsStored = 0x0028_0101;
    public const uint HighBit = 0x0028_0102;
    public const uint Representation = 0x0028_0103;
    public const uint RedDescriptor = 0x0028_1101;
    public const uint RedTable = 0x0028_1201;
    public const uint RedSegments = 0x0028_1221;
    public const uint PixelData = 0x7FE0_0010;
    public const uint FloatPixelData = 0x7FE0_0008;
    public const uint DoublePixelData = 0x7FE0_0009;
    public const uint Item = 0xFFFE_E000;
    public const uint ItemEnd = 0xFFFE_E00D;
    public const uint SequenceEnd = 0xFFFE_E0DD;

    /// <summary>Whether the value of an element is kept.</summary>
    public static bool IsWanted(uint tag) => tag is TransferSyntax or AcquisitionDate or AcquisitionDateTime or AcquisitionTime or TimeZone
        or SamplesPerPixel or Photometric or Planar or Frames or Rows or Columns
        or BitsAllocated or BitsStored or HighBit or Representation
        or (>= RedDescriptor and <= RedDescriptor + 2) or (>= RedTable and <= RedTable + 2) or (>= RedSegments and <= RedSegments + 2);

    /// <summary>Whether an element holds the pixels, which come last.</summary>
    public static bool IsPixels(uint tag) => tag is PixelData or FloatPixelData or DoublePixelData;
}
