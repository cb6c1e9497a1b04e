using HeatmapPS.Engine.Pixels;

namespace HeatmapPS.Engine.Formats.Numpy;

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
