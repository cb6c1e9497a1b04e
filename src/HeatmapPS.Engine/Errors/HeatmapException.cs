namespace HeatmapPS.Engine.Errors;

/// <summary>What kind of trouble an error is; the cmdlets map it to PowerShell's error category.</summary>
public enum ErrorKind
{
    /// <summary>A parameter or a combination of parameters cannot be right.</summary>
    InvalidArgument,

    /// <summary>The data of an image cannot be used as asked.</summary>
    InvalidData,

    /// <summary>Something named does not exist.</summary>
    NotFound,

    /// <summary>Something is there already.</summary>
    AlreadyExists,

    /// <summary>The system refused access.</summary>
    PermissionDenied,

    /// <summary>Not supported by any codec at hand.</summary>
    NotSupported,

    /// <summary>A limit was exceeded.</summary>
    LimitExceeded,

    /// <summary>Reading failed.</summary>
    ReadFailed,

    /// <summary>Writing failed.</summary>
    WriteFailed,

    /// <summary>Another machine was not reached.</summary>
    ConnectionFailed,

    /// <summary>A program or library that is needed is not installed.</summary>
    NotInstalled,
}

/// <summary>An error of the engine, with an id that scripts can test for.</summary>
/// <remarks>Built by the static methods of the classes named <c>*Errors</c>, where each id has its one message.</remarks>
public class HeatmapException : Exception
{
    /// <summary>Creates an error.</summary>
    /// <param name="errorId">Short id that says what happened, such as <c>ImageCorrupt</c>.</param>
    /// <param name="kind">Kind of trouble.</param>
    /// <param name="message">What is wrong with which file, value or parameter, then what to do.</param>
    /// <param name="innerException">The cause, if another library reported it.</param>
    public HeatmapException(string errorId, ErrorKind kind, string message, Exception? innerException = null)
        : base(VisibleText.Of(message), innerException)
    {
        ErrorId = errorId;
        Kind = kind;
    }

    /// <summary>Short id that says what happened.</summary>
    public string ErrorId { get; }

    /// <summary>Kind of trouble.</summary>
    public ErrorKind Kind { get; }
}
