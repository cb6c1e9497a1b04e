using System.Collections;
using System.Collections.ObjectModel;
using System.Management.Automation;
using HeatmapPS.Engine.Errors;

namespace HeatmapPS.Arguments;

/// <summary>What is read of each object: a property, or what a script block makes of it.</summary>
internal sealed class RowProperty
{
    private const int LongestName = 40;

    private readonly string? _property;
    private readonly ScriptBlock? _script;
    private readonly List<PSVariable> _variables = [];

    private RowProperty(string name, string? property, ScriptBlock? script) => (Name, _property, _script) = (name, property, script);

    /// <summary>Name of the axis or value.</summary>
    public string Name { get; }

    /// <summary>The property's name, or null for a script block.</summary>
    public string? Property => _property;

    /// <summary>Whether the user chose the name.</summary>
    public bool IsNamed { get; private init; }

    /// <summary>Whether any object had the property.</summary>
    public bool WasFound { get; private set; }

    /// <summary>Reads what -X, -Y and -Value take: the name of a property, a script block, or both as a hash table with Name and
    /// Expression, as Select-Object takes them.</summary>
    /// <param name="value">What was given.</param>
    /// <param name="parameter">Name of the parameter, for the error.</param>
    /// <exception cref="HeatmapException">PropertyInvalid.</exception>
    public static RowProperty Parse(object value, string parameter)
    {
        object item = value is PSObject wrapped ? wrapped.BaseObject : value;
        return item switch
        {
            ScriptBlock script => new RowProperty(Shorten(script.ToString()), null, script),
            IDictionary table => FromTable(table, parameter),
            string { Length: > 0 } name => new RowProperty(name, name, null),
            _ => throw InputErrors.PropertyInvalid(parameter, item.ToString() ?? string.Empty),
        };
    }

    /// <summary>Reads an object.</summary>
    /// <param name="row">The object.</param>
    /// <returns>The value without its PowerShell wrapping, or null.</returns>
    /// <exception cref="RuntimeException">What the script block throws.</exception>
    public object? Read(PSObject row)
    {
        object? value = _script is null ? ReadProperty(row, _property!) : Run(row);
        return value is PSObject wrapped ? wrapped.BaseObject : value;
    }

    private object? ReadProperty(PSObject row, string name)
    {
        if (row.BaseObject is IDictionary table && table.Contains(name))
        {
            WasFound = true;
            return table[name];
        }

        if (row.Properties[name] is not { } property)
            return null;
        WasFound = true;
        return property.Value;
    }

    private PSObject? Run(PSObject row)
    {
        WasFound = true;

        // PowerShell takes $_ out of the list that it is given.
        _variables.Clear();
        _variables.Add(new PSVariable("_", row));
        Collection<PSObject> results = _script!.InvokeWithContext(null, _variables);
        return results.Count > 0 ? results[0] : null;
    }

    private static RowProperty FromTable(IDictionary table, string parameter)
    {
        object? Entry(string longName, string shortName)
        {
            foreach (DictionaryEntry entry in table)
            {
                string key = entry.Key.ToString() ?? string.Empty;
                if (key.Equals(longName, StringComparison.OrdinalIgnoreCase) || key.Equals(shortName, StringComparison.OrdinalIgnoreCase))
                    return entry.Value;
            }

            return null;
        }

        if (Entry("Expression", "E") is not { } expression || expression is IDictionary)
            throw InputErrors.PropertyInvalid(parameter, "a hash table without Expression");
        RowProperty property = Parse(expression, parameter);
        return (Entry("Name", "N") ?? Entry("Label", "L"))?.ToString() is { Length: > 0 } name
            ? new RowProperty(name, property._property, property._script) { IsNamed = true }
            : property;
    }

    private static string Shorten(string script)
    {
        string line = string.Join(' ', script.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return line.Length <= LongestName ? line : line[..(LongestName - 1)] + "…";
    }
}
