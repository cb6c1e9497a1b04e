using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Images;

namespace HeatmapPS.Engine.Formats;

/// <summary>What reading a file can throw besides the engine's own errors: the one place that tells what it means.</summary>
/// <remarks>A parser that is led astray by a broken file meets an index, a size or a number that cannot be. For who runs the cmdlet that
/// is a file which cannot be read, as any other: one error, with its path, and the other files go on. It may be a fault of the parser
/// all the same, so that the error names the exception, and keeps it.</remarks>
internal static class ReadFault
{
    /// <summary>Whether an exception says that the file cannot be read. Stopping does not, nor does a lack of memory or a library that
    /// cannot be loaded, nor what has an id already.</summary>
    public static bool IsOne(Exception error) => error switch
    {
        AggregateException { InnerException: { } inner } => inner is HeatmapException || IsOne(inner),
        HeatmapException or OperationCanceledException or OutOfMemoryException or ObjectDisposedException => false,
        TypeInitializationException or TypeLoadException or BadImageFormatException => false,
        _ => true,
    };

    /// <summary>The error of the file.</summary>
    /// <param name="error">What was thrown.</param>
    /// <param name="path">The file.</param>
    public static HeatmapException Explain(Exception error, string path) => error switch
    {
        AggregateException { InnerException: HeatmapException inner } => inner,
        AggregateException { InnerException: { } inner } => Explain(inner, path),
        EndOfStreamException => ImageErrors.Corrupt(path, "it is incomplete", error),
        InvalidDataException => ImageErrors.Corrupt(path, error.Message, error),
        IOException => ImageErrors.ReadFailed(path, error),
        UnauthorizedAccessException => ImageErrors.AccessDenied(path, error),
        _ => ImageErrors.Corrupt(path, $"it has invalid data ({error.GetType().Name}: {error.Message.TrimEnd('.')})", error),
    };
}
