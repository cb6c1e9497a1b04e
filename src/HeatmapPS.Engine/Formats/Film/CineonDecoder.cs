using HeatmapPS.Engine.Formats.Raw;
using HeatmapPS.Engine.Pixels;

namespace HeatmapPS.Engine.Formats.Film;

/// <summary>Reads Cineon files of three bands of 10 bits as a stream of rows; samples keep their stored values.</summary>
internal sealed class CineonDecoder : SinglePageDecoder<FilmHeader>
{
    /// <inheritdoc/>
    protected override FilmHeader Parse(FileStream file, string path) => FilmHeader.ReadCineon(file, path);

    /// <inheritdoc/>
    protected override RowReader Open(FileStream file, FilmHeader header, string path) => new FilmRows(file, header, path);
}
