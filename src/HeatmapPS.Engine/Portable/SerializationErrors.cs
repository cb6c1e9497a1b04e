using HeatmapPS.Engine.Errors;

namespace HeatmapPS.Engine.Portable;

/// <summary>The errors of objects that travel between processes.</summary>
internal static class SerializationErrors
{
    public static HeatmapException TooLarge(string name, long bytes, long limit) =>
        new("ObjectTooLarge", ErrorKind.LimitExceeded, $"'{name}' is too large to send to another process: its pixels have {bytes >> 20} MB, and at most {limit >> 20} MB are sent. Send its path, or save it where the other process can read it.");

    public static HeatmapException Invalid(string reason, Exception? cause = null) =>
        new("ObjectInvalid", ErrorKind.InvalidData,
            $"The sent or saved object of HeatmapPS is damaged: {reason.TrimEnd('.')}. Send or save it again.", cause);

    public static HeatmapException NotKnown(string type) =>
        new("ObjectNotSent", ErrorKind.InvalidData, $"The {type} has no pixels or colours, because the module was not loaded where it was sent or saved. Import HeatmapPS before you send or save objects, and open sessions over SSH with New-HeatmapSession.");

    /// <param name="message">Why, as the sender said.</param>
    public static HeatmapException NotSent(string message) =>
        new("ObjectNotSent", ErrorKind.InvalidData, $"The pixels of the image were not sent: {message}");
}
