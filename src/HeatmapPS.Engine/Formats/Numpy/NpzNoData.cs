using System.Buffers.Binary;
using System.IO.Compression;
using HeatmapPS.Engine.Formats.Raw;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Pixels;

namespace HeatmapPS.Engine.Formats.Numpy;

/// <summary>The value that means "no data" in an archive: a float64 array without dimensions, named nodata.</summary>
internal static class NpzNoData
{
    private const string Name = "nodata";

    /// <summary>The entry for a raster; none where it has no such value.</summary>
    public static IEnumerable<NpzEntry> Entries(RasterMetadata metadata) =>
        metadata.NoDataValues.IsDefaultOrEmpty ? [] : [new NpzScalar(Name, metadata.NoDataValues[0])];

    /// <summary>The value of an archive, or null.</summary>
    /// <param name="archive">The archive.</param>
    /// <param name="open">Opens an entry, with its claims checked.</param>
    /// <param name="path">The file, for messages.</param>
    public static double? Read(ZipArchive archive, Func<ZipArchiveEntry, Stream> open, string path)
    {
        if (archive.GetEntry(Name + ".npy") is not { } entry)
            return null;
        using Stream stream = open(entry);
        var header = NpyHeader.Read(stream, path);
        if (!header.Shape.IsEmpty || header.Descr != NpyType.Descr(SampleType.Float64))
            return null;
        Span<byte> bytes = stackalloc byte[sizeof(double)];
        SourceFile.ReadExactly(stream, bytes, path);
        return BinaryPrimitives.ReadDoubleLittleEndian(bytes);
    }
}
