# Ctrl+C inside the decoding of one image that its library decodes whole, in one call: the cmdlet answers, though the call may go on.

BeforeAll {
    . ([IO.Path]::Join($PSScriptRoot, 'common.ps1'))

    # Black images of tens of millions of pixels, packed by zlib: encoding them takes many times as long as decoding.
    $packed = @{
        # 6000 × 5000.
        avif = 'eNpjYGCQSSupLEgsy0xjAILczDRDEDs3MxHEv5abWpLIAAGKGSk5RVA2Q0FmcgkDGlDKzMlPBjFcHBgYgRAEfkFpBkZOIKGcmZmXBuECsSiQk8oE5SWWGRiCmHwFmSW5cCVhmQVFBUDaIrMgOR9I8ySWGTo3GoA1iWQWF6RCDBcHqhHuADIECjIrMkEizBwcHEBKLLMgF+Z+oJOYG5mYgQzB3JTEEiEGLi4bY737FmUTBC5kGv1gFOLg5NViYD4BVGo6/eTckIl3HfWDYt+euNS65uPCEB5WmewDP2ac1Tecz26nqW9zyecpJ5sNZ+RdBHAgU5sdOdpcE31evZWZkjjZrIFC7QDS36fe'
        # 5000 × 5000.
        jp2  = 'eNpjYGDgyQpQUODlaudiYGAQSSupLMgqMFIAshmgtC6QzgDSYpkZKUUMDMIdYMzIzg5Sw8CfnJ9TxAhmCgLxf6Di5P/+/wMZNEFCUMVwgMZnZGdk/B/EwANiMrCysDAw/o9hEHZw8PAIQEb/UxhUGRidi1ITS1JTFJIqFfwLUvO8AlzdFcpSi4oz8/MUjPRM9Uz+T2DgAhtbBzRn8vcfrPUM63+w/GcI/8D1j9H+AyeI4BAMCFn/v/5lZ0I9Gqvub8t9IiT/HZ2Pxnio3wAC/28CAAkuaK0='
        # 8000 × 7000.
        webp = 'eNrtybFKQmEAgNH/0l3FRiFInQIhoa2GIqyElhCH9AEcHaI1GiOIgguCk4H5BCGSQ+DUkI8QDS6t4WZCUPYSTZ5v+uBUj8vl9lUUakelymllO3fz90mqeB8V9rP1tb2tzO1hL/+wGofcSjwYnj0/3nXjWTR9OjmYNDvXo7ed9GX/fP278bE7G79efLaSr/eNPMYYY4wxxhhjjDHGGGOMMcYYY4wxxhhjjDHGGGOMMcYYY4wxxhhjjDHGGGOMMcYYY4wxxhhjjDHGGGOMMcYYY4wxxhhjjDHGGGOMMcYYY4wxxhhjjDHGGGOMMcYYY4wxxhhjjDHGGGOMMcYYY4wxxhhjjDHGGGOMMcYYY4wxxhhjjDHGGGOMMcYYY4wxxhhjjDHGGGOMMcYYY4wxxhhjjDHGGGOMMcYYY4wxxhhjjDHGGGOMMcYYY4wxxhhjjDHGGGOMMcYYY4wxxhhjjDHGGGOMMcYYY4wxxhhjjDHGGGOMMcYY4//ilxB+fuebSZAkSZIkSZKk5WgBjMUnCQ=='
    }

    # A grey PNG in seven passes; black rows are zeros in each of them.
    function Write-InterlacedPng([string] $Path, [int] $Side) {
        function ConvertTo-BigEndian([uint] $Value) { return [byte[]](24, 16, 8, 0 | ForEach-Object { ($Value -shr $_) -band 255 }) }
        $rows = [IO.MemoryStream]::new()
        $zlib = [IO.Compression.ZLibStream]::new($rows, [IO.Compression.CompressionLevel]::Fastest, $true)
        foreach ($pass in (8, 8, 0, 0), (8, 8, 4, 0), (4, 8, 0, 4), (4, 4, 2, 0), (2, 4, 0, 2), (2, 2, 1, 0), (1, 2, 0, 1)) {
            $row = [byte[]]::new(1 + [Math]::Ceiling(($Side - $pass[2]) / $pass[0]))
            $count = [Math]::Ceiling(($Side - $pass[3]) / $pass[1])
            for ($y = 0; $y -lt $count; $y++) { $zlib.Write($row) }
        }

        $zlib.Dispose()
        $file = [IO.File]::Create($Path)
        $file.Write([byte[]](0x89, 0x50, 0x4E, 0x47, 13, 10, 26, 10))
        $size = ConvertTo-BigEndian $Side
        foreach ($chunk in @{ Type = 'IHDR'; Data = [byte[]]($size + $size + @(8, 0, 0, 0, 1)) }, @{ Type = 'IDAT'; Data = $rows.ToArray() }, @{ Type = 'IEND'; Data = [byte[]]@() }) {
            $body = [byte[]]([Text.Encoding]::ASCII.GetBytes($chunk.Type) + $chunk.Data)
            $file.Write([byte[]](ConvertTo-BigEndian $chunk.Data.Length))
            $file.Write($body)
            $file.Write([byte[]](ConvertTo-BigEndian ([HeatmapPS.Tests.PngFile]::Checksum($body))))
        }

        $file.Dispose()
    }

    function New-WholeImage([string] $Format) {
        $path = [IO.Path]::Join((New-TestFolder), "whole.$Format")
        switch ($Format) {
            'png' { Write-InterlacedPng $path 10000 }
            'bmp' {
                # 6000 × 6000 pixels of 24 bits, uncompressed: headers of 14 and 40 bytes, and zeros.
                $file = [IO.File]::Create($path)
                $file.Write([byte[]](@(0x42, 0x4D, 0x36, 0xF3, 0x6F, 6) + @(0) * 4 + @(54, 0, 0, 0, 40, 0, 0, 0, 0x70, 0x17, 0, 0, 0x70, 0x17, 0, 0, 1, 0, 24) + @(0) * 25))
                $file.SetLength(54 + 3 * 6000 * 6000)
                $file.Dispose()
            }
            default {
                $zlib = [IO.Compression.ZLibStream]::new([IO.MemoryStream]::new([Convert]::FromBase64String($packed[$Format])), [IO.Compression.CompressionMode]::Decompress)
                $file = [IO.File]::Create($path)
                $zlib.CopyTo($file)
                $file.Dispose()
            }
        }

        return $path
    }

    # The threads of this process that may decode an image whole, by the name that .NET gives long-running ones; without those known.
    function Get-DecodingThread([string[]] $Except) {
        return @([IO.Directory]::GetDirectories('/proc/self/task') | Where-Object { $_ -notin $Except -and (Get-Content -LiteralPath "$_/comm" -ErrorAction Ignore) -eq '.NET Long Runni' })
    }

    # Stops a script while the image is decoded: no clock, but the thread that decodes says when, and that the answer did not wait for it.
    function Invoke-Stop([scriptblock] $Script, [object[]] $Argument) {
        $others = Get-DecodingThread
        $shell = [powershell]::Create()
        try {
            $null = $shell.AddScript('param($Module) Import-Module $Module').AddArgument((Get-Module HeatmapPS).Path).Invoke()
            $shell.Commands.Clear()
            $null = $shell.AddScript($Script)
            foreach ($item in $Argument) { $null = $shell.AddArgument($item) }
            $running = $shell.BeginInvoke()
            while (-not (Get-DecodingThread $others) -and -not $running.IsCompleted) { [Threading.Thread]::Sleep(1) }
            $shell.Stop()
            $decoding = Get-DecodingThread $others
            return [pscustomobject]@{ IsDecoding = @($decoding).Count -gt 0; Threads = $decoding; State = "$($shell.InvocationStateInfo.State)" }
        }
        finally { $shell.Dispose() }
    }
}

Describe 'Ctrl+C while one image is decoded whole' -Skip:(-not $IsLinux) {
    It 'is answered at once: .<_>' -ForEach 'png', 'avif', 'webp', 'jp2', 'bmp' {
        $path = New-WholeImage $_
        $stopped = Invoke-Stop { param($Path) Measure-Heatmap $Path } $path
        $stopped.State | Should -Be 'Stopped'
        $stopped.IsDecoding | Should -BeTrue -Because 'the library goes on when the cmdlet has answered'
    }

    It 'is answered at once by <Name>, and leaves no part of a file' -ForEach @(
        @{ Name = 'ConvertTo-Heatmap'; Script = { param($Path, $Out) ConvertTo-Heatmap $Path -Destination $Out -Force } }
        @{ Name = 'Export-HeatmapImage'; Script = { param($Path, $Out) Import-HeatmapImage $Path | Export-HeatmapImage -Path ([IO.Path]::Join($Out, 'a.npy')) -Force } }
        @{ Name = 'Optimize-Contrast -SharedScale'; Script = { param($Path, $Out) $Path | Optimize-Contrast -SharedScale -Destination $Out -Force } }
        @{ Name = 'Merge-Lighten'; Script = { param($Path, $Out) Merge-Lighten $Path, $Path -Destination ([IO.Path]::Join($Out, 'a.tif')) -Force } }
        @{ Name = 'Merge-Overlay'; Script = { param($Path, $Out) ConvertTo-Heatmap -InputObject ([byte[, ]]::new(5000, 6000)) | Merge-Overlay -Photo $Path -Destination $Out -Force } }
        @{ Name = 'Export-HeatmapVideo'; Script = { param($Path, $Out) $Path | Export-HeatmapVideo -Path ([IO.Path]::Join($Out, 'a.gif')) -Force } }
        @{ Name = 'Export-HeatmapReport'; Script = { param($Path, $Out) $Path | Export-HeatmapReport -Path ([IO.Path]::Join($Out, 'a.html')) -Force } }
        @{ Name = 'Get-HeatmapScale'; Script = { param($Path, $Out) Get-HeatmapScale $Path -Percentile 2, 98 } }
    ) {
        $path = New-WholeImage 'avif'
        $out = New-TestFolder
        $stopped = Invoke-Stop $Script $path, $out
        $stopped.State | Should -Be 'Stopped'
        $stopped.IsDecoding | Should -BeTrue -Because 'the library goes on when the cmdlet has answered'
        Get-ChildItem -LiteralPath $out -Force | Should -BeNullOrEmpty
    }

    It 'does not keep the process from ending, and ending in order' {
        $result = Invoke-ChildPwsh -Argument (New-WholeImage 'avif') -Script @'
Import-Module $env:HEATMAPPS_TEST_MODULE
$shell = [powershell]::Create()
$null = $shell.AddScript('Import-Module $args[0]; Measure-Heatmap $args[1]').AddArgument($env:HEATMAPPS_TEST_MODULE).AddArgument($args[0])
$running = $shell.BeginInvoke()
while (-not ([IO.Directory]::GetDirectories('/proc/self/task') | Where-Object { (Get-Content -LiteralPath "$_/comm" -ErrorAction Ignore) -eq '.NET Long Runni' })) { [Threading.Thread]::Sleep(1) }
$shell.Stop()
"$($shell.InvocationStateInfo.State)"
'@
        $result.Output | Should -Be 'Stopped'
        $result.Error | Should -BeNullOrEmpty
        $result.ExitCode | Should -Be 0
    }

    It 'lets go of the file when the decoding has ended' {
        $path = New-WholeImage 'jp2'
        $stopped = Invoke-Stop { param($Path) Measure-Heatmap $Path } $path
        $ended = $false
        do {
            # The thread ends a moment after the file is closed.
            $ended = @($stopped.Threads | Where-Object { [IO.Directory]::Exists($_) }).Count -eq 0
            $open = @([IO.Directory]::GetFileSystemEntries('/proc/self/fd') | ForEach-Object { [IO.FileInfo]::new($_).LinkTarget } | Where-Object { $_ -eq $path })
        } while ($open -and -not $ended)
        $open | Should -BeNullOrEmpty
    }
}
