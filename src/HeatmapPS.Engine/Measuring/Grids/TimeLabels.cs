using System.Globalization;

namespace HeatmapPS.Engine.Measuring.Grids;

/// <summary>Times as labels: no more of each than tells them apart.</summary>
internal static class TimeLabels
{
    /// <summary>Writes times.</summary>
    /// <param name="times">Times; those of the year 1 are spans, or times of day.</param>
    public static string[] Format(IReadOnlyList<DateTime> times)
    {
        bool areDays = true, isOneDay = true, haveSeconds = false, haveFractions = false, areSpans = true;
        foreach (DateTime time in times)
        {
            areDays &= time.TimeOfDay == TimeSpan.Zero;
            isOneDay &= time.Date == times[0].Date;
            haveSeconds |= time.Second != 0;
            haveFractions |= time.Ticks % TimeSpan.TicksPerSecond != 0;
            areSpans &= time.Year == 1;
        }

        string clock = haveFractions ? "HH:mm:ss.fff" : haveSeconds ? "HH:mm:ss" : "HH:mm";
        if (areSpans)
            return [.. times.Select(time => isOneDay ? Write(time, clock) : $"{time.Ticks / TimeSpan.TicksPerDay}.{Write(time, clock)}")];
        string format = areDays ? "yyyy-MM-dd" : isOneDay ? clock : "yyyy-MM-dd " + clock;
        return [.. times.Select(time => Write(time, format))];
    }

    private static string Write(DateTime time, string format) => time.ToString(format, CultureInfo.InvariantCulture);
}
