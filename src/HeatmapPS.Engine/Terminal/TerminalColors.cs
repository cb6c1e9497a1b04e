using System.Globalization;
using System.Text;
using HeatmapPS.Engine.Color;

namespace HeatmapPS.Engine.Terminal;

/// <summary>Colours of characters, in 24 bits or the 256 of xterm.</summary>
/// <param name="TrueColor">Whether in 24 bits.</param>
internal sealed record TerminalColors(bool TrueColor)
{
    /// <summary>Back to the terminal's own colours.</summary>
    public const string Reset = "\u001b[0m";

    private const int FirstCube = 16;
    private const int FirstGray = 232;

    private static ReadOnlySpan<byte> CubeLevels => [0, 95, 135, 175, 215, 255];

    /// <summary>Sets the colour of characters.</summary>
    public void AppendForeground(StringBuilder text, Rgba32 color) => Append(text, 38, color);

    /// <summary>Sets the colour behind characters.</summary>
    public void AppendBackground(StringBuilder text, Rgba32 color) => Append(text, 48, color);

    /// <summary>The nearest of xterm's colours 16 to 255: the cube of 6 × 6 × 6 and the greys. The first 16 are the user's own.</summary>
    public static int ToAnsi256(Rgba32 color)
    {
        int red = Level(color.R), green = Level(color.G), blue = Level(color.B);
        int cube = Distance(color, CubeLevels[red], CubeLevels[green], CubeLevels[blue]);
        int gray = Math.Clamp((((color.R + color.G + color.B) / 3) - 3) / 10, 0, 23);
        int best = FirstCube + (36 * red) + (6 * green) + blue;
        for (int i = Math.Max(0, gray - 1); i <= Math.Min(23, gray + 1); i++)
        {
            int level = 8 + (10 * i);
            int distance = Distance(color, level, level, level);
            if (distance < cube)
                (cube, best) = (distance, FirstGray + i);
        }

        return best;
    }

    private void Append(StringBuilder text, int plane, Rgba32 color)
    {
        if (TrueColor)
            text.Append(CultureInfo.InvariantCulture, $"\u001b[{plane};2;{color.R};{color.G};{color.B}m");
        else
            text.Append(CultureInfo.InvariantCulture, $"\u001b[{plane};5;{ToAnsi256(color)}m");
    }

    private static int Level(byte channel)
    {
        int best = 0;
        for (int i = 1; i < CubeLevels.Length; i++)
        {
            if (Math.Abs(CubeLevels[i] - channel) < Math.Abs(CubeLevels[best] - channel))
                best = i;
        }

        return best;
    }

    private static int Distance(Rgba32 color, int red, int green, int blue) =>
        ((color.R - red) * (color.R - red)) + ((color.G - green) * (color.G - green)) + ((color.B - blue) * (color.B - blue));
}
