namespace HeatmapPS.Engine.Formats.Thermal;

/// <summary>What is read of a file that has temperatures under its visible picture.</summary>
public enum RadiometricMode
{
    /// <summary>The temperatures where there are any, else the picture.</summary>
    Auto,

    /// <summary>The temperatures; a file without any is an error.</summary>
    Require,

    /// <summary>The visible picture.</summary>
    Ignore,
}
