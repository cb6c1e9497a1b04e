using System.Runtime.CompilerServices;

namespace HeatmapPS.Engine.Pixels;

/// <summary>How a method is compiled whose one call goes over thousands of samples.</summary>
/// <remarks>
/// Otherwise the runtime goes from precompiled code to code that counts its own branches, and leaves that only some tenths of a second
/// later. Loops that count are ten times slower: a script that mixed 50 pictures spent half of its time in them. Nor is code of wide
/// vectors precompiled at all; it begins without any optimization.
/// </remarks>
internal static class HotLoop
{
    /// <summary>Optimized at the first call, which costs a few milliseconds, and never compiled again. So it is not for what runs once for
    /// an image, nor for what the first small image of a script needs.</summary>
    public const MethodImplOptions Options = MethodImplOptions.AggressiveOptimization;
}
