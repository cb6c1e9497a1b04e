using System.Management.Automation;
using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Formats;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Rendering;
using HeatmapPS.Errors;
using HeatmapPS.Serialization;

namespace HeatmapPS.Abstractions;

/// <summary>Takes what a parameter that wants one image may be given: an image object, a file, a path, or an array.</summary>
internal static class ImageArgument
{
    /// <summary>The numbers of the image that a parameter's value means: those under a heatmap.</summary>
    /// <param name="command">The cmdlet, which resolves paths. Wildcards are not expanded.</param>
    /// <param name="value">What was given.</param>
    /// <param name="page">Page of a file, from 1.</param>
    /// <param name="options">How files are read.</param>
    /// <exception cref="HeatmapException">InputNotSupported, ArrayInvalid, and what opening throws.</exception>
    public static Raster Open(ImageObjectCommand command, object value, int page, ImportOptions options)
    {
        object item = PortableObjectData.TryRead(value) ?? (value is PSObject wrapped ? wrapped.BaseObject : value);
        return item switch
        {
            Heatmap heatmap => Interpret(heatmap.Raster),
            Raster raster => Interpret(raster),
            FileSystemInfo file => OpenFile(file.FullName),
            string path => OpenFile(command.ResolveLiteral(path)),
            Array array => ImageImport.Interpret(Raster.FromArray(array), options),
            _ => throw InputErrors.NotAnImage(item),
        };

        Raster OpenFile(string path)
        {
            command.Inputs.Add(path);
            return ImageImport.Open(path, page, options);
        }

        Raster Interpret(Raster raster)
        {
            if (raster.Path is { } path)
                command.Inputs.Add(path);
            return ImageImport.Interpret(raster, options);
        }
    }
}
