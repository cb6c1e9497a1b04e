using System.Management.Automation;
using HeatmapPS.Engine.Errors;
using HeatmapPS.Engine.Jobs;

namespace HeatmapPS.Pipeline;

/// <summary>Exceptions to error records: the one place where an id and a category come from.</summary>
internal static class ErrorRecords
{
    /// <summary>Makes the record of an exception.</summary>
    /// <param name="exception">What happened.</param>
    /// <param name="target">The file's path, or the object, that it happened to.</param>
    public static ErrorRecord ToErrorRecord(this Exception exception, object? target) => exception switch
    {
        HeatmapException error => new ErrorRecord(error, error.ErrorId, Category(error.Kind), target),
        AggregateException { InnerException: { } inner } => inner.ToErrorRecord(target),
        OutOfMemoryException => new ErrorRecord(exception, "OutOfMemory", ErrorCategory.ResourceUnavailable, target),
        IOException => new ErrorRecord(exception, "ImageReadFailed", ErrorCategory.ReadError, target),
        UnauthorizedAccessException => new ErrorRecord(exception, "ImageAccessDenied", ErrorCategory.PermissionDenied, target),
        _ => new ErrorRecord(exception, "UnexpectedError", ErrorCategory.InvalidOperation, target),
    };

    /// <summary>Tells another machine of an exception, which makes an error record of it there.</summary>
    public static JobFailure ToFailure(Exception exception)
    {
        var record = exception.ToErrorRecord(null);
        ErrorKind kind = record.Exception switch
        {
            HeatmapException error => error.Kind,
            IOException => ErrorKind.ReadFailed,
            UnauthorizedAccessException => ErrorKind.PermissionDenied,
            OutOfMemoryException => ErrorKind.LimitExceeded,
            _ => ErrorKind.InvalidData,
        };
        return new JobFailure(record.FullyQualifiedErrorId, kind, record.Exception.Message);
    }

    private static ErrorCategory Category(ErrorKind kind) => kind switch
    {
        ErrorKind.InvalidArgument => ErrorCategory.InvalidArgument,
        ErrorKind.InvalidData => ErrorCategory.InvalidData,
        ErrorKind.NotFound => ErrorCategory.ObjectNotFound,
        ErrorKind.AlreadyExists => ErrorCategory.ResourceExists,
        ErrorKind.PermissionDenied => ErrorCategory.PermissionDenied,
        ErrorKind.NotSupported => ErrorCategory.NotImplemented,
        ErrorKind.LimitExceeded => ErrorCategory.LimitsExceeded,
        ErrorKind.ReadFailed => ErrorCategory.ReadError,
        ErrorKind.WriteFailed => ErrorCategory.WriteError,
        ErrorKind.ConnectionFailed => ErrorCategory.ConnectionError,
        _ => ErrorCategory.NotInstalled,
    };
}
