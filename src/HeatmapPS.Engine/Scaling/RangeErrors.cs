using HeatmapPS.Engine.Errors;

namespace HeatmapPS.Engine.Scaling;

/// <summary>The errors of ranges, norms and scales.</summary>
internal static class RangeErrors
{
    /// <param name="expectation">"X for Y, but got Z", without the leading "Expected".</param>
    public static HeatmapException Invalid(FormattableString expectation) =>
        new("RangeInvalid", ErrorKind.InvalidArgument, $"Expected {FormattableString.Invariant(expectation)}.");

    /// <param name="parameter">"-A".</param>
    /// <param name="others">"-B or -C".</param>
    public static HeatmapException Conflict(string parameter, string others) =>
        new("RangeInvalid", ErrorKind.InvalidArgument, $"{parameter} cannot be used with {others}. Leave one or the other out.");

    public static HeatmapException Empty(double minimum, double maximum) =>
        new("RangeInvalid", ErrorKind.InvalidArgument, FormattableString.Invariant($"The given limit and the data make a minimum of {minimum} above a maximum of {maximum}. Give both -Minimum and -Maximum."));

    /// <param name="expectation">"X, but got Z", without the leading "Expected".</param>
    /// <param name="cause">What a parser said.</param>
    public static HeatmapException PartInvalid(FormattableString expectation, Exception? cause = null) =>
        new("PartInvalid", ErrorKind.InvalidArgument,
            $"Expected {FormattableString.Invariant(expectation).TrimEnd('.')}. Make a part of a scale with Get-HeatmapScale -AsPart.", cause);

    public static HeatmapException PartNeedsRound(string type) =>
        new("PartNeedsRound", ErrorKind.InvalidArgument, $"The parts do not hold enough for percentiles or equalization of {type} samples: both need a second look at the files. Use Get-HeatmapScale on the files themselves, or another rule: parts give the minimum, the maximum and the standard deviation of every type.");

    /// <param name="expectation">"X, but got Z", without the leading "Expected".</param>
    /// <param name="cause">What a parser said.</param>
    public static HeatmapException ScaleInvalid(FormattableString expectation, Exception? cause = null) =>
        new("ScaleInvalid", ErrorKind.InvalidArgument,
            $"Expected {FormattableString.Invariant(expectation).TrimEnd('.')}. Make a scale with Get-HeatmapScale.", cause);
}
