using System.Collections.Immutable;
using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using HeatmapPS.Engine.Errors;

namespace HeatmapPS.Engine.Files;

/// <summary>Puts several files and folders that belong together in their places, all of them or none.</summary>
/// <remarks>
/// <para>No system renames several files at once, so there is a protocol. The new ones are made under <c>new</c> in a partial folder
/// (<see cref="PartialFile"/>) beside their places. When all are complete, a journal is written there, which decides the exchange.
/// Then, name by name, the old one moves to <c>old</c> and the new one to its place. At last the journal goes, and what is left of the
/// partial folder is waste.</para>
/// <para>An error on the way takes everything back. After a kill the next run that writes into the folder finds the journal and
/// finishes what it says: a name is done when there is nothing of it under <c>new</c>. What cannot be finished is taken back, and
/// what cannot be taken back stays as it is for the run after, which may.</para>
/// <para>Each of these happens under the lock of the set (<see cref="ExchangeLock"/>), so that nobody takes an exchange that is going on
/// for one that was left.</para>
/// </remarks>
internal sealed class FileExchange : IDisposable
{
    private readonly string _folder;
    private readonly string _key;
    private readonly ImmutableArray<string> _names;

    /// <param name="folder">Full path of the folder. It is created when missing.</param>
    /// <param name="key">The name that all begin with: sets with one key have files in common.</param>
    /// <param name="names">Names of the files and folders, in the order in which they take their places.</param>
    public FileExchange(string folder, string key, params string[] names)
    {
        (_folder, _key, _names) = (folder, key, [.. names]);
        Work = PartialFile.NewPath(folder);
        Directory.CreateDirectory(Path.Join(Work, "new"));
        Directory.CreateDirectory(Path.Join(Work, "old"));
    }

    /// <summary>A folder for what is needed meanwhile; it goes at the end.</summary>
    public string Work { get; }

    /// <summary>Called before each change on disk once all is complete, for tests that fail or die there.</summary>
    public Action? BeforeStep { get; init; }

    /// <summary>Where the new file or folder of a name is to be made.</summary>
    public string New(string name) => NewIn(Work, name);

    /// <summary>Puts all that was made in place.</summary>
    /// <param name="overwrite">Whether old ones are replaced; else one is OutputExists.</param>
    /// <param name="check">Looks at what is in place once nobody else changes it, and throws when that must not be replaced.</param>
    /// <param name="stop">Ends the waiting for files in use.</param>
    /// <exception cref="HeatmapException">OutputExists, OutputIsFolder, OutputWriteFailed; everything is as it was.</exception>
    public void Commit(bool overwrite, Action check, CancellationToken stop)
    {
        // A name without a new file would count as done.
        if (_names.FirstOrDefault(name => !Path.Exists(New(name))) is { } missing)
            throw new InvalidOperationException($"Expected '{New(missing)}' to be made.");
        using ExchangeLock held = TakeLock(stop);
        foreach (string left in PartialFile.Folders(_folder).Where(left => left != Work && ExchangeJournal.Read(left)?.Key == _key))
        {
            if (!Complete(left, ExchangeJournal.Read(left)!, CancellationToken.None))
                throw OutputErrors.InUse(Path.Join(_folder, _names[0]), new IOException($"'{left}' cannot be completed."));
            PartialFile.Remove(left);
        }

        check();
        foreach (string name in _names)
        {
            string place = Path.Join(_folder, name);
            if (!overwrite && Path.Exists(place))
                throw OutputErrors.Exists(place);
            if (Directory.Exists(New(name)) ? File.Exists(place) : Directory.Exists(place))
                throw Directory.Exists(place) ? OutputErrors.IsFolder(place) : OutputErrors.NotOurs(place);
        }

        var journal = new ExchangeJournal(_key, overwrite, _names);
        try
        {
            BeforeStep?.Invoke();
            journal.Write(Work);
            Forward(_folder, Work, journal, BeforeStep, stop);
            BeforeStep?.Invoke();
            File.Delete(ExchangeJournal.PathIn(Work));
        }
        catch
        {
            // What the journal decided is undecided again, unless it cannot be taken back: then the next run sees to it.
            if (TryBackward(_folder, Work, journal))
                PartialFile.Remove(ExchangeJournal.PathIn(Work));
            throw;
        }
    }

    /// <summary>Finishes or takes back an exchange whose process is gone.</summary>
    /// <param name="work">A partial folder.</param>
    /// <returns>Whether there is nothing (more) to complete, so that the folder is waste.</returns>
    public static bool Settle(string work)
    {
        string folder = Path.GetDirectoryName(work)!;
        if (ExchangeJournal.Read(work) is not { } journal)
            return true;
        using var held = ExchangeLock.TryTake(ExchangeLock.PathFor(folder, journal.Key));

        // Whoever had the lock may have been at it: what counts is what the journal says now.
        return held is not null && (ExchangeJournal.Read(work) is not { } current || Complete(work, current, CancellationToken.None));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!File.Exists(ExchangeJournal.PathIn(Work)))
            PartialFile.Remove(Work);
    }

    private static string NewIn(string work, string name) => Path.Join(work, "new", name);

    private static string OldIn(string work, string name) => Path.Join(work, "old", name);

    private ExchangeLock TakeLock(CancellationToken stop)
    {
        string path = ExchangeLock.PathFor(_folder, _key);

        // An exchange is some renames; one that waits for a file in use takes a second a name.
        for (long start = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(10);)
        {
            if (ExchangeLock.TryTake(path) is { } held)
                return held;
            if (stop.WaitHandle.WaitOne(TimeSpan.FromMilliseconds(10)))
                throw new OperationCanceledException(stop);
        }

        throw OutputErrors.InUse(Path.Join(_folder, _names[0]), new IOException($"'{path}' is locked."));
    }

    private static bool Complete(string work, ExchangeJournal journal, CancellationToken stop)
    {
        string folder = Path.GetDirectoryName(work)!;
        try
        {
            Forward(folder, work, journal, beforeStep: null, stop);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or HeatmapException)
        {
            if (!TryBackward(folder, work, journal))
                return false;
        }

        PartialFile.Remove(ExchangeJournal.PathIn(work));
        return true;
    }

    private static void Forward(string folder, string work, ExchangeJournal journal, Action? beforeStep, CancellationToken stop)
    {
        foreach (string name in journal.Names)
        {
            string made = NewIn(work, name), place = Path.Join(folder, name);
            if (!Path.Exists(made))
                continue;
            if (Path.Exists(place) && !journal.Replaces)
                throw OutputErrors.Exists(place);
            if (Path.Exists(place))
            {
                beforeStep?.Invoke();
                Move(place, OldIn(work, name), stop);
            }

            beforeStep?.Invoke();
            Move(made, place, stop);
        }
    }

    private static bool TryBackward(string folder, string work, ExchangeJournal journal)
    {
        try
        {
            foreach (string name in journal.Names.Reverse())
            {
                string made = NewIn(work, name), place = Path.Join(folder, name), old = OldIn(work, name);
                if (!Path.Exists(made) && Path.Exists(place))
                    Move(place, made, CancellationToken.None);
                if (Path.Exists(old))
                    Move(old, place, CancellationToken.None);
            }

            return true;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or HeatmapException)
        {
            return false;
        }
    }

    private static void Move(string from, string to, CancellationToken stop)
    {
        if (Directory.Exists(from))
            Rename.Folder(from, to, stop);
        else
            Rename.File(from, to, overwrite: false, stop);
    }
}

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

/// <summary>Held while files that belong together are exchanged, by one process at a time; the system lets go of it when the process
/// ends, however it ends.</summary>
internal sealed class ExchangeLock : IDisposable
{
    /// <summary>How the files that are locked end. One that a killed process left goes with the next exchange, or the next run.</summary>
    public const string Pattern = ".heatmapps-*.lock";

    private readonly string _path;
    private readonly FileStream _file;

    private ExchangeLock(string path, FileStream file) => (_path, _file) = (path, file);

    /// <summary>The file for a set of files.</summary>
    /// <param name="folder">Their folder.</param>
    /// <param name="key">The name that all begin with.</param>
    public static string PathFor(string folder, string key) =>
        Path.Join(folder,
            $".heatmapps-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key.ToUpperInvariant())).AsSpan(0, 4))}.lock");

    /// <summary>Takes the lock, or gives null while another has it.</summary>
    /// <param name="path">From <see cref="PathFor"/>.</param>
    /// <exception cref="UnauthorizedAccessException">Another user's, or a folder that cannot be written to.</exception>
    public static ExchangeLock? TryTake(string path)
    {
        // On Windows, closing the file removes it. Elsewhere that would be by name, and the name may be another's by then.
        FileOptions options = OperatingSystem.IsWindows() ? FileOptions.DeleteOnClose : FileOptions.None;
        FileStream file;
        try
        {
            file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 1, options);
        }
        catch (Exception error) when (IsHeld(error))
        {
            return null;
        }

        // Whoever had it may have removed it between our opening and locking it; then it locks nothing any more.
        if (FileStatus.Of(file.SafeFileHandle) is { } held && FileStatus.Of(path) != held)
        {
            file.Dispose();
            return null;
        }

        return new ExchangeLock(path, file);
    }

    /// <summary>Whether an error is what .NET makes of a file that another has open for itself: EWOULDBLOCK of Linux or macOS, or what
    /// Windows says of such a file and of one that is about to be gone.</summary>
    private static bool IsHeld(Exception error) => OperatingSystem.IsWindows()
        ? error is UnauthorizedAccessException || error.HResult == unchecked((int)0x80070020)
        : error is IOException { HResult: 11 or 35 };

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!OperatingSystem.IsWindows())
            PartialFile.Remove(_path);
        _file.Dispose();
    }
}
