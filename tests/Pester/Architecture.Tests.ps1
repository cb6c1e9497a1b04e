# The rooms of the assemblies, in the order of the tables in docs/architecture.md: each uses only those above it.

BeforeAll {
    . ([IO.Path]::Join($PSScriptRoot, 'common.ps1'))
    Add-Type -Path ([IO.Path]::Join($PSScriptRoot, 'support', 'TypeUses.cs'))

    # The rooms of an assembly by the table that follows its name in docs/architecture.md.
    function Get-Room([string] $Assembly) {
        $text = [IO.File]::ReadAllText([IO.Path]::Join($repositoryRoot, 'docs', 'architecture.md'))
        $part = $text.Substring($text.IndexOf("<!-- rooms of $Assembly -->", [StringComparison]::Ordinal))
        $part = $part.Substring(0, $part.IndexOf('<!-- end -->', [StringComparison]::Ordinal))
        return @([regex]::Matches($part, '(?m)^\| `(\w+)/` \|').ForEach({ $_.Groups[1].Value }))
    }

    # 'Type (Room) uses Type (Room)' for each use of a later room, and for each type that is in none.
    function Find-UpwardUse([string] $Path, [string] $Namespace, [string[]] $Room) {
        $uses = [HeatmapPS.Tests.TypeUses]::new($Path)
        try { $read = $uses.Read() } finally { $uses.Dispose() }
        $roomOf = { param($type) $type.StartsWith("$Namespace.", [StringComparison]::Ordinal) ? $type.Substring($Namespace.Length + 1).Split('.')[0] : $null }
        foreach ($type in $read.Keys | Sort-Object) {
            # What the compiler adds stands in namespaces of others.
            if (-not $type.StartsWith("$Namespace.", [StringComparison]::Ordinal)) { continue }
            $from = $Room.IndexOf((& $roomOf $type))
            if ($from -lt 0) { "$type is in no room"; continue }
            foreach ($used in $read[$type]) {
                $to = $Room.IndexOf((& $roomOf $used))
                if ($to -gt $from) { "$type uses $used" }
            }
        }
    }
}

Describe 'The rooms of <Assembly>' -ForEach @(
    @{ Assembly = 'HeatmapPS.Engine' }, @{ Assembly = 'HeatmapPS' }
) {
    BeforeAll {
        $room = Get-Room $Assembly
        $source = [IO.Path]::Join($repositoryRoot, 'src', $Assembly)
    }

    It 'are the folders of its sources, in the table' {
        $folders = @(Get-ChildItem -LiteralPath $source -Directory | Where-Object { $_.Name -notin 'bin', 'obj' -and @(Get-ChildItem -LiteralPath $_ -Recurse -Filter '*.cs') }).Name
        $room | Sort-Object | Should -Be ($folders | Sort-Object)
    }

    It 'use only rooms above them, in compiled code' {
        $path = [IO.Path]::Join($repositoryRoot, 'output', 'HeatmapPS', 'bin', "$Assembly.dll")
        @(Find-UpwardUse $path $Assembly $room) | Should -BeNullOrEmpty
    }

    # Constants and comments leave no trace in compiled code.
    It 'name only rooms above them in their sources' {
        $wrong = foreach ($file in Get-ChildItem -LiteralPath $source -Recurse -Filter '*.cs') {
            $from = $room.IndexOf([IO.Path]::GetRelativePath($source, $file.FullName).Split([IO.Path]::DirectorySeparatorChar)[0])
            if ($from -lt 0) { continue }
            foreach ($match in [regex]::Matches([IO.File]::ReadAllText($file.FullName), "(?m)^using (?:\w+ = )?$([regex]::Escape($Assembly))\.(\w+)")) {
                if ($room.IndexOf($match.Groups[1].Value) -gt $from) { "$($file.Name): $($match.Value)" }
            }
        }
        @($wrong) | Should -BeNullOrEmpty
    }
}

Describe 'Lines of code' {
    # A message may be longer: cutting it in two would hide it from a search.
    It 'have at most 140 characters, texts aside' {
        $long = foreach ($file in Get-ChildItem -LiteralPath ([IO.Path]::Join($repositoryRoot, 'src')) -Recurse -Filter '*.cs') {
            if ($file.FullName -match '[\\/](?:bin|obj)[\\/]') { continue }
            $number = 0
            foreach ($line in [IO.File]::ReadLines($file.FullName)) {
                $number++
                if ($line.Length -gt 140 -and [regex]::Replace($line, '"""(?:[^"]|"(?!""))*"""|"(?:[^"\\]|\\.)*"', '""').Length -gt 140) { "$($file.Name):$number" }
            }
        }
        @($long) | Should -BeNullOrEmpty
    }
}

Describe 'The check of rooms' {
    It 'finds a use of a later room <How>' -ForEach @(
        @{ How = 'in a signature'; Code = 'public class A { public Above.B M() => null; }'; Found = 1 }
        @{ How = 'in the code of a method'; Code = 'public class A { public object M() => new Above.B(); }'; Found = 1 }
        @{ How = 'in a closure'; Code = 'public class A { public System.Func<object> M(int x) => () => Above.B.Make(x); }'; Found = 1 }
        @{ How = 'as an argument of a generic type'; Code = 'public class A { public object M() => new System.Collections.Generic.List<Above.B>(); }'; Found = 1 }
        @{ How = 'in an attribute'; Code = '[Above.Mark] public class A { }'; Found = 1 }
        @{ How = 'as a base class'; Code = 'public class A : Above.B { }'; Found = 1 }
        @{ How = 'nowhere, where there is none'; Code = 'public class A { public A M() => this; }'; Found = 0 }
    ) {
        $path = [IO.Path]::Join((New-TestFolder), 'rooms.dll')
        Add-Type -OutputAssembly $path -TypeDefinition @"
namespace Rooms.Below { $Code }
namespace Rooms.Above { public class B { public static object Make(int x) => x; } public class MarkAttribute : System.Attribute { } }
"@.Replace('Above.', 'Rooms.Above.')
        @(Find-UpwardUse $path 'Rooms' @('Below', 'Above')).Count | Should -Be $Found
        @(Find-UpwardUse $path 'Rooms' @('Above', 'Below')) | Should -BeNullOrEmpty
    }
}
