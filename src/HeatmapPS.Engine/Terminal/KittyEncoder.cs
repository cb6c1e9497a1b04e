namespace HeatmapPS.Engine.Terminal;

/// <summary>Kitty's graphics protocol, with the picture as PNG.</summary>
/// <remarks>https://sw.kovidgoyal.net/kitty/graphics-protocol: transmit and show at once, without an answer, in pieces of 4096 characters.</remarks>
internal static class KittyEncoder
{
    private const int PieceLength = 4096;

    /// <summary>Writes a picture; the cursor ends on its last row.</summary>
    public static IReadOnlyList<string> Encode(TerminalPicture picture)
    {
        string data = Convert.ToBase64String(picture.ToPng());
        var pieces = new List<string>();
        for (int at = 0; at < data.Length; at += PieceLength)
        {
            int length = Math.Min(PieceLength, data.Length - at);
            string keys = (at == 0 ? "a=T,f=100,q=2," : "q=2,") + (at + length < data.Length ? "m=1" : "m=0");
            pieces.Add($"\u001b_G{keys};{data.AsSpan(at, length)}\u001b\\");
        }

        return pieces;
    }
}
