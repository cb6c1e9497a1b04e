using System.Buffers.Binary;
using System.Globalization;
using System.IO.Compression;
using System.Text;
using HeatmapPS.Engine.Formats.Raw;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Pixels;

namespace HeatmapPS.Engine.Formats.Numpy;

/// <summary>Writes several named arrays into one NPZ archive, as <c>numpy.savez</c> and <c>savez_compressed</c> do.</summary>
internal static class NpzWriter
{
    /// <summary>NumPy dates its entries with the first day ZIP knows, so that equal arrays make equal files.</summary>
    private static readonly DateTimeOffset s_entryTime = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Writes the archive.</summary>
    /// <param name="output">Seekable, writable, empty stream; left open.</param>
    /// <param name="entries">The arrays, written in this order as they are enumerated. Names must differ.</param>
    /// <param name="compression">None stores, Best deflates hard, all others deflate quickly.</param>
    /// <param name="cancellationToken">Looked at between strips of rows.</param>
    public static void Write(Stream output, IEnumerable<NpzEntry> entries, ImageCompression compression = ImageCompression.Default,
        CancellationToken cancellationToken = default)
    {
        CompressionLevel level = compression switch
        {
            ImageCompression.None => CompressionLevel.NoCompression,
            ImageCompression.Best => CompressionLevel.SmallestSize,
            _ => CompressionLevel.Fastest,
        };
        using var archive = new ZipArchive(output, ZipArchiveMode.Create, leaveOpen: true);
        foreach (NpzEntry entry in entries)
        {
            cancellationToken.ThrowIfCancellationRequested();
            ZipArchiveEntry file = archive.CreateEntry(entry.Name + ".npy", level);
            file.LastWriteTime = s_entryTime;
            using Stream stream = file.Open();
            switch (entry)
            {
                case NpzRows rows:
                    NpyEncoder.Write(rows.Rows, stream, cancellationToken);
                    break;
                case NpzScalar scalar:
                    WriteScalar(stream, scalar.Value);
                    break;
                case NpzText text:
                    WriteText(stream, text.Value);
                    break;
            }
        }
    }

    private static void WriteScalar(Stream stream, double value)
    {
        stream.Write(NpyHeader.Format(NpyType.Descr(SampleType.Float64)));
        Span<byte> bytes = stackalloc byte[sizeof(double)];
        BitConverter.TryWriteBytes(bytes, value);
        stream.Write(bytes);
    }

    /// <summary>NumPy text is UTF-32 of a fixed number of characters, at least one.</summary>
    private static void WriteText(Stream stream, string value)
    {
        byte[] bytes = Encoding.UTF32.GetBytes(value.Length == 0 ? "\0" : value);
        stream.Write(NpyHeader.Format(string.Create(CultureInfo.InvariantCulture, $"<U{bytes.Length / sizeof(int)}")));
        stream.Write(bytes);
    }
}

/// <summary>One named array of an NPZ archive.</summary>
/// <param name="Name">Name without .npy, such as "data".</param>
internal abstract record NpzEntry(string Name);

/// <summary>The rows of a raster: (h, w) or (h, w, bands) in their own type.</summary>
/// <param name="Name">Name of the array.</param>
/// <param name="Rows">Read to the end when the entry is written; not disposed.</param>
internal sealed record NpzRows(string Name, RowReader Rows) : NpzEntry(Name);

/// <summary>A number: a float64 array without dimensions.</summary>
/// <param name="Name">Name of the array.</param>
/// <param name="Value">The number.</param>
internal sealed record NpzScalar(string Name, double Value) : NpzEntry(Name);

/// <summary>A text: a unicode array without dimensions, which NumPy reads without pickle.</summary>
/// <param name="Name">Name of the array.</param>
/// <param name="Value">The text.</param>
internal sealed record NpzText(string Name, string Value) : NpzEntry(Name);

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
