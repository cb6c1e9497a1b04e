using System.Collections.Immutable;
using HeatmapPS.Engine.Images;

namespace HeatmapPS.Engine.Formats.Tiff;

/// <summary>How the bits of a TIFF sample are meant (tag 339).</summary>
internal enum TiffSampleFormat
{
    /// <summary>Unsigned integer.</summary>
    UnsignedInteger = 1,

    /// <summary>Two's complement integer.</summary>
    SignedInteger = 2,

    /// <summary>IEEE 754 floating point of 16, 24, 32 or 64 bits.</summary>
    Float = 3,

    /// <summary>Not told; read as unsigned.</summary>
    Void = 4,

    /// <summary>Pairs of integers.</summary>
    ComplexInteger = 5,

    /// <summary>Pairs of floats.</summary>
    ComplexFloat = 6,
}

/// <summary>How the values of a TIFF are shown (tag 262).</summary>
internal enum TiffPhotometric
{
    /// <summary>0 shows white.</summary>
    MinIsWhite = 0,

    /// <summary>0 shows black.</summary>
    MinIsBlack = 1,

    /// <summary>Red, green, blue.</summary>
    Rgb = 2,

    /// <summary>Indices of a colour map.</summary>
    Palette = 3,

    /// <summary>Transparency mask.</summary>
    Mask = 4,

    /// <summary>Inks, CMYK mostly.</summary>
    Separated = 5,

    /// <summary>Luma and two colour differences.</summary>
    YCbCr = 6,

    /// <summary>CIE L*a*b*.</summary>
    CieLab = 8,

    /// <summary>CIE L*a*b* as ICC encodes it.</summary>
    IccLab = 9,

    /// <summary>CIE L*a*b* as ITU-T T.42 encodes it.</summary>
    ItuLab = 10,

    /// <summary>A sensor's colour filter array (DNG).</summary>
    ColorFilterArray = 32803,

    /// <summary>A sensor's values after demosaicing (DNG).</summary>
    LinearRaw = 34892,
}

/// <summary>What one page (image file directory) of a TIFF file says.</summary>
internal sealed record TiffDirectory
{
    /// <summary>Position of the directory in the file.</summary>
    public required long Offset { get; init; }

    /// <summary>Columns.</summary>
    public required int Width { get; init; }

    /// <summary>Rows.</summary>
    public required int Height { get; init; }

    /// <summary>Samples a pixel, 1 to 65,535.</summary>
    public int Samples { get; init; } = 1;

    /// <summary>Bits of every sample, 1 to 64 (128 for complex numbers).</summary>
    public int Bits { get; init; } = 1;

    /// <summary>Whether all samples have the same number of bits and the same format.</summary>
    public bool IsUniform { get; init; } = true;

    /// <summary>Meaning of the bits.</summary>
    public TiffSampleFormat SampleFormat { get; init; } = TiffSampleFormat.UnsignedInteger;

    /// <summary>How values show.</summary>
    public TiffPhotometric Photometric { get; init; } = TiffPhotometric.MinIsBlack;

    /// <summary>Compression (tag 259), 1 for none.</summary>
    public int Compression { get; init; } = 1;

    /// <summary>Predictor (tag 317): 1 none, 2 differences, 3 floating point.</summary>
    public int Predictor { get; init; } = 1;

    /// <summary>Whether every band lies apart (which a page of one band may claim too).</summary>
    public bool IsPlanar { get; init; }

    /// <summary>Columns of a tile; 0 for strips.</summary>
    public int TileWidth { get; init; }

    /// <summary>Rows of a tile; 0 for strips.</summary>
    public int TileHeight { get; init; }

    /// <summary>Kinds of the samples beyond the colours (tag 338): 0 unspecified, 1 premultiplied alpha, 2 alpha.</summary>
    public ImmutableArray<int> ExtraSamples { get; init; } = [];

    /// <summary>When the page was made, or null.</summary>
    public CaptureTime? Captured { get; init; }

    /// <summary>Maker and model of the camera or scanner, or null.</summary>
    public string? Camera { get; init; }

    /// <summary>EXIF orientation, 1 (upright) to 8.</summary>
    public int Orientation { get; init; } = 1;

    /// <summary>The sample that means "no data" (GDAL's tag 42113), as the file says it; null when it says none.</summary>
    public double? NoDataValue { get; init; }

    /// <summary>Pixels an inch, or null.</summary>
    public (double X, double Y)? Resolution { get; init; }

    /// <summary>The ICC profile, or null.</summary>
    public ReadOnlyMemory<byte>? IccProfile { get; init; }

    /// <summary>Rows of a strip, 1 to the height.</summary>
    public int StripRows { get; init; } = 1;

    /// <summary>Whether the bits of each stored byte stand the other way round (FillOrder 2).</summary>
    public bool IsFillReversed { get; init; }

    /// <summary>Red, green and blue of 16 bits of each index of a palette, one after another; empty for other pages.</summary>
    public ImmutableArray<ushort> ColorMap { get; init; } = [];

    /// <summary>Bytes of the longest strip or tile as stored.</summary>
    public long LongestBlock { get; init; }

    /// <summary>Position of the first sample when all strips lie one after another, in order; null when they do not.</summary>
    public long? RunOffset { get; init; }

    /// <summary>Whether numbers are stored high byte first.</summary>
    public bool IsBigEndian { get; init; }

    /// <summary>Whether the page is cut into tiles.</summary>
    public bool IsTiled => TileWidth > 0;

    /// <summary>Samples a pixel has in one strip or tile.</summary>
    public int PlaneSamples => IsPlanar ? 1 : Samples;

    /// <summary>Tiles in a row of tiles; 1 for strips.</summary>
    public int BlocksAcross => IsTiled ? (int)(((long)Width + TileWidth - 1) / TileWidth) : 1;

    /// <summary>Columns of a strip or tile.</summary>
    public int BlockColumns => IsTiled ? TileWidth : Width;

    /// <summary>Rows of tiles, or strips of one plane.</summary>
    public int BlocksDown => (int)(((long)Height + BlockRows - 1) / BlockRows);

    /// <summary>Strips or tiles of all planes.</summary>
    public long BlockCount => (long)BlocksAcross * BlocksDown * (IsPlanar ? Samples : 1);

    /// <summary>Rows of a strip or tile.</summary>
    public int BlockRows => IsTiled ? TileHeight : StripRows;

    /// <summary>Bytes a row of all samples takes when unpacked from the file.</summary>
    public long RowBytes => (((long)Width * Samples * Bits) + 7) / 8;

    /// <summary>Bytes that a row of a strip or tile of so many columns takes when unpacked from the file.</summary>
    public long PackedBytes(int columns) => (((long)columns * PlaneSamples * Bits) + 7) / 8;
}
