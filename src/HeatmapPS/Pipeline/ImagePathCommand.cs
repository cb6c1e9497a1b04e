using System.Management.Automation;

namespace HeatmapPS.Pipeline;

/// <summary>A cmdlet that takes images as paths, files, image objects or arrays.</summary>
public abstract class ImagePathCommand : ImageObjectCommand
{
    private protected const string PathSet = "Path";
    private protected const string LiteralPathSet = "LiteralPath";
    private protected const string InputObjectSet = "InputObject";

    /// <summary>Paths of image files; wildcards are allowed.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = PathSet)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] Path { get; set; } = [];

    /// <summary>Paths of image files, used exactly as written.</summary>
    [Parameter(Mandatory = true, ParameterSetName = LiteralPathSet, ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath", "FullName")]
    [ValidateNotNullOrEmpty]
    public string[] LiteralPath { get; set; } = [];

    /// <summary>An image object, a file, a path, or an array of numbers: height × width, or height × width × bands.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = InputObjectSet, ValueFromPipeline = true)]
    [ValidateNotNull]
    public virtual object? InputObject { get; set; }

    /// <summary>Columns and rows of a flat array; 0 where arrays tell their shape.</summary>
    private protected virtual (int Width, int Height) FlatShape => (0, 0);

    /// <inheritdoc/>
    protected sealed override void ProcessRecord()
    {
        switch (ParameterSetName)
        {
            case PathSet:
                foreach (string path in Path)
                    Guard(path, () => TakePattern(path));
                break;
            case LiteralPathSet:
                foreach (string path in LiteralPath)
                    Guard(path, () => TakeFile(ResolveLiteral(path)));
                break;
            case InputObjectSet:
                TakeObject(InputObject!, FlatShape.Width, FlatShape.Height);
                break;
        }
    }
}
