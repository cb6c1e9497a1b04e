using System.Collections.Immutable;
using System.Text;

namespace HeatmapPS.Engine.Files;

/// <summary>What an exchange of files is about, on disk beside them: it outlives a process that is killed.</summary>
/// <param name="Key">The name that all begin with.</param>
/// <param name="Replaces">Whether old ones may be there.</param>
/// <param name="Names">The names, in the order of the exchange.</param>
internal sealed record ExchangeJournal(string Key, bool Replaces, ImmutableArray<string> Names)
{
    private const string FileName = "exchange", Draft = "exchange.new", Replace = "replace", Add = "add", End = "end";

    /// <summary>Where the journal of a partial folder is.</summary>
    public static string PathIn(string work) => Path.Join(work, FileName);

    /// <summary>Writes the journal: from then on the exchange is decided. It has its name only when it is complete: a kill in between
    /// leaves none.</summary>
    /// <param name="work">The partial folder.</param>
    public void Write(string work)
    {
        string draft = Path.Join(work, Draft);
        using (var file = new FileStream(draft, FileMode.CreateNew, FileAccess.Write, FileShare.None))
        {
            file.Write(Encoding.UTF8.GetBytes(string.Join('\n', [Replaces ? Replace : Add, Key, .. Names, End])));
            file.Flush(flushToDisk: true);
        }

        File.Move(draft, PathIn(work));
    }

    /// <summary>Reads the journal of a partial folder; null when there is none, or it is not complete: then nothing has been
    /// moved.</summary>
    /// <param name="work">The partial folder.</param>
    public static ExchangeJournal? Read(string work)
    {
        const int MaxBytes = 64 << 10;
        var file = new FileInfo(PathIn(work));
        if (!file.Exists || file.Length > MaxBytes)
            return null;
        string[] lines = File.ReadAllText(file.FullName).Split('\n');

        // Names from a disk: none may lead out of the folder.
        return lines is [Replace or Add, { Length: > 0 } key, .. { Length: > 0 } names, End] && names.All(IsName)
            ? new ExchangeJournal(key, lines[0] == Replace, [.. names])
            : null;
    }

    private static bool IsName(string name) => name.Length > 0 && name is not ("." or "..") && name.IndexOfAny(['/', '\\', ':', '\0']) < 0;
}
