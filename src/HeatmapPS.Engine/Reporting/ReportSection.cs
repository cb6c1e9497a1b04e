using System.IO.Compression;
using System.Security.Cryptography;
using HeatmapPS.Engine.Images;
using HeatmapPS.Engine.Measuring;
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

    /// <summary>Pictures up to this many columns are shown enlarged, their pixels as squares.</summary>
    private const int SmallWidth = 480;

    private ReportEntry Entry => Subject.Entry;

    /// <summary>Decimals that the script shows of a value; empty for all that it has.</summary>
    private string Decimals =>
        ValueUnit.IsTemperature(Entry.Unit)
        ? ReadableNumber.TemperatureDecimals.ToString(System.Globalization.CultureInfo.InvariantCulture)
        : string.Empty;

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
            html.Write($"""<p class="taken">Taken {taken}</p>""");
        foreach (string alarm in ReportText.Alarms(Entry, Options))
            html.Write($"""<p class="alarm">{alarm}</p>""");
        html.Write($"""<div class="columns"><figure>""");
        WritePicture(html, stream);
        if (Subject.Picture is Heatmap heatmap)
            ColorbarChart.Write(html, heatmap);
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
            html.Write($"""<div class="picture{size}" tabindex="0" role="application" aria-roledescription="heatmap" aria-label="{ReportText.Alternative(Entry)}. Use the arrow keys to read values." aria-describedby="heatmap-keys">""");
        html.Write($"<img alt=\"{ReportText.Alternative(Entry)}\" width=\"{picture.Width}\" height=\"{picture.Height}\" src=\"");
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
        foreach ((string name, string value) in ReportText.Statistics(Entry))
            html.Write($"""<tr><th scope="row">{name}</th><td>{value}</td></tr>""");
        html.Write($"</tbody></table>\n");
        if (Subject.Histogram is { } histogram)
            HistogramChart.Write(html, histogram, Options, Entry.Unit);
        html.Write($"</div>");
    }

    private static string NoData(Raster raster) =>
        string.Join(' ', raster.NoDataValues.Select(value => value.ToString("R", System.Globalization.CultureInfo.InvariantCulture)));

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
