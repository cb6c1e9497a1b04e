using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace HeatmapPS.Engine.Files;

/// <summary>What is at a path.</summary>
internal enum FileKind
{
    /// <summary>A file with bytes.</summary>
    Regular,

    /// <summary>A folder.</summary>
    Folder,

    /// <summary>A pipe, a socket, a device: opening one may wait or do harm.</summary>
    Special,
}

/// <summary>What the system says of the file at a path, links followed: its kind, and what tells it from every other file.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Volume">The file system it is on.</param>
/// <param name="Id">Its number there, the lower 64 bits. Two names of one file (by case, a hard link, a mount) have the same.</param>
/// <param name="HighId">The upper 64 bits, which Windows has.</param>
/// <remarks>.NET has no call for this. These are the systems' own documented ones, laid out the same on all their processors.</remarks>
internal sealed partial record FileStatus(FileKind Kind, ulong Volume, ulong Id, ulong HighId = 0)
{
    private const int CurrentFolder = -100;

    private static bool IsIntelMac => RuntimeInformation.ProcessArchitecture == Architecture.X64;

    // Both by hand, because what a compiler writes for an enumeration has to be compiled again in each process.

    /// <summary>Whether it is the same file, of the same kind.</summary>
    public bool Equals(FileStatus? other) =>
        other is not null && Kind == other.Kind && Volume == other.Volume && Id == other.Id && HighId == other.HighId;

    /// <inheritdoc/>
    public override int GetHashCode() => (Id ^ HighId ^ Volume).GetHashCode();

    /// <summary>The status, or null when nothing is there or the system does not tell.</summary>
    /// <param name="path">Full path.</param>
    public static FileStatus? Of(string path)
    {
        try
        {
            return OperatingSystem.IsWindows() ? OfWindows(path) : OperatingSystem.IsMacOS()
                ? OfMacOS(path)
                : OfLinux(CurrentFolder, path, flags: 0);
        }
        catch (Exception error) when (error is DllNotFoundException or EntryPointNotFoundException)
        {
            return null;
        }
    }

    /// <summary>The status of an open file, which may have lost its name; null when the system does not tell, as on Windows.</summary>
    /// <param name="handle">The file.</param>
    public static FileStatus? Of(SafeFileHandle handle)
    {
        try
        {
            return OperatingSystem.IsWindows() ? null : OperatingSystem.IsMacOS()
                ? OfMacOS(handle)
                : OfLinux((int)handle.DangerousGetHandle(), string.Empty, flags: 0x1000);
        }
        catch (Exception error) when (error is DllNotFoundException or EntryPointNotFoundException)
        {
            return null;
        }
    }

    private static FileKind KindOf(int mode) => (mode & 0xF000) switch
    {
        0x8000 => FileKind.Regular,
        0x4000 => FileKind.Folder,
        _ => FileKind.Special,
    };

    private static FileStatus? OfLinux(int folder, string path, int flags)
    {
        // struct statx: the mode stands at 28, the inode at 32, the device at 136.
        Span<byte> data = stackalloc byte[256];
        const uint TypeAndInode = 0x101;
        return Statx(folder, Encoding.UTF8.GetBytes(path + '\0'), flags, TypeAndInode, data) != 0
            ? null
            : new FileStatus(KindOf(MemoryMarshal.Read<ushort>(data[28..])), MemoryMarshal.Read<ulong>(data[136..]),
                MemoryMarshal.Read<ulong>(data[32..]));
    }

    private static FileStatus? OfMacOS(string path)
    {
        Span<byte> data = stackalloc byte[256];
        byte[] name = Encoding.UTF8.GetBytes(path + '\0');
        return FromMacOS(IsIntelMac ? StatInode64(name, data) : Stat(name, data), data);
    }

    private static FileStatus? OfMacOS(SafeFileHandle handle)
    {
        Span<byte> data = stackalloc byte[256];
        return FromMacOS(IsIntelMac ? FstatInode64(handle, data) : Fstat(handle, data), data);
    }

    private static FileStatus? FromMacOS(int result, ReadOnlySpan<byte> data)
    {
        // struct stat with inodes of 64 bits: the device stands at 0, the mode at 4, the inode at 8.
        return result != 0
            ? null
            : new FileStatus(KindOf(MemoryMarshal.Read<ushort>(data[4..])), MemoryMarshal.Read<uint>(data),
                MemoryMarshal.Read<ulong>(data[8..]));
    }

    private static FileStatus? OfWindows(string path)
    {
        // No access is asked for, so that a file which others have locked tells too; the flag is for folders.
        const uint ShareAll = 7, OpenExisting = 3, BackupSemantics = 0x02000000;
        const int FileIdInfo = 18, DiskFile = 1;
        string name = path.StartsWith(@"\\", StringComparison.Ordinal) ? path : @"\\?\" + path;
        nint handle = CreateFile(name, 0, ShareAll, 0, OpenExisting, BackupSemantics, 0);
        if (handle == -1)
            return null;
        try
        {
            if (GetFileType(handle) != DiskFile)
                return new FileStatus(FileKind.Special, 0, 0);
            Span<byte> data = stackalloc byte[24];
            return GetFileInformationByHandleEx(handle, FileIdInfo, data, data.Length) == 0
                ? null
                : new FileStatus(Directory.Exists(path) ? FileKind.Folder : FileKind.Regular, MemoryMarshal.Read<ulong>(data),
                    MemoryMarshal.Read<ulong>(data[8..]), MemoryMarshal.Read<ulong>(data[16..]));
        }
        finally
        {
            _ = CloseHandle(handle);
        }
    }

    [LibraryImport("libc", EntryPoint = "statx")]
    private static partial int Statx(int folder, ReadOnlySpan<byte> path, int flags, uint mask, Span<byte> status);

    [LibraryImport("libc", EntryPoint = "stat")]
    private static partial int Stat(ReadOnlySpan<byte> path, Span<byte> status);

    [LibraryImport("libc", EntryPoint = "stat$INODE64")]
    private static partial int StatInode64(ReadOnlySpan<byte> path, Span<byte> status);

    [LibraryImport("libc", EntryPoint = "fstat")]
    private static partial int Fstat(SafeFileHandle file, Span<byte> status);

    [LibraryImport("libc", EntryPoint = "fstat$INODE64")]
    private static partial int FstatInode64(SafeFileHandle file, Span<byte> status);

    [LibraryImport("kernel32.dll", EntryPoint = "CreateFileW", StringMarshalling = StringMarshalling.Utf16)]
    private static partial nint CreateFile(string path, uint access, uint share, nint security, uint mode, uint flags, nint template);

    [LibraryImport("kernel32.dll")]
    private static partial int GetFileType(nint handle);

    [LibraryImport("kernel32.dll")]
    private static partial int GetFileInformationByHandleEx(nint handle, int kind, Span<byte> data, int length);

    [LibraryImport("kernel32.dll")]
    private static partial int CloseHandle(nint handle);
}

/// <summary>Tells files from what only looks like one: a pipe that nobody writes to would be waited for without end, and a device
/// such as /dev/zero never ends.</summary>
internal static class RegularFile
{
    /// <summary>Whether a path may be opened, or written over: it is a regular file, a folder, or not there. Links are followed.</summary>
    /// <param name="path">Full path.</param>
    public static bool MayOpen(string path) =>
        (!OperatingSystem.IsWindows() || WindowsNames.IsFilePath(path)) && FileStatus.Of(path) is not { Kind: FileKind.Special };
}
