# The help pages: Get-Help shows all of them, and every example of every page, of the README, the gallery and the guide for Python users, runs.

BeforeDiscovery {
    . ([IO.Path]::Join($PSScriptRoot, 'common.ps1'))
    $docsPath = [IO.Path]::Join($repositoryRoot, 'docs', 'en-US')
    $manifest = Import-PowerShellDataFile -LiteralPath ([IO.Path]::Join($repositoryRoot, 'HeatmapPS.psd1'))
    $cmdlets = @($manifest.CmdletsToExport)

    # Every code block marked as PowerShell, named for the heading above it. Those of sessions run where there are hosts: New-HeatmapSession.Tests.ps1.
    $pages = @(Get-ChildItem -LiteralPath $docsPath -Filter '*.md' -Exclude 'New-HeatmapSession.md')
    $pages += Get-Item -LiteralPath ([IO.Path]::Join($repositoryRoot, 'README.md'))
    $pages += 'coming-from-python', 'gallery' | ForEach-Object { Get-Item -LiteralPath ([IO.Path]::Join($repositoryRoot, 'docs', "$_.md")) }
    $examples = foreach ($page in $pages) {
        $title = ''
        $code = $null
        foreach ($line in [IO.File]::ReadAllLines($page.FullName)) {
            if ($null -ne $code) {
                if ($line -eq '```') {
                    @{ Page = $page.BaseName; Title = $title; Code = $code -join "`n"; NeedsFfmpeg = "$code" -match '\.(mp4|mkv|webm|mov|avi)\b' -and "$code" -notmatch 'Get-Command ffmpeg' }
                    $code = $null
                }
                else {
                    $code += @($line)
                }
            }
            elseif ($line -eq '```powershell') {
                $code = @()
            }
            elseif ($line -match '^#+ (.*)') {
                $title = $Matches[1]
            }
        }
    }
}

BeforeAll {
    . ([IO.Path]::Join($PSScriptRoot, 'common.ps1'))
    . ([IO.Path]::Join($PSScriptRoot, 'support', 'ExampleFolder.ps1'))
    $exampleFolder = New-ExampleFolder

    function Invoke-Example([string] $Code) {
        Push-Location -LiteralPath (New-ExampleFolder)
        $shell = [powershell]::Create([Management.Automation.RunspaceMode]::CurrentRunspace)
        try {
            $null = $shell.AddScript("`$WarningPreference = 'SilentlyContinue'; `$InformationPreference = 'Ignore'`n$Code", $true).AddCommand('Out-String').Invoke()
            $shell.Streams.Error | Should -BeNullOrEmpty
            if ($shell.InvocationStateInfo.Reason) { throw $shell.InvocationStateInfo.Reason }
        }
        finally {
            $shell.Dispose()
            Pop-Location
        }
    }
    $topics = @(Get-ChildItem -LiteralPath ([IO.Path]::Join($repositoryRoot, 'docs', 'en-US')) -Filter 'about_*.md' | ForEach-Object BaseName)
}

Describe 'Help of <_>' -ForEach $cmdlets {
    BeforeAll {
        $help = Get-Help -Name $_ -Full
        $command = Get-Command -Name $_ -Module HeatmapPS
    }

    It 'has a synopsis and a description' {
        $help.Synopsis | Should -Match '^[A-Z].{10,}\.$'
        "$($help.description.Text)".Length | Should -BeGreaterThan 80
    }

    It 'has at least two examples, with code and an explanation' {
        @($help.examples.example).Count | Should -BeGreaterOrEqual 2
        $help.examples.example[0].code | Should -Match $command.Name
        foreach ($example in $help.examples.example) {
            $example.code | Should -Not -BeNullOrEmpty
            "$($example.remarks.Text)".Trim() | Should -Not -BeNullOrEmpty -Because $example.title
        }
    }

    It 'describes every parameter' {
        $own = $command.Parameters.Keys | Where-Object { $_ -notin [Management.Automation.Cmdlet]::CommonParameters }
        foreach ($name in $own) {
            $parameter = @($help.parameters.parameter | Where-Object name -EQ $name)
            $parameter.Count | Should -Be 1 -Because "-$name is a parameter"
            "$($parameter.description.Text)".Length | Should -BeGreaterThan 20 -Because "-$name has a description"
        }

        @($help.parameters.parameter.name | Where-Object { $_ -notin $own }) | Should -BeNullOrEmpty
    }

    It 'tells what goes in and comes out, and links to other help that exists' {
        "$($help.inputTypes.inputType.type.name)" | Should -Not -BeNullOrEmpty
        "$($help.returnValues.returnValue.type.name)" | Should -Not -BeNullOrEmpty
        # One a line, or several behind the name of a group.
        $links = @($help.relatedLinks.navigationLink.linkText -split '\n' -replace '^[^:]+: ' -split ', ')
        $links | Should -Contain 'about_HeatmapPS'
        foreach ($link in $links) { $link | Should -BeIn @((Get-Module HeatmapPS).ExportedCmdlets.Keys; $topics) }
    }

    It 'tells the ids of errors that exist' {
        $sources = [IO.Path]::Join($repositoryRoot, 'src')
        $known = @(Get-ChildItem -LiteralPath $sources -Recurse -Filter '*.cs' | Select-String -Pattern '"([A-Z][A-Za-z]+)"' -AllMatches |
            ForEach-Object { $_.Matches.ForEach({ $_.Groups[1].Value }) })
        $page = [IO.File]::ReadAllText([IO.Path]::Join($repositoryRoot, 'docs', 'en-US', "$_.md"))
        # Pages have tables of other things too, such as modes: only those headed so are of errors.
        $rows = [regex]::Matches($page, '(?m)^\| Error id .*\n\|[ \-|]+\n((?:\|.*\n?)+)') | ForEach-Object { $_.Groups[1].Value.Trim() -split '\n' }
        foreach ($row in @($rows)) { ($row -split '\|')[1].Trim() -split ', ' | Should -BeIn $known }
    }
}

Describe 'The help pages' {
    It 'have the syntax and parameters of the cmdlets' {
        $tool = [IO.Path]::Join($repositoryRoot, 'tools', 'help', 'Test-HelpPage.ps1')
        $folders = @{
            ModulePath = [IO.Path]::Join($repositoryRoot, 'output', 'HeatmapPS')
            DocsPath   = [IO.Path]::Join($repositoryRoot, 'docs', 'en-US')
        }
        & $tool @folders -PassThru | Should -BeNullOrEmpty
    }
}

Describe 'The README' {
    BeforeAll {
        $readme = [IO.File]::ReadAllText([IO.Path]::Join($repositoryRoot, 'README.md'))
    }

    It 'fits into two minutes' {
        @($readme -split "`n").Count | Should -BeLessOrEqual 150
    }

    It 'shows pictures and links to files that exist, as the guides do' {
        foreach ($page in @(Get-Item ([IO.Path]::Join($repositoryRoot, '*.md'))) + @(Get-Item ([IO.Path]::Join($repositoryRoot, 'docs', '*.md')))) {
            foreach ($link in [regex]::Matches([IO.File]::ReadAllText($page), '\]\((?!https?:)([^)#\s]+)(#[^)]*)?\)')) {
                [IO.Path]::Join($page.DirectoryName, $link.Groups[1].Value) | Should -Exist -Because "$($page.Name) links to it"
            }
        }
    }

    It 'names every cmdlet' {
        foreach ($name in (Get-Module HeatmapPS).ExportedCmdlets.Keys) { $readme | Should -Match "docs/en-US/$name\.md" }
    }
}

Describe 'The page of formats' {
    It 'names every format' {
        $page = [IO.File]::ReadAllText([IO.Path]::Join($repositoryRoot, 'docs', 'formats.md'))
        foreach ($format in Get-HeatmapFormat) {
            $known = @{ DZI = 'Deep Zoom'; JP2 = 'JPEG 2000'; JXL = 'JPEG XL'; CIN = 'Cineon'; EXR = 'OpenEXR'; HDR = 'Radiance HDR'; SUN = 'Sun raster'; PNM = 'PBM' }
            $name = $known.ContainsKey($format.Name) ? $known[$format.Name] : $format.Name
            $page | Should -Match "\b$name\b"
        }
    }
}

Describe 'The quick start' {
    It 'is shown by Get-Help about_HeatmapPS' {
        Get-Help -Name about_HeatmapPS | Out-String | Should -Match 'ConvertTo-Heatmap'
    }

    It 'names every cmdlet' {
        $text = Get-Help -Name about_HeatmapPS | Out-String
        foreach ($name in (Get-Module HeatmapPS).ExportedCmdlets.Keys) { $text | Should -Match $name }
    }
}

Describe 'The pages about concepts' {
    It '<_> is shown by Get-Help, and named by the quick start' -ForEach 'about_HeatmapPS_Colormaps', 'about_HeatmapPS_Scales' {
        Get-Help -Name $_ | Out-String | Should -Match 'ConvertTo-Heatmap'
        Get-Help -Name about_HeatmapPS | Out-String | Should -Match $_
    }
}

Describe 'Examples' {
    It '<Page>: <Title>' -ForEach @($examples | Where-Object { -not $_.NeedsFfmpeg }) {
        Invoke-Example $Code
    }

    It '<Page>: <Title>' -ForEach @($examples | Where-Object NeedsFfmpeg) -Skip:(-not (Test-Program ffmpeg)) {
        Invoke-Example $Code
    }
}
