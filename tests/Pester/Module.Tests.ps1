# The module as a whole: loading, isolation from the rest of the process, what it exports. Help is in Help.Tests.ps1.

BeforeDiscovery {
    . ([IO.Path]::Join($PSScriptRoot, 'common.ps1'))
    $commands = @((Get-Command -Module HeatmapPS).Name)
    $system = [Runtime.InteropServices.RuntimeInformation]::RuntimeIdentifier
    $images = [IO.Path]::Join($repositoryRoot, 'output', 'HeatmapPS', 'bin', 'runtimes', $system, 'lib')
    $compiledHere = @($IsLinux -and (Test-Path -LiteralPath $images) ? $system : @())
}

BeforeAll {
    . ([IO.Path]::Join($PSScriptRoot, 'common.ps1'))
    $moduleFolder = [IO.Path]::Join($repositoryRoot, 'output', 'HeatmapPS')
    $manifest = Import-PowerShellDataFile -LiteralPath ([IO.Path]::Join($moduleFolder, 'HeatmapPS.psd1'))
    $context = [Runtime.Loader.AssemblyLoadContext]::GetLoadContext((Get-Command ConvertTo-Heatmap).ImplementingType.Assembly)
}

Describe 'Loading' {
    It 'exports what the manifest says, and nothing else' {
        $module = Get-Module HeatmapPS
        $module.ExportedCommands.Keys | Sort-Object | Should -Be ($manifest.CmdletsToExport | Sort-Object)
        $module.ExportedCmdlets.Count | Should -Be $manifest.CmdletsToExport.Count
        $module.ExportedVariables.Count + $module.ExportedAliases.Count + $module.ExportedFunctions.Count | Should -Be 0
        "$($module.Version)" | Should -Be $manifest.ModuleVersion
        Test-ModuleManifest -Path ([IO.Path]::Join($moduleFolder, 'HeatmapPS.psd1')) | Select-Object -ExpandProperty Name | Should -Be 'HeatmapPS'
    }

    It 'leaves no trace but itself in a new session: no warning, no variable, no error' {
        $result = Invoke-ChildPwsh -Script @'
            $before = @(Get-Variable -Scope Global).Name
            $Error.Clear()
            Import-Module $env:HEATMAPPS_TEST_MODULE -WarningVariable warnings
            "$(@($warnings).Count) $($Error.Count)"
            @(Get-Variable -Scope Global).Name | Where-Object { $_ -notin $before -and $_ -notin 'before', 'warnings', 'MaximumHistoryCount' }
'@
        $result.Output | Should -Be '0 0'
        $result.Error | Should -BeNullOrEmpty
    }

    It 'can be repeated with -Force, removed, and imported again' {
        $result = Invoke-ChildPwsh -Script @'
            $ErrorActionPreference = 'Stop'
            Import-Module $env:HEATMAPPS_TEST_MODULE
            $image = ConvertTo-Heatmap -InputObject ([byte[,]]::new(2, 3))
            Import-Module $env:HEATMAPPS_TEST_MODULE -Force
            # An object made before is still one of the module's.
            ($image | ConvertTo-Heatmap -Colormap magma).Width
            Remove-Module HeatmapPS
            [bool](Get-Command ConvertTo-Heatmap -ErrorAction Ignore -ListImported)
            Import-Module $env:HEATMAPPS_TEST_MODULE
            ($image | ConvertTo-Heatmap).Height
            @(Get-Module HeatmapPS).Count
'@
        $result.Error | Should -BeNullOrEmpty
        $result.Output | Should -Be '3', 'False', '2', '1'
    }

    It 'works under strict mode and in another culture' {
        $result = Invoke-ChildPwsh -Script @'
            Set-StrictMode -Version 3
            $ErrorActionPreference = 'Stop'
            [cultureinfo]::CurrentCulture = 'de-DE'
            Import-Module $env:HEATMAPPS_TEST_MODULE
            $path = [IO.Path]::Join([IO.Path]::GetTempPath(), [IO.Path]::GetRandomFileName() + '.csv')
            Import-HeatmapImage -InputObject ([double[]](1.5, 2.25)) -Width 2 -Height 1 | Export-HeatmapImage $path
            [IO.File]::ReadAllText($path).Trim()
            Remove-Item $path
            ConvertTo-Heatmap -InputObject (Import-HeatmapImage -InputObject ([double[]](1.5, 2.25)) -Width 2 -Height 1) -BadColor '0.5 0.25 1.0' -Verbose 4>&1 | Where-Object { $_ -is [Management.Automation.VerboseRecord] } | ForEach-Object { "$_" -replace '.*range (.*), .*', '$1' }
'@
        $result.Error | Should -BeNullOrEmpty
        $result.Output | Should -Be '1.5,2.25', '1.5 to 2.25'
    }
}

Describe 'The first image' {
    # What is compiled while a user waits: the build compiles the module ahead of time, but not what a generic type of .NET is for a value
    # type, nor what a serializer makes of a type. Such a list grows unseen: it had 490 methods once, and took half of the first image's time.
    It 'has next to nothing compiled at run time, and loads no library that it does not need, on <_>' -ForEach $compiledHere {
        $folder = New-TestFolder
        $support = [HeatmapPS.Tests.CompiledMethods].Assembly.Location
        $result = Invoke-ChildPwsh -Argument (Get-TestDataPath 'golden/files/png/gray8.png'), $folder, $support -Script @'
            $null = [Reflection.Assembly]::LoadFrom($args[2])
            $compiled = [HeatmapPS.Tests.CompiledMethods]::new()
            Import-Module $env:HEATMAPPS_TEST_MODULE
            $null = ConvertTo-Heatmap $args[0] -Destination $args[1]
            $compiled.Names() -match 'HeatmapPS' -notmatch '^HeatmapPS\.Tests' -replace '^', 'method '
            [AppDomain]::CurrentDomain.GetAssemblies().GetName().Name -match 'Magick|NetVips|LibTiff|CliWrap' -replace '^', 'library '
'@
        $result.Error | Should -BeNullOrEmpty
        Test-Path -LiteralPath ([IO.Path]::Join($folder, 'gray8.png')) | Should -BeTrue
        $methods = @($result.Output) -match '^method ' -replace '^method '
        # The loader is one assembly for all systems, and so not compiled for any.
        @($methods -match '^HeatmapPS\.Loader\.').Count | Should -BeIn (1..10)
        $methods -match '^HeatmapPS\.(?!Loader\.)' | Should -BeNullOrEmpty
        @($methods -notmatch '^HeatmapPS\.').Count | Should -BeLessThan 12
        @($result.Output) -match '^library ' | Should -BeNullOrEmpty
    }
}

Describe 'Where a later PowerShell has renamed its own members' {
    It 'the cmdlets are there all the same' {
        $probe = [IO.Path]::Join((New-TestFolder), 'Probe.psm1')
        [IO.File]::WriteAllText($probe, @'
            $null = [Reflection.Assembly]::LoadFrom([IO.Path]::Join($env:HEATMAPPS_TEST_MODULE, 'bin', 'HeatmapPS.Loader.dll'))
            $add = [HeatmapPS.Loader.CmdletExport].GetMethods([Reflection.BindingFlags]'Static, NonPublic') | Where-Object { $_.GetParameters().Count -eq 3 }
            $cmdlets = Import-Module -Assembly ([HeatmapPS.Loader.ModuleLoadContext]::LoadModule()) -PassThru -Force
            $null = $add.Invoke($null, @($ExecutionContext.psobject.BaseObject, $cmdlets.psobject.BaseObject, 'NoSuchMember'))
'@)
        $result = Invoke-ChildPwsh -Argument $probe -Script @'
            $ErrorActionPreference = 'Stop'
            Import-Module $args[0]
            (ConvertTo-Heatmap -InputObject ([byte[, ]]::new(2, 3))).Width
'@
        $result.Error | Should -BeNullOrEmpty
        $result.Output | Should -Be '3'
    }

    It 'objects go and come as themselves all the same' {
        $result = Invoke-ChildPwsh -Argument (New-TestFolder) -Script @'
            $ErrorActionPreference = 'Stop'
            Import-Module $env:HEATMAPPS_TEST_MODULE
            $assembly = (Get-Command ConvertTo-Heatmap).ImplementingType.Assembly
            $heatmap = ConvertTo-Heatmap -InputObject ([byte[, ]]::new(2, 3))
            $file = [IO.Path]::Join($args[0], 'x.clixml')
            $names = $heatmap.GetType().FullName, $heatmap.Raster.GetType().FullName, $heatmap.Colormap.GetType().FullName, $heatmap.Scale.GetType().FullName
            foreach ($name in $names) { Remove-TypeData -TypeName $name; Remove-TypeData -TypeName "Deserialized.$name" }
            $heatmap | Export-Clixml $file
            (Import-Clixml $file).GetType().Name
            $flags = [Reflection.BindingFlags]'Static, NonPublic'
            $type = $assembly.GetType('HeatmapPS.Remoting.PortableTypeData')
            $null = $type.GetMethod('NameTypes', $flags).Invoke($null, @('NoSuchMember'))
            $null = $type.GetMethod('Register', $flags).Invoke($null, @('NoSuchMember'))
            $heatmap, $heatmap.Raster, $heatmap.Colormap, $heatmap.Scale | Export-Clixml $file -Depth 2
            Import-Clixml $file | ForEach-Object { $_.GetType().Name }
'@
        $result.Error | Should -BeNullOrEmpty
        $result.Output | Should -Be 'PSObject', 'Heatmap', 'Raster', 'Colormap', 'HeatmapScale'
    }
}

Describe 'Script methods of image objects' {
    BeforeAll {
        $folder = New-TestFolder
        $raster = Import-HeatmapImage -InputObject ([byte[, ]]::new(2, 3))
        $heatmap = $raster | ConvertTo-Heatmap -Colormap gray
    }

    It 'save to a path of the prompt''s folder' {
        Push-Location -LiteralPath $folder
        try { $heatmap.Save('saved.png') | Should -BeNullOrEmpty } finally { Pop-Location }
        $png = Read-Png ([IO.Path]::Join($folder, 'saved.png'))
        $png.Width, $png.Height, $png.ColorType | Should -Be 3, 2, 3
    }

    It 'give a data: address that holds the picture, in other threads too' {
        foreach ($address in $raster.ToDataUri(), ($raster | ForEach-Object -Parallel { Import-Module ([IO.Path]::Join($using:repositoryRoot, 'output', 'HeatmapPS')); $_.ToDataUri() })) {
            $address | Should -BeLike 'data:image/png;base64,*'
            $file = [IO.Path]::Join($folder, 'address.png')
            [IO.File]::WriteAllBytes($file, [Convert]::FromBase64String($address.Substring(22)))
            $png = Read-Png $file
            $png.Width, $png.Height, $png.ColorType | Should -Be 3, 2, 0
        }
    }
}

Describe 'Isolation' {
    It 'keeps its libraries in a load context of its own' {
        $context.Name | Should -Be 'HeatmapPS'
        $null = ConvertTo-Heatmap -InputObject ([byte[,]]::new(1, 1))
        Export-HeatmapImage -InputObject ([byte[,]]::new(8, 8)) -Path ([IO.Path]::Join((New-TestFolder), 'x.webp'))
        $inside = $context.Assemblies | ForEach-Object { $_.GetName().Name }
        $inside | Should -Contain 'HeatmapPS.Engine'
        $inside | Should -Contain 'NetVips'
        $outside = [Runtime.Loader.AssemblyLoadContext]::Default.Assemblies | ForEach-Object { $_.GetName().Name }
        $outside | Where-Object { $_ -match 'NetVips|Magick|HeatmapPS\.Engine' } | Should -BeNullOrEmpty
    }

    It 'runs the libvips that comes with it, whatever the system has' {
        $netVips = $context.Assemblies | Where-Object { $_.GetName().Name -eq 'NetVips' }
        $method = $netVips.GetType('NetVips.NetVips').GetMethods() | Where-Object Name -EQ 'Version'
        $rest = @($method.GetParameters() | Select-Object -Skip 1 | ForEach-Object { $true })
        $version = foreach ($part in 0, 1) { $method.Invoke($null, [object[]](@([int]$part) + $rest)) }
        $version | Should -Be 8, 18
        if ($IsLinux) {
            $loaded = [IO.File]::ReadAllLines('/proc/self/maps') | Where-Object { $_ -match 'libvips' } | ForEach-Object { ($_ -split '\s+', 6)[5] } | Sort-Object -Unique
            $loaded | Should -Not -BeNullOrEmpty
            $loaded | Where-Object { -not $_.StartsWith($moduleFolder) } | Should -BeNullOrEmpty
        }
    }

    It 'has no type of its libraries in a public signature' {
        $assemblies = $context.Assemblies | Where-Object { $_.GetName().Name -in 'HeatmapPS', 'HeatmapPS.Engine' }
        $foreign = foreach ($type in $assemblies.GetExportedTypes()) {
            foreach ($member in $type.GetMembers()) {
                $types = switch ($member) {
                    { $_ -is [Reflection.MethodBase] } { $_.GetParameters().ParameterType; $_.ReturnType }
                    { $_ -is [Reflection.PropertyInfo] } { $_.PropertyType }
                    { $_ -is [Reflection.FieldInfo] } { $_.FieldType }
                }
                if ($types.Assembly.FullName -match '^(NetVips|Magick|BitMiracle|CliWrap)') { "$type.$($member.Name)" }
            }
        }
        $foreign | Should -BeNullOrEmpty
    }

    It 'carries each library once, and no debug symbols' {
        $files = Get-ChildItem -LiteralPath $moduleFolder -Recurse -File
        $files | Where-Object Extension -In '.pdb', '.xml' | Where-Object { $_.FullName -notmatch 'en-US' } | Should -BeNullOrEmpty
        $files.Name | Should -Contain 'LICENSE'
        $files.Name | Should -Contain 'THIRD-PARTY-NOTICES.md'
        $files | Where-Object Name -Match '^System\.Management\.Automation' | Should -BeNullOrEmpty
    }
}

Describe 'Conventions of <_>' -ForEach $commands {
    BeforeAll {
        $command = Get-Command $_
    }

    It 'has an approved verb and tells its output type' {
        (Get-Verb).Verb | Should -Contain $command.Verb
        $command.OutputType.Count | Should -BeGreaterThan 0
    }

    It 'asks before it writes' {
        $writes = $command.Parameters.ContainsKey('Destination') -or $command.Verb -eq 'Export'
        $command.Parameters.ContainsKey('WhatIf') | Should -Be $writes
        $command.Parameters.ContainsKey('Confirm') | Should -Be $writes
    }

    It 'takes images the same way as the others' {
        if ($command.Parameters.ContainsKey('LiteralPath')) {
            $command.Parameters['LiteralPath'].Aliases | Should -Contain 'PSPath'
            $command.Parameters['LiteralPath'].Aliases | Should -Contain 'FullName'
            # Colormap files are no images, and no array is one.
            $sets = $command.Noun -eq 'Colormap' ? @('LiteralPath', 'Path') : @('InputObject', 'LiteralPath', 'Path')
            foreach ($set in $sets) { $command.ParameterSets.Name | Should -Contain $set }
        }

        # A property of a piped object must not choose where something is written.
        foreach ($name in 'Destination', 'Format', 'Name', 'RelativeTo', 'Force' | Where-Object { $command.Parameters.ContainsKey($_) -and $command.Name -notlike 'Get-*' }) {
            $command.Parameters[$name].Attributes | Where-Object { $_ -is [Parameter] -and ($_.ValueFromPipelineByPropertyName -or $_.ValueFromPipeline) } | Should -BeNullOrEmpty -Because $name
        }
    }
}
