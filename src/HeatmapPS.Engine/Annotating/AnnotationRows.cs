using HeatmapPS.Engine.Drawing.Colorbar;
using HeatmapPS.Engine.Pixels;

namespace HeatmapPS.Engine.Annotating;

/// <summary>A line between two places of the picture; the centre of the first pixel is (0, 0).</summary>
/// <param name="X0">Start, to the right.</param>
/// <param name="Y0">Start, downwards.</param>
/// <param name="X1">End, to the right.</param>
/// <param name="Y1">End, downwards.</param>
internal readonly record struct Stroke(float X0, float Y0, float X1, float Y1)
{
    /// <summary>The upper end.</summary>
    public float Top => Math.Min(Y0, Y1);

    /// <summary>The lower end.</summary>
    public float Bottom => Math.Max(Y0, Y1);

    /// <summary>Distance of a place from the line.</summary>
    public float Distance(float x, float y)
    {
        float dx = X1 - X0, dy = Y1 - Y0, length = (dx * dx) + (dy * dy);
        float along = length == 0 ? 0 : Math.Clamp((((x - X0) * dx) + ((y - Y0) * dy)) / length, 0, 1);
        float ax = X0 + (along * dx) - x, ay = Y0 + (along * dy) - y;
        return MathF.Sqrt((ax * ax) + (ay * ay));
    }
}

/// <summary>Lines of one look: where they cross or meet, their ink runs together and their outline lies below.</summary>
internal sealed class StrokeGroup
{
    private readonly Stroke[] _strokes;
    private readonly PixelColor _ink;
    private readonly PixelColor _outline;
    private readonly float _half;
    private readonly float _reach;

    /// <param name="strokes">The lines.</param>
    /// <param name="ink">Their colour.</param>
    /// <param name="outline">The colour around them.</param>
    /// <param name="width">Width without outline, in pixels.</param>
    /// <param name="outlineWidth">Width of the outline on each side.</param>
    public StrokeGroup(IEnumerable<Stroke> strokes, PixelColor ink, PixelColor outline, double width, double outlineWidth)
    {
        _strokes = [.. strokes.OrderBy(stroke => stroke.Top)];
        (_ink, _outline) = (ink, outline);
        _half = (float)(width / 2);
        _reach = (float)((width / 2) + outlineWidth);
    }

    /// <summary>The lines as they are painted row by row, from the top.</summary>
    public Pass Begin(int width) => new(this, width);

    /// <summary>One way through the rows.</summary>
    public sealed class Pass(StrokeGroup group, int width)
    {
        private readonly byte[] _inkCoverage = new byte[width];
        private readonly byte[] _outlineCoverage = new byte[width];
        private readonly List<Stroke> _active = [];
        private int _next;

        /// <summary>Paints a row; rows come in order.</summary>
        public void Paint(int y, CanvasRow canvas)
        {
            float reach = group._reach + 0.5f;
            while (_next < group._strokes.Length && group._strokes[_next].Top - reach <= y)
                _active.Add(group._strokes[_next++]);
            _active.RemoveAll(stroke => stroke.Bottom + reach < y);
            if (_active.Count == 0)
                return;
            int first = width, end = 0;
            foreach (Stroke stroke in _active)
            {
                int from = Math.Max(0, (int)MathF.Ceiling(Math.Min(stroke.X0, stroke.X1) - reach));
                int to = Math.Min(width, (int)MathF.Floor(Math.Max(stroke.X0, stroke.X1) + reach) + 1);
                for (int x = from; x < to; x++)
                {
                    float distance = stroke.Distance(x, y);
                    if (distance >= reach)
                        continue;
                    Keep(_inkCoverage, x, group._half + 0.5f - distance);
                    Keep(_outlineCoverage, x, reach - distance);
                }

                (first, end) = (Math.Min(first, from), Math.Max(end, to));
            }

            for (int x = first; x < end; x++)
            {
                canvas.Blend(x, _outlineCoverage[x], group._outline);
                canvas.Blend(x, _inkCoverage[x], group._ink);
            }

            if (end > first)
            {
                _inkCoverage.AsSpan(first, end - first).Clear();
                _outlineCoverage.AsSpan(first, end - first).Clear();
            }
        }

        private static void Keep(byte[] coverage, int x, float share)
        {
            byte value = (byte)(255 * Math.Clamp(share, 0, 1));
            if (value > coverage[x])
                coverage[x] = value;
        }
    }
}

/// <summary>Lines of text with an outline.</summary>
internal sealed class OutlinedText
{
    private const double LineHeight = 1.3;

    private readonly byte[] _ink;
    private readonly byte[] _outline;

    private OutlinedText(int width, int height, byte[] ink, byte[] outline) =>
        (Width, Height, _ink, _outline) = (width, height, ink, outline);

    /// <summary>Columns with the outline.</summary>
    public int Width { get; }

    /// <summary>Rows with the outline.</summary>
    public int Height { get; }

    /// <summary>Draws texts below one another; null when there is nothing to draw, or no font.</summary>
    /// <param name="lines">The texts.</param>
    /// <param name="font">The em in pixels.</param>
    /// <param name="outline">Width of the outline.</param>
    /// <param name="renderer">Draws.</param>
    public static OutlinedText? Create(IReadOnlyList<string> lines, int font, double outline, TextRenderer renderer)
    {
        LegendText?[] texts = [.. lines.Select(line => renderer.Draw(line, font))];
        if (Array.TrueForAll(texts, text => text is null))
            return null;
        int step = (int)Math.Round(LineHeight * font), pad = (int)Math.Ceiling(outline);
        int top = texts[0]?.Top ?? 0;
        int width = texts.Max(text => text?.Width ?? 0) + (2 * pad);
        int height = texts.Select((text, i) => text is null ? 0 : (i * step) + text.Top - top + text.Height).Max() + (2 * pad);
        byte[] ink = new byte[width * height];
        for (int i = 0; i < texts.Length; i++)
        {
            if (texts[i] is not { } text)
                continue;
            for (int y = 0; y < text.Height; y++)
            {
                int to = (((i * step) + text.Top - top + y + pad) * width) + pad;
                text.Coverage.AsSpan(y * text.Width, text.Width).CopyTo(ink.AsSpan(to));
            }
        }

        return new OutlinedText(width, height, ink, Widen(ink, width, height, outline));
    }

    /// <summary>Paints a row.</summary>
    /// <param name="row">Row of the text, from 0.</param>
    /// <param name="x">Column of the picture where the text begins; the text lies inside.</param>
    /// <param name="canvas">The picture's row.</param>
    /// <param name="inkColor">Colour of the letters.</param>
    /// <param name="outlineColor">Colour around them.</param>
    public void Paint(int row, int x, CanvasRow canvas, PixelColor inkColor, PixelColor outlineColor)
    {
        for (int i = 0; i < Width; i++)
        {
            canvas.Blend(x + i, _outline[(row * Width) + i], outlineColor);
            canvas.Blend(x + i, _ink[(row * Width) + i], inkColor);
        }
    }

    /// <summary>Coverage of all that is not farther from the ink than a distance.</summary>
    private static byte[] Widen(byte[] ink, int width, int height, double distance)
    {
        byte[] wide = new byte[ink.Length];
        int reach = (int)Math.Ceiling(distance);
        for (int dy = -reach; dy <= reach; dy++)
        {
            for (int dx = -reach; dx <= reach; dx++)
            {
                double share = Math.Clamp(distance + 0.5 - Math.Sqrt((dx * dx) + (dy * dy)), 0, 1);
                if (share == 0)
                    continue;
                for (int y = Math.Max(0, -dy); y < Math.Min(height, height - dy); y++)
                {
                    for (int x = Math.Max(0, -dx); x < Math.Min(width, width - dx); x++)
                    {
                        byte value = (byte)(share * ink[(y * width) + x]);
                        int to = ((y + dy) * width) + x + dx;
                        if (value > wide[to])
                            wide[to] = value;
                    }
                }
            }
        }

        return wide;
    }
}

/// <summary>A text at its place.</summary>
/// <param name="Text">The text.</param>
/// <param name="X">First column.</param>
/// <param name="Y">First row.</param>
/// <param name="Ink">Colour of the letters.</param>
/// <param name="Outline">Colour around them.</param>
internal sealed record PlacedText(OutlinedText Text, int X, int Y, PixelColor Ink, PixelColor Outline);

/// <summary>Marks with their places in a picture.</summary>
/// <param name="Groups">Lines, in the order in which they are painted.</param>
/// <param name="Texts">Texts, over all lines.</param>
internal sealed record AnnotationDrawing(IReadOnlyList<StrokeGroup> Groups, IReadOnlyList<PlacedText> Texts);

/// <summary>The rows of a picture with marks over them.</summary>
/// <param name="picture">1 to 4 bands of UInt8 or UInt16; disposed with this reader.</param>
/// <param name="drawing">The marks.</param>
internal sealed class AnnotatedRows(RowReader picture, AnnotationDrawing drawing) : RowReader(picture.Layout)
{
    private readonly StrokeGroup.Pass[] _groups = [.. drawing.Groups.Select(group => group.Begin(picture.Layout.Width))];
    private int _next;

    public override void Read(Span<byte> destination)
    {
        picture.Read(destination);
        for (; !destination.IsEmpty; destination = destination[Layout.RowBytes..], _next++)
        {
            var canvas = new CanvasRow(destination[..Layout.RowBytes], Layout.Bands, 8 * Layout.SampleType.Size);
            foreach (StrokeGroup.Pass group in _groups)
                group.Paint(_next, canvas);
            foreach (PlacedText text in drawing.Texts)
            {
                if (_next >= text.Y && _next < text.Y + text.Text.Height)
                    text.Text.Paint(_next - text.Y, text.X, canvas, text.Ink, text.Outline);
            }
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            picture.Dispose();
        base.Dispose(disposing);
    }
}
