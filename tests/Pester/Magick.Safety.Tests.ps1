# What steers ImageMagick: its policy, whatever it is used for first, and no configuration that somebody else put somewhere.

BeforeDiscovery {
    . ([IO.Path]::Join($PSScriptRoot, 'common.ps1'))
    # A file system of its own below /tmp, so that nothing is left there.
    $canHide = $IsLinux -and (& id -u) -eq '0' -and (Test-Program unshare) -and (& unshare --mount sh -c 'mount -t tmpfs tmpfs /tmp && echo yes' 2>$null) -eq 'yes'
}

BeforeAll { . ([IO.Path]::Join($PSScriptRoot, 'common.ps1')) }

Describe 'The policy' {
    It 'holds where the first use is <Name>' -ForEach @(
        @{ Name = 'to write'; Use = 'Optimize-Contrast -InputObject ([ushort[,]]::new(4, 4)) -Minimum 0 -Maximum 9 -BitDepth 8 | Export-HeatmapImage -Path "$($args[0]).bmp"' }
        @{ Name = 'to read'; Use = '$null = Import-HeatmapImage -LiteralPath $args[1]' }
    ) {
        # A picture of one colour comes from a coder that makes images of names: one of those that are forbidden.
        $bmp = [IO.Path]::Join((New-TestFolder), 'a.bmp')
        Optimize-Contrast -InputObject ([ushort[,]]::new(4, 4)) -Minimum 0 -Maximum 9 -BitDepth 8 | Export-HeatmapImage -Path $bmp
        $result = Invoke-ChildPwsh -Argument ([IO.Path]::Join((New-TestFolder), 'out')), $bmp -Script @"
Import-Module `$env:HEATMAPPS_TEST_MODULE
$Use
`$library = [Runtime.Loader.AssemblyLoadContext]::All.Assemblies | Where-Object { `$_.GetName().Name -like 'Magick.NET-Q*' }
`$image = [Activator]::CreateInstance(`$library.GetType('ImageMagick.MagickImage'))
foreach (`$name in 'xc:red', 'label:hello') {
    try { `$image.Read(`$name); "`$name read" } catch { `$_.Exception.InnerException.GetType().Name }
}
"@
        $result.ExitCode | Should -Be 0
        $result.Error | Should -BeNullOrEmpty
        $result.Output | Should -Be 'MagickPolicyErrorException', 'MagickPolicyErrorException'
    }
}

Describe 'What the policy allows' {
    # Formats of files that only this library reads or writes, and what lies inside of them: PNG in icons, JPEG in DICOM.
    It 'is what is used, reading and writing apart, and none of its <Least> other formats' -ForEach @{ Least = 200 } {
        $result = Invoke-ChildPwsh -Script @'
Import-Module $env:HEATMAPPS_TEST_MODULE
$file = [IO.Path]::GetTempFileName()
try {
    Optimize-Contrast -InputObject ([ushort[,]]::new(4, 4)) -Minimum 0 -Maximum 9 -BitDepth 8 | Export-HeatmapImage -Path "$file.bmp"
    $bitmap = [IO.File]::ReadAllBytes("$file.bmp")
}
finally { Remove-Item -LiteralPath $file, "$file.bmp" -ErrorAction Ignore }
$library = [Runtime.Loader.AssemblyLoadContext]::All.Assemblies | Where-Object { $_.GetName().Name -like 'Magick.NET-Q*' }
$newImage = { [Activator]::CreateInstance($library.GetType('ImageMagick.MagickImage')) }
$settingsType = $library.GetType('ImageMagick.MagickReadSettings')
$bitmapSettings = [Activator]::CreateInstance($settingsType)
$bitmapSettings.Format = 'Bmp'
$isForbidden = { param($call) try { $null = & $call; $false } catch { $_.Exception.GetBaseException().GetType().Name -eq 'MagickPolicyErrorException' } }
foreach ($format in $library.GetType('ImageMagick.MagickNET').GetProperty('SupportedFormats').GetValue($null)) {
    $settings = [Activator]::CreateInstance($settingsType)
    $settings.Format = $format.Format
    $image = & $newImage
    $reads = $format.SupportsReading -and -not (& $isForbidden { $image.Read([IO.MemoryStream]::new([byte[]](1..64)), $settings) })
    $image.Dispose()
    $image = & $newImage
    $image.Read([IO.MemoryStream]::new($bitmap), $bitmapSettings)
    $writes = $format.SupportsWriting -and -not (& $isForbidden { $image.Write([IO.MemoryStream]::new(), $format.Format) })
    $image.Dispose()
    "$($format.ModuleFormat ?? $format.Format) $(if ($reads) { 'r' })$(if ($writes) { 'w' })"
}
'@
        $result.Error | Should -BeNullOrEmpty
        $result.ExitCode | Should -Be 0
        $result.Output.Count | Should -BeGreaterThan $Least
        @($result.Output | Where-Object { $_ -notmatch ' $' } | Sort-Object -Unique) | Should -Be @(
            'Bmp rw', 'Dpx w', 'Exr r', 'Heic r', 'Icon rw', 'Jp2 rw', 'Jpeg r', 'Jxl r', 'Pcx w', 'Png rw', 'Psd rw', 'Qoi rw', 'Sgi w', 'Tga w', 'Xcf r')
    }
}

Describe 'The library for Linux' -Skip:(-not $IsLinux) {
    It 'names no folder of its builder, which anybody could make' {
        $libraries = @(Get-ChildItem -LiteralPath ([IO.Path]::Join((Get-Module HeatmapPS).ModuleBase, 'bin', 'runtimes')) -Recurse -Filter 'Magick.Native-*.so')
        $libraries.Count | Should -BeGreaterThan 0
        foreach ($library in $libraries) {
            $text = [Text.Encoding]::Latin1.GetString([IO.File]::ReadAllBytes($library.FullName))
            # The name that libheif gives its own temporary files may stay.
            [regex]::Matches($text, '/tmp/(?!libheif-XXX)[\w.-]+').Value | Should -BeNullOrEmpty -Because $library.FullName
        }
    }

    It 'takes no configuration from there: <File>' -Skip:(-not $canHide) -ForEach @(
        @{ File = 'log.xml'; Content = '<logmap><log events="All"/><log output="File"/><log filename="/tmp/planted-%d.log"/><log generations="3"/><log limit="2000"/><log format="%t %e"/></logmap>' }
        @{ File = 'policy.xml'; Content = '<policymap><policy domain="coder" rights="none" pattern="BMP"/><policy domain="resource" name="width" value="1P"/><policy domain="system" name="max-memory-request" value="1B"/></policymap>' }
        @{ File = 'locale.xml'; Content = '<localemap><include file="/tmp/planted.xml"/></localemap>' }
    ) {
        $folder = New-TestFolder
        $bmp = [IO.Path]::Join($folder, 'a.bmp')
        Optimize-Contrast -InputObject ([ushort[,]]::new(4, 4)) -Minimum 0 -Maximum 9 -BitDepth 8 | Export-HeatmapImage -Path $bmp
        [IO.File]::WriteAllText([IO.Path]::Join($folder, $File), "<?xml version=""1.0""?>$Content")

        # The folders of /tmp as they are, with what somebody else put there. A machine that ran for long has thousands of pipes beside them.
        $plant = [IO.Path]::Join($folder, 'plant.sh')
        [IO.File]::WriteAllText($plant, @'
mount --rbind /tmp /mnt && mount -t tmpfs tmpfs /tmp || exit 9
for entry in /mnt/*/; do
    entry=${entry%/}
    name="/tmp/${entry##*/}"
    mkdir "$name" && mount --bind "$entry" "$name" 2>/dev/null
done
mkdir -p /tmp/ImageMagick/etc/ImageMagick-7 && cp "$1" /tmp/ImageMagick/etc/ImageMagick-7/ || exit 9
shift
"$@"
'@)
        $script = [IO.Path]::Join($folder, 'read.ps1')
        [IO.File]::WriteAllText($script, @'
Import-Module $env:HEATMAPPS_TEST_MODULE
Import-HeatmapImage -LiteralPath $args[0] | Measure-Heatmap | ForEach-Object Count
$broken = [IO.Path]::ChangeExtension($args[0], 'tga')
[IO.File]::WriteAllBytes($broken, [byte[]](0, 0, 10, 0, 0, 0, 0, 0, 0, 0, 0, 0, 4, 0, 4, 0, 24, 0, 0, 0))
(Measure-Heatmap -LiteralPath $broken 2>&1).FullyQualifiedErrorId -replace ',.*'
[IO.Directory]::GetFiles('/tmp', 'planted*')
'@)
        $start = New-ChildPwshStart $script $bmp
        $command = @('--mount', 'sh', $plant, [IO.Path]::Join($folder, $File), $start.FileName) + $start.ArgumentList
        $start.FileName = 'unshare'
        $start.ArgumentList.Clear()
        foreach ($item in $command) { $start.ArgumentList.Add($item) }
        $start.RedirectStandardOutput = $true
        $process = [Diagnostics.Process]::Start($start)
        try {
            $output = $process.StandardOutput.ReadToEndAsync()
            $process.WaitForExit(120000) | Should -BeTrue
            $process.ExitCode | Should -Be 0
            @($output.GetAwaiter().GetResult() -split '\n' | Where-Object { $_ }) | Should -Be '16', 'ImageCorrupt'
        }
        finally {
            if (-not $process.HasExited) { $process.Kill($true) }
            $process.Dispose()
        }
    }
}
