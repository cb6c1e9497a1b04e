# What Get-Help prints: tables in columns, syntax as the engine binds it, links that lead somewhere, and answers to plain words.

BeforeDiscovery {
    . ([IO.Path]::Join($PSScriptRoot, 'common.ps1'))
    $docsPath = [IO.Path]::Join($repositoryRoot, 'docs', 'en-US')
    $topics = @(Get-ChildItem -LiteralPath $docsPath -Filter '*.md' | ForEach-Object BaseName)
    $cmdlets = $topics -notlike 'about_*'
    $noWriter = -not (Test-Build)
}

BeforeAll {
    . ([IO.Path]::Join($PSScriptRoot, 'common.ps1'))
    $docsPath = [IO.Path]::Join($repositoryRoot, 'docs', 'en-US')
    # PowerShell breaks the lines of help between words in English only, and in the middle of words elsewhere.
    $culture = [cultureinfo]::CurrentCulture
    [cultureinfo]::CurrentCulture = 'en-US'

    function Get-HelpText([string] $Topic, [int] $Width = 80) { return Get-Help -Name $Topic -Full | Out-String -Width $Width }
}

AfterAll {
    [cultureinfo]::CurrentCulture = $culture
}

Describe 'Get-Help -Full of <_>' -ForEach $topics {
    It 'has no markdown in it' {
        $text = Get-HelpText $_ -Width 4096
        $text | Should -Not -Match '\|\s*:?-{3}'
        $text | Should -Not -Match '(?m)^\s*\|.*\|\s*$'
        $text | Should -Not -Match '\]\(\S+\.md\)'
    }

    It 'begins a list only where its page has one, not where a line of text happens to begin with a number or a sign' {
        $page = [IO.File]::ReadAllText([IO.Path]::Join($docsPath, "$_.md")).ReplaceLineEndings("`n") -replace '(?s)```.*?```'
        $page | Should -Not -Match '(?m)^(?![\s#|]|[-+*] |\d+[.)] ).+\n(\d+[.)]|[-+*]) '
    }

    It 'shows each row of its tables in one piece, in columns' {
        $lines = (Get-HelpText $_) -split '\r?\n' | ForEach-Object Trim
        $page = [IO.File]::ReadAllText([IO.Path]::Join($docsPath, "$_.md")).ReplaceLineEndings("`n")
        $end = 0
        foreach ($table in [regex]::Matches($page, '(?m)^\|(?<head>.+)\|\n\|[ :|-]+\|\n(?<rows>(?:\|.*\|\n)+)')) {
            # Up to the second cell: what follows may be on further lines.
            $heads = $table.Groups['head'].Value.Trim() -split '\s+\|\s+'
            $at = [Array]::FindIndex([string[]]$lines, $end, [Predicate[string]] { param($line) $line -match "^$(($heads | ForEach-Object { [regex]::Escape($_) }) -join ' {2,}')$" })
            $at | Should -BeGreaterOrEqual 0 -Because "a line has the headings $($heads -join ', ')"
            $lines[$at + 1] -split ' +' | ForEach-Object Length | Should -Be @($heads | ForEach-Object Length) -Because 'each heading is underlined'
            $end = $at
            while ($lines[$end]) { $end++ }
            $shown = $lines[($at + 2)..($end - 1)] -join "`n"
            foreach ($row in $table.Groups['rows'].Value.Trim() -split '\n') {
                $cells = $row.Trim('|').Replace('\|', "`0") -split '\|' | ForEach-Object { $_.Trim().Replace("`0", '|') -replace '`|\*\*' -replace '\[(.+?)\]\(.+?\)', '$1' }
                foreach ($word in $cells -split ' ') { $shown | Should -Match ([regex]::Escape($word)) }
            }
        }
    }
}

Describe 'The words of <_>' -ForEach $topics {
    It 'are those of a technical writer' {
        $text = [IO.File]::ReadAllText([IO.Path]::Join($docsPath, "$_.md")) -replace '\s+', ' '
        $text | Should -Not -Match '\b(is|are|was) told\b|where nothing is said|\bturn(s|ed)? (the |a |either )?(\w+ )?round\b|whoever'
    }
}

Describe 'A table in help' -Skip:$noWriter {
    It 'becomes columns, wrapped between words, with the widest column giving way' {
        $folder = New-TestFolder
        [IO.File]::WriteAllText([IO.Path]::Join($folder, 'about_Table.md'), @'
# about_Table

## Rows

| Name | What it is for |
| --- | --- |
| `-Short` | one line |
| a \| b | a text that is longer than the column has room for, so that it goes on under itself, and **not** under the name |
| Word | |
'@)
        $writer = [IO.Path]::Join($repositoryRoot, 'output', 'build', 'maml-writer', 'MamlWriter.dll')
        & dotnet $writer about $folder $folder
        $text = [IO.File]::ReadAllText([IO.Path]::Join($folder, 'about_Table.help.txt')).ReplaceLineEndings("`n")
        $text | Should -Be (@'
TOPIC
    about_Table

ROWS
    Name    What it is for
    ----    --------------
    -Short  one line
    a | b   a text that is longer than the column has room for, so that it goes
            on under itself, and not under the name
    Word

'@.ReplaceLineEndings("`n"))
    }
}

Describe 'The syntax of <_>' -ForEach $cmdlets {
    It 'has in its page, in each parameter set, what Get-Command finds, and Get-Help shows the same' {
        # From the text that Get-Command prints, not from the parameters that the pages are made of.
        $live = (Get-Command -Name $_ -Syntax).Trim() -split '(?:\r?\n){2,}' | ForEach-Object { @([regex]::Matches($_, '(?<=[\[ ])-\w+').Value | Sort-Object) -join ' ' } | Sort-Object
        $page = [IO.File]::ReadAllText([IO.Path]::Join($docsPath, "$_.md")).ReplaceLineEndings("`n")
        $blocks = [regex]::Matches(($page -split '(?m)^## ' -match '^SYNTAX')[0], '(?s)```\n(.*?)\n```').ForEach({ $_.Groups[1].Value })
        $written = $blocks | ForEach-Object { @([regex]::Matches($_, '(?<=[\[ ])-\w+').Value | Sort-Object) -join ' ' } | Sort-Object
        $shown = (Get-Help -Name $_).syntax.syntaxItem | ForEach-Object { @($_.parameter.name | ForEach-Object { "-$_" } | Sort-Object) -join ' ' } | Sort-Object
        $written | Should -Be $live
        $shown | Should -Be $live
    }
}

Describe 'The maker of pages' {
    It 'sees dynamic parameters' {
        . ([IO.Path]::Join($repositoryRoot, 'tools', 'help', 'HelpPage.ps1'))
        Import-Module -Name Microsoft.PowerShell.Management
        $command = Get-ModuleCmdlet (Get-Module -Name Microsoft.PowerShell.Management) | Where-Object Name -EQ 'Get-ChildItem'
        # The file system adds it.
        Format-Syntax $command | Should -Match '\[-Attributes <'
    }
}

Describe 'Get-Help -Online of <_>' -ForEach $cmdlets {
    It 'is advertised only where there is an address' {
        $projectUri = (Import-PowerShellDataFile -LiteralPath ([IO.Path]::Join($repositoryRoot, 'HeatmapPS.psd1'))).PrivateData.PSData['ProjectUri']
        $online = @((Get-Help -Name $_).relatedLinks.navigationLink.uri | Where-Object { $_ })
        "$online" | Should -Be "$projectUri"
        $text = Get-Help -Name $_ | Out-String
        if ($projectUri) { $text | Should -Match '-Online' } else { $text | Should -Not -Match '-Online' }
    }
}

Describe 'Get-Help of a plain word' {
    BeforeAll {
        # In a process of its own: after a search, PowerShell lists about topics that were shown with -Full before, instead of showing them.
        # Each line is a word and what Get-Help finds: the text of the only page that has the word, or a list of several pages.
        $words = 'resize', 'crop', 'legend', 'temperature', 'histogram', 'contour', 'blend', 'gif', 'timelapse', 'false color', 'lut', 'average', 'threshold'
        $answers = @{}
        $result = Invoke-ChildPwsh -Argument $words -Script @'
Import-Module $env:HEATMAPPS_TEST_MODULE
foreach ($word in $args) {
    $names = Get-Help -Name $word | ForEach-Object { $_ -is [string] ? 'about_HeatmapPS' : $_.Name }
    "${word}: $($names -join ', ')"
}
'@
        $result.ExitCode | Should -Be 0 -Because $result.Error
        foreach ($line in $result.Output -split '\r?\n' -ne '') {
            $word, $names = $line -split ': ', 2
            $answers[$word] = $names -split ', '
        }
    }

    It 'leads from "<Word>" to <Cmdlet>' -ForEach @(
        @{ Word = 'resize'; Cmdlet = 'Resize-HeatmapImage' }
        @{ Word = 'crop'; Cmdlet = 'Merge-Blend' }
        @{ Word = 'legend'; Cmdlet = 'Add-Colorbar' }
        @{ Word = 'temperature'; Cmdlet = 'Import-HeatmapImage' }
        @{ Word = 'histogram'; Cmdlet = 'Measure-Heatmap' }
        @{ Word = 'contour'; Cmdlet = 'ConvertTo-Heatmap' }
        @{ Word = 'blend'; Cmdlet = 'Merge-Blend' }
        @{ Word = 'gif'; Cmdlet = 'Export-HeatmapVideo' }
        @{ Word = 'timelapse'; Cmdlet = 'Export-HeatmapVideo' }
        @{ Word = 'false color'; Cmdlet = 'ConvertTo-Heatmap' }
        @{ Word = 'lut'; Cmdlet = 'Import-Colormap' }
        @{ Word = 'average'; Cmdlet = 'Merge-Stack' }
        @{ Word = 'threshold'; Cmdlet = 'Measure-Heatmap' }
    ) {
        if ($answers[$Word] -notcontains $Cmdlet) { $answers[$Word] | Should -Contain 'about_HeatmapPS' }
        # The list of tasks in the quick start names the cmdlet beside the word.
        $page = [IO.File]::ReadAllText([IO.Path]::Join($docsPath, 'about_HeatmapPS.md'))
        $page | Should -Match "(?m)^\| [^|]*$Word[^|]*\|[^|]*$Cmdlet"
    }
}

Describe 'The list of tasks' {
    It 'has every cmdlet, in the quick start and in the groups of links at the end of <_>' -ForEach 'Get-HeatmapFormat', 'Get-HeatmapScale' {
        $names = (Get-Module HeatmapPS).ExportedCmdlets.Keys | Sort-Object
        $page = [IO.File]::ReadAllText([IO.Path]::Join($docsPath, 'about_HeatmapPS.md')).ReplaceLineEndings("`n")
        $tasks = ($page -split '(?m)^## ' -match '^I want to')[0]
        $groups = [regex]::Matches($tasks, '(?m)^### (.+)$').ForEach({ $_.Groups[1].Value })
        $inTables = [regex]::Matches($tasks, '(?<= )[A-Z][A-Za-z]+-[A-Z][A-Za-z]+').Value | Where-Object { $_ -notin 'Get-Command', 'Get-Help' } | Sort-Object -Unique
        $inTables | Should -Be $names
        $links = (Get-Help -Name $_).relatedLinks.navigationLink.linkText -split '\n'
        ($links -replace ': .*')[0..4] | Should -Be $groups
        ($links[0..4] -replace '^[^:]+: ' -split ', ' | Sort-Object) | Should -Be $names
    }

    It 'names parameters that exist' {
        $page = [IO.File]::ReadAllText([IO.Path]::Join($docsPath, 'about_HeatmapPS.md')).ReplaceLineEndings("`n")
        foreach ($row in [regex]::Matches($page, '(?m)^\| [a-z][^|]* \| (?<use>[^|]+) \|$').ForEach({ $_.Groups['use'].Value })) {
            $names = [regex]::Matches($row, '\b[A-Z][A-Za-z]+-[A-Z][A-Za-z]+').Value
            $parameters = @($names | ForEach-Object { (Get-Command -Name $_).Parameters.Keys })
            # -Scale and -Colorbar stand beside a cmdlet that is not theirs: "then -Scale", "or -Colorbar when saving".
            foreach ($parameter in [regex]::Matches(($row -replace '(then|or) -(Scale|Colorbar|Colormap)\b'), '(?<= |^)-(\w+)').ForEach({ $_.Groups[1].Value })) {
                $parameters | Should -Contain $parameter -Because $row
            }
        }
    }
}
