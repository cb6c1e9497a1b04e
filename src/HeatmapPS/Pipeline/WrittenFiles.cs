using System.Management.Automation;

namespace HeatmapPS.Pipeline;

/// <summary>Files that a cmdlet wrote, as Get-ChildItem gives files: with the notes that PowerShell's table of files shows, such as
/// the folder, the mode and the owner on Unix.</summary>
internal static class WrittenFiles
{
    // A bare path would be that of a variable: drive, say, when the prompt is there; and PowerShell looks up its drive by asking the
    // system for all mounts, four times a file, which takes longer than making a small heatmap.
    private const string Qualifier = "Microsoft.PowerShell.Core\\FileSystem::";

    /// <summary>Decorates a file.</summary>
    /// <param name="command">The cmdlet that writes it to the pipeline.</param>
    /// <param name="file">The file.</param>
    /// <returns>The file as the provider gives it; as it is where the provider cannot.</returns>
    public static object Decorate(PSCmdlet command, FileInfo file)
    {
        try
        {
            return command.InvokeProvider.Item.Get([Qualifier + file.FullName], force: true, literalPath: true) is [PSObject item, ..] ? item : file;
        }
        catch (Exception error) when (error is RuntimeException and not PipelineStoppedException or IOException or UnauthorizedAccessException)
        {
            // It was written, and may be gone again.
            return file;
        }
    }
}
