using System.Globalization;
using HeatmapPS.Engine.Errors;

namespace HeatmapPS.Engine.Video;

/// <summary>A size asked for; 0 keeps the proportion.</summary>
/// <param name="Width">Columns, or 0.</param>
/// <param name="Height">Rows, or 0.</param>
internal readonly record struct FrameSize(int Width, int Height)
{
    /// <summary>Reads <c>1280x720</c>, <c>1280x</c> or <c>x720</c>.</summary>
    /// <exception cref="HeatmapException">SizeInvalid.</exception>
    public static FrameSize Parse(string text)
    {
        string[] parts = text.Trim().ToLowerInvariant().Replace('×', 'x').Split('x', StringSplitOptions.TrimEntries);
        if (parts.Length == 2 && TrySide(parts[0], out int width) && TrySide(parts[1], out int height) && width + height > 0)
            return new FrameSize(width, height);
        throw VideoErrors.SizeInvalid(text);
    }

    /// <summary>The size for a picture of this one.</summary>
    public FrameSize For(int width, int height)
    {
        if (Width == 0)
            return new FrameSize(Math.Max(1, (int)Math.Round((double)Height * width / height)), Height);
        return Height == 0 ? this with { Height = Math.Max(1, (int)Math.Round((double)Width * height / width)) } : this;
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Width}×{Height}");

    private static bool TrySide(string text, out int side)
    {
        side = 0;
        return text.Length == 0
            || (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out side) && side is > 0 and <= ushort.MaxValue);
    }
}
