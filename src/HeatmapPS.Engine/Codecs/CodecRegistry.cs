using System.Collections.Immutable;
namespace HeatmapPS.Engine.Codecs;
/// <summary>tmp</summary>
public sealed record FormatSupport(string Name, string Description, ImmutableArray<string> Extensions, bool Reads, bool Writes);
internal static class CodecRegistry
{
    public static IEnumerable<FormatSupport> Formats => [];
    public static IImageDecoder? FindDecoder(ImageFormat f) => f.Name switch { "NPY" => new Numpy.NpyDecoder(), "NPZ" => new Numpy.NpzDecoder(), "PNM" or "PFM" => new Netpbm.NetpbmDecoder(), "TIFF" => new Tiff.TiffDecoder(), _ => new Vips.VipsDecoder() };
    public static IImageEncoder? FindEncoder(ImageFormat f) => f.Name switch { "PNG" => new Png.PngEncoder(), "TIFF" => new Tiff.TiffEncoder(), "GIF" => new Gif.GifEncoder(), "NPY" => new Numpy.NpyEncoder(), "NPZ" => new Numpy.NpzEncoder(), "CSV" => new Text.CsvEncoder(), "PNM" => Netpbm.NetpbmEncoder.Pnm, "PFM" => Netpbm.NetpbmEncoder.Pfm, _ => null };
}
