using System.Collections.Immutable;

namespace HeatmapPS.Engine.Color;

/// <summary>Up to 256 colours of 8 bits, named by an index.</summary>
/// <param name="Colors">Red, green, blue, alpha of each entry; 1 to 256 entries.</param>
/// <param name="HasAlpha">Whether a file made with it declares transparency, even when every entry is opaque, so that
/// the files of one run are all of one kind.</param>
internal sealed record Palette(ImmutableArray<Rgba32> Colors, bool HasAlpha);

/// <summary>A colour of 8 bits a channel.</summary>
/// <param name="R">Red.</param>
/// <param name="G">Green.</param>
/// <param name="B">Blue.</param>
/// <param name="A">Alpha, 255 opaque. Not premultiplied.</param>
internal readonly record struct Rgba32(byte R, byte G, byte B, byte A = 255);
