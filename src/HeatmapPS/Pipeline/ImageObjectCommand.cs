using System.Collections;
using System.Management.Automation;
using HeatmapPS.Arguments;
using HeatmapPS.Engine.Embedding;
using HeatmapPS.Engine.Formats;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Measuring.Comparison;
using HeatmapPS.Engine.Rendering;
using HeatmapPS.Engine.Scaling;
using HeatmapPS.Engine.Statistics;
using HeatmapPS.Parameters;

namespace HeatmapPS.Pipeline;

/// <summary>A cmdlet that takes images. The one place where all the ways to give one are made alike.</summary>
public abstract class ImageObjectCommand : HeatmapCommand
{
    /// <summary>Takes one input, in order.</summary>
    private protected abstract void ProcessInput(ImageInput input);

    /// <summary>The full path of the file system that a literal path of PowerShell names.</summary>
    internal string ResolveLiteral(string path) => FilePaths.ResolveLiteral(this, path);

    /// <summary>How numbers become colours by the parameters; ends the pipeline where they contradict each other.</summary>
    /// <param name="parameters">The block, bound.</param>
    /// <param name="bitDepth">Bits a channel, 8 or 16.</param>
    private protected Coloring RequireColoring(ColoringParameters parameters, int bitDepth)
    {
        RangeRule rule = Require(parameters.ToRule);
        HeatmapScale? scale = Require(() => parameters.ToGivenScale(ResolveLiteral), parameters.Scale);
        HeatmapStyle style = Require(() => parameters.ToStyle(this, bitDepth), parameters.Colormap);
        return new Coloring(rule, scale, style)
        {
            SetsScale = scale is not null || parameters.SetsScale,
            SetsStyle = ColoringParameters.StyleNames.Any(IsBound),
        };
    }

    /// <summary>A file as an input: the heatmap whose numbers it holds, where this module put them under its picture.</summary>
    /// <param name="path">Full path.</param>
    private protected virtual ImageInput FileInput(string path) =>
        PictureFiles.TryOpen(path, ImportOptions.Default, WriteVerbose, WriteWarning) is { } heatmap
            ? ImageInput.Object(heatmap)
            : ImageInput.File(path);

    private protected void Take(ImageInput input) => Guard(input.Target, () => ProcessInput(input));

    private protected void TakeFile(string path) => Guard(path, () => ProcessInput(FileInput(path)));

    private protected void TakePattern(string pattern)
    {
        if (!WildcardPattern.ContainsWildcardCharacters(pattern) || System.IO.File.Exists(ResolveLiteral(pattern)))
        {
            TakeFile(ResolveLiteral(pattern));
            return;
        }

        int found = 0;
        foreach (string path in FilePaths.Expand(this, pattern))
        {
            if (Directory.Exists(path))
                continue;
            found++;
            TakeFile(path);
        }

        if (found == 0)
            throw InputErrors.NoMatch(pattern);
    }

    /// <summary>Takes an image object, a file, a path, an array of numbers, a row that names or carries an image, or a list of
    /// these.</summary>
    /// <param name="value">What was given.</param>
    /// <param name="width">Columns of a flat array, or 0.</param>
    /// <param name="height">Rows of a flat array, or 0.</param>
    private protected void TakeObject(object value, int width = 0, int height = 0)
    {
        object item = value is PSObject wrapped ? wrapped.BaseObject : value;
        bool isFlat = width > 0 && height > 0;
        Guard(item is string text ? text : null, () =>
        {
            if (isFlat && item is not Array { Rank: 1 })
                throw InputErrors.ShapeNotUsed(item is ImageObject or FileSystemInfo or string ? $"'{item}'" : item.GetType().Name);
            if (TakeOther(value))
                return;
            switch (item)
            {
                case ImageObject image:
                    Take(ImageInput.Object(image));
                    break;
                case FileSystemInfo file:
                    TakeFile(file.FullName);
                    break;
                case string path:
                    TakePattern(path);
                    break;
                case Array array when IsNumbers(array, isFlat):
                    Take(ImageInput.Object(isFlat ? Raster.FromArray(array, width, height) : Raster.FromArray(array)));
                    break;
                case IEnumerable items and not IDictionary:
                    foreach (object each in items)
                        TakeObject(each);
                    break;
                case ValueType number when number is IConvertible:
                    // One error, not one for each of a million numbers.
                    ThrowTerminatingError(ArrayErrors.Unrolled(number.ToString() ?? string.Empty).ToErrorRecord(item));
                    break;
                case PSCustomObject when PortableObjectData.TryRead(value) is ImageObject image:
                    // From another process, before the module was there to make it what it was.
                    Take(ImageInput.Object(image));
                    break;
                case ImageComparison { Source: { } source }:
                    Take(ImageInput.Object(source));
                    break;
                case PSCustomObject when value is SourcedRow row:
                    Take(ImageInput.Object(row.Source));
                    break;
                case PSCustomObject when value is PSObject row && ImageRow.Find(row) is { } found:
                    string full = ResolveLiteral(found.Path);
                    if (found.Page == 1)
                        TakeFile(full);
                    else
                        Take(ImageInput.Object(ImageImport.Open(full, found.Page, ImportOptions.Default)));
                    break;
                default:
                    throw InputErrors.NotAnImage(item);
            }
        });
    }

    /// <summary>Takes what a cmdlet accepts besides images.</summary>
    /// <param name="value">What was given.</param>
    /// <returns>Whether it was taken.</returns>
    private protected virtual bool TakeOther(object value) => false;

    /// <summary>Whether an array is an image, rather than a list of inputs.</summary>
    private static bool IsNumbers(Array array, bool isFlat)
    {
        if (array.Rank > 1 || isFlat)
            return true;
        Type element = array.GetType().GetElementType()!;
        if (element.IsPrimitive)
            return true;
        object? first = array.Length > 0 ? array.GetValue(0) : null;
        if (first is PSObject wrapped)
            first = wrapped.BaseObject;
        return first is Array { Rank: 1 } row && row.Length > 0
            && (row.GetType().GetElementType()!.IsPrimitive || row.GetValue(0) is IConvertible and not string);
    }
}
