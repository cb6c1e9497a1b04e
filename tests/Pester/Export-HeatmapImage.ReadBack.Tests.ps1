BeforeDiscovery {
    . ([IO.Path]::Join($PSScriptRoot, 'common.ps1'))
    $noGdal = -not (Find-Python osgeo.gdal, numpy)
    $noPillow = -not (Find-Python PIL)
}

BeforeAll {
    . ([IO.Path]::Join($PSScriptRoot, 'common.ps1'))

    # Numbers of a type that compress somewhat, bands together.
    function Get-Number([string] $Type, [int] $Count) {
        $random = [Random]::new(3)
        $values = @(for ($i = 0; $i -lt $Count; $i++) { [Math]::Floor($i / 5) % 90 + $random.Next(3) + ($Type -in 'float', 'double' ? $i / 1024 - 40 : 0) })
        return , ($values -as "$Type[]")
    }
}

Describe 'What is written is read back by others: TIFF' -Skip:$noGdal {
    It 'samples of <_> in every compression, bands of 1, 3 and 4, as strips and as a pyramid' -ForEach 'byte', 'ushort', 'short', 'int', 'float', 'double' {
        $type = $_
        $folder = New-TestFolder
        $expected = foreach ($bands in 1, 3, 4) {
            foreach ($compression in 'None', 'Fast', 'Best', 'Lzw') {
                $isPyramid = $bands -eq 4 -and $compression -ne 'Best'
                $width, $height = $isPyramid ? (300, 270) : (67, 41)
                $data = Get-Number $type ($width * $height * $bands)
                $array = [Array]::CreateInstance(($type -as [type]), [int[]]($height, $width, $bands))
                $raw = [byte[]]::new([Buffer]::ByteLength($data))
                [Buffer]::BlockCopy($data, 0, $array, 0, $raw.Length)
                [Buffer]::BlockCopy($data, 0, $raw, 0, $raw.Length)
                $name = "$bands$compression"
                $path = [IO.Path]::Join($folder, "$name.tif")
                Export-HeatmapImage -InputObject $array -Path $path -Compression $compression -Pyramid:$isPyramid
                [IO.File]::WriteAllBytes("$path.raw", $raw)
                Should-HavePixels (Import-HeatmapImage -LiteralPath $path).ToArray() $data
                $kind = @{ byte = 'uint8'; ushort = 'uint16'; short = 'int16'; int = 'int32'; float = 'float32'; double = 'float64' }[$type]
                $method = @{ None = 'NONE'; Fast = 'DEFLATE'; Best = 'DEFLATE'; Lzw = 'LZW' }[$compression]
                "$name True $kind $method $([int]$isPyramid) $($bands -eq 4)"
            }
        }

        $read = @'
import glob, os, sys, numpy as np
from osgeo import gdal
gdal.UseExceptions()
for path in glob.glob(sys.argv[1] + '/*.tif'):
    d = gdal.Open(path)
    bands = d.RasterCount
    a = d.ReadAsArray()
    a = a[None] if bands == 1 else a
    want = np.fromfile(path + '.raw', a.dtype).reshape(d.RasterYSize, d.RasterXSize, bands)
    alpha = d.GetRasterBand(bands).GetColorInterpretation() == gdal.GCI_AlphaBand
    print(os.path.basename(path)[:-4], np.array_equal(a.transpose(1, 2, 0), want), a.dtype.name, d.GetMetadataItem('COMPRESSION', 'IMAGE_STRUCTURE') or 'NONE', d.GetRasterBand(1).GetOverviewCount(), alpha)
'@
        $lines = Invoke-Python $read -Module osgeo.gdal, numpy -Argument $folder
        $lines | Sort-Object | Should -Be ($expected | Sort-Object)
    }

    It 'alpha at every level of a pyramid is the mean of the covers, and colours count by them' {
        $array = [byte[, , ]]::new(300, 300, 4)
        for ($y = 0; $y -lt 300; $y++) {
            for ($x = 0; $x -lt 300; $x++) {
                $shown = $x % 2
                $array[$y, $x, 0] = $shown ? 200 : 10
                $array[$y, $x, 3] = $shown ? 255 : 0
            }
        }

        $path = [IO.Path]::Join((New-TestFolder), 'x.tif')
        Export-HeatmapImage -InputObject $array -Path $path -Pyramid
        $read = @'
import sys
from osgeo import gdal
d = gdal.Open(sys.argv[1])
print(*[int(d.GetRasterBand(b).GetOverview(0).ReadAsArray()[5, 7]) for b in (1, 4)])
'@
        $color, $alpha = (Invoke-Python $read -Module osgeo.gdal, numpy -Argument $path)[0] -split ' '
        [int]$color | Should -Be 200
        [int]$alpha | Should -BeIn 127, 128
    }
}

Describe 'What is written is read back by others: resolution' -Skip:$noPillow {
    It 'of <From> in <To>' -ForEach @(foreach ($from in 'png', 'tif', 'jpg') { foreach ($to in 'png', 'tif', 'jpg') { @{ From = $from; To = $to } } }) {
        $folder = New-TestFolder
        $source = [IO.Path]::Join($folder, "s.$From")
        $target = [IO.Path]::Join($folder, "t.$To")
        $null = Invoke-Python "import sys`nfrom PIL import Image`nImage.new('L', (16, 9), 77).save(sys.argv[1], dpi=(300, 150))" -Module PIL -Argument $source
        Import-HeatmapImage -LiteralPath $source | Export-HeatmapImage -Path $target
        $dpi = (Invoke-Python "import sys`nfrom PIL import Image`nprint(*[round(float(v)) for v in Image.open(sys.argv[1]).info['dpi']])" -Module PIL -Argument $target)[0]
        $dpi | Should -Be '300 150'
    }
}

Describe 'What is written is read back by others: NPZ' {
    It 'has checksums that hold, and a number that is changed is an error' -ForEach 'None', 'Best' {
        $path = [IO.Path]::Join((New-TestFolder), 'x.npz')
        $data = Get-Number ushort 600
        Export-HeatmapImage -InputObject (Import-HeatmapImage -InputObject $data -Width 30 -Height 20) -Path $path -Compression $_
        if (Find-Python numpy) {
            $code = "import sys, zipfile, numpy as np`nprint(zipfile.ZipFile(sys.argv[1]).testzip(), int(np.load(sys.argv[1])['data'].sum()))"
            (Invoke-Python $code -Module numpy -Argument $path)[0] | Should -Be "None $(($data | Measure-Object -Sum).Sum)"
        }

        Should-HavePixels (Import-HeatmapImage -LiteralPath $path).ToArray() $data
        $bytes = [IO.File]::ReadAllBytes($path)
        $middle = [int]($bytes.Length / 2)
        $bytes[$middle] = $bytes[$middle] -bxor 1
        [IO.File]::WriteAllBytes($path, $bytes)
        $null = { Measure-Heatmap -LiteralPath $path } | Should-ThrowId ImageCorrupt
    }
}
