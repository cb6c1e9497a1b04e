using System.Globalization;
using System.Xml;
using System.Xml.Linq;
using HeatmapPS.Engine.Errors;

namespace HeatmapPS.Engine.Color.Codecs;

/// <summary>Reads XML that others made: no DTD is looked at, nothing is fetched, and errors name the line.</summary>
internal static class ColormapXml
{
    private const int MaxDepth = 200;

    /// <summary>Reads a file.</summary>
    /// <exception cref="HeatmapException">ColormapFileInvalid.</exception>
    public static XElement Load(ColormapSource source)
    {
        var settings = new XmlReaderSettings
        {
            DtdProcessing = DtdProcessing.Ignore,
            XmlResolver = null,
            MaxCharactersInDocument = ColormapSource.MaxBytes,
            IgnoreComments = true,
        };
        try
        {
            CheckDepth(source, settings);
            using var reader = XmlReader.Create(new MemoryStream(source.Bytes), settings);
            return XDocument.Load(reader, LoadOptions.SetLineInfo).Root!;
        }
        catch (XmlException error)
        {
            throw source.At(Math.Max(1, error.LineNumber), "well-formed XML", error.Message);
        }
    }

    /// <summary>Line of an element.</summary>
    public static int Line(this XObject node) => node is IXmlLineInfo info && info.HasLineInfo() ? info.LineNumber : 1;

    /// <summary>A number of an attribute.</summary>
    /// <exception cref="HeatmapException">ColormapFileInvalid: it is missing or none.</exception>
    public static double Number(this ColormapSource source, XElement element, string attribute) =>
        source.Number(source.Required(element, attribute), element.Line(), $"a number as {attribute}");

    /// <summary>The text of an attribute.</summary>
    /// <exception cref="HeatmapException">ColormapFileInvalid: it is missing.</exception>
    public static string Required(this ColormapSource source, XElement element, string attribute) =>
        element.Attribute(attribute)?.Value
            ?? throw source.At(element.Line(), $"an attribute '{attribute}' of <{element.Name.LocalName}>", "none");

    /// <summary>A number of an attribute, or <c>null</c> where it is missing or none, such as nan.</summary>
    public static double? Optional(XElement element, string attribute) =>
        double.TryParse(element.Attribute(attribute)?.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
            && double.IsFinite(value) ? value : null;

    private static void CheckDepth(ColormapSource source, XmlReaderSettings settings)
    {
        using var reader = XmlReader.Create(new MemoryStream(source.Bytes), settings);
        while (reader.Read())
        {
            if (reader.Depth > MaxDepth)
                throw source.At(((IXmlLineInfo)reader).LineNumber, $"at most {MaxDepth} nested elements", "more");
        }
    }
}
