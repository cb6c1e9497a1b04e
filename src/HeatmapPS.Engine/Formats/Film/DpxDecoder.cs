using HeatmapPS.Engine.Formats.Raw;
using HeatmapPS.Engine.Pixels;

namespace HeatmapPS.Engine.Formats.Film;

/// <summary>Reads DPX files of 8, 10, 12 and 16 bits as a stream of rows; samples keep their stored values.</summary>
internal sealed class DpxDecoder : SinglePageDecoder<FilmHeader>
{
    /// <inheritdoc/>
    protected override FilmHeader Parse(FileStream file, string path) => FilmHeader.ReadDpx(file, path);

    /// <inheritdoc/>
    protected override RowReader Open(FileStream file, FilmHeader header, string path) => new FilmRows(file, header, path);
}
