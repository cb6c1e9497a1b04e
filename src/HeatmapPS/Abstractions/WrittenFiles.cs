using System.Management.Automation;

namespace HeatmapPS.Abstractions;

/// <summary>Files that a cmdlet wrote, as Get-ChildItem gives files: with the notes that PowerShell's table of files shows, such as
/// the folder, the mode and the owner on Unix.</summary>
internal static class WrittenFiles
{
    private const string FileSystem = "FileSystem";
    private const string Qualifier = "Microsoft.PowerShell.Core\\FileSystem::";

    /// <summary>Decorates a file.</summary>
    /// <param name="command">The cmdlet that writes it to the pipeline.</param>
    /// <param name="file">The file.</param>
    /// <returns>The file as the provider gives it; as it is where the provider cannot.</returns>
    public static object Decorate(PSCmdlet command, FileInfo file)
    {
        // Elsewhere, in a variable: drive say, a bare path would be the drive's.
        bool isCurrent = command.SessionState.Path.CurrentLocation.Provider.Name == FileSystem;
        string path = isCurrent ? file.FullName : Qualifier + file.FullName;
        try
        {
            return command.InvokeProvider.Item.Get([path], force: true, literalPath: true) is [PSObject item, ..] ? item : file;
        }
        catch (Exception error) when (error is RuntimeException and not PipelineStoppedException or IOException or UnauthorizedAccessException)
        {
            // It was written, and may be gone again.
            return file;
        }
    }
}
