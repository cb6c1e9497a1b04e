namespace HeatmapPS.Parameters;

/// <summary>Where the parameters of a block stand among those of a cmdlet: in the order in which people need them.</summary>
internal enum ParameterPlace
{
    /// <summary>Colours.</summary>
    Colors,

    /// <summary>Limits and norms.</summary>
    Limits,

    /// <summary>What is done, and how.</summary>
    Action,

    /// <summary>Where the result goes.</summary>
    Destination,

    /// <summary>How it is written.</summary>
    Encoding,

    /// <summary>How the work is shared out.</summary>
    Work,
}

/// <summary>Marks the field of a cmdlet, or of a class below one, that holds a block of parameters. The compiler gives the cmdlet a
/// property for each of them: see src/HeatmapPS.Generators.</summary>
/// <param name="place">Where they stand in help and in Get-Command; blocks of one place stand in the order of the fields.</param>
[AttributeUsage(AttributeTargets.Field)]
internal sealed class ParameterBlockAttribute(ParameterPlace place) : Attribute
{
    /// <summary>Where they stand.</summary>
    public ParameterPlace Place { get; } = place;
}
