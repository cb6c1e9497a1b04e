using System.Globalization;
using HeatmapPS.Engine.Images;

namespace HeatmapPS.Engine.Formats;

/// <summary>Reads the times of capture that files hold as text. A text that is no time, such as the blanks and zeros that cameras write
/// before their clock is set, is none.</summary>
internal static class CaptureTimes
{
    /// <summary>A clock that was never set shows a year before digital cameras.</summary>
    private const int FirstYear = 1970;

    /// <summary>EXIF and TIFF: <c>2024:05:01 13:45:02</c>, digits of the second's fraction, and <c>+02:00</c>.</summary>
    /// <param name="date">Date and time.</param>
    /// <param name="fraction">The fraction's digits, or null.</param>
    /// <param name="offset">The offset from UTC, or null.</param>
    public static CaptureTime? FromExif(string? date, string? fraction = null, string? offset = null)
    {
        if (Parse(date, "yyyy:MM:dd HH:mm:ss") is not { } time)
            return null;
        return new CaptureTime(time.Add(Fraction(fraction)), Offset(offset));
    }

    /// <summary>DICOM: <c>20240501</c>, <c>134502.123</c> and <c>+0200</c> (PS3.5, 6.2: DA, TM, DT).</summary>
    /// <param name="date">The date.</param>
    /// <param name="clock">The time; its seconds and minutes may be missing.</param>
    /// <param name="offset">The offset from UTC, or null.</param>
    public static CaptureTime? FromDicom(string? date, string? clock, string? offset)
    {
        string[] parts = (clock ?? string.Empty).Split('.', 2);
        if (parts[0].Length is not (2 or 4 or 6) || Parse(date + parts[0].PadRight(6, '0'), "yyyyMMddHHmmss") is not { } time)
            return null;
        return new CaptureTime(time.Add(Fraction(parts.ElementAtOrDefault(1))), Offset(offset));
    }

    /// <summary>DICOM's date and time in one: <c>20240501134502.123+0200</c>.</summary>
    /// <param name="text">Date, time and offset.</param>
    /// <param name="offset">The offset where the text has none, or null.</param>
    public static CaptureTime? FromDicom(string? text, string? offset)
    {
        const int DateLength = 8;
        if (text is null || text.Length < DateLength)
            return null;
        int zone = text.AsSpan(DateLength).IndexOfAny('+', '-');
        string clock = zone < 0 ? text[DateLength..] : text.Substring(DateLength, zone);
        return FromDicom(text[..DateLength], clock, zone < 0 ? offset : text[(DateLength + zone)..]);
    }

    /// <summary>FITS: <c>2024-05-01T13:45:02.123</c>, in UTC unless the header names another system of time.</summary>
    /// <param name="date">DATE-OBS, or null.</param>
    /// <param name="system">TIMESYS, or null.</param>
    public static CaptureTime? FromFits(string? date, string? system)
    {
        string[] parts = (date ?? string.Empty).Split('.', 2);
        return Parse(parts[0], "yyyy-MM-ddTHH:mm:ss") is { } time
            ? new CaptureTime(time.Add(Fraction(parts.ElementAtOrDefault(1))), system is null or "" or "UTC" ? TimeSpan.Zero : null)
            : null;
    }

    private static DateTime? Parse(string? text, string format) =>
        DateTime.TryParseExact(text?.Trim(), format, CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTime time)
            && time.Year >= FirstYear
            ? time
            : null;

    private static TimeSpan Fraction(string? digits)
    {
        const int Places = 7;
        string text = (digits ?? string.Empty).Trim();
        text = text.Length > Places ? text[..Places] : text;
        return text.Length > 0 && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int value)
            ? TimeSpan.FromTicks((long)(value * Math.Pow(10, Places - text.Length)))
            : TimeSpan.Zero;
    }

    private static TimeSpan? Offset(string? text)
    {
        string digits = (text ?? string.Empty).Trim().Replace(":", string.Empty, StringComparison.Ordinal);
        if (digits.Length != 5 || digits[0] is not ('+' or '-')
            || !TimeSpan.TryParseExact(digits[1..], "hhmm", CultureInfo.InvariantCulture, out TimeSpan offset)
                || offset > TimeSpan.FromHours(14))
        {
            return null;
        }

        return digits[0] == '-' ? -offset : offset;
    }
}
