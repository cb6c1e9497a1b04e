using System.Collections.Immutable;
using HeatmapPS.Engine.Errors;

namespace HeatmapPS.Engine.Color.Codecs;

/// <summary>Reads and writes one format of colormap files.</summary>
internal interface IColormapCodec
{
    /// <summary>Reads all maps of a file.</summary>
    /// <param name="source">The file.</param>
    /// <returns>One or more maps.</returns>
    /// <exception cref="HeatmapException">ColormapFileInvalid, with the line or byte at fault.</exception>
    IReadOnlyList<ColormapContent> Read(ColormapSource source);

    /// <summary>Writes one map.</summary>
    /// <param name="map">The map.</param>
    /// <param name="options">How.</param>
    /// <param name="output">Where.</param>
    void Write(Colormap map, ColormapWriteOptions options, Stream output);
}

/// <summary>How a map is written.</summary>
/// <param name="Minimum">Value of the first colour, for formats with values.</param>
/// <param name="Maximum">Value of the last colour.</param>
/// <param name="Extension">Of the file, without dot in lower case, where a format has two forms.</param>
internal sealed record ColormapWriteOptions(double Minimum, double Maximum, string Extension)
{
    /// <summary>Edges of the classes of the map's own scale, one more than there are colours; empty for equal widths.</summary>
    public ImmutableArray<double> Boundaries { get; init; } = [];

    /// <summary>The place where class i of N begins.</summary>
    public double Edge(int i, int count) =>
        Boundaries.Length == count + 1 ? Boundaries[i]
        : i == count ? Maximum
        : Minimum + ((Maximum - Minimum) * i / count);
}

/// <summary>The formats of colormap files.</summary>
public enum ColormapFormat
{
    /// <summary>ImageJ and NIH Image lookup table (.lut): 768 bytes, with or without header, or text.</summary>
    ImageJ,

    /// <summary>GMT colour palette table (.cpt).</summary>
    Gmt,

    /// <summary>GDAL colour-relief table, QGIS colour map export, ESRI colour map (.txt, .clr).</summary>
    Gdal,

    /// <summary>QGIS layer style or colour ramps (.qml, .xml).</summary>
    Qgis,

    /// <summary>ParaView colour maps (.xml, .json).</summary>
    ParaView,

    /// <summary>GIMP gradient (.ggr).</summary>
    Gimp,

    /// <summary>gnuplot palette (.pal).</summary>
    Gnuplot,

    /// <summary>Adobe colour table (.act): 768 or 772 bytes.</summary>
    Adobe,

    /// <summary>Columns of numbers (.csv, .tsv).</summary>
    Csv,

    /// <summary>The module's own JSON, or an array of colours (.json).</summary>
    Json,

    /// <summary>NumPy array, N×3 or N×4 (.npy).</summary>
    Npy,

    /// <summary>A picture of the colours: a strip or bar.</summary>
    Image,
}
