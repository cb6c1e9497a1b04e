# Export-HeatmapReport in its other forms: pictures beside the page, fragments.

BeforeAll {
    . ([IO.Path]::Join($PSScriptRoot, 'common.ps1'))

    function New-Field([int] $Seed = 1, [type] $Type = [ushort], [double] $Minimum = 0, [double] $Maximum = 1000) {
        $frame = New-TestFrame Noise 24 16 -Type $Type -Minimum $Minimum -Maximum $Maximum -Seed $Seed
        return Import-HeatmapImage -InputObject $frame.Data -Width 24 -Height 16
    }

    function New-ReportPath { return [IO.Path]::Join((New-TestFolder), 'report.html') }
}

Describe 'Pictures beside the page' {
    It 'lie in a folder named for it' {
        $path = New-ReportPath
        $file = New-Field | Export-HeatmapReport $path -PictureFolder -PassThru
        $file | Should -BeOfType ([IO.FileInfo])
        $file.FullName | Should -Be $path
        $html = [IO.File]::ReadAllText($path)
        $html | Should -Match '<img [^>]*src="report_files/0001\.png"'
        $html | Should -Match 'class="field"'
        (Read-Png ([IO.Path]::Join((Split-Path $path), 'report_files', '0001.png'))).Width | Should -Be 24
    }

    It 'leave no piece of one that cannot be drawn' {
        $path = New-ReportPath
        $floats = Import-HeatmapImage -InputObject ([float[, , ]]::new(4, 4, 3))
        $floats, (New-Field) | Export-HeatmapReport $path -PictureFolder -ErrorVariable errors -ErrorAction SilentlyContinue
        $errors.FullyQualifiedErrorId | Should -Be 'DepthMismatch,HeatmapPS.Commands.ExportHeatmapReportCommand'
        (Get-ChildItem ([IO.Path]::Join((Split-Path $path), 'report_files'))).Name | Should -Be '0002.png'
    }

    It 'are replaced as a whole with -Force, and refused without' {
        $path = New-ReportPath
        1..3 | ForEach-Object { New-Field $_ } | Export-HeatmapReport $path -PictureFolder
        { New-Field | Export-HeatmapReport $path -PictureFolder } | Should -Throw -ErrorId 'OutputExists,*'
        New-Field | Export-HeatmapReport $path -PictureFolder -Force
        (Get-ChildItem ([IO.Path]::Join((Split-Path $path), 'report_files'))).Name | Should -Be '0001.png'
        (Get-ChildItem (Split-Path $path) -Force).Name | Should -Be 'report_files', 'report.html'
    }
}

Describe 'A fragment' {
    It 'has no page around it, no script, and a style that reaches nothing else' {
        $path = New-ReportPath
        New-Field | Export-HeatmapReport $path -As Fragment
        $html = [IO.File]::ReadAllText($path)
        $html | Should -Match '\A<div class="heatmap-report"><style>\.heatmap-report \{'
        $html | Should -Not -Match '<html|<head>|<body|<script|tabindex="0" role="application"|<button'
        $style = [regex]::Match($html, '(?s)<style>(.*?)</style>').Groups[1].Value.Trim()
        # One rule holds all others: the first brace closes at the end.
        $depth = 0
        $ends = foreach ($character in $style.ToCharArray()) {
            if ($character -eq '{') { $depth++ } elseif ($character -eq '}') { $depth--; $depth -eq 0 }
        }
        @($ends | Where-Object { $_ }).Count | Should -Be 1
    }
}

Describe 'Several fragments' {
    It 'have no id in common, and links that lead into themselves' {
        $htmls = foreach ($seed in 1, 2) {
            $path = New-ReportPath
            (New-Field $seed), (New-Field 3) | Export-HeatmapReport $path -As Fragment -Title 'The same'
            [IO.File]::ReadAllText($path)
        }
        $ids = @($htmls | ForEach-Object { , @([regex]::Matches($_, '\bid="([^"]*)"').ForEach({ $_.Groups[1].Value })) })
        $ids[0].Count, $ids[1].Count | Should -Be 4, 4
        @($ids[0] + $ids[1] | Sort-Object -Unique).Count | Should -Be 8
        foreach ($i in 0, 1) {
            [regex]::Matches($htmls[$i], 'href="#([^"]*)"|aria-labelledby="([^"]*)"').ForEach({ $_.Groups[1].Value + $_.Groups[2].Value }) | Should -BeIn $ids[$i]
        }
    }
}
