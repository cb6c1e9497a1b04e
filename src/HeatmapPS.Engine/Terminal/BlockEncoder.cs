using System.Text;
using HeatmapPS.Engine.Color;

namespace HeatmapPS.Engine.Terminal;

/// <summary>Writes pictures with half blocks: each character is two pixels, one above the other.</summary>
internal sealed class BlockEncoder(TerminalColors colors)
{
    private const char Upper = '▀';
    private const char Lower = '▄';

    /// <summary>One line of text for two rows of pixels. Transparent pixels show the terminal's background.</summary>
    public IEnumerable<string> Encode(TerminalPicture picture)
    {
        for (int y = 0; y < picture.Height; y += 2)
            yield return Line(picture, y);
    }

    private string Line(TerminalPicture picture, int y)
    {
        var text = new StringBuilder();
        var none = default(Rgba32);
        Rgba32 front = none, back = none;
        for (int x = 0; x < picture.Width; x++)
        {
            Rgba32 above = Pixel(picture, x, y), below = Pixel(picture, x, y + 1);
            bool isAbove = TerminalPicture.IsShown(above), isBelow = TerminalPicture.IsShown(below);
            Rgba32 wantedBack = isAbove && isBelow ? below : none;
            Rgba32 wantedFront = isAbove ? above : isBelow ? below : front;
            if (wantedBack != back && wantedBack == none)
            {
                text.Append("\u001b[49m");
                back = none;
            }
            else if (wantedBack != back)
            {
                colors.AppendBackground(text, wantedBack);
                back = wantedBack;
            }

            if (wantedFront != front)
            {
                colors.AppendForeground(text, wantedFront);
                front = wantedFront;
            }

            text.Append(isAbove ? Upper : isBelow ? Lower : ' ');
        }

        return text.Append(TerminalColors.Reset).ToString();
    }

    private static Rgba32 Pixel(TerminalPicture picture, int x, int y) =>
        y < picture.Height ? picture.Pixels[(y * picture.Width) + x] : default;
}
