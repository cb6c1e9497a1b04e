using System.Collections.Immutable;

namespace HeatmapPS.Engine.Formats;

/// <summary>A file format: what it is called and which extensions it uses.</summary>
/// <param name="Name">Short upper-case name, such as "PNG".</param>
/// <param name="Description">One line for people.</param>
/// <param name="Extensions">File extensions without dot, lower case; the first is used for new files.</param>
public sealed record ImageFormat(string Name, string Description, ImmutableArray<string> Extensions);
