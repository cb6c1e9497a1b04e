# ConvertTo-HeatmapGrid: dates and numbers that are texts of another culture.

BeforeDiscovery {
    . ([IO.Path]::Join($PSScriptRoot, 'common.ps1'))
}

BeforeAll {
    . ([IO.Path]::Join($PSScriptRoot, 'common.ps1'))

    # A grid of texts, made under a culture: its labels and numbers, its warnings, or the error.
    function Get-GridOf([string] $Current, [object[]] $X, [object[]] $Value, [hashtable] $With = @{}) {
        $before = [cultureinfo]::CurrentCulture
        $rows = for ($i = 0; $i -lt [Math]::Max($X.Count, $Value.Count); $i++) {
            [pscustomobject]@{ X = $X ? $X[$i] : 'a'; Y = 'b'; V = $Value ? $Value[$i] : 1 }
        }
        try {
            [cultureinfo]::CurrentCulture = $Current
            $grid = $rows | ConvertTo-HeatmapGrid X Y V -Aggregate Sum @With -WarningVariable warnings -WarningAction SilentlyContinue -ErrorAction Stop
            return @{ X = @($grid.Axes.X.Labels); Kind = "$($grid.Axes.X.Kind)"; V = @($grid.ToArray()); Warning = "$warnings"; Error = $null; Message = '' }
        }
        catch { return @{ Error = ($_.FullyQualifiedErrorId -split ',')[0]; Message = $_.Exception.Message; X = $null; V = $null } }
        finally { [cultureinfo]::CurrentCulture = $before }
    }
}

Describe 'The culture of dates' {
    It '<Culture> of -Culture makes <Expected> of <Text>' -ForEach @(
        @{ Culture = 'en-GB'; Text = '03/11/2026'; Expected = '2026-11-03' }
        @{ Culture = 'en-US'; Text = '03/11/2026'; Expected = '2026-03-11' }
        @{ Culture = 'de-DE'; Text = '03.11.2026'; Expected = '2026-11-03' }
        @{ Culture = 'de-DE'; Text = '3.11.2026 08:15'; Expected = '2026-11-03 08:15' }
        @{ Culture = 'de-DE'; Text = '3. November 2026'; Expected = '2026-11-03' }
        @{ Culture = 'de-DE'; Text = '2026-11-03'; Expected = '2026-11-03' }
        @{ Culture = 'nl-NL'; Text = '3-11-2026'; Expected = '2026-11-03' }
        @{ Culture = 'en-GB'; Text = '03-11-2026'; Expected = '2026-11-03' }
        @{ Culture = 'hu-HU'; Text = '2026. 11. 03.'; Expected = '2026-11-03' }
        @{ Culture = 'ja-JP'; Text = '2026/11/03'; Expected = '2026-11-03' }
        @{ Culture = 'th-TH'; Text = '03/11/2569'; Expected = '2026-11-03' }
        @{ Culture = 'th-TH'; Text = '2026-11-03'; Expected = '2026-11-03' }
        @{ Culture = ''; Text = '03/11/2026'; Expected = '2026-03-11' }
    ) {
        # A label of one day is its date, or its time where that is not midnight.
        foreach ($bin in @{}, @{ BinX = '1min' }) {
            $result = Get-GridOf '' @($Text) @() ($bin + @{ Culture = $Culture })
            $result.Error | Should -BeNullOrEmpty
            ($Expected -match ':' ? "2026-11-03 $($result.X[0])" : $result.X[0]) | Should -BeIn $Expected, '00:00'
            $result.Kind | Should -Be 'Time'
        }
    }

    It 'that may be month or day first are the error ValueAmbiguous, which shows both readings: <With.Keys>' -ForEach @(
        @{ With = @{} }, @{ With = @{ BinX = 'Day' } }
    ) {
        $result = Get-GridOf 'en-GB' '2026-01-05', '03/11/2026', '04/11/2026' @() $With
        $result.Error | Should -Be 'ValueAmbiguous'
        $result.Message | Should -BeLike "*-X*'03/11/2026' is 2026-03-11 in the invariant culture and 2026-11-03 in en-GB*-Culture en-GB*"
        (Get-GridOf 'en-GB' '03/11/2026', '04/11/2026' @() ($With + @{ Culture = 'en-GB' })).X | Should -Be '2026-11-03', '2026-11-04'
        (Get-GridOf 'en-US' '03/11/2026', '03/12/2026' @() $With).X | Should -Be '2026-03-11', '2026-03-12'
    }

    It 'that only one reading understands are read by it, all of them: <Current>, <With.Keys>' -ForEach @(
        @{ Current = 'en-GB'; Text = '03/11/2026', '13/11/2026'; Expected = '2026-11-03', '2026-11-13'; With = @{} }
        @{ Current = 'en-GB'; Text = '03/11/2026', '13/11/2026'; Expected = @(3..13 | ForEach-Object { "2026-11-$($_.ToString('00'))" }); With = @{ BinX = 'Day' } }
        @{ Current = 'en-GB'; Text = '11/13/2026', '11/12/2026'; Expected = '2026-11-12', '2026-11-13'; With = @{} }
        @{ Current = 'en-GB'; Text = '11/13/2026', '11/12/2026'; Expected = '2026-11-12', '2026-11-13'; With = @{ BinX = 'Day' } }
        @{ Current = 'de-DE'; Text = '03.11.2026', '04.11.2026'; Expected = '2026-11-03', '2026-11-04'; With = @{} }
        @{ Current = 'de-DE'; Text = '03.11.2026', '04.11.2026'; Expected = '2026-11-03', '2026-11-04'; With = @{ BinX = 'Day' } }
    ) {
        $result = Get-GridOf $Current $Text @() $With
        $result.X | Should -Be $Expected
        @($result.V -eq 1).Count | Should -Be 2
        $result.Warning | Should -BeNullOrEmpty
    }

    It 'is no matter where both readings fall into one cell, nor for ISO dates and typed values' {
        (Get-GridOf 'en-GB' '03/11/2026', '04/11/2026' @() @{ BinX = 'Year' }).X | Should -Be '2026'
        (Get-GridOf 'th-TH' '2026-03-11', '2026-03-12T10:00' @() @{ BinX = 'Day' }).X | Should -Be '2026-03-11', '2026-03-12'
        (Get-GridOf 'en-GB' @([datetime]'2026-03-11', [datetime]'2026-03-12') @()).X | Should -Be '2026-03-11', '2026-03-12'
        (Get-GridOf 'de-DE' @([datetime]'2026-03-11') @(1.5) @{ Culture = 'en-GB' }).V | Should -Be 1.5
    }

    It 'is not guessed: dates of a culture that is neither are left out, and the message names -Culture' {
        $result = Get-GridOf 'en-US' '03.11.2026', '04.11.2026' @() @{ BinX = 'Day' }
        $result.Error | Should -Be 'RowsInvalid'
        $result.Message | Should -BeLike "*'03.11.2026', not a date or time*-Culture*"
        (Get-GridOf 'en-US' '03.11.2026', '2026-11-04' @() @{ BinX = 'Day' }).Warning | Should -BeLike '1 of 2 rows were left out.*-Culture*'
        (Get-GridOf 'en-US' '3.25.2026' @() @{ BinX = 'Day'; Culture = 'de-DE' }).Message | Should -BeLike "*-Culture 'de-DE'*"
    }

    It 'that are mixed are the error ValueAmbiguous where some of them have two meanings' {
        (Get-GridOf 'en-GB' '03/11/2026', '13/11/2026', '11/13/2026' @() @{ BinX = 'Day' }).Error | Should -Be 'ValueAmbiguous'
    }

    It 'are not seen in versions, addresses and ranges under <_>' -ForEach 'de-DE', 'nl-NL', 'en-GB' {
        foreach ($texts in @('1.9.1', '1.10.2'), @('10.0.0.1', '10.1.2026.3'), @('3-4', '10-20')) {
            (Get-GridOf $_ $texts).X | Should -Be $texts
            (Get-GridOf $_ $texts).Kind | Should -Be 'Category'
        }
    }
}

Describe 'The culture of numbers' {
    It '<Culture> of -Culture makes <Expected> of <Text>' -ForEach @(
        @{ Culture = 'de-DE'; Text = '12,5'; Expected = 12.5 }, @{ Culture = 'de-DE'; Text = '-1.234.567,25'; Expected = -1234567.25 }
        @{ Culture = 'de-DE'; Text = '1.234'; Expected = 1234 }, @{ Culture = 'de-DE'; Text = '1,5e3'; Expected = 1500 }
        @{ Culture = 'en-US'; Text = '1,234.5'; Expected = 1234.5 }, @{ Culture = 'fr-FR'; Text = '1 234,5'; Expected = 1234.5 }
        @{ Culture = 'de-CH'; Text = "1'234.5"; Expected = 1234.5 }, @{ Culture = 'hi-IN'; Text = '12,34,567'; Expected = 1234567 }
        @{ Culture = 'sv-SE'; Text = '-5,5'; Expected = -5.5 }
    ) {
        (Get-GridOf '' @() @($Text) @{ Culture = $Culture }).V | Should -Be $Expected
        # An axis without a bin, and one with.
        (Get-GridOf '' @($Text) @() @{ Culture = $Culture }).Kind | Should -Be 'Number'
        $cell = (Get-GridOf '' @($Text) @() @{ Culture = $Culture; BinX = 1 }).X[0]
        [double]$cell | Should -Be ([Math]::Floor($Expected))
    }

    It 'without a whole group are no numbers: <_>' -ForEach '1.5', '12.34', '0.123', '1.2345', '.123', '1..234' {
        (Get-GridOf '' @() @($_) @{ Culture = 'de-DE' }).Error | Should -Be 'RowsInvalid'
    }

    It 'with a comma are read under a culture that writes them so, and names them so in no other' {
        (Get-GridOf 'de-DE' @() '12,5', '7').V | Should -Be 19.5
        $result = Get-GridOf 'en-US' @() '12,5', '7,25'
        $result.Error | Should -Be 'RowsInvalid'
        $result.Message | Should -BeLike "*'12,5', not a number*-Culture*"
    }

    It 'with a point are those of programs, where the current culture does not read all of them' {
        (Get-GridOf 'de-DE' @() '1.234', '12.5', '7').V | Should -Be 20.734
        (Get-GridOf 'de-DE' '1.234', '12.5').X | Should -Be '1.234', '12.5'
    }

    It 'that have two meanings are the error ValueAmbiguous: values' {
        $result = Get-GridOf 'de-DE' @() '5', '1.234', '2.500'
        $result.Error | Should -Be 'ValueAmbiguous'
        $result.Message | Should -BeLike "*-Value*'1.234' is 1.234 in the invariant culture and 1234 in de-DE*-Culture de-DE*-Culture ''*"
        (Get-GridOf 'de-DE' @() '5', '1.234', '2.500' @{ Culture = 'de-DE' }).V | Should -Be 3739
        (Get-GridOf 'de-DE' @() '5', '1.234', '2.500' @{ Culture = '' }).V | Should -Be 8.734
    }

    It 'of rows are distinguished from those of columns and values' {
        $before = [cultureinfo]::CurrentCulture
        try {
            [cultureinfo]::CurrentCulture = 'de-DE'
            # Columns of the invariant culture, rows and values of German.
            $rows = [pscustomobject]@{ X = '1.5'; Y = '03.11.2026'; V = '2,5' }, [pscustomobject]@{ X = '1.25'; Y = '04.11.2026'; V = '1.000,5' }
            $grid = $rows | ConvertTo-HeatmapGrid X Y V
            $grid.Axes.X.Labels | Should -Be '1.25', '1.5'
            $grid.Axes.Y.Labels | Should -Be '2026-11-03', '2026-11-04'
            $grid.ToArray()[0, 1], $grid.ToArray()[1, 0] | Should -Be 2.5, 1000.5
            { [pscustomobject]@{ X = 1; Y = '1.234'; V = 1 } | ConvertTo-HeatmapGrid X Y V -ErrorAction Stop } | Should -Throw -ErrorId 'ValueAmbiguous,HeatmapPS.Commands.ConvertToHeatmapGridCommand'
        }
        finally { [cultureinfo]::CurrentCulture = $before }
    }

    It 'keep every aggregate right when readings part late: <_>' -ForEach 'Mean', 'Sum', 'Minimum', 'Maximum', 'Median', 'StandardDeviation', 'First', 'Last' {
        $texts = '7', '3', '9', '4,5', '1', '12,25'
        $german = (Get-GridOf 'de-DE' @() $texts @{}).V
        $german | Should -Be 36.75
        $before = [cultureinfo]::CurrentCulture
        try {
            [cultureinfo]::CurrentCulture = 'de-DE'
            $got = ($texts | ForEach-Object { [pscustomobject]@{ V = $_ } } | ConvertTo-HeatmapGrid { 1 } { 1 } V -Aggregate $_).ToArray()[0, 0]
            $expected = (7.0, 3.0, 9.0, 4.5, 1.0, 12.25 | ForEach-Object { [pscustomobject]@{ V = $_ } } | ConvertTo-HeatmapGrid { 1 } { 1 } V -Aggregate $_).ToArray()[0, 0]
            $got | Should -Be $expected
        }
        finally { [cultureinfo]::CurrentCulture = $before }
    }

    It 'make no column of a row that is left out by the reading chosen' {
        # Neither reads all values, so that programs' numbers are taken; the column of 2,5 has no value then.
        $result = Get-GridOf 'de-DE' 'a', 'b' '1.5', '2,5'
        $result.X | Should -Be 'a'
        $result.V | Should -Be 1.5
        $result.Warning | Should -BeLike "1 of 2 rows were left out. The first: row 2: V is '2,5', not a number.*-Culture*"
    }

    It 'is asked for where it is no culture: CultureNotFound' {
        $result = Get-GridOf '' @() @('1') @{ Culture = 'de-DX' }
        $result.Error | Should -Be 'CultureNotFound'
        $result.Message | Should -BeLike "*'de-DX'*Did you mean de-*"
    }

    It 'is completed' {
        $text = 'ConvertTo-HeatmapGrid -Culture en-G'
        [Management.Automation.CommandCompletion]::CompleteInput($text, $text.Length, $null).CompletionMatches.CompletionText | Should -Contain 'en-GB'
    }
}

Describe 'A process under another culture' {
    It 'reads an Excel export of <Culture>' -ForEach @(
        @{ Culture = 'de-DE'; Csv = "Datum;Rechner;Last`n25.11.2026 08:00;web1;12,5`n26.11.2026 09:00;web1;1.000,25" }
        @{ Culture = 'en-GB'; Csv = "Datum;Rechner;Last`n25/11/2026 08:00;web1;12.5`n26/11/2026 09:00;web1;`"1,000.25`"" }
    ) {
        $file = [IO.Path]::Join((New-TestFolder), 'data.csv')
        [IO.File]::WriteAllText($file, $Csv)
        $child = Invoke-ChildPwsh -Argument $file, $Culture -Script @'
Import-Module $env:HEATMAPPS_TEST_MODULE
[cultureinfo]::CurrentCulture = $args[1]
$grid = Import-Csv -LiteralPath $args[0] -Delimiter ';' | ConvertTo-HeatmapGrid Datum Rechner Last -BinX Day
$grid.Axes.X.Labels
[string]::Format([cultureinfo]::InvariantCulture, '{0} {1}', $grid.ToArray()[0, 0], $grid.ToArray()[0, 1])
'@
        $child.Error | Should -BeNullOrEmpty
        $child.Output | Should -Be '2026-11-25', '2026-11-26', '12.5 1000.25'
    }
}
