using System.Globalization;

namespace HeatmapPS.Engine.Color;

/// <summary>What a map's table was sampled from: a curve for each of red, green and blue over 0 to 1 (the segment data of matplotlib's
/// <c>LinearSegmentedColormap</c>). Immutable.</summary>
/// <param name="Red">The red curve.</param>
/// <param name="Green">The green curve.</param>
/// <param name="Blue">The blue curve.</param>
internal sealed record ColormapDefinition(ChannelCurve Red, ChannelCurve Green, ChannelCurve Blue)
{
    /// <summary>The definition backwards.</summary>
    public ColormapDefinition Reverse() => new(Red.Reverse(), Green.Reverse(), Blue.Reverse());

    /// <summary>Samples the curves at even distances, both ends included.</summary>
    /// <param name="count">Number of colours, 2 or more.</param>
    /// <returns>count × 3 values from 0 to 1.</returns>
    public double[] Sample(int count)
    {
        // A rounded step and its multiples, as numpy.linspace forms them.
        double step = 1.0 / (count - 1);
        double[] places = new double[count];
        for (int i = 0; i < count; i++)
            places[i] = i == count - 1 ? 1 : i * step;
        double[][] channels = [Red.Sample(places), Green.Sample(places), Blue.Sample(places)];
        double[] rgb = new double[count * 3];
        for (int i = 0; i < rgb.Length; i++)
            rgb[i] = Math.Clamp(channels[i % 3][i / 3], 0, 1);
        return rgb;
    }
}

/// <summary>A channel's course over 0 to 1.</summary>
internal abstract class ChannelCurve
{
    /// <summary>The curve backwards.</summary>
    public abstract ChannelCurve Reverse();

    /// <summary>The values at places that rise from 0 to 1; they may leave 0 to 1 and are to be clipped.</summary>
    public abstract double[] Sample(double[] places);
}

/// <summary>Straight lines between points, at each of which the curve may jump.</summary>
/// <param name="points">Place, value on its left, and value on its right; places rise from 0 to 1.</param>
internal sealed class PointCurve((double Place, double Left, double Right)[] points) : ChannelCurve
{
    public override ChannelCurve Reverse() =>
        new PointCurve([.. points.Reverse().Select(point => (1.0 - point.Place, point.Right, point.Left))]);

    public override double[] Sample(double[] places)
    {
        // In steps of the table, as matplotlib works it out, so that a place on a point falls on the same side of it.
        int last = places.Length - 1;
        double[] at = Array.ConvertAll(points, point => point.Place * last);
        double[] values = new double[places.Length];
        values[0] = points[0].Right;
        values[last] = points[^1].Left;
        int next = 0;
        for (int i = 1; i < last; i++)
        {
            double place = last * places[i];
            while (at[next] < place)
                next++;
            double distance = (place - at[next - 1]) / (at[next] - at[next - 1]);
            values[i] = (distance * (points[next].Left - points[next - 1].Right)) + points[next - 1].Right;
        }

        return values;
    }
}

/// <summary>A formula.</summary>
/// <param name="formula">Value at a place.</param>
internal sealed class FormulaCurve(Func<double, double> formula) : ChannelCurve
{
    /// <summary>Reads a formula: its kind, a colon, and its numbers with commas between them.</summary>
    /// <param name="text">
    /// <c>line:a,b</c> is a·x + b; <c>ratio:a,b</c> is x/a + b; <c>abs:a,b</c> is |a·x + b|; <c>power:a</c> is xᵃ;
    /// <c>wave:a,f,p,o</c> is a·sin((f·x + p)·π) + o; <c>helix:p,q</c> is a channel of Green's cubehelix (2011), start 0.5, −1.5 turns.
    /// </param>
    /// <exception cref="InvalidDataException">Another text.</exception>
    public static FormulaCurve Parse(string text)
    {
        string[] parts = text.Split(':');
        double[] n = Array.ConvertAll(parts[^1].Split(','), number => double.Parse(number, CultureInfo.InvariantCulture));
        return new FormulaCurve((parts[0], n.Length) switch
        {
            ("line", 2) => x => (n[0] * x) + n[1],
            ("ratio", 2) => x => (x / n[0]) + n[1],
            ("abs", 2) => x => Math.Abs((n[0] * x) + n[1]),
            ("power", 1) => n[0] == 0.5 ? Math.Sqrt : x => Math.Pow(x, n[0]),
            ("wave", 4) => x => (n[0] * Math.Sin(((x * n[1]) + n[2]) * Math.PI)) + n[3],
            ("helix", 2) => x => Helix(x, n[0], n[1]),
            _ => throw new InvalidDataException($"The formula '{text}' of a colormap is unknown."),
        });
    }

    public override ChannelCurve Reverse() => new FormulaCurve(x => formula(1 - x));

    public override double[] Sample(double[] places) => Array.ConvertAll(places, x => formula(x));

    private static double Helix(double x, double cosine, double sine)
    {
        double amplitude = x * (1 - x) / 2;
        double angle = 2 * Math.PI * ((0.5 / 3) + (-1.5 * x));
        return x + (amplitude * ((cosine * Math.Cos(angle)) + (sine * Math.Sin(angle))));
    }
}
