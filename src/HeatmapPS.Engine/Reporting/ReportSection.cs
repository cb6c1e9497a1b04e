using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Measuring;
using HeatmapPS.Engine.Measuring.Regions;
using HeatmapPS.Engine.Pixels;
using HeatmapPS.Engine.Rendering;

namespace HeatmapPS.Engine.Reporting;

/// <summary>The section of one image in a document or a fragment.</summary>
/// <param name="Subject">The image.</param>
/// <param name="Options">What the report is.</param>
/// <param name="PicturePath">The PNG file.</param>
/// <param name="PictureAddress">Address of the picture, or null to put it into the page.</param>
/// <param name="FieldPath">The field as <see cref="FieldEncoding"/> writes it, or null for a picture without.</param>
internal sealed record ReportSection(ReportSubject Subject, ReportOptions Options, string PicturePath, string? PictureAddress,
    string? FieldPath)
{
    private const double NearRightEdge = 0.85;
    private const double NearUpperEdge = 0.05;

    /// <summary>Pictures up to this many columns are shown enlarged, their pixels as squares.</summary>
    private const int SmallWidth = 480;

    /// <summary>Each line of a mark is drawn dark and wide, then light and narrow, to be seen on all colours.</summary>
    private static readonly string[] s_lines = ["halo", "line"];

    private ReportEntry Entry => Subject.Entry;

    /// <summary>Decimals that the script shows of a value; empty for all that it has.</summary>
    private string Decimals
    {
        get
        {
            // A format without decimals says nothing of the digits that a single value deserves.
            string third = Options.NumberFormat is null ? string.Empty : Options.Number(1.0 / 3, Entry.Unit);
            int decimals = third.StartsWith("0.3", StringComparison.Ordinal) && third.AsSpan(2).IndexOfAnyExcept('3') < 0
                ? third.Length - 2
                : ValueUnit.IsTemperature(Entry.Unit) ? ReadableNumber.TemperatureDecimals : 0;
            return decimals == 0 ? string.Empty : decimals.ToString(CultureInfo.InvariantCulture);
        }
    }

    /// <summary>Writes the section.</summary>
    /// <param name="html">The page.</param>
    /// <param name="stream">The stream beneath, for what is not text.</param>
    public void Write(HtmlWriter html, Stream stream)
    {
        html.Write($"""
            <section class="image{(Entry.IsBreach(Options) ? " breach" : null)}" id="{Entry.Anchor}" aria-labelledby="{Entry.Anchor}-name">
            <h2 id="{Entry.Anchor}-name">{ReportText.Name(Entry)}</h2>

            """);
        if (Entry.Path is not null)
            html.Write($"""<p class="path">{Entry.Path}</p>""");
        if (ReportText.Taken(Entry) is { } taken)
            html.Write($"""<p class="taken">{taken}</p>""");
        foreach (string alarm in ReportText.Alarms(Entry, Options))
            html.Write($"""<p class="alarm">{alarm}</p>""");
        html.Write($"""<div class="columns"><figure>""");
        WritePicture(html, stream);
        if (Subject.Picture is Heatmap heatmap)
            ColorbarChart.Write(html, heatmap, Options);
        WriteCaption(html);
        html.Write($"</figure>\n");
        if (Subject.Picture is Heatmap)
            WriteNumbers(html);
        html.Write($"</div>\n</section>\n");
    }

    private void WritePicture(HtmlWriter html, Stream stream)
    {
        ImageObject picture = Subject.Picture;
        string size = picture.Width <= SmallWidth ? " small" : string.Empty;
        if (FieldPath is null)
            html.Write($"""<div class="picture{size}">""");
        else
            html.Write($"""<div class="picture{size}" tabindex="0" role="application" aria-roledescription="heatmap" aria-label="{ReportText.Alternative(Entry, Options)}. Use the arrow keys to read values." aria-describedby="heatmap-keys">""");
        html.Write($"<img alt=\"{ReportText.Alternative(Entry, Options)}\" width=\"{picture.Width}\" height=\"{picture.Height}\" src=\"");
        if (PictureAddress is not null)
            html.Write($"{PictureAddress}");
        else
            Embed(html, stream, "data:image/png;base64,");
        html.Write($"\">");
        WriteMarks(html);
        if (FieldPath is not null)
            WriteField(html, stream, ((Heatmap)picture).Raster);
        html.Write($"</div>\n");
        if (FieldPath is not null)
            html.Write($"""<output class="reading" aria-live="polite">Point at the picture to read values.</output>""");
    }

    private void WriteField(HtmlWriter html, Stream stream, Raster raster)
    {
        html.Write($"""<script type="text/plain" class="field" data-array="{FieldEncoding.ArrayName(raster.SampleType)}" data-width="{raster.Width}" data-height="{raster.Height}" data-columns="{Entry.Width}" data-rows="{Entry.Height}" data-unit="{Entry.Unit}" data-decimals="{Decimals}" data-nodata="{NoData(raster)}" data-hot="{Place(Entry.HotSpot)}" data-cold="{Place(Entry.ColdSpot)}">""");
        html.Flush();
        using (FileStream field = File.OpenRead(FieldPath!))
            field.CopyTo(stream);
        html.Write($"</script>");
    }

    private void Embed(HtmlWriter html, Stream stream, string prefix)
    {
        html.Write($"{prefix}");
        html.Flush();
        using FileStream picture = File.OpenRead(PicturePath);
        ReportBuilder.CopyAsBase64(picture, stream);
    }

    private void WriteMarks(HtmlWriter html)
    {
        html.Write($"""<svg class="marks" width="100%" height="100%" aria-hidden="true">""");
        if (Subject.Picture is Heatmap)
        {
            foreach (ImageRegion region in Options.Regions)
                WriteOutline(html, region);
        }

        WriteMark(html, Entry.HotSpot, "max");
        if (Entry.ColdSpot != Entry.HotSpot)
            WriteMark(html, Entry.ColdSpot, "min");
        html.Write($"</svg>");
    }

    private void WriteMark(HtmlWriter html, PixelValue? spot, string label)
    {
        if (spot is null)
            return;
        double across = (spot.X + 0.5) / Entry.Width;
        string x = HtmlWriter.Percent(across), y = HtmlWriter.Percent((spot.Y + 0.5) / Entry.Height);
        bool isLeft = across > NearRightEdge;
        html.Write($"""<g class="mark {label}"><circle class="halo" cx="{x}" cy="{y}" r="6"/><circle cx="{x}" cy="{y}" r="6"/><text x="{x}" y="{y}" dx="{(isLeft ? -11 : 11)}" dy="4" text-anchor="{(isLeft ? "end" : "start")}">{label}</text></g>""");
    }

    /// <summary>A rectangle or a circle around the region's pixels, with its name; a mask has no outline.</summary>
    private void WriteOutline(HtmlWriter html, ImageRegion region)
    {
        double left, top;
        html.Write($"""<g class="mark region">""");
        switch (region)
        {
            case RectangleRegion { Area: var area }:
                (left, top) = ((double)area.X / Entry.Width, (double)area.Y / Entry.Height);
                foreach (string line in s_lines)
                    html.Write($"""<rect class="{line}" x="{HtmlWriter.Percent(left)}" y="{HtmlWriter.Percent(top)}" width="{HtmlWriter.Percent((double)area.Width / Entry.Width)}" height="{HtmlWriter.Percent((double)area.Height / Entry.Height)}"/>""");
                break;
            case CircleRegion circle:
                double across = (circle.X + 0.5) / Entry.Width, down = (circle.Y + 0.5) / Entry.Height;
                double radius = circle.Radius + 0.5;
                (left, top) = (across - (radius / Entry.Width), down - (radius / Entry.Height));
                foreach (string line in s_lines)
                    html.Write($"""<ellipse class="{line}" cx="{HtmlWriter.Percent(across)}" cy="{HtmlWriter.Percent(down)}" rx="{HtmlWriter.Percent(radius / Entry.Width)}" ry="{HtmlWriter.Percent(radius / Entry.Height)}"/>""");
                break;
            default:
                html.Write($"</g>");
                return;
        }

        // Above the outline, or inside it at the picture's upper edge.
        (double x, double y) = (Math.Clamp(left, 0, 1), Math.Clamp(top, 0, 1));
        bool isLeft = x > NearRightEdge;
        html.Write($"""<text x="{HtmlWriter.Percent(x)}" y="{HtmlWriter.Percent(y)}" dx="{(isLeft ? -4 : 2)}" dy="{(y < NearUpperEdge ? 14 : -5)}" text-anchor="{(isLeft ? "end" : "start")}">{region.Name}</text></g>""");
    }

    private void WriteCaption(HtmlWriter html)
    {
        if (Subject.IsReduced)
            html.Write($"<figcaption>{ReportText.Reduction(Subject)}{(FieldPath is null ? null : " Values under the pointer are those of the pixels shown.")}</figcaption>");
        else if (Subject.Picture is Heatmap && FieldPath is null && Options.Form == ReportForm.Document)
            html.Write($"<figcaption>The image is too large to store its values in this page.</figcaption>");
    }

    private void WriteNumbers(HtmlWriter html)
    {
        html.Write($"""<div class="numbers"><table class="statistics"><caption class="unseen">Statistics of {ReportText.Name(Entry)}</caption><tbody>""");
        foreach ((string name, string value) in ReportText.Statistics(Entry, Options))
            html.Write($"""<tr><th scope="row">{name}</th><td>{value}</td></tr>""");
        html.Write($"</tbody></table>\n");
        if (!Entry.Regions.IsEmpty)
            WriteRegions(html);
        if (Subject.Histogram is { } histogram)
            HistogramChart.Write(html, histogram, Options, Entry.Unit);
        html.Write($"</div>");
    }

    private void WriteRegions(HtmlWriter html)
    {
        html.Write($"""<table class="regions"><caption class="unseen">Regions of {ReportText.Name(Entry)}</caption><thead><tr><th scope="col">Region</th><th scope="col">Minimum</th><th scope="col">Maximum</th><th scope="col">Mean</th></tr></thead><tbody>""");
        foreach (ReportEntry region in Entry.Regions)
        {
            html.Write($"""<tr class="{(region.IsBreach(Options) ? "breach" : "within")}"><th scope="row">{region.Region}</th>""");
            foreach (double value in new[] { region.Minimum, region.Maximum, region.Mean })
                html.Write($"""<td>{Options.Number(value, Entry.Unit)}</td>""");
            html.Write($"</tr>");
        }

        html.Write($"</tbody></table>\n");
    }

    private static string NoData(Raster raster) =>
        string.Join(' ', raster.NoDataValues.Select(value => value.ToString("R", CultureInfo.InvariantCulture)));

    private static string Place(PixelValue? spot) => spot is null ? string.Empty : FormattableString.Invariant($"{spot.X} {spot.Y}");
}

/// <summary>The numbers of an image for a page: rows of typed numbers, little endian, deflated (RFC 1950), in base 64.</summary>
internal static class FieldEncoding
{
    /// <summary>JavaScript's typed array that holds each value of a sample type exactly.</summary>
    public static string ArrayName(SampleType type) => type switch
    {
        SampleType.UInt8 => "Uint8Array",
        SampleType.Int8 => "Int8Array",
        SampleType.UInt16 => "Uint16Array",
        SampleType.Int16 => "Int16Array",
        SampleType.UInt32 => "Uint32Array",
        SampleType.Int32 => "Int32Array",
        SampleType.Float32 => "Float32Array",
        _ => "Float64Array",
    };

    /// <summary>Writes the field.</summary>
    /// <param name="raster">One band.</param>
    /// <param name="output">Stays open.</param>
    /// <param name="cancellationToken">Stops between strips.</param>
    public static void Write(Raster raster, Stream output, CancellationToken cancellationToken)
    {
        int size = raster.SampleType.Size;
        using var base64 = new CryptoStream(output, new ToBase64Transform(), CryptoStreamMode.Write, leaveOpen: true);
        using var deflate = new ZLibStream(base64, CompressionLevel.Optimal, leaveOpen: true);
        using RowReader rows = raster.OpenRows();
        RowPump.ForEachStrip(rows, cancellationToken, strip =>
        {
            if (BitConverter.IsLittleEndian || size == 1)
                deflate.Write(strip.Bytes);
            else
                deflate.Write(Swap(strip.Bytes, size));
        });
    }

    private static byte[] Swap(ReadOnlySpan<byte> bytes, int size)
    {
        byte[] swapped = bytes.ToArray();
        for (int i = 0; i < swapped.Length; i += size)
            swapped.AsSpan(i, size).Reverse();
        return swapped;
    }
}
