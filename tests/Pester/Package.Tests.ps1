# The package as its users get it: published to a repository of its own, installed and used in a process that sees nothing else.

BeforeDiscovery {
    . ([IO.Path]::Join($PSScriptRoot, 'common.ps1'))
    $noGallery = -not (Test-Module 'Microsoft.PowerShell.PSResourceGet')
    $imageFiles = [IO.Path]::Join($repositoryRoot, 'output', 'HeatmapPS', 'bin', 'runtimes', '*', 'lib', 'HeatmapPS.Engine.dll')
    $compiledSystems = @(Get-Item -Path $imageFiles | ForEach-Object { $_.Directory.Parent.Name })
}

BeforeAll {
    . ([IO.Path]::Join($PSScriptRoot, 'common.ps1'))
    $modulePath = [IO.Path]::Join($repositoryRoot, 'output', 'HeatmapPS')
    $manifest = Import-PowerShellDataFile -LiteralPath ([IO.Path]::Join($repositoryRoot, 'HeatmapPS.psd1'))

    # Packed from a copy, because packing adds the list of contents.
    $copy = [IO.Path]::Join((New-TestFolder), 'HeatmapPS')
    Copy-Item -LiteralPath $modulePath -Destination $copy -Recurse
    $assets = [IO.Path]::Join($repositoryRoot, 'src', 'HeatmapPS', 'obj', 'project.assets.json')
    if (Test-Build) { & ([IO.Path]::Join($repositoryRoot, 'tools', 'build', 'New-ModuleSbom.ps1')) -ModulePath $copy -AssetsPath $assets }
}

Describe 'The module folder' {
    It 'holds libraries for the systems of the allow-list, and no file of a test, of symbols, or of a build' {
        @(Get-ChildItem -LiteralPath ([IO.Path]::Join($copy, 'bin', 'runtimes'))).Name | Sort-Object |
            Should -Be 'linux-arm64', 'linux-musl-x64', 'linux-x64', 'osx-arm64', 'win-arm64', 'win-x64'
        @(Get-ChildItem -LiteralPath $copy -Recurse -File | Where-Object { $_.Extension -in '.pdb', '.dbg', '.xml', '.cs' -and $_.Name -notlike '*-Help.xml' }) | Should -BeNullOrEmpty
        @(Get-ChildItem -LiteralPath $copy -Recurse -File | Where-Object Name -Match '\.Tests\.|\.deps\.json$') | Should -BeNullOrEmpty
    }

    It 'names no place of the machine that built it' {
        # Paths are in assemblies as UTF-8 (symbols) and as UTF-16 (texts); in Latin-1 every byte is a character.
        $place = $repositoryRoot + [IO.Path]::DirectorySeparatorChar
        $needles = foreach ($encoding in [Text.Encoding]::UTF8, [Text.Encoding]::Unicode) { [Text.Encoding]::Latin1.GetString($encoding.GetBytes($place)) }
        $own = Get-ChildItem -LiteralPath $copy -Recurse -File | Where-Object { $_.Name -like 'HeatmapPS*' -or $_.Extension -in '.json', '.txt', '.md', '.ps1xml' }
        $own.Count | Should -BeGreaterThan 5
        foreach ($file in $own) {
            $text = [Text.Encoding]::Latin1.GetString([IO.File]::ReadAllBytes($file.FullName))
            foreach ($needle in $needles) {
                $text.Contains($needle, [StringComparison]::Ordinal) | Should -BeFalse -Because $file.FullName
            }
        }
    }

    It 'tells the changes of its version in the manifest' {
        $built = Import-PowerShellDataFile -LiteralPath ([IO.Path]::Join($copy, 'HeatmapPS.psd1'))
        $built.PrivateData.PSData.ReleaseNotes | Should -Match 'ConvertTo-Heatmap: converts grey images'
        $built.PrivateData.PSData.LicenseUri | Should -Be 'https://opensource.org/license/mit'
        $built.CmdletsToExport | Should -Be $manifest.CmdletsToExport
        $built.ModuleVersion | Should -Be $manifest.ModuleVersion
        $null = Test-ModuleManifest -Path ([IO.Path]::Join($copy, 'HeatmapPS.psd1')) -ErrorAction Stop
    }
}

Describe 'The ahead-of-time images' {
    # The compiler takes OperatingSystem.IsWindows() from the framework it is given. Images made against another system's framework
    # replaced inputs on Windows, where A.TIF and a.tif are one file.
    It 'of <_> were compiled against the framework of that system' -ForEach $compiledSystems {
        foreach ($name in 'HeatmapPS.dll', 'HeatmapPS.Engine.dll', 'NetVips.dll', 'System.IO.Hashing.dll') {
            $image = [HeatmapPS.Tests.ReadyToRunImage]::new([IO.Path]::Join($modulePath, 'bin', 'runtimes', $_, 'lib', $name))
            try {
                $image.IsCompiled | Should -BeTrue -Because $name
                if ($name -eq 'HeatmapPS.Engine.dll') {
                    $image.ConstantOf('HeatmapPS.Engine.Files.FileNames', 'get_IgnoreCase') | Should -Be ($_ -match '^(win|osx)-')
                }
            }
            finally { $image.Dispose() }
        }
    }
}

Describe 'The list of what is inside' -Skip:(-not (Test-Build)) {
    BeforeAll {
        $text = Get-Content -LiteralPath ([IO.Path]::Join($copy, 'sbom.cdx.json')) -Raw
        $sbom = $text | ConvertFrom-Json
        $packages = @($sbom.components | Where-Object type -EQ 'library')
    }

    It 'has every file with its checksum' {
        $listed = @($sbom.components | Where-Object type -EQ 'file')
        $files = @(Get-ChildItem -LiteralPath $copy -Recurse -File | Where-Object Name -NE 'sbom.cdx.json')
        $listed.Count | Should -Be $files.Count
        foreach ($item in $listed | Select-Object -First 5) {
            $item.hashes[0].content | Should -Be (Get-FileHash -LiteralPath ([IO.Path]::Join($copy, $item.name))).Hash
        }
    }

    It 'has <_> with version and licence' -ForEach 'NetVips', 'CliWrap', 'Magick.NET.Core', 'NetVips.Native.linux-x64' {
        $package = $packages | Where-Object name -EQ $_
        $package.version | Should -Match '^\d+\.\d+'
        $package.purl | Should -Be "pkg:nuget/$_@$($package.version)"
        $package.hashes[0].content | Should -Match '^[0-9a-f]{128}$'
        ($package.licenses[0].PSObject.Properties['expression']?.Value ?? $package.licenses[0].license.url) | Should -Not -BeNullOrEmpty
    }

    It 'has a package for every assembly that is not ours, and the libraries inside libvips' {
        $packages.name | Should -Not -Contain 'PowerShellStandard.Library'
        ($packages | Where-Object name -EQ 'NetVips.Native.linux-x64').components.name | Should -Contain 'tiff'
    }

    It 'is the same for the same module' {
        & ([IO.Path]::Join($repositoryRoot, 'tools', 'build', 'New-ModuleSbom.ps1')) -ModulePath $copy -AssetsPath $assets
        Get-Content -LiteralPath ([IO.Path]::Join($copy, 'sbom.cdx.json')) -Raw | Should -Be $text
    }
}

Describe 'The icon' {
    It 'is a picture of 128 × 128 in the module, as the package''s script makes it' {
        $icon = Import-HeatmapImage -LiteralPath ([IO.Path]::Join($copy, 'icon.png'))
        $icon.Width, $icon.Height, $icon.HasAlpha | Should -Be 128, 128, $true
        $script = [IO.Path]::Join($repositoryRoot, 'tools', 'pictures', 'New-PackageIcon.ps1')
        $made = & $script -ModulePath $modulePath -Destination (New-TestFolder)
        Should-HavePixels (Import-HeatmapImage -LiteralPath $made.FullName).ToArray() $icon.ToArray()
    }

    It 'is named by the package, which is installed as before' -Skip:$noGallery {
        # A module of the same name with nothing but what matters here, because the whole one takes long to pack.
        $small = [IO.Path]::Join((New-TestFolder), 'HeatmapPS')
        $null = New-Item -ItemType Directory -Path $small
        New-ModuleManifest -Path ([IO.Path]::Join($small, 'HeatmapPS.psd1')) -ModuleVersion 1.2.3 -Author 'A' -Description 'A module.'
        Copy-Item -LiteralPath ([IO.Path]::Join($copy, 'icon.png')) -Destination $small
        $repository = New-TestFolder
        Compress-PSResource -Path $small -DestinationPath $repository
        $package = [IO.Path]::Join($repository, 'HeatmapPS.1.2.3.nupkg')
        $tool = [IO.Path]::Join($repositoryRoot, 'tools', 'build', 'Add-PackageIcon.ps1')
        & $tool -PackagePath $package -Icon 'icon.png'
        $archive = [IO.Compression.ZipFile]::OpenRead($package)
        try {
            $reader = [IO.StreamReader]::new($archive.GetEntry('HeatmapPS.nuspec').Open())
            $metadata = ([xml]$reader.ReadToEnd()).package.metadata
            $reader.Dispose()
            @($archive.Entries.FullName -eq $metadata.icon).Count | Should -Be 1
            $metadata.id, $metadata.version | Should -Be 'HeatmapPS', '1.2.3'
        }
        finally { $archive.Dispose() }
        { & $tool -PackagePath $package -Icon 'none.png' } | Should -Throw '*none.png*'

        $name = 'Icon-' + [IO.Path]::GetRandomFileName()
        Register-PSResourceRepository -Name $name -Uri $repository -Trusted -ApiVersion Local
        try {
            $target = New-TestFolder
            Save-PSResource -Name HeatmapPS -Repository $name -Path $target -TrustRepository
            [IO.Path]::Join($target, 'HeatmapPS', '1.2.3', 'icon.png') | Should -Exist
        }
        finally { Unregister-PSResourceRepository -Name $name }
    }
}

# Windows keeps a user's modules among the documents, wherever HOME is.
Describe 'From a repository' -Skip:($noGallery -or $IsWindows) {
    It 'is installed by name and does the main job' {
        $source = New-TestFolder
        foreach ($i in 0..2) {
            Export-HeatmapImage -InputObject (Import-HeatmapImage -InputObject (New-TestFrame Spot 40 30 -Type ([uint16]) -Seed $i).Data -Width 40 -Height 30) -Path ([IO.Path]::Join($source, "f$i.png"))
        }

        # Settings and modules of a user who has none yet. Without PSModulePath a new process works out where modules are.
        $user = New-TestFolder
        $environment = @{
            HOME = $user; USERPROFILE = $user; XDG_DATA_HOME = [IO.Path]::Join($user, '.local', 'share'); XDG_CONFIG_HOME = [IO.Path]::Join($user, 'config')
            XDG_CACHE_HOME = [IO.Path]::Join($user, 'cache'); LOCALAPPDATA = [IO.Path]::Join($user, 'local'); APPDATA = [IO.Path]::Join($user, 'roaming')
            PSModulePath = $null
        }
        # .NET takes a folder that is not there for one that is not set. PSResourceGet installs into .local/share whatever is set.
        $environment.Values | Where-Object { $_ } | ForEach-Object { $null = New-Item -ItemType Directory -Path $_ -Force }
        $repository = New-TestFolder
        $result = Invoke-ChildPwsh -Environment $environment -Argument $copy, $repository -Script @'
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
Register-PSResourceRepository -Name Local -Uri $args[1] -Trusted -ApiVersion Local
Publish-PSResource -Path $args[0] -Repository Local
Install-PSResource -Name HeatmapPS -Repository Local -TrustRepository -Scope CurrentUser
'@
        $result.ExitCode | Should -Be 0 -Because $result.Error
        @(Get-ChildItem -LiteralPath $repository -Filter "HeatmapPS.$($manifest.ModuleVersion).nupkg").Length | Should -BeLessThan 250MB

        $result = Invoke-ChildPwsh -Environment $environment -Argument $user, $source, (New-TestFolder) -Script @'
$ErrorActionPreference = 'Stop'
Import-Module HeatmapPS
$module = Get-Module HeatmapPS
"installed $($module.ModuleBase.StartsWith($args[0]))"
"cmdlets $($module.ExportedCmdlets.Count)"
"written $(@(Get-ChildItem -LiteralPath $args[1] | ConvertTo-Heatmap -Colormap inferno -SharedScale -Destination $args[2]).Count)"
"help $((Get-Help ConvertTo-Heatmap).Synopsis)"
'@
        $result.ExitCode | Should -Be 0 -Because $result.Error
        $lines = @($result.Output -split "`r?`n" | Where-Object { $_ })
        $lines | Should -Contain 'installed True'
        $lines | Should -Contain "cmdlets $($manifest.CmdletsToExport.Count)"
        $lines | Should -Contain 'written 3'
        $lines | Should -Contain "help $((Get-Help ConvertTo-Heatmap).Synopsis)"
    }
}
