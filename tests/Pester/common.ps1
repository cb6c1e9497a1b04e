# What all tests share: the built module, and readers and writers that owe nothing to it. Dot-source it in BeforeAll,
# and in BeforeDiscovery where -Skip asks for a program.

$repositoryRoot = Split-Path (Split-Path $PSScriptRoot)

# Compiles tests/Pester/support once; the file is named for its sources, so that a change makes a new one.
function Import-TestSupport {
    if ('HeatmapPS.Tests.PngFile' -as [type]) { return }
    $sources = @(Get-ChildItem -LiteralPath ([IO.Path]::Join($PSScriptRoot, 'support')) -Filter '*.cs' | Sort-Object Name)
    $text = $sources | ForEach-Object { [IO.File]::ReadAllText($_.FullName) } | Join-String -Separator "`n"
    $key = [Convert]::ToHexString([Security.Cryptography.SHA256]::HashData([Text.Encoding]::UTF8.GetBytes($text))).Substring(0, 16)
    $assembly = [IO.Path]::Join($repositoryRoot, 'output', 'test-support', "HeatmapPS.Tests.$key.dll")
    if (-not (Test-Path -LiteralPath $assembly)) {
        $null = New-Item -ItemType Directory -Path (Split-Path $assembly) -Force
        # Renamed when complete, so that two runs at once never see half a file.
        $partial = [IO.Path]::Join((Split-Path $assembly), [IO.Path]::GetRandomFileName())
        Add-Type -Path $sources.FullName -OutputAssembly $partial -CompilerOptions '-optimize+'
        [IO.File]::Move($partial, $assembly, $true)
    }

    $null = [Reflection.Assembly]::LoadFrom($assembly)
}

if (-not (Get-Module -Name HeatmapPS)) {
    Import-Module -Name ([IO.Path]::Join($repositoryRoot, 'output', 'HeatmapPS'))
}

Import-TestSupport
. ([IO.Path]::Join($PSScriptRoot, 'support', 'ChildProcesses.ps1'))
. ([IO.Path]::Join($PSScriptRoot, 'support', 'SkipConditions.ps1'))

# ---- Places and programs -------------------------------------------------------------------------------------------

# A new folder in TestDrive, as a path that .NET and native programs understand.
function New-TestFolder {
    param([string] $Name = [IO.Path]::GetRandomFileName())

    $path = [IO.Path]::Join((Get-PSDrive -Name TestDrive).Root, $Name)
    $null = [IO.Directory]::CreateDirectory($path)
    return $path
}

# The path of a file in tests/Pester/data.
function Get-TestDataPath([string] $Name) { return [IO.Path]::GetFullPath([IO.Path]::Join($PSScriptRoot, 'data', $Name)) }

# The path of a real image under $env:HEATMAPPS_SAMPLES, or $null when it is not there (then skip).
function Get-SamplePath([string] $Name) {
    if (-not $env:HEATMAPPS_SAMPLES) { return $null }
    $path = [IO.Path]::Join($env:HEATMAPPS_SAMPLES, $Name)
    return (Test-Path -LiteralPath $path) ? $path : $null
}

# Whether a program is on the PATH.
function Test-Program([string] $Name) {
    return $null -ne (Get-Command -Name $Name -CommandType Application -ErrorAction Ignore)
}

# The program of a Chromium, or $null (then skip).
function Find-Browser {
    return (Get-Command -Name 'chromium', 'chromium-browser', 'google-chrome' -CommandType Application -ErrorAction Ignore | Select-Object -First 1).Source
}

# ---- Independent readers -------------------------------------------------------------------------------------------

# A PNG file: Width, Height, BitDepth, ColorType, Channels, Chunks, ChunkData, Palette, Transparency, Raw (as stored),
# Rgba (expanded), RgbBytes. Refuses a file that breaks the specification.
function Read-Png([string] $Path) { return [HeatmapPS.Tests.PngFile]::Read((Convert-Path -LiteralPath $Path)) }

# An .npy file: DType, Shape, FortranOrder, Data (flat typed array).
function Read-GoldenNpy([string] $Path) { return [HeatmapPS.Tests.NpyFile]::Read((Convert-Path -LiteralPath $Path)) }

# An array of tests/Pester/data/golden by its name without .npy.
function Read-Golden([string] $Name) { return Read-GoldenNpy (Get-TestDataPath "golden/$Name.npy") }

# The colour tables that a family's own program gave: Names, and Apply(name, values) for 8-bit values.
function Get-GoldenColorTable([string] $Family) {
    return [HeatmapPS.Tests.ColorTables]::new((Get-TestDataPath "golden/${Family}_luts"))
}

# Any image or video frame, decoded by ffmpeg: Width, Height, Channels, BitDepth, Pixels (flat byte[] or ushort[]).
function Read-ImageWithFfmpeg {
    param(
        [Parameter(Mandatory)] [string] $Path,
        [ValidateSet('gray', 'gray16le', 'rgb24', 'rgba', 'rgb48le', 'rgba64le')] [string] $PixelFormat = 'rgb24',
        [int] $Frame = 0
    )

    $file = Convert-Path -LiteralPath $Path
    $raw = [IO.Path]::Join([IO.Path]::GetTempPath(), [IO.Path]::GetRandomFileName())
    $size = Invoke-Program ffprobe '-v', 'error', '-select_streams', 'v:0', '-show_entries', 'stream=width,height', '-of', 'csv=p=0', "file:$file"
    if ("$($size.Output)" -notmatch '^(\d+),(\d+)') { throw "ffprobe could not read '$file': $($size.Error)" }
    $width, $height = [int]$Matches[1], [int]$Matches[2]
    try {
        $decoded = Invoke-Program ffmpeg '-v', 'error', '-nostdin', '-i', "file:$file", '-vf', "select=eq(n\,$Frame)", '-frames:v', '1', '-pix_fmt', $PixelFormat, '-f', 'rawvideo', "file:$raw"
        if ($decoded.ExitCode -ne 0 -or -not (Test-Path -LiteralPath $raw)) { throw "ffmpeg could not read '$file': $($decoded.Error)" }
        [byte[]] $pixels = [IO.File]::ReadAllBytes($raw)
    }
    finally {
        Remove-Item -LiteralPath $raw -ErrorAction Ignore
    }

    $bits = $PixelFormat -match 'le$' ? 16 : 8
    if ($bits -eq 16) {
        $words = [ushort[]]::new($pixels.Length / 2)
        [Buffer]::BlockCopy($pixels, 0, $words, 0, $pixels.Length)
    }

    return [pscustomobject]@{
        Width    = $width
        Height   = $height
        Channels = @{ gray = 1; gray16le = 1; rgb24 = 3; rgb48le = 3; rgba = 4; rgba64le = 4 }[$PixelFormat]
        BitDepth = $bits
        Pixels   = $bits -eq 16 ? $words : $pixels
    }
}

# Any image that Python's tifffile (TIFF), OpenCV or Pillow reads, as an .npy file's object; $null without them. -Reader
# opencv gives BGR order, as OpenCV does.
function Read-ImageWithPython {
    param(
        [Parameter(Mandatory)] [string] $Path,
        [ValidateSet('tifffile', 'opencv', 'pillow')] [string] $Reader = 'tifffile'
    )

    $module = @{ tifffile = 'tifffile'; opencv = 'cv2'; pillow = 'PIL' }[$Reader]
    $npy = [IO.Path]::Join([IO.Path]::GetTempPath(), [IO.Path]::GetRandomFileName() + '.npy')
    $read = @{
        tifffile = 'import tifffile; a = tifffile.imread(sys.argv[1])'
        opencv   = 'import cv2; a = cv2.imread(sys.argv[1], cv2.IMREAD_UNCHANGED)'
        pillow   = 'from PIL import Image; a = np.asarray(Image.open(sys.argv[1]))'
    }[$Reader]
    $code = "import sys, numpy as np`n$read`nnp.save(sys.argv[2], np.ascontiguousarray(a))"
    try {
        if ($null -eq (Invoke-Python -Code $code -Module 'numpy', $module -Argument (Convert-Path -LiteralPath $Path), $npy)) { return $null }
        return Read-GoldenNpy $npy
    }
    finally {
        Remove-Item -LiteralPath $npy -ErrorAction Ignore
    }
}

# ---- Independent writers and made-up frames ------------------------------------------------------------------------

# A frame with known numbers: Width, Height, Data (flat), Grid (height x width), Samples (for Write-TestPng).
function New-TestFrame {
    param(
        [ValidateSet('Ramp', 'Noise', 'Spot')] [string] $Kind = 'Spot',
        [int] $Width = 64,
        [int] $Height = 48,
        [type] $Type = [ushort],
        [double] $Minimum = 0,
        [double] $Maximum = ($Type -eq [byte] ? 255 : 65535),
        [int] $Seed = 1
    )

    switch ($Kind) {
        'Ramp' { [HeatmapPS.Tests.TestFrame]::Ramp($Width, $Height, [int]$Maximum + 1, $Type) }
        'Noise' { [HeatmapPS.Tests.TestFrame]::Noise($Width, $Height, $Minimum, $Maximum, $Seed, $Type) }
        'Spot' { [HeatmapPS.Tests.TestFrame]::Spot($Width, $Height, $Minimum, $Maximum, $Type) }
    }
}

# Writes samples as stored into a PNG: colour type 0 grey, 2 RGB, 3 palette, 4 grey + alpha, 6 RGBA. Returns the path.
function Write-TestPng {
    param(
        [Parameter(Mandatory)] [string] $Path,
        [Parameter(Mandatory)] [int] $Width,
        [Parameter(Mandatory)] [int] $Height,
        [Parameter(Mandatory)] [ushort[]] $Sample,
        [ValidateSet(1, 2, 4, 8, 16)] [int] $BitDepth = 8,
        [ValidateSet(0, 2, 3, 4, 6)] [int] $ColorType = 0,
        [byte[]] $Palette,
        [byte[]] $Transparency
    )

    [HeatmapPS.Tests.PngFile]::Write($Path, $Width, $Height, $BitDepth, $ColorType, $Sample, $Palette, $Transparency)
    return $Path
}

# Writes an uncompressed TIFF from a flat typed array, or several pages from several arrays. Returns the path.
function Write-TestTiff {
    param(
        [Parameter(Mandatory)] [string] $Path,
        [Parameter(Mandatory)] [int] $Width,
        [Parameter(Mandatory)] [int] $Height,
        [Parameter(Mandatory)] [array[]] $Page,
        [int] $Bands = 1,
        [string] $NoData,
        [switch] $MinIsWhite
    )

    $noDataOrNull = $PSBoundParameters.ContainsKey('NoData') ? $NoData : [NullString]::Value
    [HeatmapPS.Tests.TiffWriter]::WritePages($Path, $Width, $Height, $Page, $Bands, $noDataOrNull, $MinIsWhite)
    return $Path
}

# Writes a typed array (flat with -Shape, or rectangular) as .npy. Returns the path.
function Write-TestNpy {
    param(
        [Parameter(Mandatory)] [string] $Path,
        [Parameter(Mandatory)] [array] $Data,
        [int[]] $Shape,
        [switch] $BigEndian,
        [switch] $FortranOrder
    )

    [HeatmapPS.Tests.NpyFile]::Write($Path, $Data, $Shape, $BigEndian, $FortranOrder)
    return $Path
}

# Writes a golden frame (frame_<name>.npy) as a file of the path's extension: .png, .tif or .npy. Returns the path.
function Write-GoldenFrame([string] $Name, [string] $Path) {
    $frame = Read-Golden "frame_$Name"
    $height, $width = $frame.Shape
    switch ([IO.Path]::GetExtension($Path)) {
        '.png' {
            $samples = [ushort[]]::new($frame.Data.Length)
            [Array]::Copy($frame.Data, $samples, $samples.Length)
            return Write-TestPng $Path $width $height $samples -BitDepth ($frame.DType -match '1$' ? 8 : 16)
        }
        '.tif' { return Write-TestTiff $Path $width $height @(, $frame.Data) }
        '.npy' { return Write-TestNpy $Path $frame.Data $frame.Shape }
        default { throw "no writer for $Path" }
    }
}

# ---- Checks --------------------------------------------------------------------------------------------------------

# How two arrays differ, by value: Equal, Different, LargestDifference, FirstDifference.
function Compare-Pixels {
    param(
        [Parameter(Mandatory)] [AllowEmptyCollection()] [array] $Actual,
        [Parameter(Mandatory)] [AllowEmptyCollection()] [array] $Expected,
        [double] $Tolerance = 0,
        [int] $Width = 0,
        [int] $Bands = 1
    )

    # Numbers made by PowerShell may be wrapped, which .NET's conversions refuse.
    $plain = foreach ($array in $Actual, $Expected) { , ($array -is [object[]] ? [double[]]$array : $array) }
    return [HeatmapPS.Tests.PixelComparison]::Compare($plain[0], $plain[1], $Tolerance, $Width, $Bands)
}

# Fails unless two arrays hold the same numbers.
function Should-HavePixels {
    param(
        [Parameter(Mandatory)] [AllowEmptyCollection()] [array] $Actual,
        [Parameter(Mandatory)] [AllowEmptyCollection()] [array] $Expected,
        [double] $Tolerance = 0,
        [int] $Width = 0,
        [int] $Bands = 1
    )

    $comparison = Compare-Pixels @PSBoundParameters
    $comparison.Equal | Should -BeTrue -Because "$comparison"
}

# The id of an error, without the cmdlet. PowerShell wraps what a method of an image object throws: that has its own id.
function Get-ErrorId([Management.Automation.ErrorRecord] $Record) {
    $id = ($Record.FullyQualifiedErrorId -split ',')[0]
    return $id -eq 'HeatmapException' ? $Record.Exception.InnerException.ErrorId : $id
}

# Fails unless the script gives an error, terminating or not, with this id; returns the error records that have it.
# The id is the part of FullyQualifiedErrorId before the comma: { Import-HeatmapImage no.png } | Should-ThrowId ImageNotFound
function Should-ThrowId {
    param(
        [Parameter(Mandatory, ValueFromPipeline)] [scriptblock] $Script,
        [Parameter(Mandatory, Position = 0)] [string] $Id,
        # What the error must be about, if it matters.
        [object] $TargetObject
    )

    process {
        $records = @()
        try {
            $records = @(& $Script 2>&1 | Where-Object { $_ -is [Management.Automation.ErrorRecord] })
        }
        catch {
            $records = @($_)
        }

        $ids = @($records | ForEach-Object { Get-ErrorId $_ })
        $ids | Should -Contain $Id -Because "the errors were: $($records -join ' | ')"
        $matching = @($records | Where-Object { (Get-ErrorId $_) -eq $Id })
        if ($PSBoundParameters.ContainsKey('TargetObject')) {
            @($matching.TargetObject) | Should -Contain $TargetObject
        }

        return $matching
    }
}
