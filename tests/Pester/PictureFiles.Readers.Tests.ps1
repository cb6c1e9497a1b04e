# Programs of others on heatmap files that hold numbers: pngcheck, ExifTool, a browser.

BeforeDiscovery {
    . ([IO.Path]::Join($PSScriptRoot, 'common.ps1'))
    $noPngCheck = -not (Test-Program pngcheck)
    $noExifTool = -not (Test-Program exiftool)
    $noBrowser = -not (Find-Browser)
}

BeforeAll {
    . ([IO.Path]::Join($PSScriptRoot, 'common.ps1'))
    $folder = New-TestFolder
    $array = [float[, ]]::new(90, 120)
    for ($y = 0; $y -lt 90; $y++) { for ($x = 0; $x -lt 120; $x++) { $array[$y, $x] = [float](20 + $x / 7 + $y / 3) } }
    $array[3, 4] = [float]::NaN
    $heatmap = Import-HeatmapImage -InputObject $array -Unit '°C' | ConvertTo-Heatmap -Colormap inferno
    $gray = Import-HeatmapImage -LiteralPath (Write-TestPng "$folder/gray.png" 64 48 (New-TestFrame Noise 64 48 -Type byte).Samples)
    foreach ($extension in 'png', 'tif') {
        $heatmap | Export-HeatmapImage -Path "$folder/float.$extension" -IncludeData -Colorbar
        $heatmap | Export-HeatmapImage -Path "$folder/plain.$extension" -NoMetadata -Colorbar
        $gray | ConvertTo-Heatmap -Colormap jet -Destination "$folder/palette.$extension" -IncludeData
        $gray | ConvertTo-Heatmap -Colormap jet -Destination "$folder/palette-plain.$extension" -NoMetadata
    }
}

Describe 'pngcheck' -Skip:$noPngCheck {
    It 'finds no fault in <_>' -ForEach 'float.png', 'palette.png' {
        $result = Invoke-Program pngcheck '-v', "$folder/$_"
        $result.ExitCode | Should -Be 0
        "$($result.Output)" | Should -Match 'No errors detected'
        "$($result.Output)" | Should -Match 'hm(NU|DG).*unknown private, ancillary, unsafe-to-copy chunk'
    }
}

Describe 'ExifTool' -Skip:$noExifTool {
    It 'shows the description of <_>, without a warning' -ForEach 'float.png', 'float.tif' {
        $result = Invoke-Program exiftool '-a', '-HeatmapPS', '-Warning', '-s3', "$folder/$_"
        $read = "$($result.Output)" | ConvertFrom-Json
        $read.scale.unit | Should -Be '°C'
        $read.numbers.type | Should -Be Float32
    }

    It 'may add a comment to <_>: the numbers stay' -ForEach 'float.png', 'float.tif' {
        $copy = Copy-Item "$folder/$_" "$folder/commented-$_" -PassThru
        (Invoke-Program exiftool '-q', '-overwrite_original', '-Artist=A. Nother', "$copy").ExitCode | Should -Be 0
        $read = Import-HeatmapImage -LiteralPath $copy -WarningAction Stop
        Should-HavePixels $read.Raster.ToArray() $array
    }
}

Describe 'A browser' -Skip:$noBrowser {
    It 'draws <With> like <Without>' -ForEach @{ With = 'float.png'; Without = 'plain.png' }, @{ With = 'palette.png'; Without = 'palette-plain.png' } {
        $urls = foreach ($name in $With, $Without) { "'data:image/png;base64,$([Convert]::ToBase64String([IO.File]::ReadAllBytes("$folder/$name")))'" }
        [IO.File]::WriteAllText("$folder/page.html", @"
<!DOCTYPE html><title>pixels</title><script>
async function read(url) {
    const image = new Image(); image.src = url; await image.decode();
    const canvas = document.createElement('canvas'); canvas.width = image.width; canvas.height = image.height;
    const context = canvas.getContext('2d'); context.drawImage(image, 0, 0);
    return { width: image.width, data: context.getImageData(0, 0, image.width, image.height).data };
}
(async () => {
    const [a, b] = [await read($($urls[0])), await read($($urls[1]))];
    window.same = a.width + ' ' + a.data.length + ' ' + a.data.every((value, i) => value === b.data[i]) + ' ' + new Set(a.data).size;
})();
</script>
"@)
        $page = [HeatmapPS.Tests.DevToolsPage]::Open((Find-Browser), "$folder/page.html", 400, 300)
        try {
            $page.WaitFor('window.same !== undefined')
            $width, $length, $same, $values = $page.Evaluate('window.same') -split ' '
            $same | Should -Be true
            [int]$length | Should -Be ((Read-Png "$folder/$With").Rgba.Length)
            [int]$values | Should -BeGreaterThan 50
            $width | Should -Be (Read-Png "$folder/$With").Width
        }
        finally {
            $page.Dispose()
        }
    }
}
