using System;
using System.Collections.Generic;
using System.Text;

namespace HeatmapPS.Tests
{
    /// <summary>Pixels that were found in what is written to a terminal: four bytes each, red, green, blue, alpha.</summary>
    public sealed class TerminalPixels
    {
        public int Width;
        public int Height;
        public byte[] Rgba;
    }

    /// <summary>Reads pictures out of what is written to a terminal, as a terminal would.</summary>
    public static class TerminalText
    {
        private const string Escape = "\u001b";

        /// <summary>The first Sixel picture of a text.</summary>
        public static TerminalPixels Sixel(string text)
        {
            int start = text.IndexOf(Escape + "P", StringComparison.Ordinal),
                end = text.IndexOf(Escape + "\\", start, StringComparison.Ordinal);
            string data = text.Substring(start + 2, end - start - 2);
            int at = data.IndexOf('q') + 1;
            if (data[at++] != '"') throw new FormatException("no raster attributes");
            int[] raster = Numbers(data, ref at);
            var pixels = new TerminalPixels { Width = raster[2], Height = raster[3], Rgba = new byte[raster[2] * raster[3] * 4] };
            var registers = new Dictionary<int, byte[]>();
            byte[] color = null;
            for (int x = 0, y = 0; at < data.Length;)
            {
                char letter = data[at++];
                int count = 1;
                if (letter == '#')
                {
                    int[] numbers = Numbers(data, ref at);
                    if (numbers.Length == 5)
                    {
                        if (numbers[1] != 2) throw new FormatException("not RGB");
                        registers[numbers[0]] = Array.ConvertAll(numbers[2..], percent => (byte)(((percent * 255) + 50) / 100));
                    }

                    color = registers[numbers[0]];
                    continue;
                }

                if (letter == '$') { x = 0; continue; }
                if (letter == '-') { x = 0; y += 6; continue; }
                if (letter == '!')
                {
                    count = Numbers(data, ref at)[0];
                    letter = data[at++];
                }

                if (letter < '?' || letter > '~') throw new FormatException($"'{letter}' in a picture");
                for (; count > 0; count--, x++)
                {
                    for (int bit = 0; bit < 6; bit++)
                    {
                        if ((letter - '?' & 1 << bit) == 0) continue;
                        if (x >= pixels.Width || y + bit >= pixels.Height) throw new FormatException("outside the picture");
                        int place = (((y + bit) * pixels.Width) + x) * 4;
                        if (pixels.Rgba[place + 3] != 0) throw new FormatException("painted twice");
                        color.CopyTo(pixels.Rgba, place);
                        pixels.Rgba[place + 3] = 255;
                    }
                }
            }

            return pixels;
        }

        /// <summary>The PNG file of Kitty's first picture of a text.</summary>
        public static byte[] KittyPng(string text)
        {
            var data = new StringBuilder();
            for (int at = text.IndexOf(Escape + "_Ga=T", StringComparison.Ordinal); ; at =
                text.IndexOf(Escape + "_G", at + 1, StringComparison.Ordinal))
            {
                if (at < 0) throw new FormatException("a piece is missing");
                int end = text.IndexOf(Escape + "\\", at, StringComparison.Ordinal), head = text.IndexOf(';', at);
                string keys = text.Substring(at + 3, head - at - 3);
                if (data.Length == 0 && !keys.StartsWith("a=T,f=100,", StringComparison.Ordinal)) throw new FormatException(keys);
                string piece = text.Substring(head + 1, end - head - 1);
                if (piece.Length > 4096) throw new FormatException("a piece is too long");
                data.Append(piece);
                if (keys.EndsWith("m=0", StringComparison.Ordinal)) return Convert.FromBase64String(data.ToString());
            }
        }

        /// <summary>The PNG file of iTerm2's first inline image of a text.</summary>
        public static byte[] ITerm2Png(string text)
        {
            int start = text.IndexOf(Escape + "]1337;File=inline=1;", StringComparison.Ordinal), end = text.IndexOf('\a', start);
            int head = text.IndexOf(':', start);
            return Convert.FromBase64String(text.Substring(head + 1, end - head - 1));
        }

        /// <summary>Lines of half blocks: a pixel above and one below in each character.</summary>
        public static TerminalPixels Blocks(string[] lines)
        {
            var pixels = new TerminalPixels { Height = 2 * lines.Length };
            for (int y = 0; y < lines.Length; y++)
            {
                byte[] front = new byte[4], back = new byte[4];
                int x = 0;
                string line = lines[y];
                if (pixels.Rgba == null)
                {
                    string bare = System.Text.RegularExpressions.Regex.Replace(line, "\u001b\\[[0-9;]*m", "");
                    pixels.Width = bare.Length;
                    pixels.Rgba = new byte[pixels.Width * pixels.Height * 4];
                }

                for (int at = 0; at < line.Length;)
                {
                    if (line[at] == '\u001b')
                    {
                        at += 2;
                        int[] numbers = Numbers(line, ref at);
                        if (line[at++] != 'm') throw new FormatException("not a colour");
                        byte[] color = numbers.Length == 5 ? new[] { (byte)numbers[2], (byte)numbers[3], (byte)numbers[4], (byte)255 }
                            : numbers.Length == 3 ? Ansi(numbers[2]) : new byte[4];
                        if (numbers[0] == 38) front = color;
                        else if (numbers[0] is 48 or 49) back = color;
                        else (front, back) = (new byte[4], new byte[4]);
                        continue;
                    }

                    (byte[] above, byte[] below) = line[at++] switch
                    {
                        '▀' => (front, back),
                        '▄' => (back, front),
                        ' ' => (back, back),
                        var other => throw new FormatException($"'{other}' in a picture"),
                    };
                    above.CopyTo(pixels.Rgba, ((2 * y * pixels.Width) + x) * 4);
                    below.CopyTo(pixels.Rgba, ((((2 * y) + 1) * pixels.Width) + x) * 4);
                    x++;
                }
            }

            return pixels;
        }

        private static byte[] Ansi(int number)
        {
            if (number >= 232)
                return new[] { (byte)(8 + (10 * (number - 232))), (byte)(8 + (10 * (number - 232))), (byte)(8 + (10 * (number - 232))),
                    (byte)255 };
            byte[] levels = { 0, 95, 135, 175, 215, 255 };
            number -= 16;
            return new[] { levels[number / 36], levels[number / 6 % 6], levels[number % 6], (byte)255 };
        }

        private static int[] Numbers(string text, ref int at)
        {
            int start = at;
            while (at < text.Length && (char.IsAsciiDigit(text[at]) || text[at] == ';')) at++;
            return Array.ConvertAll(text.Substring(start, at - start).Split(';'), part => part.Length == 0 ? 0 : int.Parse(part));
        }
    }
}
