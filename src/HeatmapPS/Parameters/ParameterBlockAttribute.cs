namespace HeatmapPS.Parameters;

/// <summary>The position of a block's parameters among those of a cmdlet, in the order in which users need them.</summary>
internal enum ParameterPlace
{
    /// <summary>Colours.</summary>
    Colors,

    /// <summary>Limits and norms.</summary>
    Limits,

    /// <summary>The action and its options.</summary>
    Action,

    /// <summary>Where the result goes.</summary>
    Destination,

    /// <summary>How it is written.</summary>
    Encoding,

    /// <summary>How the work is distributed.</summary>
    Work,
}

/// <summary>Marks the field of a cmdlet, or of a class below one, that holds a block of parameters. The compiler gives the cmdlet a
/// property for each of them: see src/HeatmapPS.Generators.</summary>
/// <param name="place">Where they stand in help and in Get-Command; blocks of one place stand in the order of the fields.</param>
[AttributeUsage(AttributeTargets.Field)]
internal sealed class ParameterBlockAttribute(ParameterPlace place) : Attribute
{
    /// <summary>The position of the parameters.</summary>
    public ParameterPlace Place { get; } = place;
}
