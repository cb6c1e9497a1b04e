# Tables of numbers as text: NumPy's and pandas' files bit for bit, dialects of cameras and spreadsheets, labels, and what is refused.

BeforeDiscovery {
    . ([IO.Path]::Join($PSScriptRoot, 'common.ps1'))
    $noNumpy = -not (Find-Python 'numpy')
    $noPandas = -not (Find-Python 'pandas')
}

BeforeAll {
    . ([IO.Path]::Join($PSScriptRoot, 'common.ps1'))

    function New-Table([string] $Text, [string] $Extension = 'csv', [Text.Encoding] $Encoding = [Text.UTF8Encoding]::new($false)) {
        $path = [IO.Path]::Join((New-TestFolder), "table.$Extension")
        [IO.File]::WriteAllText($path, $Text, $Encoding)
        return $path
    }

    # Size and numbers, row by row.
    function Get-Table([string] $Text, [string] $Extension = 'csv', [hashtable] $With = @{}) {
        $image = Import-HeatmapImage -LiteralPath (New-Table $Text $Extension) -ErrorAction Stop @With
        return "$($image.Width)×$($image.Height): $(@($image.ToArray() | ForEach-Object { $_.ToString('R', [cultureinfo]::InvariantCulture) }) -join ' ')"
    }

    function Should-HaveBits([string] $Path, [string] $Truth, [hashtable] $With = @{}) {
        $numbers = (Import-HeatmapImage -LiteralPath $Path -ErrorAction Stop @With).ToArray()
        $bytes = [byte[]]::new($numbers.Length * 8)
        [Buffer]::BlockCopy($numbers, 0, $bytes, 0, $bytes.Length)
        [Convert]::ToHexString($bytes) | Should -Be ([Convert]::ToHexString([IO.File]::ReadAllBytes($Truth)))
    }
}

Describe 'A table' {
    It 'has the numbers of np.loadtxt or np.genfromtxt, bit for bit' -Skip:$noNumpy {
        $folder = New-TestFolder
        $names = Invoke-Python -Module numpy -Argument $folder -Code @'
import os, sys
import numpy as np
folder = sys.argv[1]
rng = np.random.default_rng(3)
wide = np.ldexp(rng.random((9, 7)) - 0.5, rng.integers(-1074, 1020, (9, 7)))
holes = rng.normal(20, 5, (5, 6))
holes[1, 2], holes[2, 3], holes[4, 5] = np.nan, np.inf, -np.inf
counts = rng.integers(-60000, 60000, (6, 3))
def save(name, read, **how):
    path = os.path.join(folder, name)
    np.savetxt(path, how.pop("data", holes), **how)
    (np.loadtxt if read == "l" else np.genfromtxt)(path, delimiter=how.get("delimiter"), ndmin=2).astype("<f8").tofile(path + ".truth")
    print(name)
for number, fmt in enumerate(["%.18e", "%.17g", "%g", "%.3f", "%10.2f", "%#.0f"]):
    for delimiter, extension in [(",", "csv"), (";", "csv"), ("\t", "tsv"), ("|", "dat"), (None, "txt")]:
        kind = {",": "c", ";": "s", "\t": "t", "|": "b", None: "w"}[delimiter]
        extra = {"delimiter": delimiter} if delimiter else {}
        save(f"{kind}{number}.{extension}", "l", fmt=fmt, header="columns of numbers" if number % 2 else "", newline="\r\n" if number > 3 else "\n", **extra)
save("wide.csv", "l", data=wide, delimiter=",", fmt="%.17g")
save("counts.csv", "l", data=counts, delimiter=",", fmt="%d")
save("one.txt", "l", data=counts[:, :1], fmt="%d")
with open(os.path.join(folder, "empty.csv"), "w") as file:
    file.write(",1.5,\n2,,4\n5,6,7\n")
np.genfromtxt(os.path.join(folder, "empty.csv"), delimiter=",").astype("<f8").tofile(os.path.join(folder, "empty.csv.truth"))
print("empty.csv")
with open(os.path.join(folder, "hard.csv"), "w") as file:
    file.write("1e400,-1e400,1e-400\n9007199254740993,1.7976931348623157e308,5e-324\n0.1,123456789012345678901234567890,-0.0\n+1.,.5,1E+02\n")
np.loadtxt(os.path.join(folder, "hard.csv"), delimiter=",").astype("<f8").tofile(os.path.join(folder, "hard.csv.truth"))
print("hard.csv")
'@
        $names.Count | Should -Be 35
        foreach ($name in $names) {
            $path = [IO.Path]::Join($folder, $name)
            Should-HaveBits $path "$path.truth"
        }
    }

    It 'of pandas has its numbers, and its labels' -Skip:$noPandas {
        $folder = New-TestFolder
        $null = Invoke-Python -Module numpy, pandas -Argument $folder -Code @'
import os, sys
import numpy as np, pandas as pd
a = np.random.default_rng(4).normal(20, 5, (4, 3))
a[1, 1] = np.nan
a.astype("<f8").tofile(os.path.join(sys.argv[1], "truth"))
pd.DataFrame(a).to_csv(os.path.join(sys.argv[1], "index.csv"))
pd.DataFrame(a, columns=["a", "b", "c"], index=["w", "x", "y", "z"]).to_csv(os.path.join(sys.argv[1], "names.csv"))
pd.DataFrame(a).to_csv(os.path.join(sys.argv[1], "german.csv"), sep=";", decimal=",", header=False, index=False)
pd.DataFrame(a).to_csv(os.path.join(sys.argv[1], "bare.tsv"), sep="\t", header=False, index=False, na_rep="NA")
'@
        foreach ($name in 'index.csv', 'names.csv', 'german.csv', 'bare.tsv') { Should-HaveBits ([IO.Path]::Join($folder, $name)) ([IO.Path]::Join($folder, 'truth')) }
        $axes = (Import-HeatmapImage ([IO.Path]::Join($folder, 'names.csv'))).Axes
        "$($axes.X.Labels)", "$($axes.Y.Labels)" | Should -Be 'a b c', 'w x y z'
    }

    It 'is read from <Name>' -ForEach @(
        @{ Name = 'CSV'; Text = "1,2,3`n4,5,6"; Expected = '3×2: 1 2 3 4 5 6' }
        @{ Name = 'lines that end with a return'; Text = "1,2,3`r4,5,6`r"; Expected = '3×2: 1 2 3 4 5 6' }
        @{ Name = 'CSV with quoted numbers'; Text = "`"1.5`", `"2`"`n`"3`",`"4`""; Expected = '2×2: 1.5 2 3 4' }
        @{ Name = 'decimal commas between semicolons'; Text = "23,456;24,001`n22,1;22,25"; Expected = '2×2: 23.456 24.001 22.1 22.25' }
        @{ Name = 'decimal commas of three digits between semicolons'; Text = "23,456;24,001`n22,100;22,125"; Expected = '2×2: 23.456 24.001 22.1 22.125' }
        @{ Name = 'decimal commas in quotes'; Text = "`"1,5`",`"2,25`"`n`"3`",`"4`""; Expected = '2×2: 1.5 2.25 3 4' }
        @{ Name = 'decimal commas between blanks'; Text = "  1,5   2,25`n10,5   2,5 "; Extension = 'txt'; Expected = '2×2: 1.5 2.25 10.5 2.5' }
        @{ Name = 'groups of digits with a decimal comma'; Text = "1.234,5;900,1`n1.000.000;2,5"; Expected = '2×2: 1234.5 900.1 1000000 2.5' }
        @{ Name = 'delimiters at the ends of lines'; Text = "1;2;`n3;4;`n"; Expected = '2×2: 1 2 3 4' }
        @{ Name = 'an empty last column, where cells are missing elsewhere'; Text = "1;;`n3;4;`n"; Expected = '3×2: 1 NaN NaN 3 4 NaN' }
        @{ Name = 'words for missing values'; Text = "nan,NA,#N/A`n1.#QNAN,-inf,Infinity`n#NV,null,--"; Expected = '3×3: NaN NaN NaN NaN -Infinity Infinity NaN NaN NaN' }
        @{ Name = 'comments and blank lines'; Text = "# made`n1 2`n`n# half`n3 4`n#end"; Extension = 'dat'; Expected = '2×2: 1 2 3 4' }
        @{ Name = 'an Esri grid'; Text = "ncols 2`nnrows 2`nxllcorner 0`nyllcorner 0`ncellsize 10`nNODATA_value -9999`n1 -9999`n3 4"; Extension = 'asc'; Expected = '2×2: 1 -9999 3 4' }
        @{ Name = 'names of columns'; Text = "a,b,c`n5,1,2`n3,4,5`n9,9,9"; Expected = '3×3: 5 1 2 3 4 5 9 9 9' }
        @{ Name = 'a line for a spreadsheet'; Text = "sep=;`n1;2`n3;4"; Expected = '2×2: 1 2 3 4' }
    ) { Get-Table $Text ($Extension ?? 'csv') | Should -Be $Expected }

    It 'of a camera''s program is read after its lines of names and values: <Name>' -ForEach @(
        @{ Name = 'FLIR'; Text = "File:;roof.jpg`r`nEmissivity:;0,95`r`nReflected temperature [°C]:;20,0`r`nDistance [m]:;1,0`r`n`r`nFrame 1;23,456;23,5;24,0`r`n;22,1;22,2;22,3`r`n;21,0;21,1;21,2`r`n"; Expected = '3×3: 23.456 23.5 24 22.1 22.2 22.3 21 21.1 21.2'; Unit = $null }
        @{ Name = 'Testo, saved by a spreadsheet'; Text = "Testo 875;;;`r`nEmissionsgrad;0,95;;`r`nTemperatur [°C];;;`r`n23,4;23,5;24,0;`r`n22,1;22,2;22,3;`r`n"; Expected = '3×2: 23.4 23.5 24 22.1 22.2 22.3'; Unit = '°C' }
        @{ Name = 'points'; Text = "Emissivity,0.95`nUnit:,°C`n`n23.4,23.5,24.0`n22.1,22.2,22.3`n"; Expected = '3×2: 23.4 23.5 24 22.1 22.2 22.3'; Unit = '°C' }
    ) {
        Get-Table $Text | Should -Be $Expected
        foreach ($encoding in [Text.Encoding]::Latin1, [Text.Encoding]::Unicode, [Text.Encoding]::BigEndianUnicode, [Text.Encoding]::UTF8) {
            (Import-HeatmapImage (New-Table $Text csv $encoding)).Unit | Should -Be $Unit
        }
    }

    It 'has 64-bit floats, one band, and nodata that its header names' {
        $image = Import-HeatmapImage (New-Table "ncols 2`nnodata_value -1`n5 -1`n7 8" asc)
        "$($image.SampleType)", $image.BitDepth, $image.Bands, "$($image.NoDataValues)", $image.Codec | Should -Be 'Float64', 64, 1, '-1', 'HeatmapPS'
        ($image | Measure-Heatmap).Minimum | Should -Be 5
    }

    It 'goes through the pipeline as any image' {
        $path = New-Table "0;10;20`n30;40;50"
        (Measure-Heatmap $path).Mean | Should -Be 25
        $heatmap = ConvertTo-Heatmap $path -Colormap gray
        "$($heatmap.Scale.Minimum) $($heatmap.Scale.Maximum)" | Should -Be '0 50'
    }
}

Describe 'A table with labels' {
    It 'that this module wrote comes back as it was' {
        $rows = foreach ($name in '=1+1', "'=x", 'a,b', "say `"hi`"", '-5 °C', "'quoted", "two`nlines") {
            foreach ($hour in 0..3) { [pscustomobject]@{ Hour = $hour; Host = $name; Load = $hour * $name.Length + 0.1 } }
        }
        $grid = $rows | Where-Object { $_.Hour -ne 2 -or $_.Host -ne 'a,b' } | ConvertTo-HeatmapGrid Hour Host Load
        $path = [IO.Path]::Join((New-TestFolder), 'grid.csv')
        $grid | Export-HeatmapImage $path
        $read = Import-HeatmapImage $path
        $read.Axes.Y.Name, "$($read.Axes.X.Kind)", "$($read.Axes.Y.Kind)" | Should -Be 'Host', 'Number', 'Category'
        $read.Axes.X.Labels | Should -Be $grid.Axes.X.Labels
        $read.Axes.Y.Labels | Should -Be $grid.Axes.Y.Labels
        Should-HavePixels $read.ToArray() $grid.ToArray()
    }

    It 'of times and weekdays comes back as it was: <_>' -ForEach 'Weekday', 'Day', 'HourOfDay' {
        $grid = 0..80 | ForEach-Object { [pscustomobject]@{ Time = [datetime]::new(2026, 1, 5).AddHours(5 * $_); Load = $_ } } | ConvertTo-HeatmapGrid Time Time Load -BinX HourOfDay -BinY $_
        $path = [IO.Path]::Join((New-TestFolder), 'grid.csv')
        $grid | Export-HeatmapImage $path
        $read = Import-HeatmapImage $path
        $read.Axes.Y.Labels | Should -Be $grid.Axes.Y.Labels
        "$($read.Axes.Y.Kind)" | Should -Be "$($grid.Axes.Y.Kind)"
        Should-HavePixels $read.ToArray() $grid.ToArray()
    }

    It 'is recognized by its first column: <Text>' -ForEach @(
        @{ Text = "Host,0,1,2`nweb1,5,6,7`nweb2,1,2,3"; Expected = '0 1 2 / web1 web2' }
        @{ Text = "Host,1,2,total`nweb1,5,6,7`nweb2,1,2,3"; Expected = '1 2 total / web1 web2' }
        @{ Text = "Hour,Mon,Tue`n0,5,6`n1,7,8`n2,9,9"; Expected = 'Mon Tue / 0 1 2' }
        @{ Text = "Day,0,1,2`n3,5,6,9`n9,7,8,9"; Expected = '0 1 2 / 3 9' }
        @{ Text = "`"c1`" `"c2`"`n`"r1`" 1 2`n`"r2`" 3 4"; Expected = 'c1 c2 / r1 r2' }
        @{ Text = "a,b,c`n5,1,2`n3,4,5`n9,9,9"; Expected = ' / ' }
    ) {
        $axes = (Import-HeatmapImage (New-Table $Text txt)).Axes
        "$($axes.X.Labels) / $($axes.Y.Labels)" | Should -Be $Expected
    }
}

Describe 'A file that may be read in two ways' {
    It 'is the error ValueAmbiguous: <Text>' -ForEach @(
        @{ Text = "1,2`n3,4" }, @{ Text = "Temperature`n20,5`n21,5" }, @{ Text = "1,234`n2,345" }, @{ Text = "1,234.5`n2,345.5" }, @{ Text = "1,5`n2`n3,5" }
        @{ Text = "1,234`t5,678`n1,111`t2,222" }, @{ Text = "`"1,234`",`"5,678`"" }, @{ Text = "a,b,c`n5,1,2`n7,4,5`n19,9,9" }
        @{ Text = "web1,5,6`nweb2,3,2" }, @{ Text = "a,b,c`n1,2,3" }
    ) { { Import-HeatmapImage (New-Table $Text) } | Should-ThrowId ValueAmbiguous }

    It 'is decided by the whole of it: <Text>' -ForEach @(
        @{ Text = "1,2`n3,-4"; Expected = '2×2: 1 2 3 -4' }, @{ Text = "a,b`n3,2`n1,4`n2,5"; Expected = '2×3: 3 2 1 4 2 5' }
        @{ Text = "1,234`t5,67`n1,111`t2,222"; Expected = '2×2: 1.234 5.67 1.111 2.222' }
    ) { Get-Table $Text | Should -Be $Expected }

    It 'is read as -Delimiter and -Culture say: <With.Keys>' -ForEach @(
        @{ Text = "1,2`n3,4"; With = @{ Delimiter = ',' }; Expected = '2×2: 1 2 3 4' }
        @{ Text = "1,2`n3,4"; With = @{ Culture = 'de-DE' }; Expected = '1×2: 1.2 3.4' }
        @{ Text = "1,234`t5,678"; With = @{ Culture = 'de-DE' }; Expected = '2×1: 1.234 5.678' }
        @{ Text = "1,234`t5,678"; With = @{ Culture = 'en-US' }; Expected = '2×1: 1234 5678' }
        @{ Text = "1.234;5.678"; With = @{ Culture = 'de-DE' }; Expected = '2×1: 1234 5678' }
        @{ Text = "1 234,5;2"; With = @{ Culture = 'fr-FR' }; Expected = '2×1: 1234.5 2' }
        @{ Text = "1:2:3"; With = @{ Delimiter = ':' }; Expected = '3×1: 1 2 3' }
        @{ Text = "1  2`t3"; With = @{ Delimiter = ' ' }; Expected = '3×1: 1 2 3' }
        @{ Text = "1,5;2,5"; With = @{ Culture = '' ; Delimiter = ',' }; Error = $true }
    ) {
        if ($With.Delimiter -and $Error -is [bool]) { { Get-Table $Text csv $With } | Should-ThrowId FormatNotSupported }
        else { Get-Table $Text csv $With | Should -Be $Expected }
    }

    It 'refuses a delimiter that is in numbers, and a culture that nobody has' {
        foreach ($delimiter in '5', '-', '.', 'e', '"') { { Import-HeatmapImage (New-Table '1;2') -Delimiter $delimiter } | Should-ThrowId RangeInvalid }
        { Import-HeatmapImage (New-Table '1;2') -Culture zz-ZZ } | Should-ThrowId CultureNotFound
    }

    It 'makes pictures anew with -IfNewer where it is read otherwise' {
        $path = New-Table "1,234`t5,678"
        $output = [IO.Path]::Join((New-TestFolder), 'x.png')
        $null = Import-HeatmapImage $path -Culture de-DE | ConvertTo-Heatmap -Destination $output
        Import-HeatmapImage $path -Culture de-DE | ConvertTo-Heatmap -Destination $output -IfNewer | Should -BeNullOrEmpty
        Import-HeatmapImage $path -Culture en-US | ConvertTo-Heatmap -Destination $output -IfNewer | Should -Not -BeNullOrEmpty
    }
}

Describe 'A file that is no table' {
    It 'is the error TableInvalid with line and column: <Place>' -ForEach @(
        @{ Text = "1,2,3`n4,5`n6,7,8"; Place = 'line 2 has 2 cells' }, @{ Text = "1,2,3`n4,x,6"; Place = 'line 2, column 2' }, @{ Text = "1,x,3`n4,5,6"; Place = 'line 1, column 2' }
        @{ Text = "1.5;2`n3,5;4"; Place = 'line 2, column 1' }, @{ Text = "web1;5;6`nweb2;5`nweb3;5;6"; Place = 'line 2 has 2 cells' }, @{ Text = "1;2`n3;`"4"; Place = 'line 2, column 2' }
        @{ Text = "1;2`n3;`"4`"5"; Place = 'line 2, column 2' }, @{ Text = "1;2`n3;#DIV/0!"; Place = 'line 2, column 2' }, @{ Text = "1`n2`n3`nx"; Place = 'line 4, column 1' }
        @{ Text = "Host,Mon,Tue`nweb1,5,6`nweb2,x,6"; Place = 'line 3, column 2' }
    ) {
        $record = { Import-HeatmapImage (New-Table $Text) } | Should-ThrowId TableInvalid
        "$record" | Should -BeLike "*$Place*"
    }

    It 'names ConvertTo-HeatmapGrid where it is a table of records' {
        $record = { Import-HeatmapImage (New-Table "Time,Host,Cpu`n2026-01-01,web1,5`n2026-01-02,web2,6") } | Should-ThrowId TableInvalid
        "$record" | Should -BeLike '*line 2, column 2*ConvertTo-HeatmapGrid*'
    }

    It 'is the error FormatNotSupported where it is other text, or has another extension' {
        foreach ($text in 'A text.', "Some text`n1`nmore text", "Some text`n5", "See these pages`n10 20", ',,,', 'a,b,c', '1') {
            { Import-HeatmapImage (New-Table $text ($text -eq '1' ? 'md' : 'txt')) } | Should-ThrowId FormatNotSupported
        }
    }

    It 'is an error where it is binary, and ends soon where it is hostile: <Name>' -ForEach @(
        @{ Name = 'zeros'; Make = { , [byte[]]::new(1000) } }, @{ Name = 'a zero later'; Make = { , [Text.Encoding]::ASCII.GetBytes(('1,2,3' + "`n") * 200 + "4,`05,6`n") } }
        @{ Name = 'an endless line'; Make = { , [Text.Encoding]::ASCII.GetBytes('1' * 5MB) } }, @{ Name = 'an endless cell after a table'; Make = { , [Text.Encoding]::ASCII.GetBytes("1;2`n3;" + '4' * 5MB) } }
        @{ Name = 'an endless quote'; Make = { , [Text.Encoding]::ASCII.GetBytes("1;2`n3;`"" + "4x`n" * 1MB) } }, @{ Name = 'commas'; Make = { , [Text.Encoding]::ASCII.GetBytes(',' * 5MB) } }
        @{ Name = 'half a UTF-16 character'; Make = { , [byte[]](0xFF, 0xFE, 0x31, 0, 0x00, 0xD8, 0x32) } }
    ) {
        $path = [IO.Path]::Join((New-TestFolder), 'x.csv')
        [IO.File]::WriteAllBytes($path, (& $Make))
        $clock = [Diagnostics.Stopwatch]::StartNew()
        $failed = @(try { Import-HeatmapImage $path 2>&1 } catch { $_ })
        ($failed[0].FullyQualifiedErrorId -split ',')[0] | Should -BeIn 'TableInvalid', 'FormatNotSupported'
        $clock.Elapsed.TotalSeconds | Should -BeLessThan 30
    }

    It 'may have a million columns' {
        $path = New-Table ((@('1.5') * 1000000 -join ',') + "`n" + (@('2.5') * 1000000 -join ','))
        $measured = Measure-Heatmap $path
        $measured.Width, $measured.Height, $measured.Mean | Should -Be 1000000, 2, 2
    }

    It 'that changes between its passes is SourceChanged' {
        $path = New-Table "1;2`n3;4"
        $image = Import-HeatmapImage $path
        [IO.File]::WriteAllText($path, '1;2;3')
        { $image.ToArray() } | Should-ThrowId SourceChanged
    }
}

Describe 'The first pass over a table' {
    It 'shows progress, on the pipeline''s thread too: <Name>' -ForEach @(
        @{ Name = 'images in the background'; Script = 'Import-HeatmapImage $args[0]' }
        @{ Name = 'the reference of a comparison'; Script = '@() | Compare-HeatmapImage -ReferencePath $args[0]' }
    ) {
        $path = New-Table "1;2`n"
        $row = [Text.Encoding]::ASCII.GetBytes((@('12,34;56,78') * 2000 -join ';') + "`n")
        $shell = [powershell]::Create()
        try {
            $null = $shell.AddCommand('Import-Module').AddParameter('Name', (Get-Module HeatmapPS).Path).Invoke()
            # Progress begins after a second: a table that takes longer, however fast the machine is.
            for ($size = 40MB; $size -le 2GB; $size *= 2) {
                $file = [IO.File]::Create($path)
                for ($written = 0; $written -lt $size; $written += $row.Length) { $file.Write($row) }
                $file.Dispose()
                $shell.Commands.Clear()
                $shell.Streams.ClearStreams()
                # Without an image to compare, all that the command does is to open the reference.
                $null = $shell.AddScript($Script).AddArgument($path).Invoke()
                $percent = @($shell.Streams.Progress | Where-Object RecordType -EQ Processing | ForEach-Object PercentComplete)
                if (@($percent | Where-Object { $_ -gt 0 -and $_ -lt 100 }).Count -gt 2) { break }
            }

            @($percent | Where-Object { $_ -gt 0 -and $_ -lt 100 }).Count | Should -BeGreaterThan 2
            $percent -join ' ' | Should -Be (@($percent | Sort-Object) -join ' ')
        }
        finally {
            $shell.Dispose()
            [IO.File]::Delete($path)
        }
    }
}
