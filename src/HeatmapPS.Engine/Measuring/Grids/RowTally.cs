namespace HeatmapPS.Engine.Measuring.Grids;

/// <summary>The readings by which each part of a row is understood.</summary>
internal readonly record struct RowReads(ReadBy Value, ReadBy X, ReadBy Y)
{
    private const int Bits = 2;

    /// <summary>How many different ones there are.</summary>
    public const int Kinds = 1 << (3 * Bits);

    /// <summary>Their number.</summary>
    public int Index => ((int)Value << (2 * Bits)) | ((int)X << Bits) | (int)Y;

    /// <summary>Those of a number.</summary>
    public static RowReads At(int index)
    {
        ReadBy Part(int place) => (ReadBy)(index >> (place * Bits)) & ReadBy.Both;
        return new RowReads(Part(2), Part(1), Part(0));
    }

    /// <summary>Whether a row is used by the readings chosen.</summary>
    public bool AreUsedBy(RowReads chosen) => (Value & chosen.Value) != 0 && (X & chosen.X) != 0 && (Y & chosen.Y) != 0;
}

/// <summary>What a row consists of.</summary>
internal readonly record struct RowTexts(object? Value, object? X, object? Y);

/// <summary>A row that may be left out.</summary>
/// <param name="Row">Its number, from 1.</param>
/// <param name="Reads">What is understood of it.</param>
/// <param name="Texts">What it consists of.</param>
/// <param name="Reason">Why its values could not be had, or null where they could.</param>
internal sealed record LeftOutRow(long Row, RowReads Reads, RowTexts Texts, string? Reason);

/// <summary>Counts rows by what is understood of them: which ones are left out is known only when the readings are chosen.</summary>
internal sealed class RowTally
{
    private readonly long[] _counts = new long[RowReads.Kinds];
    private readonly LeftOutRow?[] _first = new LeftOutRow?[RowReads.Kinds];

    /// <summary>Rows that came.</summary>
    public long Rows { get; private set; }

    /// <summary>Counts a row.</summary>
    public void Count(RowReads reads, RowTexts texts)
    {
        Rows++;
        int kind = reads.Index;
        _counts[kind]++;
        if (kind != RowReads.Kinds - 1)
            _first[kind] ??= new LeftOutRow(Rows, reads, texts, Reason: null);
    }

    /// <summary>Counts a row whose values could not be had.</summary>
    public void CountFailed(string reason)
    {
        Rows++;
        _counts[0]++;
        _first[0] ??= new LeftOutRow(Rows, default, default, reason);
    }

    /// <summary>The rows that the readings chosen leave out: how many, and the first.</summary>
    public (long Count, LeftOutRow? First) LeftOut(RowReads chosen)
    {
        int[] kinds = [.. Enumerable.Range(0, RowReads.Kinds).Where(kind => !RowReads.At(kind).AreUsedBy(chosen))];
        return (kinds.Sum(kind => _counts[kind]), kinds.Select(kind => _first[kind]).OfType<LeftOutRow>().MinBy(row => row.Row));
    }
}
