using System.Buffers;
using HeatmapPS.Engine.Formats.Vips;
using HeatmapPS.Engine.Pixels;
using NetVips;

namespace HeatmapPS.Engine.Formats.Tiff;

/// <summary>Rows of an 8-bit CIE L*a*b* TIFF as sRGB; the bundled libvips fails on these files.</summary>
/// <param name="stored">Rows as stored: L* as 0..255 for 0..100, then a* and b*.</param>
/// <param name="signed">Whether a* and b* are two's complement (CIELab) rather than offset by 128 (ICCLab).</param>
/// <param name="path">The file, for messages.</param>
internal sealed class TiffLabRows(RowReader stored, bool signed, string path) : RowReader(stored.Layout)
{
    private const int StripSamples = 1 << 18;

    /// <inheritdoc/>
    public override void Read(Span<byte> destination)
    {
        var rowsAtOnce = Math.Max(1, StripSamples / Layout.RowSamples);
        while (!destination.IsEmpty)
        {
            var rows = Math.Min(rowsAtOnce, destination.Length / Layout.RowBytes);
            var part = destination[..(rows * Layout.RowBytes)];
            stored.Read(part);
            Convert(part, rows);
            destination = destination[part.Length..];
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            stored.Dispose();
        base.Dispose(disposing);
    }

    private void Convert(Span<byte> rows, int count)
    {
        const float LightnessStep = 100f / 255f;
        const int ChromaOffset = 128;
        var lab = ArrayPool<float>.Shared.Rent(rows.Length);
        try
        {
            for (var i = 0; i < rows.Length; i += 3)
            {
                lab[i] = rows[i] * LightnessStep;
                lab[i + 1] = signed ? (sbyte)rows[i + 1] : rows[i + 1] - ChromaOffset;
                lab[i + 2] = signed ? (sbyte)rows[i + 2] : rows[i + 2] - ChromaOffset;
            }

            VipsRuntime.EnsureInitialized();
            using var values = Image.NewFromMemoryCopy<float>(lab.AsSpan(0, rows.Length), Layout.Width, count, 3, Enums.BandFormat.Float);
            using var tagged = values.Copy(interpretation: Enums.Interpretation.Lab);
            using var rgb = tagged.Colourspace(Enums.Interpretation.Srgb);
            rgb.WriteToMemory<byte>().CopyTo(rows);
        }
        catch (VipsException e)
        {
            throw VipsMessages.ToReadError(path, e);
        }
        finally
        {
            ArrayPool<float>.Shared.Return(lab);
        }
    }
}
