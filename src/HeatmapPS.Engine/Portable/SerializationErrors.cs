using HeatmapPS.Engine.Errors;

namespace HeatmapPS.Engine.Portable;

/// <summary>The errors of objects that travel between processes.</summary>
internal static class SerializationErrors
{
    public static HeatmapException TooLarge(string name, long bytes, long limit) =>
        new("ObjectTooLarge", ErrorKind.LimitExceeded, $"Expected an image of at most {limit >> 20} MB of pixels to go to another process, but '{name}' has {bytes >> 20} MB. Send its path, or save it where the other process reads it.");

    public static HeatmapException Invalid(string reason, Exception? cause = null) =>
        new("ObjectInvalid", ErrorKind.InvalidData, $"Expected an object of HeatmapPS as it was sent or saved, but {reason.TrimEnd('.')}. Send or save it again.", cause);

    public static HeatmapException NotKnown(string type) =>
        new("ObjectNotSent", ErrorKind.InvalidData, $"Expected a {type} with its pixels or colours, but what sent it did not know HeatmapPS. Open sessions over SSH with New-HeatmapSession, and import the module before objects are saved or sent.");

    /// <param name="message">Why, as the sender said.</param>
    public static HeatmapException NotSent(string message) =>
        new("ObjectNotSent", ErrorKind.InvalidData, $"Expected an image with its pixels, but they were not sent: {message}");
}
