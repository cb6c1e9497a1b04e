using System;
using System.IO;

namespace HeatmapPS.Tests;

/// <summary>The golden colour tables of one family of colormaps: (maps, 256, 3) bytes and a name a map.</summary>
public sealed class ColorTables
{
    private const int Entries = 256, Bands = 3;

    private readonly byte[] _tables;

    public ColorTables(string pathWithoutEnding)
    {
        _tables = (byte[])NpyFile.Read(pathWithoutEnding + ".npy").Data;
        Names = File.ReadAllLines(pathWithoutEnding + ".txt");
        if (_tables.Length != Names.Length * Entries * Bands)
            throw new InvalidDataException($"{pathWithoutEnding} has {Names.Length} names for {_tables.Length} bytes");
    }

    public string[] Names { get; }

    /// <summary>Red, green and blue of 8-bit values through the table of a map.</summary>
    public byte[] Apply(string name, Array values)
    {
        int map = Array.IndexOf(Names, name);
        if (map < 0)
            throw new ArgumentException($"no table is called {name}", nameof(name));
        var colors = new byte[values.Length * Bands];
        int at = 0;
        foreach (object value in values)
        {
            _tables.AsSpan(((map * Entries) + Convert.ToInt32(value)) * Bands, Bands).CopyTo(colors.AsSpan(at));
            at += Bands;
        }

        return colors;
    }
}
