using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Measuring;
using HeatmapPS.Engine.Measuring.Regions;

namespace HeatmapPS.Engine.Annotating;

/// <summary>A rectangle of the picture.</summary>
internal readonly record struct LabelBox(double X, double Y, double Width, double Height)
{
    /// <summary>Whether a place lies inside.</summary>
    public bool Contains(double x, double y) => x >= X && x <= X + Width && y >= Y && y <= Y + Height;

    /// <summary>Area that two rectangles share.</summary>
    public double Overlap(LabelBox other) =>
        Math.Max(0, Math.Min(X + Width, other.X + other.Width) - Math.Max(X, other.X))
        * Math.Max(0, Math.Min(Y + Height, other.Y + other.Height) - Math.Max(Y, other.Y));
}

/// <summary>Which parts of a picture texts and marks take. All texts are inside; they avoid each other where they can.</summary>
/// <param name="width">Columns of the picture.</param>
/// <param name="height">Rows of the picture.</param>
internal sealed class LabelPlaces(int width, int height)
{
    /// <summary>What a text that covers another whole costs, in heights that it could be moved instead.</summary>
    private const double OverlapCost = 20;

    private readonly List<LabelBox> _taken = [];

    /// <summary>Takes a part.</summary>
    public void Take(LabelBox box) => _taken.Add(box);

    /// <summary>Whether a rectangle is inside the picture and free.</summary>
    public bool IsFree(LabelBox box) =>
        box.X >= 0 && box.Y >= 0 && box.X + box.Width <= width && box.Y + box.Height <= height && Covered(box) == 0;

    /// <summary>The best of some places, moved into the picture; null when the text is larger than the picture.</summary>
    /// <param name="textWidth">Columns of the text.</param>
    /// <param name="textHeight">Rows of the text.</param>
    /// <param name="places">Upper left corners, the preferred first.</param>
    public LabelBox? Find(int textWidth, int textHeight, IEnumerable<(double X, double Y)> places)
    {
        if (textWidth > width || textHeight > height)
            return null;
        LabelBox? best = null;
        double least = double.PositiveInfinity;
        foreach ((double x, double y) in places)
        {
            var box = new LabelBox(
                Math.Round(Math.Clamp(x, 0, width - textWidth)), Math.Round(Math.Clamp(y, 0, height - textHeight)), textWidth, textHeight);
            double moved = Math.Max(0, Math.Abs(box.X - x) + Math.Abs(box.Y - y) - 1);
            double cost = (OverlapCost * Covered(box) / (textWidth * (double)textHeight)) + (moved / textHeight);
            if (cost == 0)
                return box;
            if (cost < least)
                (best, least) = (box, cost);
        }

        return best;
    }

    private double Covered(LabelBox box) => _taken.Sum(taken => taken.Overlap(box));
}

/// <summary>Finds where the value of a line stands on it: where the line is long, straight and rather level.</summary>
internal static class ContourLabels
{
    /// <summary>Labels of one value; more would hide the picture.</summary>
    private const int MostLabels = 3;

    /// <summary>Widths of its text that a line must be long to be labelled. The longest is labelled where it has room at all.</summary>
    private const double LeastLength = 3;

    private const int MostTried = 60;

    /// <summary>The places of one value's texts: their upper left corners.</summary>
    /// <param name="lines">The lines of the value, in the picture.</param>
    /// <param name="text">The text.</param>
    /// <param name="places">What is taken already.</param>
    public static List<(double X, double Y)> Find((float X, float Y)[][] lines, OutlinedText text, LabelPlaces places)
    {
        var found = new List<(double X, double Y)>();
        foreach (((float X, float Y)[] line, double length) in lines.Select(line => (line, Length(line)))
            .OrderByDescending(pair => pair.Item2).Take(MostLabels))
        {
            if (found.Count > 0 && length < LeastLength * text.Width)
                break;
            if (Best(line, length, text, places, found) is { } place)
                found.Add(place);
        }

        return found;
    }

    private static double Length((float X, float Y)[] line)
    {
        double length = 0;
        for (int i = 1; i < line.Length; i++)
            length += Math.Sqrt(Square(line[i].X - line[i - 1].X) + Square(line[i].Y - line[i - 1].Y));
        return length;
    }

    private static (double X, double Y)? Best(
        (float X, float Y)[] line, double length, OutlinedText text, LabelPlaces places, List<(double X, double Y)> others)
    {
        int reach = Math.Max(1, (int)(line.Length * Math.Min(0.5, text.Width / (2 * Math.Max(1, length)))));
        int step = Math.Max(1, line.Length / MostTried);
        (double X, double Y)? best = null;
        double least = double.PositiveInfinity;
        for (int i = 0; i < line.Length; i += step)
        {
            (float X, float Y) middle = line[i], start = line[Math.Max(0, i - reach)], end = line[Math.Min(line.Length - 1, i + reach)];
            double x = Math.Round(middle.X - (text.Width / 2.0)), y = Math.Round(middle.Y - (text.Height / 2.0));
            var box = new LabelBox(x, y, text.Width, text.Height);
            if (!places.IsFree(box)
                || others.Exists(other => Math.Abs(other.X - x) < 2 * text.Width && Math.Abs(other.Y - y) < 2 * text.Height))
            {
                continue;
            }

            // How far the middle lies from the chord, and how steep the chord is, in heights of the text.
            double dx = end.X - start.X, dy = end.Y - start.Y, chord = Math.Max(1e-6, Math.Sqrt(Square(dx) + Square(dy)));
            double bend = Math.Abs(((middle.X - start.X) * dy) - ((middle.Y - start.Y) * dx)) / chord;
            double cost = (bend / text.Height) + Math.Abs(dy / chord) + (Math.Abs((2.0 * i / line.Length) - 1) * 0.2);
            if (cost < least)
                (best, least) = ((x, y), cost);
        }

        return best;
    }

    private static double Square(double value) => value * value;
}

/// <summary>Spots as lines.</summary>
internal static class Markers
{
    /// <summary>A cross that leaves its pixel open; for the hottest a triangle that points up, for the coldest one that points
    /// down.</summary>
    /// <param name="kind">Which.</param>
    /// <param name="x">Column of the pixel's centre.</param>
    /// <param name="y">Row of the pixel's centre.</param>
    /// <param name="radius">Its size.</param>
    public static IEnumerable<Stroke> Of(SpotKind kind, double x, double y, double radius)
    {
        if (kind == SpotKind.Pixel)
        {
            double inner = 0.35 * radius;
            return
            [
                Line(x - radius, y, x - inner, y), Line(x + inner, y, x + radius, y), Line(x, y - radius, x, y - inner),
                Line(x, y + inner, x, y + radius),
            ];
        }

        double up = kind == SpotKind.Hottest ? -radius : radius, half = radius * Math.Sqrt(3) / 2;
        return
        [
            Line(x, y + up, x + half, y - (up / 2)), Line(x + half, y - (up / 2), x - half, y - (up / 2)),
            Line(x - half, y - (up / 2), x, y + up), Line(x, y, x, y),
        ];
    }

    private static Stroke Line(double x0, double y0, double x1, double y1) => new((float)x0, (float)y0, (float)x1, (float)y1);
}

/// <summary>The outlines of regions.</summary>
internal static class RegionOutline
{
    private const int CircleSides = 180;

    /// <summary>A region's outline: of a rectangle and a mask along the borders of its pixels, of a circle the circle.</summary>
    /// <param name="region">The region.</param>
    /// <param name="numbers">The image it lies in.</param>
    /// <param name="place">From places in the numbers, in pixels from the upper left corner, to the picture.</param>
    public static List<Stroke> Of(ImageRegion region, Raster numbers, Func<double, double, (float X, float Y)> place)
    {
        var strokes = new List<Stroke>();
        switch (region)
        {
            case RectangleRegion { Area: var (x, y, width, height) }:
                Add(x, y, x + width, y);
                Add(x + width, y, x + width, y + height);
                Add(x + width, y + height, x, y + height);
                Add(x, y + height, x, y);
                break;
            case CircleRegion circle:
                for (int i = 0; i < CircleSides; i++)
                {
                    (double sin0, double cos0) = Math.SinCos(2 * Math.PI * i / CircleSides);
                    (double sin1, double cos1) = Math.SinCos(2 * Math.PI * (i + 1) / CircleSides);
                    (double x, double y, double r) = (circle.X + 0.5, circle.Y + 0.5, circle.Radius);
                    Add(x + (r * cos0), y + (r * sin0), x + (r * cos1), y + (r * sin1));
                }

                break;
            default:
                AddPixels(region, numbers, Add);
                break;
        }

        return strokes;

        void Add(double x0, double y0, double x1, double y1)
        {
            ((float fromX, float fromY), (float toX, float toY)) = (place(x0, y0), place(x1, y1));
            strokes.Add(new Stroke(fromX, fromY, toX, toY));
        }
    }

    private static void AddPixels(ImageRegion region, Raster numbers, Action<double, double, double, double> add)
    {
        bool[] above = new bool[numbers.Width], row = new bool[numbers.Width];
        using RegionRows rows = region.Open(numbers);
        for (int y = 0; y <= numbers.Height; y++)
        {
            (above, row) = (row, above);
            Array.Clear(row);
            if (y < numbers.Height)
            {
                foreach (PixelRun run in rows.NextRow())
                {
                    row.AsSpan(run.Start, run.Length).Fill(true);
                    add(run.Start, y, run.Start, y + 1);
                    add(run.End, y, run.End, y + 1);
                }
            }

            for (int x = 0; x < numbers.Width; x++)
            {
                int start = x;
                while (x < numbers.Width && row[x] != above[x])
                    x++;
                if (x > start)
                    add(start, y, x, y);
            }
        }
    }
}
