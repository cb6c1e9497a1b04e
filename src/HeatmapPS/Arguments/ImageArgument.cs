using System.Management.Automation;
using HeatmapPS.Engine.Embedding;
using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Files;
using HeatmapPS.Engine.Formats;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Rendering;

namespace HeatmapPS.Arguments;

/// <summary>Takes what a parameter that wants one image may be given: an image object, a file, a path, or an array.</summary>
internal static class ImageArgument
{
    /// <summary>The numbers of the image that a parameter's value means: those under a heatmap.</summary>
    /// <param name="command">The cmdlet, which resolves paths. Wildcards are not expanded.</param>
    /// <param name="inputs">Gets the file that is read.</param>
    /// <param name="value">What was given.</param>
    /// <param name="asPicture">Whether the picture of a file is wanted, where numbers are embedded under it.</param>
    /// <exception cref="HeatmapException">InputNotSupported, ArrayInvalid, and what opening throws.</exception>
    public static Raster Open(PSCmdlet command, InputFiles inputs, object value, bool asPicture = false)
    {
        object item = PortableObjectData.TryRead(value) ?? (value is PSObject wrapped ? wrapped.BaseObject : value);
        return item switch
        {
            Heatmap heatmap => Note(heatmap.Raster),
            Raster raster => Note(raster),
            FileSystemInfo file => OpenFile(file.FullName),
            string path => OpenFile(FilePaths.ResolveLiteral(command, path)),
            Array array => Raster.FromArray(array),
            _ => throw InputErrors.NotAnImage(item),
        };

        Raster OpenFile(string path)
        {
            inputs.Add(path);
            Heatmap? heatmap = asPicture
                ? null
                : PictureFiles.TryOpen(path, ImportOptions.Default, command.WriteVerbose, command.WriteWarning);
            return heatmap?.Raster ?? ImageImport.Open(path, page: 1, ImportOptions.Default);
        }

        Raster Note(Raster raster)
        {
            if (raster.Path is { } path)
                inputs.Add(path);
            return raster;
        }
    }
}
