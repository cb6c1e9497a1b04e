using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Pixels;

namespace HeatmapPS.Engine.Formats.Numpy;

/// <summary>Reads NumPy arrays (.npy) as a stream of rows, in C or Fortran order. Objects are never unpickled.</summary>
/// <remarks><see cref="NpyImage"/> describes how dimensions become pages and bands.</remarks>
internal sealed class NpyDecoder : IImageDecoder
{
    /// <inheritdoc/>
    public string Name => "HeatmapPS";

    /// <inheritdoc/>
    public ImageHeader ReadHeader(string path, ImageFormat format, int page, DecodeOptions options)
    {
        using FileStream file = ImageFiles.OpenRead(path, bufferSize: 0);
        NpyImage image = ReadImage(file, path);
        if (page < 1 || page > image.Pages)
        {
            throw ImageErrors.PageNotFound(path, page, image.Pages);
        }

        return new ImageHeader(image.Layout, image.Metadata, page, image.Pages, Name);
    }

    /// <inheritdoc/>
    public RowReader OpenRows(string path, ImageFormat format, ImageHeader header, DecodeOptions options)
    {
        FileStream file = ImageFiles.OpenRead(path, bufferSize: 0);
        try
        {
            NpyImage image = ReadImage(file, path);
            if (image.Layout != header.Layout || image.Pages != header.PageCount)
            {
                throw ImageErrors.SourceChanged(path);
            }

            if (image.FortranOrder)
            {
                return new FortranRowReader(file, image.DataOffset, image, header.Page, path, options.AllowDepthLoss);
            }

            file.Position = image.DataOffset + ((header.Page - 1) * image.PageBytes);
            return new NpyRowReader(file, image, path, options.AllowDepthLoss);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private static NpyImage ReadImage(FileStream file, string path) =>
        NpyImage.Create(NpyHeader.Read(file, path), file.Length, path);
}
