using System.Globalization;
using System.Text;

namespace HeatmapPS.Engine.Terminal;

/// <summary>iTerm2's inline images, with the picture as PNG.</summary>
/// <remarks>https://iterm2.com/documentation-images.html.</remarks>
internal static class ITerm2Encoder
{
    /// <summary>Writes a picture; the cursor ends on its last row.</summary>
    public static string Encode(TerminalPicture picture)
    {
        byte[] png = picture.ToPng();
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"\u001b]1337;File=inline=1;size={png.Length};width={picture.Width}px;height={picture.Height}px;preserveAspectRatio=1:");
        return text.Append(Convert.ToBase64String(png)).Append('\a').ToString();
    }
}
