# What the build changes in native libraries of packages.

# Takes the folders of their builder out of libraries for Linux. ImageMagick, fontconfig and GIO look for configuration and plug-ins
# in the folder that they were built in, and that was below /tmp: on a machine with several users anybody could put something there.
# The new names have the same length and lie below a device, where nobody can make a file. (A changed library for macOS would have to
# be signed anew; there the module looks for the folder before it uses the library.)
function Clear-BuilderPath {
    param([Parameter(Mandatory)] [string] $Path)

    $bytes = [IO.File]::ReadAllBytes($Path)
    $found = [regex]::Matches([Text.Encoding]::Latin1.GetString($bytes), '/tmp/(ImageMagick|dependen)')
    foreach ($match in $found) {
        $name = [Text.Encoding]::ASCII.GetBytes('/dev/null/'.PadRight($match.Length, 'x'))
        [Array]::Copy($name, 0, $bytes, $match.Index, $match.Length)
    }

    if ($found.Count -gt 0) { [IO.File]::WriteAllBytes($Path, $bytes) }
}
