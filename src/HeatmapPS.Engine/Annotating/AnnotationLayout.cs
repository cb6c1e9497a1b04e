using HeatmapPS.Engine.Drawing.Colorbar;
using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Measuring;
using HeatmapPS.Engine.Measuring.Regions;
using HeatmapPS.Engine.Pixels;
using HeatmapPS.Engine.Rendering;
using HeatmapPS.Engine.Statistics;

namespace HeatmapPS.Engine.Annotating;

/// <summary>Finds what marks need of the numbers, and gives lines and texts their places in a picture.</summary>
internal sealed class AnnotationLayout
{
    /// <summary>The text's size is the picture's (the root of its area) divided by this, as beside a colorbar.</summary>
    private const double PictureToFont = 34;
    private const int SmallestFont = 11;
    private const int SmallestGivenFont = 6;

    /// <summary>Pieces of an outline that later texts avoid; masks can have a million.</summary>
    private const int MostAvoided = 400;

    /// <summary>Ems of the narrowest letter and what follows it.</summary>
    private const double NarrowestLetter = 0.2;

    private readonly Raster _numbers;
    private readonly RasterLayout _picture;
    private readonly MarkedArea _area;
    private readonly Func<ImageRegion, ImageMeasurement> _measured;
    private readonly double _scaleX;
    private readonly double _scaleY;
    private readonly TextRenderer _renderer = new();
    private readonly LabelPlaces _places;
    private readonly List<StrokeGroup> _groups = [];
    private readonly List<PlacedText> _texts = [];

    private AnnotationLayout(Raster numbers, RasterLayout picture, MarkedArea area, Func<ImageRegion, ImageMeasurement> measured)
    {
        (_numbers, _picture, _area, _measured) = (numbers, picture, area, measured);
        _scaleX = (double)area.Width / numbers.Width;
        _scaleY = (double)area.Height / numbers.Height;
        _places = new LabelPlaces(picture.Width, picture.Height);
    }

    /// <summary>Lays out.</summary>
    /// <param name="marks">The marks.</param>
    /// <param name="numbers">One band.</param>
    /// <param name="picture">The picture, of any size.</param>
    /// <param name="area">What of it the numbers cover.</param>
    /// <param name="cancellationToken">Stops the passes over the numbers.</param>
    /// <exception cref="HeatmapException">AnnotationInvalid, RegionInvalid, and what reading throws.</exception>
    public static AnnotationDrawing Create(
        AnnotationMarks marks, Raster numbers, RasterLayout picture, MarkedArea area, CancellationToken cancellationToken)
    {
        numbers = SmallRaster.ReadOnce(numbers, cancellationToken);
        var readings = new Readings(marks, numbers, cancellationToken);
        double[] levels = [.. marks.Layers.SelectMany(layer => layer.Items).OfType<IsothermAnnotation>()
            .Select(isotherm => isotherm.Value).Distinct()];
        ContourLine[][] lines = levels.Length == 0 ? [] : Isotherms.Find(numbers, levels, cancellationToken);
        var layout = new AnnotationLayout(numbers, picture, area, readings.Of);
        LayerPlan[] plans = [.. marks.Layers.Select(layer => layout.Plan(layer, readings))];

        // What has least choice comes first: marks, texts in corners, then what stands beside marks, and lines that are labelled
        // anywhere along them.
        foreach (LayerPlan plan in plans)
            layout.ReserveSpots(plan);
        foreach (LayerPlan plan in plans)
            layout.AddCorners(plan);
        foreach (LayerPlan plan in plans)
            layout.AddRegions(plan);
        foreach (LayerPlan plan in plans)
            layout.LabelSpots(plan);
        foreach (LayerPlan plan in plans)
            layout.AddIsotherms(plan, level => lines[Array.IndexOf(levels, level)]);
        foreach (LayerPlan plan in plans)
        {
            layout.AddGroup(plan, plan.Isotherms);
            layout.AddGroup(plan, plan.Outlines);
            layout.AddGroup(plan, plan.Markers);
        }

        return new AnnotationDrawing(layout._groups, layout._texts);
    }

    private string? Unit => _numbers.Unit;

    private LayerPlan Plan(AnnotationLayer layer, Readings readings)
    {
        AnnotationStyle style = layer.Style;
        double scale = Math.Sqrt(_scaleX * _scaleY);
        int font = style.FontSize is { } given
            ? Math.Max(SmallestGivenFont, (int)Math.Round(given * scale))
            : Math.Max(SmallestFont, (int)Math.Round(Math.Sqrt((double)_picture.Width * _picture.Height) / PictureToFont));
        double line = style.LineWidth is { } width ? Math.Max(0.5, width * scale) : Math.Max(1.2, font / 10.0);
        var plan = new LayerPlan(layer, font, line, Math.Max(1.3, font / 9.0), Math.Max(4, 0.55 * font));
        foreach (SpotAnnotation spot in layer.Items.OfType<SpotAnnotation>())
        {
            if (readings.Of(spot) is { } pixel && ToX(pixel.X) is var x && ToY(pixel.Y) is var y
                && x > -1 && y > -1 && x < _picture.Width && y < _picture.Height)
            {
                plan.Spots.Add((spot, pixel, x, y));
            }
        }

        return plan;
    }

    private void ReserveSpots(LayerPlan plan)
    {
        foreach ((SpotAnnotation spot, _, double x, double y) in plan.Spots)
        {
            plan.Markers.AddRange(Markers.Of(spot.Kind, x, y, plan.MarkerRadius));
            double reach = plan.MarkerRadius + plan.OutlineWidth;
            _places.Take(new LabelBox(x - reach, y - reach, 2 * reach, 2 * reach));
        }
    }

    private void AddCorners(LayerPlan plan)
    {
        foreach (TextAnnotation text in plan.Layer.Items.OfType<TextAnnotation>())
        {
            double margin = 0.5 * plan.Font, most = _picture.Width - (2 * margin);
            string[] lines = [.. text.Text.Split('\n').SelectMany(line => Wrap(line.TrimEnd('\r'), plan.Font, most))];
            Label(plan, lines, drawn =>
            {
                double right = _picture.Width - margin - drawn.Width, low = _picture.Height - margin - drawn.Height;
                return text.Corner == TextCorner.Left
                    ? [(margin, low), (margin, margin), (right, low), (right, margin)]
                    : [(right, low), (right, margin), (margin, low), (margin, margin)];
            });
        }
    }

    private void AddRegions(LayerPlan plan)
    {
        foreach (RegionAnnotation item in plan.Layer.Items.OfType<RegionAnnotation>())
        {
            List<Stroke> outline = RegionOutline.Of(item.Region, _numbers, Place);
            plan.Outlines.AddRange(outline);
            if (outline.Count == 0)
                continue;
            double left = outline.Min(stroke => Math.Min(stroke.X0, stroke.X1));
            double right = outline.Max(stroke => Math.Max(stroke.X0, stroke.X1));
            double top = outline.Min(stroke => stroke.Top), bottom = outline.Max(stroke => stroke.Bottom);
            double gap = plan.LineWidth + plan.OutlineWidth;
            Label(plan, RegionLines(plan, item), text =>
            [
                (left, top - gap - text.Height), (left, bottom + gap), (right + gap, top), (left - gap - text.Width, top),
                (left + gap, top + gap), (left + gap, bottom - gap - text.Height), (right - gap - text.Width, bottom - gap - text.Height),
            ]);
            if (outline.Count <= MostAvoided)
                TakeLines(outline, plan.LineWidth);
        }

        (float X, float Y) Place(double x, double y)
        {
            double inset = (plan.LineWidth / 2) - 0.5;
            return ((float)Math.Clamp(_area.Left + (x * _scaleX) - 0.5, inset, Math.Max(inset, _picture.Width - 1 - inset)),
                (float)Math.Clamp(_area.Top + (y * _scaleY) - 0.5, inset, Math.Max(inset, _picture.Height - 1 - inset)));
        }
    }

    private void TakeLines(List<Stroke> strokes, double width)
    {
        foreach (Stroke stroke in strokes)
        {
            float left = Math.Min(stroke.X0, stroke.X1), right = Math.Max(stroke.X0, stroke.X1);
            _places.Take(new LabelBox(left, stroke.Top, Math.Max(width, right - left), Math.Max(width, stroke.Bottom - stroke.Top)));
        }
    }

    private string[] RegionLines(LayerPlan plan, RegionAnnotation item)
    {
        RegionValue[] values = [.. item.Values.Where(value => value != RegionValue.None)];
        string[] texts = values.Length == 0 ? [] : [.. values.Select(Text)];
        return item.GivenName is not { } name ? texts
            : texts.Length == 1 ? [$"{name}: {texts[0]}"]
            : [name, .. texts];

        string Text(RegionValue value)
        {
            SampleStatistics statistics = _measured(item.Region).Statistics;
            (string word, double number) = value switch
            {
                RegionValue.Maximum => ("max", statistics.Maximum),
                RegionValue.Minimum => ("min", statistics.Minimum),
                _ => ("mean", statistics.Mean),
            };
            return $"{word} {plan.Layer.Style.Write(statistics.Count == 0 ? double.NaN : number, Unit)}";
        }
    }

    private void LabelSpots(LayerPlan plan)
    {
        foreach ((SpotAnnotation spot, PixelValue pixel, double x, double y) in plan.Spots)
        {
            string prefix = spot.Kind switch
            {
                SpotKind.Hottest => "max ",
                SpotKind.Coldest => "min ",
                _ => string.Empty,
            };
            double near = plan.MarkerRadius + plan.OutlineWidth + 1;
            Label(plan, [prefix + plan.Layer.Style.Write(pixel.Value, Unit)], text => Around(text, x, y, near));
        }
    }

    /// <summary>Places beside a point, the best first, then farther ones.</summary>
    private static IEnumerable<(double X, double Y)> Around(OutlinedText text, double x, double y, double near)
    {
        return [.. Ring(near), .. Ring(2.5 * near)];

        (double X, double Y)[] Ring(double gap)
        {
            (double left, double right, double up, double down) = (x - gap - text.Width, x + gap, y - gap - text.Height, y + gap);
            (double middleX, double middleY) = (x - (text.Width / 2.0), y - (text.Height / 2.0));
            return
            [
                (right, middleY), (left, middleY), (middleX, up), (middleX, down),
                (right, up), (left, up), (right, down), (left, down),
            ];
        }
    }

    private void AddIsotherms(LayerPlan plan, Func<double, ContourLine[]> linesOf)
    {
        var gaps = new List<LabelBox>();
        foreach (IsothermAnnotation item in plan.Layer.Items.OfType<IsothermAnnotation>())
        {
            (float X, float Y)[][] lines =
                [.. linesOf(item.Value).Select(line => Array.ConvertAll(line.Points, point => ((float)ToX(point.X), (float)ToY(point.Y))))];
            foreach ((float X, float Y)[] line in lines)
            {
                for (int i = 1; i < line.Length; i++)
                    plan.Isotherms.Add(new Stroke(line[i - 1].X, line[i - 1].Y, line[i].X, line[i].Y));
            }

            if (lines.Length == 0 || Draw(plan, [plan.Layer.Style.WriteGiven(item.Value, Unit)], plan.Font) is not { } text)
                continue;
            foreach ((double x, double y) in ContourLabels.Find(lines, text, _places))
            {
                var box = new LabelBox(x, y, text.Width, text.Height);
                _places.Take(box);
                gaps.Add(box);
                Add(plan, text, x, y);
            }
        }

        // A line stops at the texts that stand on lines.
        plan.Isotherms.RemoveAll(stroke => gaps.Exists(gap => gap.Contains((stroke.X0 + stroke.X1) / 2, (stroke.Y0 + stroke.Y1) / 2)));
    }

    private void AddGroup(LayerPlan plan, List<Stroke> strokes)
    {
        if (strokes.Count > 0)
            _groups.Add(new StrokeGroup(strokes, Ink(plan), Outline(plan), plan.LineWidth, plan.OutlineWidth));
    }

    /// <summary>Puts a text where it is inside the picture and covers least; leaves it out where the picture is too small.</summary>
    private void Label(LayerPlan plan, string[] lines, Func<OutlinedText, IEnumerable<(double X, double Y)>> places)
    {
        if (Array.TrueForAll(lines, string.IsNullOrWhiteSpace))
            return;
        foreach (double share in (ReadOnlySpan<double>)[1, 0.85, 0.7])
        {
            int font = (int)Math.Round(share * plan.Font);
            if (share < 1 && font < SmallestGivenFont + 2)
                return;
            if (Draw(plan, lines, font) is not { } text || _places.Find(text.Width, text.Height, places(text)) is not { } box)
                continue;
            _places.Take(box);
            Add(plan, text, box.X, box.Y);
            return;
        }
    }

    private void Add(LayerPlan plan, OutlinedText text, double x, double y) =>
        _texts.Add(new PlacedText(text, (int)x, (int)y, Ink(plan), Outline(plan)));

    /// <summary>The texts below one another; null for those that no picture of this size can hold, which are not drawn at all.</summary>
    private OutlinedText? Draw(LayerPlan plan, string[] lines, int font) => Array.TrueForAll(lines, line => MayFit(line, font))
        ? OutlinedText.Create(lines, font, plan.OutlineWidth, _renderer)
        : null;

    /// <summary>Whether a text of the narrowest letters could fit into the picture.</summary>
    private bool MayFit(string text, int font) => font <= _picture.Height && NarrowestLetter * font * text.Length <= _picture.Width;

    /// <summary>A text in lines that are no wider than a width, where its words allow.</summary>
    private List<string> Wrap(string text, int font, double width)
    {
        var lines = new List<string>();
        string line = string.Empty;
        foreach (string word in text.Split(' '))
        {
            string longer = line.Length == 0 ? word : $"{line} {word}";
            if (line.Length > 0 && (!MayFit(longer, font) || _renderer.Draw(longer, font)?.Width > width))
            {
                lines.Add(line);
                longer = word;
            }

            line = longer;
        }

        lines.Add(line);
        return lines;
    }

    private PixelColor Ink(LayerPlan plan) => PixelColor.From(plan.Layer.Style.Ink, 8 * _picture.SampleType.Size);

    private PixelColor Outline(LayerPlan plan) => PixelColor.From(plan.Layer.Style.Outline, 8 * _picture.SampleType.Size);

    /// <summary>From places in the numbers to places in the picture: in both, the centre of the first pixel is 0.</summary>
    private double ToX(double x) => _area.Left + ((x + 0.5) * _scaleX) - 0.5;

    private double ToY(double y) => _area.Top + ((y + 0.5) * _scaleY) - 0.5;

    /// <summary>A layer with its sizes and what is drawn of it.</summary>
    private sealed record LayerPlan(AnnotationLayer Layer, int Font, double LineWidth, double OutlineWidth, double MarkerRadius)
    {
        public List<(SpotAnnotation Spot, PixelValue Pixel, double X, double Y)> Spots { get; } = [];

        public List<Stroke> Markers { get; } = [];

        public List<Stroke> Outlines { get; } = [];

        public List<Stroke> Isotherms { get; } = [];
    }

    /// <summary>What all marks need to know of the numbers, in one pass.</summary>
    private sealed class Readings
    {
        private readonly WholeImage _whole = new();
        private readonly Dictionary<ImageRegion, ImageMeasurement> _measured = [];
        private readonly Dictionary<SpotAnnotation, ImageRegion> _regionOf = new(ReferenceEqualityComparer.Instance);

        public Readings(AnnotationMarks marks, Raster numbers, CancellationToken cancellationToken)
        {
            var regions = new HashSet<ImageRegion>();
            foreach (Annotation item in marks.Layers.SelectMany(layer => layer.Items))
            {
                if (item is SpotAnnotation spot)
                {
                    _regionOf[spot] = spot.Kind == SpotKind.Pixel
                        ? new RectangleRegion(new PixelRectangle(spot.X, spot.Y, 1, 1), null)
                        : spot.Region ?? _whole;
                    regions.Add(_regionOf[spot]);
                }
                else if (item is RegionAnnotation region)
                {
                    regions.Add(region.Region);
                }
            }

            if (regions.Count == 0)
                return;
            ImageRegion[] asked = [.. regions];
            var options = new MeasurementOptions { Regions = [.. asked], HasMedian = false };
            IReadOnlyList<ImageMeasurement> results = RasterMeasurement.Measure(numbers, options, null, cancellationToken);
            for (int i = 0; i < asked.Length; i++)
                _measured[asked[i]] = results[i];
        }

        public ImageMeasurement Of(ImageRegion region) => _measured[region];

        /// <summary>Where a spot is and what it reads; null for the hottest of no valid pixel.</summary>
        public PixelValue? Of(SpotAnnotation spot)
        {
            ImageMeasurement measured = _measured[_regionOf[spot]];
            return spot.Kind switch
            {
                SpotKind.Hottest => measured.HotSpot,
                SpotKind.Coldest => measured.ColdSpot,
                _ => measured.HotSpot ?? new PixelValue(spot.X, spot.Y, double.NaN),
            };
        }
    }
}
