using HeatmapPS.Engine.Drawing.Colorbar;
using HeatmapPS.Engine.Errors;

namespace HeatmapPS.Engine.Drawing.Grids;

/// <summary>What pictures of grids look like; whatever is null is worked out from the grid.</summary>
internal sealed record GridOptions
{
    /// <summary>Everything automatic, without numbers.</summary>
    public static GridOptions Default { get; } = new();

    /// <summary>Width and height of a cell in pixels.</summary>
    public (int Width, int Height)? CellSize { get; init; }

    /// <summary>Whether each cell shows its value.</summary>
    public bool CellValue { get; init; }

    /// <summary>.NET format of these values.</summary>
    public string? CellFormat { get; init; }

    /// <summary>The parameters that were given, for messages: empty when all is automatic.</summary>
    public string Parameters => string.Join(" and ", new[]
    {
        CellSize is null ? null : "-CellSize",
        CellFormat is not null ? "-CellFormat" : CellValue ? "-CellValue" : null,
    }.OfType<string>());

    /// <summary>Checks what can be wrong before any image is read.</summary>
    /// <returns>The options themselves.</returns>
    /// <exception cref="HeatmapException">CellFormatInvalid.</exception>
    public GridOptions Validate()
    {
        if (CellFormat is null)
            return this;
        try
        {
            _ = TickFormatter.Apply(0, CellFormat);
        }
        catch (HeatmapException)
        {
            throw GridErrors.CellFormatInvalid(CellFormat);
        }

        return this;
    }
}
