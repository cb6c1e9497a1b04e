# Each error id of the source is asserted by some test; here are those that no test of a cmdlet comes by.

BeforeDiscovery {
    . ([IO.Path]::Join($PSScriptRoot, 'common.ps1'))
    $ids = Get-ChildItem -LiteralPath ([IO.Path]::Join($repositoryRoot, 'src')) -Filter *.cs -Recurse | Where-Object FullName -NotMatch '[\\/](obj|bin)[\\/]' | ForEach-Object {
        [regex]::Matches([IO.File]::ReadAllText($_.FullName), '"([A-Z]\w+)",\s*Error(Kind|Category)\b') | ForEach-Object { $_.Groups[1].Value }
    } | Sort-Object -Unique
}

BeforeAll {
    . ([IO.Path]::Join($PSScriptRoot, 'common.ps1'))
    $tests = Get-ChildItem -LiteralPath $PSScriptRoot -Filter '*.Tests.ps1' | ForEach-Object { [IO.File]::ReadAllLines($_.FullName) }
    $assemblies = [Runtime.Loader.AssemblyLoadContext]::GetLoadContext((Get-Command ConvertTo-Heatmap).ImplementingType.Assembly).Assemblies
    $cmdlets = $assemblies | Where-Object { $_.GetName().Name -eq 'HeatmapPS' }
    $engine = $assemblies | Where-Object { $_.GetName().Name -eq 'HeatmapPS.Engine' }
}

Describe 'The source' {
    It 'has ids' -ForEach @{ Count = $ids.Count } { $Count | Should -BeGreaterThan 60 }

    It 'has a test that asserts <_>' -ForEach $ids {
        $id = $_
        $lines = @($tests | Where-Object { $_ -match "\b$id\b" -and $_ -match "Should|\bId\b *=|'$id'" })
        $lines | Should -Not -BeNullOrEmpty -Because 'an id that no test asserts may be any other'
    }
}

Describe 'An error' {
    It 'of a colormap''s file that the system does not read is ColormapFileReadFailed' {
        $path = [IO.Path]::Join((New-TestFolder), 'x.lut')
        [IO.File]::WriteAllBytes($path, [byte[]]::new(768))
        # .NET keeps others of the process from a file that it has for itself, on every system.
        $file = [IO.FileStream]::new($path, 'Open', 'ReadWrite', 'None')
        try { { Import-Colormap -LiteralPath $path } | Should-ThrowId ColormapFileReadFailed -TargetObject $path }
        finally { $file.Dispose() }
    }

    It 'of an image that permissions keep from us is ImageAccessDenied' -Skip:($IsWindows -or ((Test-Root) -and -not (Test-Program setpriv))) {
        $path = Write-TestPng ([IO.Path]::Join((New-TestFolder), 'secret.png')) 4 4 ([ushort[]](0..15))
        [IO.File]::SetUnixFileMode($path, 'None')
        $script = [IO.Path]::Join((New-TestFolder), 'read.ps1')
        [IO.File]::WriteAllText($script, 'Import-Module $env:HEATMAPPS_TEST_MODULE; Measure-Heatmap -LiteralPath $args[0] 2>&1 | ForEach-Object { $_.FullyQualifiedErrorId; $_.TargetObject; "$($_.CategoryInfo.Category)" }')
        $start = New-ChildPwshStart $script @($path)
        if (Test-Root) {
            # Root without the right to pass over permissions.
            $program, $arguments = $start.FileName, @($start.ArgumentList)
            $start.FileName = 'setpriv'
            $start.ArgumentList.Clear()
            foreach ($item in @('--inh-caps=-dac_override,-dac_read_search', '--bounding-set=-dac_override,-dac_read_search', $program) + $arguments) { $start.ArgumentList.Add($item) }
        }

        $result = Invoke-ChildProcess $start
        $result.Output | Should -Be 'ImageAccessDenied,HeatmapPS.Commands.MeasureHeatmapCommand', $path, 'PermissionDenied' -Because $result.Error
    }

    It 'of a sheet of names on a machine without fonts is FontNotFound' -Skip:(-not $IsLinux) {
        $config = [IO.Path]::Join((New-TestFolder), 'fonts.conf')
        [IO.File]::WriteAllText($config, '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig></fontconfig>')
        $child = Invoke-ChildPwsh -Environment @{ FONTCONFIG_FILE = $config } -Argument ([IO.Path]::Join((New-TestFolder), 'sheet.png')) -Script @'
Import-Module $env:HEATMAPPS_TEST_MODULE
Get-Colormap magma, viridis | Export-Colormap -Path $args[0] 2>&1 | ForEach-Object { ($_.FullyQualifiedErrorId -split ',')[0] }
Test-Path -LiteralPath $args[0]
'@
        $child.Output | Should -Be 'FontNotFound', 'False' -Because $child.Error
    }

    It 'of a library that is not beside the module is LibraryNotFound' {
        # The module without its native libraries. The system may have a libvips of its own, but none of Magick.NET's.
        $copy = [IO.Path]::Join((New-TestFolder), 'HeatmapPS')
        $module = [IO.Path]::Join($repositoryRoot, 'output', 'HeatmapPS')
        $null = [IO.Directory]::CreateDirectory([IO.Path]::Join($copy, 'bin'))
        Get-ChildItem -LiteralPath $module -File | Copy-Item -Destination $copy
        Get-ChildItem -LiteralPath ([IO.Path]::Join($module, 'bin')) -File | Copy-Item -Destination ([IO.Path]::Join($copy, 'bin'))
        $path = [IO.Path]::Join((New-TestFolder), 'x.bmp')
        # A header of 54 bytes, and 2 × 2 pixels of 24 bits in rows of 8 bytes.
        [IO.File]::WriteAllBytes($path, [byte[]](0x42, 0x4D, 70, 0, 0, 0, 0, 0, 0, 0, 54, 0, 0, 0, 40, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 1, 0, 24, 0 + @(0) * 40))
        (Import-HeatmapImage $path).Width | Should -Be 2
        $child = Invoke-ChildPwsh -Argument $copy, $path -Script @'
Import-Module $args[0]
try { Measure-Heatmap -LiteralPath $args[1] -ErrorAction Stop } catch { ($_.FullyQualifiedErrorId -split ',')[0]; "$($_.CategoryInfo.Category)" }
'@
        $child.Output | Should -Be 'LibraryNotFound', 'NotInstalled' -Because $child.Error
        $child = Invoke-ChildPwsh -Argument $copy, (New-TestFolder) -Script @'
Import-Module $args[0]
$writes = {
    ConvertTo-Heatmap -InputObject ([byte[, ]]::new(2, 2)) -Minimum 0 -Maximum 9 -Destination $args[1] -Format bmp -ErrorAction Stop
}, { Import-HeatmapImage -InputObject ([byte[, ]]::new(2, 2)) | Export-HeatmapImage -Path "$($args[1])/x.bmp" -ErrorAction Stop }, { Get-HeatmapFormat -ErrorAction Stop }
foreach ($write in $writes) { try { & $write @args } catch { ($_.FullyQualifiedErrorId -split ',')[0]; "$($_.Exception.Message)".Split("`n").Count } }
'@
        $child.Output | Should -Be 'LibraryNotFound', '1', 'LibraryNotFound', '1', 'LibraryNotFound', '1' -Because $child.Error
    }

    It 'of a library that takes no policy is LibraryNotFound: it is not used without' -Skip:(-not $IsLinux) {
        $copy = [IO.Path]::Join((New-TestFolder), 'HeatmapPS')
        $module = [IO.Path]::Join($repositoryRoot, 'output', 'HeatmapPS')
        $runtimes = [IO.Directory]::CreateDirectory([IO.Path]::Join($copy, 'bin', 'runtimes')).FullName
        Get-ChildItem -LiteralPath $module -File | Copy-Item -Destination $copy
        Get-ChildItem -LiteralPath ([IO.Path]::Join($module, 'bin')) -File | Copy-Item -Destination ([IO.Path]::Join($copy, 'bin'))
        $system = [Runtime.InteropServices.RuntimeInformation]::RuntimeIdentifier
        Copy-Item -LiteralPath ([IO.Path]::Join($module, 'bin', 'runtimes', $system)) -Destination $runtimes -Recurse
        foreach ($library in Get-ChildItem -LiteralPath $copy -Recurse -Filter 'Magick.Native-*.so') {
            # As long a name, so that nothing moves, and one that nobody asks for.
            $text = [Text.Encoding]::Latin1.GetString([IO.File]::ReadAllBytes($library.FullName))
            $other = $text.Replace("`0SetMagickSecurityPolicy`0", "`0SetMagickSecurityPolicX`0")
            $other | Should -Not -BeExactly $text
            [IO.File]::WriteAllBytes($library.FullName, [Text.Encoding]::Latin1.GetBytes($other))
        }

        $child = Invoke-ChildPwsh -Argument $copy, ([IO.Path]::Join((New-TestFolder), 'x.bmp')) -Script @'
Import-Module $args[0]
foreach ($try in 1, 2) {
    try { Import-HeatmapImage -InputObject ([byte[, ]]::new(2, 2)) | Export-HeatmapImage -Path $args[1] -ErrorAction Stop }
    catch { ($_.FullyQualifiedErrorId -split ',')[0]; "$($_.CategoryInfo.Category)"; $_.Exception.Message -match 'policy' }
}
Test-Path -LiteralPath $args[1]
'@
        $child.Output | Should -Be 'LibraryNotFound', 'PermissionDenied', 'True', 'LibraryNotFound', 'PermissionDenied', 'True', 'False' -Because $child.Error
    }

    It 'of an object that is too large to travel is ObjectTooLarge, whose words go in its place' {
        $large = Import-HeatmapImage -InputObject ([byte[, ]]::new(10240, 10241))
        $write = $engine.GetType('HeatmapPS.Engine.Portable.PortableObject').GetMethod('Write')
        $fault = { $write.Invoke($null, @($large.psobject.BaseObject)) } | Should -Throw -PassThru
        $cause = $fault.Exception
        while ($cause.InnerException) { $cause = $cause.InnerException }
        $cause.ErrorId | Should -Be 'ObjectTooLarge'
        $large.psobject.Members['SerializedObject'].Value | Should -Be $cause.Message
        # The last that may travel.
        ($write.Invoke($null, @((Import-HeatmapImage -InputObject ([byte[, ]]::new(10240, 10240))).psobject.BaseObject))).Length | Should -BeGreaterThan 100
    }

    It 'of more images than a median can count is TooManyImages' {
        $image = Import-HeatmapImage -InputObject ([byte[, ]]::new(1, 1))
        { @($image) * 32767 | Merge-Stack -Statistic Median } | Should-ThrowId TooManyImages
    }

    It 'of .NET has an id and a category: <Id>' -ForEach @(
        @{ Id = 'OutOfMemory'; Exception = [OutOfMemoryException]::new(); Category = 'ResourceUnavailable' }
        @{ Id = 'ImageReadFailed'; Exception = [IO.IOException]::new('x'); Category = 'ReadError' }
        @{ Id = 'ImageAccessDenied'; Exception = [UnauthorizedAccessException]::new('x'); Category = 'PermissionDenied' }
        @{ Id = 'UnexpectedError'; Exception = [InvalidOperationException]::new('x'); Category = 'InvalidOperation' }
        @{ Id = 'OutOfMemory'; Exception = [AggregateException]::new([OutOfMemoryException]::new()); Category = 'ResourceUnavailable' }
    ) {
        $method = $cmdlets.GetType('HeatmapPS.Pipeline.ErrorRecords').GetMethod('ToErrorRecord')
        $record = $method.Invoke($null, @($Exception.psobject.BaseObject, 'the target'))
        $record.FullyQualifiedErrorId, "$($record.CategoryInfo.Category)", $record.TargetObject | Should -Be $Id, $Category, 'the target'
    }
}
