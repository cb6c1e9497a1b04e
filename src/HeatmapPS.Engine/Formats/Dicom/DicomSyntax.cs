using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Images;

namespace HeatmapPS.Engine.Formats.Dicom;

/// <summary>How the pixels of a DICOM file are coded.</summary>
internal enum DicomCoding
{
    /// <summary>As they are.</summary>
    Native,

    /// <summary>Runs of bytes, one segment a byte of a sample.</summary>
    RunLength,

    /// <summary>One JPEG a frame.</summary>
    Jpeg,

    /// <summary>One JPEG 2000 codestream a frame.</summary>
    Jpeg2000,
}

/// <summary>A transfer syntax: how elements are written and pixels are coded (DICOM PS3.5, annex A).</summary>
/// <param name="IsImplicit">Whether elements come without their kind of value.</param>
/// <param name="IsBigEndian">Whether numbers come with their highest byte first.</param>
/// <param name="Coding">How pixels are coded.</param>
internal readonly record struct DicomSyntax(bool IsImplicit, bool IsBigEndian, DicomCoding Coding)
{
    /// <summary>The syntax of the file's meta information.</summary>
    public static DicomSyntax Meta => new(IsImplicit: false, IsBigEndian: false, DicomCoding.Native);

    /// <summary>The syntax of a unique identifier.</summary>
    /// <exception cref="HeatmapException">FormatNotSupported.</exception>
    public static DicomSyntax FromIdentifier(string identifier, string path) => identifier switch
    {
        "1.2.840.10008.1.2" => new(IsImplicit: true, IsBigEndian: false, DicomCoding.Native),
        "1.2.840.10008.1.2.1" => Meta,
        "1.2.840.10008.1.2.2" => new(IsImplicit: false, IsBigEndian: true, DicomCoding.Native),
        "1.2.840.10008.1.2.5" => Meta with { Coding = DicomCoding.RunLength },
        "1.2.840.10008.1.2.4.50" or "1.2.840.10008.1.2.4.51" or "1.2.840.10008.1.2.4.57" or "1.2.840.10008.1.2.4.70" =>
            Meta with { Coding = DicomCoding.Jpeg },
        "1.2.840.10008.1.2.4.90" or "1.2.840.10008.1.2.4.91" => Meta with { Coding = DicomCoding.Jpeg2000 },
        "1.2.840.10008.1.2.1.99" =>
            throw ImageErrors.FormatNotSupported(path, "it is a deflated DICOM file. Decompress it with dcmconv +te first"),
        "1.2.840.10008.1.2.4.80" or "1.2.840.10008.1.2.4.81" =>
            throw ImageErrors.FormatNotSupported(path, "its frames are coded with JPEG-LS. Decompress them with dcmdjpls first"),
        _ => throw ImageErrors.FormatNotSupported(path, $"its DICOM transfer syntax {identifier} cannot be read"),
    };
}
