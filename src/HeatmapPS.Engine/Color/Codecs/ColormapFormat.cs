namespace HeatmapPS.Engine.Color.Codecs;

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
