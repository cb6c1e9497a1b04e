using System.Buffers;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Xml;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Pixels;

namespace HeatmapPS.Engine.Formats.Tiff;

/// <summary>What a TIFF file holds besides its picture: a description in the XMP of the first page, and below that page (SubIFDs) a page of
/// the numbers, whose ImageDescription has the digest of the picture.</summary>
internal static class TiffEmbedding
{
    /// <summary>Tag of the text about an image.</summary>
    public const ushort ImageDescription = 270;

    /// <summary>Tag of the offsets of directories below a page.</summary>
    public const ushort SubDirectories = 330;

    /// <summary>Tag of XMP.</summary>
    public const ushort Xmp = 700;

    private const string Namespace = "urn:heatmapps:picture:1/";
    private const string RdfNamespace = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";
    private const string NotePrefix = "HeatmapPS numbers 1; picture ";

    /// <summary>Adds the description to a page.</summary>
    public static void Describe(TiffWriterDirectory page, string description)
    {
        using var packet = new MemoryStream();
        var settings = new XmlWriterSettings { Encoding = new UTF8Encoding(false), OmitXmlDeclaration = true };
        using (var xml = XmlWriter.Create(packet, settings))
        {
            xml.WriteProcessingInstruction("xpacket", "begin=\"\uFEFF\" id=\"W5M0MpCehiHzreSzNTczkc9d\"");
            xml.WriteStartElement("x", "xmpmeta", "adobe:ns:meta/");
            xml.WriteStartElement("rdf", "RDF", RdfNamespace);
            xml.WriteStartElement("rdf", "Description", RdfNamespace);
            xml.WriteAttributeString("rdf", "about", RdfNamespace, string.Empty);
            xml.WriteElementString("heatmapps", EmbeddedContent.Keyword, Namespace, description);
            xml.WriteEndElement();
            xml.WriteEndElement();
            xml.WriteEndElement();
            xml.WriteProcessingInstruction("xpacket", "end=\"r\"");
        }

        page.AddNumbers(Xmp, packet.GetBuffer().AsSpan(0, (int)packet.Length));
    }

    /// <summary>Adds the digest of the picture to the page of the numbers.</summary>
    public static void DescribeNumbers(TiffWriterDirectory numbers, TiffPictureDigest digest) =>
        numbers.AddText(ImageDescription, NotePrefix + digest.Finish());

    /// <summary>What a file holds besides its picture; null for nothing, and for a description that cannot be read.</summary>
    /// <exception cref="Errors.HeatmapException">The file cannot be read.</exception>
    public static EmbeddedFile? Find(string path)
    {
        (byte[] xmp, TiffDirectory? below, string? note) = TiffDirectoryReader.ReadEmbedded(path, EmbeddedContent.MaxDescriptionBytes);
        return xmp.Length == 0 || ReadDescription(xmp) is not { } description
            ? null
            : new EmbeddedFile(path, ImageFormats.Tiff, description, below is not null && IsNote(note));
    }

    /// <summary>Whether the digest in a file is that of its picture.</summary>
    public static bool IsPictureUnchanged(string path)
    {
        (byte[] _, TiffDirectory? _, string? note) = TiffDirectoryReader.ReadEmbedded(path, maxXmpBytes: 0);
        if (!IsNote(note))
            return false;
        TiffDirectory page = TiffDirectoryReader.Read(path, page: 1).Directory;
        using var digest = new TiffPictureDigest();
        digest.AddBlocks(path, page);
        return note![NotePrefix.Length..] == digest.Finish();
    }

    /// <summary>The directory of the numbers.</summary>
    /// <exception cref="Errors.HeatmapException">SourceChanged where there is none any more.</exception>
    public static TiffDirectory NumbersOf(string path) =>
        TiffDirectoryReader.ReadEmbedded(path, maxXmpBytes: 0).Below ?? throw ImageErrors.SourceChanged(path);

    private static bool IsNote(string? note) => note?.StartsWith(NotePrefix, StringComparison.Ordinal) == true;

    /// <summary>The property in an XMP packet; null where there is none, or no XML.</summary>
    private static string? ReadDescription(byte[] xmp)
    {
        var settings = new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null };
        try
        {
            using var xml = XmlReader.Create(new MemoryStream(xmp), settings);
            while (xml.Read())
            {
                if (xml is { NodeType: XmlNodeType.Element, LocalName: EmbeddedContent.Keyword, NamespaceURI: Namespace })
                    return xml.ReadElementContentAsString();
                if (xml.NodeType == XmlNodeType.Element && xml.GetAttribute(EmbeddedContent.Keyword, Namespace) is { } text)
                    return text;
            }
        }
        catch (XmlException)
        {
            // An ordinary picture with broken XMP.
        }

        return null;
    }
}

/// <summary>SHA-256 of the stored strips of a picture, one after another; then of its width, height, bands and bits as 32-bit integers, and
/// of its colour map.</summary>
internal sealed class TiffPictureDigest : IDisposable
{
    private readonly IncrementalHash _sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    /// <summary>Adds a strip as it is stored.</summary>
    public void Add(ReadOnlySpan<byte> data) => _sha.AppendData(data);

    /// <summary>Adds all strips of a page.</summary>
    public void AddBlocks(string path, TiffDirectory page)
    {
        TiffBlockPlaces places = TiffDirectoryReader.ReadBlockPlaces(path, page);
        using FileStream file = ImageFiles.OpenRead(path, bufferSize: 0);
        byte[] buffer = ArrayPool<byte>.Shared.Rent(1 << 16);
        try
        {
            for (int i = 0; i < places.Positions.Length; i++)
            {
                (long position, long left) = places[i];
                while (left > 0)
                {
                    int count = RandomAccess.Read(file.SafeFileHandle, buffer.AsSpan(0, (int)Math.Min(buffer.Length, left)), position);
                    if (count == 0)
                        break;
                    _sha.AppendData(buffer, 0, count);
                    (position, left) = (position + count, left - count);
                }
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        AddShape(page.Width, page.Height, page.Samples, page.Bits, page.ColorMap.AsSpan());
    }

    /// <summary>Adds what makes pixels of the strips.</summary>
    public void AddShape(int width, int height, int bands, int bits, ReadOnlySpan<ushort> colors)
    {
        ReadOnlySpan<int> shape = [width, height, bands, bits];
        _sha.AppendData(MemoryMarshal.AsBytes(shape));
        _sha.AppendData(MemoryMarshal.AsBytes(colors));
    }

    /// <summary>The digest in hexadecimal digits.</summary>
    public string Finish() => Convert.ToHexStringLower(_sha.GetHashAndReset());

    public void Dispose() => _sha.Dispose();
}

/// <summary>Reads the numbers below the picture of a TIFF file.</summary>
internal sealed class TiffNumbersDecoder : IImageDecoder
{
    /// <inheritdoc/>
    public string Name => "HeatmapPS";

    /// <inheritdoc/>
    public ImageHeader ReadHeader(string path, ImageFormat format, int page, DecodeOptions options)
    {
        ImageHeader header = options.Numbers!.Header;
        TiffDirectory directory = TiffEmbedding.NumbersOf(path);
        TiffDecoder.CheckClaim(path, directory);
        RasterLayout layout = TiffDecoder.StoredLayout(path, directory);
        return layout == header.Layout && TiffDecoderRoute.Choose(directory, path) is TiffRoute.Run or TiffRoute.Blocks
            ? header
            : throw ImageErrors.Corrupt(path,
                $"its description has {Text(header.Layout)} numbers, but the file holds {Text(layout)}");
    }

    /// <inheritdoc/>
    public RowReader OpenRows(string path, ImageFormat format, ImageHeader opened, DecodeOptions options) =>
        OpenPart(path, format, opened, new PixelRectangle(0, 0, opened.Layout.Width, opened.Layout.Height), options);

    /// <inheritdoc/>
    public RowReader OpenPart(string path, ImageFormat format, ImageHeader opened, PixelRectangle part, DecodeOptions options)
    {
        TiffDirectory directory = TiffEmbedding.NumbersOf(path);
        return TiffDecoder.OpenPart(path, directory, TiffDecoderRoute.Choose(directory, path), opened, part, options);
    }

    private static string Text(RasterLayout layout) =>
        string.Create(CultureInfo.InvariantCulture, $"{layout.Width} × {layout.Height} {layout.SampleType}");
}
