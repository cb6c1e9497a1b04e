using System.Collections.Immutable;

namespace HeatmapPS.Engine.Formats.Tiff;

/// <summary>Where the strips or tiles of a page lie.</summary>
/// <param name="Positions">The first byte of each.</param>
/// <param name="Lengths">Stored bytes of each; empty where the file does not say, or says nothing of use.</param>
/// <param name="FileLength">Bytes of the file, to whose end such a strip may reach.</param>
internal sealed record TiffBlockPlaces(ImmutableArray<long> Positions, ImmutableArray<long> Lengths, long FileLength)
{
    /// <summary>First byte and stored bytes of one.</summary>
    public (long Position, long Length) this[int index] => (Positions[index], Lengths.IsEmpty ? Math.Max(FileLength - Positions[index], 0) : Lengths[index]);
}
