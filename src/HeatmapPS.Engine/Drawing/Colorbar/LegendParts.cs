namespace HeatmapPS.Engine.Drawing.Colorbar;

/// <summary>Draws the parts of one legend onto a sheet: bar, outline, arrows, marks, numbers, unit, title.</summary>
internal sealed class LegendParts
{
    private readonly ColorbarSubject _subject;
    private readonly ColorbarOptions _options;
    private readonly TextRenderer _text;
    private readonly PixelColor _ink;
    private readonly double _digitMiddle;
    private int _numbersEnd;
    private string _factor = string.Empty;

    public LegendParts(ColorbarSubject subject, ColorbarOptions options, ColorbarMetrics metrics, TextRenderer text)
    {
        (_subject, _options, Metrics, _text) = (subject, options, metrics, text);
        _ink = ColorbarLayout.Colors(options, subject.Bits).Ink;
        LegendText? digit = text.Draw("0", metrics.Font);
        _digitMiddle = digit is null ? 0 : digit.Top + (digit.Height / 2.0);
    }

    /// <summary>Sizes.</summary>
    public ColorbarMetrics Metrics { get; }

    /// <summary>Whether the bar stands right or left of the picture.</summary>
    public bool Vertical => _options.Position is ColorbarPosition.Right or ColorbarPosition.Left;

    private int BarAcross => Metrics.Gap + Metrics.Line;

    /// <summary>Whether round numbers were left out because not even two had room.</summary>
    public bool HidesNumbers { get; private set; }

    /// <summary>Least space between two numbers.</summary>
    private int MinSpace => Math.Max(2, Vertical ? Metrics.Font / 5 : Metrics.Font * 3 / 5);

    private int NumbersAcross => BarAcross + Metrics.Thickness + Metrics.Line + Metrics.TickLength + Metrics.LabelGap;

    /// <summary>Draws all but the title.</summary>
    /// <param name="length">Pixels of the bar.</param>
    public LegendSheet Draw(int length)
    {
        var sheet = new LegendSheet(Vertical, _options.Position is ColorbarPosition.Left or ColorbarPosition.Top);
        DrawBar(sheet, length);
        ColorbarTicks ticks = FitTicks(length);
        _factor = ticks.Factor;
        DrawMarks(sheet, ticks, length);
        DrawNumbers(sheet, ticks, length);
        _numbersEnd = sheet.AcrossEnd;
        DrawNoData(sheet);
        if (Vertical && _text.Draw(UnitText, Metrics.Font) is { } unit)
            sheet.Write(Metrics.Gap, sheet.AlongStart - Metrics.TextGap - unit.Height, unit, _ink, _subject.Bits);
        return sheet;
    }

    /// <summary>Draws the title: along a standing bar; on the line of the unit beside a lying one.</summary>
    public void DrawTitle(LegendSheet sheet, int length)
    {
        if (Vertical)
        {
            if (_text.Draw(_options.Title, Metrics.Font)?.Turn() is not { } title)
                return;
            int along = (length - title.Height) / 2;
            bool reachesBeyond = along < 0 || along + title.Height > length;
            int across = (reachesBeyond ? sheet.AcrossEnd : _numbersEnd) + Metrics.TextGap;
            sheet.Write(across, along, title, _ink, _subject.Bits);
            return;
        }

        string unit = UnitText;
        bool hasTitle = !string.IsNullOrWhiteSpace(_options.Title);
        string line = !hasTitle ? unit : unit.Length == 0 ? _options.Title! : $"{_options.Title} ({unit})";
        if (_text.Draw(line, Metrics.Font) is { } caption)
            sheet.Write(sheet.AcrossEnd + Metrics.TextGap, (length - caption.Width) / 2, caption, _ink, _subject.Bits);
    }

    /// <summary>Common factor and unit, such as <c>×10⁶ Pa</c>.</summary>
    private string UnitText => $"{_factor} {_options.Unit ?? _subject.Scale.Unit ?? _subject.Unit}".Trim();

    private void DrawBar(LegendSheet sheet, int length)
    {
        (int line, int thickness) = (Metrics.Line, Metrics.Thickness);
        bool arrowAtStart = Vertical ? _subject.ArrowHigh : _subject.ArrowLow;
        bool arrowAtEnd = Vertical ? _subject.ArrowLow : _subject.ArrowHigh;
        PixelColor[] cells = _subject.Cells(length);
        if (Vertical)
            Array.Reverse(cells);
        if (arrowAtStart)
            DrawArrow(sheet, atStart: true, length);
        else
            sheet.Fill(BarAcross - line, -line, thickness + (2 * line), line, _ink);
        if (arrowAtEnd)
            DrawArrow(sheet, atStart: false, length);
        else
            sheet.Fill(BarAcross - line, length, thickness + (2 * line), line, _ink);
        sheet.Fill(BarAcross - line, 0, line, length, _ink);
        sheet.Fill(BarAcross + thickness, 0, line, length, _ink);
        sheet.Add(BarAcross, 0, thickness, length, (x, y, width, height) => new CellMark(x, y, width, height, cells, Vertical));
    }

    private void DrawArrow(LegendSheet sheet, bool atStart, int length)
    {
        (int line, int thickness, int arrow) = (Metrics.Line, Metrics.Thickness, Metrics.ArrowLength);
        ArrowDirection direction = (Vertical, atStart) switch
        {
            (true, true) => ArrowDirection.Up,
            (true, false) => ArrowDirection.Down,
            (false, true) => ArrowDirection.Left,
            _ => ArrowDirection.Right,
        };

        // The outline is a larger triangle whose edges are a line's width outside the arrow's.
        double slope = thickness / 2.0 / arrow;
        double basis = thickness + (2 * line * Math.Sqrt(1 + (slope * slope)));
        double tip = arrow + (line * Math.Sqrt(1 + (1 / (slope * slope))));
        int outer = (int)Math.Ceiling(tip);
        byte[] outline = ArrowShape.Coverage(thickness + (2 * line), outer, basis, tip, direction);
        byte[] inside = ArrowShape.Coverage(thickness, arrow, thickness, arrow, direction);
        PixelColor color = Vertical == atStart ? _subject.Over : _subject.Under;
        sheet.Add(BarAcross - line, atStart ? -outer : length, thickness + (2 * line), outer,
            (x, y, width, height) => new CoverageMark(x, y, width, height, outline, _ink));
        sheet.Add(BarAcross, atStart ? -arrow : length, thickness, arrow,
            (x, y, width, height) => new CoverageMark(x, y, width, height, inside, color));
    }

    /// <summary>As many numbers as stand apart.</summary>
    private ColorbarTicks FitTicks(int length)
    {
        if (_options.Ticks.Length > 0)
            return ColorbarTicks.At(_subject.Scale, _options.Ticks, _options.TickFormat);
        int room = length / ((Vertical ? 2 : 3) * Metrics.Font);
        int intervals = _options.TickCount is { } count ? Math.Max(1, count - 1) : Math.Clamp(room, 1, ColorbarTicks.DefaultIntervals);
        var ticks = ColorbarTicks.Locate(_subject.Scale, intervals, _options.TickFormat);
        while (intervals > 1 && Collide(ticks, length))
            ticks = ColorbarTicks.Locate(_subject.Scale, --intervals, _options.TickFormat);
        return ticks;
    }

    private bool Collide(ColorbarTicks ticks, int length)
    {
        double end = double.NegativeInfinity;
        foreach (ColorbarTick tick in ticks.Major)
        {
            if (_text.Draw(tick.Label, Metrics.Font) is not { } label)
                continue;
            double half = HalfAlong(label), place = tick.Position * length;
            if (place - half < end + MinSpace)
                return true;
            end = place + half;
        }

        return false;
    }

    private double HalfAlong(LegendText label) => (Vertical ? label.Height : label.Width) / 2.0;

    /// <summary>Middle of a mark along the bar: from the middle of one end's outline to that of the other.</summary>
    private double Along(double position, int length) =>
        (-Metrics.Line / 2.0) + ((Vertical ? 1 - position : position) * (length + Metrics.Line));

    private int LineStart(double position, int length) =>
        (int)Math.Round(Along(position, length) - (Metrics.Line / 2.0), MidpointRounding.AwayFromZero);

    private void DrawMarks(LegendSheet sheet, ColorbarTicks ticks, int length)
    {
        int edge = BarAcross + Metrics.Thickness + Metrics.Line;
        foreach (double minor in ticks.MinorPositions)
            sheet.Fill(edge, LineStart(minor, length), Metrics.MinorLength, Metrics.Line, _ink);
        foreach (ColorbarTick tick in ticks.Major)
            sheet.Fill(edge, LineStart(tick.Position, length), Metrics.TickLength, Metrics.Line, _ink);
    }

    private void DrawNumbers(LegendSheet sheet, ColorbarTicks ticks, int length)
    {
        List<(double Middle, LegendText Label)> labels = [];
        double end = double.NegativeInfinity;
        HidesNumbers = false;
        foreach (ColorbarTick tick in ticks.Major)
        {
            if (_text.Draw(tick.Label, Metrics.Font) is not { } label)
                continue;

            // A number without room is a mark only.
            double half = HalfAlong(label), place = tick.Position * length;
            if (place - half < end + MinSpace)
            {
                HidesNumbers = _options.Ticks.Length == 0;
                continue;
            }

            end = place + half;
            labels.Add((Along(tick.Position, length), label));
        }

        if (labels.Count == 0)
            return;
        int top = labels.Min(item => item.Label.Top);
        int bottom = labels.Max(item => item.Label.Top + item.Label.Height);
        foreach ((double middle, LegendText label) in labels)
        {
            // Numbers stand on one line: the ink's own rectangle would make a minus sign or a comma jump.
            int below = sheet.Mirrored ? bottom - label.Top - label.Height : label.Top - top;
            if (Vertical)
                sheet.Write(NumbersAcross, (int)Math.Round(middle - _digitMiddle + label.Top), label, _ink, _subject.Bits);
            else
                sheet.Write(NumbersAcross + below, (int)Math.Round(middle - (label.Width / 2.0)), label, _ink, _subject.Bits);
        }
    }

    /// <summary>A patch of the colour of bad values after the bar's end, with its label.</summary>
    private void DrawNoData(LegendSheet sheet)
    {
        if (string.IsNullOrWhiteSpace(_options.NoDataLabel))
            return;
        (int line, int thickness, int size) = (Metrics.Line, Metrics.Thickness, Metrics.Font);
        LegendText? label = _text.Draw(_options.NoDataLabel, Metrics.Font);
        int along = sheet.AlongEnd + Metrics.TextGap + line;
        if (!Vertical && label is not null)
            along += Math.Max(0, (label.Width - size) / 2) + Metrics.TextGap;
        sheet.Fill(BarAcross - line, along - line, thickness + (2 * line), size + (2 * line), _ink);
        sheet.Fill(BarAcross, along, thickness, size, _subject.Bad);
        if (label is null)
            return;
        if (Vertical)
            sheet.Write(NumbersAcross, (int)Math.Round(along + (size / 2.0) - _digitMiddle + label.Top), label, _ink, _subject.Bits);
        else
            sheet.Write(NumbersAcross, along + ((size - label.Width) / 2), label, _ink, _subject.Bits);
    }
}

/// <summary>Where an arrow points.</summary>
internal enum ArrowDirection
{
    Up,
    Down,
    Left,
    Right,
}

/// <summary>The triangle at an end of a bar, as coverage of pixels; the same bytes on every machine.</summary>
internal static class ArrowShape
{
    private const int Samples = 8;

    /// <summary>Coverage of a triangle that stands on the end of a bar.</summary>
    /// <param name="across">Pixels across the bar that the result spans; the triangle is centred.</param>
    /// <param name="along">Pixels along the bar that the result spans, from the triangle's base.</param>
    /// <param name="basis">Width of the triangle at its base.</param>
    /// <param name="height">From its base to its tip.</param>
    /// <param name="direction">Where the tip points.</param>
    /// <returns>Row after row: across × along pixels for Up and Down, along × across for Left and Right.</returns>
    public static byte[] Coverage(int across, int along, double basis, double height, ArrowDirection direction)
    {
        bool vertical = direction is ArrowDirection.Up or ArrowDirection.Down;
        bool towardsStart = direction is ArrowDirection.Up or ArrowDirection.Left;
        int width = vertical ? across : along;
        byte[] coverage = new byte[across * along];
        for (int a = 0; a < along; a++)
        {
            int shownAlong = towardsStart ? along - 1 - a : a;
            for (int c = 0; c < across; c++)
            {
                int index = vertical ? (shownAlong * width) + c : (c * width) + shownAlong;
                coverage[index] = Covered(a, c - (across / 2.0), basis, height);
            }
        }

        return coverage;
    }

    private static byte Covered(double along, double across, double basis, double height)
    {
        int inside = 0;
        for (int i = 0; i < Samples; i++)
        {
            double half = basis / 2 * (1 - ((along + ((i + 0.5) / Samples)) / height));
            for (int j = 0; j < Samples; j++)
            {
                if (Math.Abs(across + ((j + 0.5) / Samples)) < half)
                    inside++;
            }
        }

        return (byte)((inside * 255 + (Samples * Samples / 2)) / (Samples * Samples));
    }
}

/// <summary>Makes a mark at a place.</summary>
/// <param name="x">First column.</param>
/// <param name="y">First row.</param>
/// <param name="width">Columns.</param>
/// <param name="height">Rows.</param>
internal delegate LegendMark MarkFactory(int x, int y, int width, int height);

/// <summary>Collects the marks of a legend in coordinates of the bar: across, away from the picture's edge; and along, from
/// the top or left end of the bar. So one layout serves both sides of a picture.</summary>
/// <param name="vertical">Whether the bar stands right or left of the picture.</param>
/// <param name="mirrored">Whether it stands left of it, or above.</param>
internal sealed class LegendSheet(bool vertical, bool mirrored)
{
    private readonly List<(int Across, int Along, int AcrossSize, int AlongSize, MarkFactory Make)> _items = [];

    /// <summary>Whether the bar stands right or left of the picture.</summary>
    public bool Vertical => vertical;

    /// <summary>Whether the legend stands left of the picture, or above.</summary>
    public bool Mirrored => mirrored;

    /// <summary>Where the ink ends, away from the picture.</summary>
    public int AcrossEnd { get; private set; }

    /// <summary>Where the ink begins along the bar; negative is before the bar.</summary>
    public int AlongStart { get; private set; }

    /// <summary>Where the ink ends along the bar.</summary>
    public int AlongEnd { get; private set; }

    public void Add(int across, int along, int acrossSize, int alongSize, MarkFactory make)
    {
        _items.Add((across, along, acrossSize, alongSize, make));
        AcrossEnd = Math.Max(AcrossEnd, across + acrossSize);
        AlongStart = Math.Min(AlongStart, along);
        AlongEnd = Math.Max(AlongEnd, along + alongSize);
    }

    /// <summary>Adds a rectangle of one colour.</summary>
    public void Fill(int across, int along, int acrossSize, int alongSize, PixelColor color) =>
        Add(across, along, acrossSize, alongSize, (x, y, width, height) => new FillMark(x, y, width, height, color));

    /// <summary>Adds a text by the place of its ink.</summary>
    public void Write(int across, int along, LegendText text, PixelColor ink, int bits)
    {
        (int acrossSize, int alongSize) = vertical ? (text.Width, text.Height) : (text.Height, text.Width);
        Add(across, along, acrossSize, alongSize, (x, y, _, _) => text.At(x, y, ink, bits));
    }

    /// <summary>The marks on a canvas.</summary>
    /// <param name="edge">The picture's edge that the legend stands at, in pixels of the canvas.</param>
    /// <param name="start">Where the bar begins along, in pixels of the canvas.</param>
    public IEnumerable<LegendMark> Place(int edge, int start)
    {
        foreach ((int across, int along, int acrossSize, int alongSize, MarkFactory make) in _items)
        {
            int a = mirrored ? edge - across - acrossSize : edge + across;
            int b = start + along;
            yield return vertical ? make(a, b, acrossSize, alongSize) : make(b, a, alongSize, acrossSize);
        }
    }
}
