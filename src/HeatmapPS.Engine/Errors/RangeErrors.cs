namespace HeatmapPS.Engine.Errors;

/// <summary>The errors of ranges, norms and scales.</summary>
internal static class RangeErrors
{
    /// <param name="expectation">"X for Y, but got Z", without the leading "Expected".</param>
    public static HeatmapException Invalid(string expectation) =>
        new("RangeInvalid", ErrorKind.InvalidArgument, $"Expected {expectation}.");

    public static HeatmapException Empty(double minimum, double maximum) =>
        new("RangeInvalid", ErrorKind.InvalidArgument, $"Expected a minimum not above the maximum, but the given limit and the data leave {minimum} to {maximum}. Give both -Minimum and -Maximum.");
}
