using HeatmapPS.Engine.Errors;

namespace HeatmapPS.Engine.Files;

/// <summary>Tells what the system says while an output is written as the engine's errors. The one place for that.</summary>
internal static class OutputFaults
{
    /// <summary>Runs something that writes.</summary>
    /// <param name="path">Full path of the output, for messages.</param>
    /// <param name="write">The writing. What it reads must tell its own faults, which would be taken for those of writing.</param>
    /// <exception cref="HeatmapException">OutputAccessDenied, OutputWriteFailed, or what <paramref name="write"/> throws.</exception>
    public static void Translate(string path, Action write)
    {
        try
        {
            write();
        }
        catch (UnauthorizedAccessException error)
        {
            throw OutputErrors.AccessDenied(path, error);
        }
        catch (IOException error)
        {
            throw OutputErrors.WriteFailed(path, error);
        }
        catch (ArgumentOutOfRangeException error) when (IsTooLarge(error))
        {
            throw OutputErrors.WriteFailed(path,
                new IOException("the file is larger than the file system or the limits of the system allow.", error));
        }
    }

    /// <summary>Whether an error is one of those that come from here.</summary>
    public static bool IsOne(HeatmapException error) => error is OutputFaultException;

    /// <summary>An error of writing, as told by the system.</summary>
    public static HeatmapException Create(string errorId, ErrorKind kind, string message, Exception cause) =>
        new OutputFaultException(errorId, kind, message, cause);

    /// <summary>What .NET makes of EFBIG: 4 GB on FAT, or a limit set for the user.</summary>
    private static bool IsTooLarge(ArgumentOutOfRangeException error) =>
        error.ParamName == "value" && error.TargetSite?.DeclaringType?.Assembly == typeof(FileStream).Assembly;

    private sealed class OutputFaultException(string errorId, ErrorKind kind, string message, Exception cause)
        : HeatmapException(errorId, kind, message, cause);
}
