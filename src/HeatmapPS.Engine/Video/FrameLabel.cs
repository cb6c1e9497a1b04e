using System.Globalization;
using System.Text;
using HeatmapPS.Engine.Drawing.Colorbar;
using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Pixels;
using HeatmapPS.Engine.Rendering;

namespace HeatmapPS.Engine.Video;

/// <summary>Writes a text over the upper left corner of frames, white on a darkened ground.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class FrameLabel
{
    /// <summary>Texts after which the renderer, which keeps what it drew, is replaced: each frame's text is its own.</summary>
    private const int TextsKept = 256;

    private static readonly string[] s_names = ["Name", "Time", "Index"];

    private readonly string _template;
    private readonly FrameRate _rate;
    private TextRenderer _text = new();
    private int _drawn;

    /// <param name="template">Text with <c>{Name}</c>, <c>{Time}</c> and <c>{Index}</c>; doubled braces stand for themselves.</param>
    /// <param name="rate">Frames a second, which give the time of frames without one of their own.</param>
    /// <exception cref="HeatmapException">LabelInvalid.</exception>
    public FrameLabel(string template, FrameRate rate)
    {
        _template = template;
        _rate = rate;
        _ = Expand("name", TimeSpan.Zero, 1);
    }

    /// <summary>Why texts cannot be drawn here, or null.</summary>
    public string? Warning =>
        _text.HasFont ? null : $"There is no font for -Label, so the frames have no labels. {TextRenderer.HowToInstall()}.";

    /// <summary>The frame with its text.</summary>
    /// <param name="frame">A heatmap or colours.</param>
    /// <param name="source">The image that the frame came from.</param>
    /// <param name="index">Number of the frame, from 0.</param>
    public Raster Apply(ImageObject frame, ImageObject source, long index)
    {
        Raster colors = frame is Heatmap heatmap ? HeatmapRendering.ToRaster(heatmap, heatmap.BitDepth, alpha: false) : (Raster)frame;
        Raster numbers = source is Heatmap map ? map.Raster : (Raster)source;
        string name = numbers.Path is { } path ? Path.GetFileNameWithoutExtension(path) : numbers.Name;
        string text = Expand(name, numbers.Time ?? _rate.StartOf(index), index + 1);
        int size = Math.Clamp(frame.Height / 20, 10, 200);
        if (Interlocked.Increment(ref _drawn) % TextsKept == 0)
            _text = new TextRenderer();
        if (_text.Draw(text, size) is not { } drawn)
            return colors;
        int bits = colors.BitDepth;
        int margin = Math.Max(2, size / 3);
        var ink = new PixelColor(Full(bits), Full(bits), Full(bits), Full(bits));
        LegendMark mark = drawn.At(2 * margin, (2 * margin) + drawn.Top, ink, bits);
        (int X, int Y, int Width, int Height) ground =
            (X: margin, Y: margin, Width: drawn.Width + (2 * margin), Height: size + (2 * margin));
        return colors.Derive(colors.Layout, colors.Metadata, rows => new LabelledRows(rows, mark, ground));
    }

    private static ushort Full(int bits) => bits == 16 ? ushort.MaxValue : byte.MaxValue;

    private string Expand(string name, TimeSpan time, long index)
    {
        var text = new StringBuilder();
        for (int i = 0; i < _template.Length; i++)
        {
            char c = _template[i];
            if (c is not ('{' or '}'))
            {
                text.Append(c);
                continue;
            }

            if (i + 1 < _template.Length && _template[i + 1] == c)
            {
                text.Append(c);
                i++;
                continue;
            }

            int end = c == '{' ? _template.IndexOf('}', i) : -1;
            if (end < 0)
                throw VideoErrors.LabelInvalid(_template, s_names);
            string key = _template[(i + 1)..end];
            text.Append(key.ToUpperInvariant() switch
            {
                "NAME" or "BASENAME" => name,
                "TIME" => time.ToString(@"hh\:mm\:ss\.ff", CultureInfo.InvariantCulture),
                "INDEX" => index.ToString(CultureInfo.InvariantCulture),
                _ => throw VideoErrors.LabelInvalid(_template, s_names),
            });
            i = end;
        }

        return text.ToString();
    }

    private sealed class LabelledRows(RowReader inner, LegendMark mark, (int X, int Y, int Width, int Height) ground)
        : RowReader(inner.Layout)
    {
        private int _next;

        public override void Read(Span<byte> destination)
        {
            inner.Read(destination);
            int bits = 8 * Layout.SampleType.Size;
            for (; !destination.IsEmpty; destination = destination[Layout.RowBytes..], _next++)
            {
                if (_next < ground.Y || _next >= ground.Y + ground.Height)
                    continue;

                // A text wider than the picture is cut off, by painting on a row that is wide enough.
                int needed = Math.Max(Layout.Width, Math.Max(ground.X + ground.Width, mark.X + mark.Width));
                byte[] wide = new byte[needed * Layout.Bands * Layout.SampleType.Size];
                destination[..Layout.RowBytes].CopyTo(wide);
                var row = new CanvasRow(wide, Layout.Bands, bits);
                var black = new PixelColor(0, 0, 0, Full(bits));
                for (int x = ground.X; x < ground.X + ground.Width; x++)
                    row.Blend(x, 128, black);
                if (_next >= mark.Y && _next < mark.Y + mark.Height)
                    mark.PaintRow(_next - mark.Y, row);
                wide.AsSpan(0, Layout.RowBytes).CopyTo(destination);
            }
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                inner.Dispose();
            base.Dispose(disposing);
        }
    }
}
