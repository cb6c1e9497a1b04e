# docs/coming-from-python.md: the Python code of each task and the PowerShell code beside it, on the same files, give the same numbers.

BeforeDiscovery {
    . ([IO.Path]::Join($PSScriptRoot, 'common.ps1'))
    $noPython = -not (Find-Python 'numpy', 'cv2', 'matplotlib', 'tifffile', 'PIL')
    $noFfmpeg = -not (Test-Program ffmpeg)
}

Describe 'The guide for Python users' -Skip:$noPython {
    BeforeAll {
        . ([IO.Path]::Join($PSScriptRoot, 'common.ps1'))
        . ([IO.Path]::Join($PSScriptRoot, 'support', 'ExampleFolder.ps1'))
        $folder = New-ExampleFolder
        $guide = [IO.File]::ReadAllText([IO.Path]::Join($repositoryRoot, 'docs', 'coming-from-python.md')).ReplaceLineEndings("`n")
        $imports = @'
import glob, os, sys
from pathlib import Path
import cv2, matplotlib, numpy as np, tifffile
matplotlib.use("Agg")
import matplotlib.pyplot as plt
from PIL import Image
os.chdir(sys.argv[1])
os.makedirs("out", exist_ok=True)

'@

        # Runs the two blocks under a heading. What both write has the same name, so that Python's files move to py/ in between. The check
        # is Python that prints a line; mine and theirs read a picture of PowerShell's and of Python's.
        function Compare-Task([string] $Heading, [string] $Check, [string] $PowerShell = '') {
            $part = ($guide -split '(?m)^## ' -like "$Heading`n*")[0]
            $python = [regex]::Match($part, '(?s)```python\n(.*?)```').Groups[1].Value
            $code = [regex]::Match($part, '(?s)```powershell\n(.*?)```').Groups[1].Value
            $python, $code | Should -Not -BeNullOrEmpty
            $work = [IO.Path]::Join((New-TestFolder), 'work')
            Copy-Item -LiteralPath $folder -Destination $work -Recurse
            $before = Get-ChildItem -LiteralPath $work -Recurse -File
            $kept = New-Item -ItemType Directory -Path ([IO.Path]::Join((Split-Path $work), 'py'))
            $null = Invoke-Python -Code "$imports$python" -Module numpy, cv2, matplotlib, tifffile, PIL -Argument $work
            Get-ChildItem -LiteralPath $work -Recurse -File | Where-Object FullName -NotIn $before.FullName | Move-Item -Destination $kept
            Push-Location -LiteralPath $work
            try {
                $WarningPreference = 'SilentlyContinue'
                $null = . ([scriptblock]::Create("$code`n$PowerShell"))
            }
            finally {
                Pop-Location
            }

            $reading = 'mine = lambda f: cv2.imread(f, cv2.IMREAD_UNCHANGED).astype(int); theirs = lambda f: cv2.imread("../py/" + f, cv2.IMREAD_UNCHANGED).astype(int)'
            $lines = Invoke-Python -Code "$imports$reading`n$Check" -Module numpy, cv2, matplotlib, tifffile, PIL -Argument $work
            return "$lines".Trim()
        }
    }

    It 'addWeighted: within 1' {
        Compare-Task addWeighted 'd = abs(mine("half.png") - theirs("half.png")); print(d.max(), (d > 0).mean() < 0.05)' | Should -Be '1 True'
    }

    It 'addWeighted at 16 bits: within 1' {
        $powerShell = 'Merge-Blend frames/frame-0000.tif, frames/frame-0005.tif -Opacity 0.3 -Destination weighted.tif'
        Compare-Task addWeighted 'a = tifffile.imread("frames/frame-0000.tif"); b = tifffile.imread("frames/frame-0005.tif"); print(abs(mine("weighted.tif") - cv2.addWeighted(a, 0.7, b, 0.3, 0)).max())' $powerShell |
            Should -Be '1'
    }

    It 'hstack: equal' {
        Compare-Task 'hstack and vstack' 'print(np.array_equal(mine("row.png"), theirs("row.png")))' | Should -Be 'True'
    }

    It 'resize: within 1' {
        Compare-Task 'resize' 'd = abs(mine("small.png") - theirs("small.png")); print(d.max() <= 1, mine("small.png").shape)' | Should -Be 'True (60, 80, 3)'
    }

    It 'resize: at 16 bits, and by the other kernels, as the guide says' {
        $powerShell = @'
Resize-HeatmapImage frames/frame-0005.tif -Size 80,60 -Destination small.tif
Resize-HeatmapImage photo.png -Size 333,257 -Kernel Nearest -Destination nearest.png
Resize-HeatmapImage photo.png -Size 333,257 -Destination linear.png
Resize-HeatmapImage photo.png -Size 333,257 -Kernel Bicubic -Destination cubic.png
'@
        Compare-Task 'resize' @'
a, p = tifffile.imread("frames/frame-0005.tif"), cv2.imread("photo.png")
gray = tifffile.imread("small.tif")
area = abs(gray.astype(int) - cv2.resize(a, (80, 60), interpolation=cv2.INTER_AREA)).max()
far = lambda f, kernel: abs(mine(f) - cv2.resize(p, (333, 257), interpolation=kernel)).max()
print(gray.dtype, area <= 1, far("nearest.png", cv2.INTER_NEAREST), far("linear.png", cv2.INTER_LINEAR) <= 1, far("cubic.png", cv2.INTER_CUBIC) <= 1)
'@ $powerShell | Should -Be 'uint16 True 0 True True'
    }

    It 'crop, rotate and flip: equal' {
        Compare-Task 'Crop, rotate and flip' 'print(all(np.array_equal(mine(f), theirs(f)) for f in ("part.tif", "turned.tif", "mirrored.tif")), mine("part.tif").shape)' |
            Should -Be 'True (60, 80)'
    }

    It 'histograms: equal' {
        $powerShell = '$histogram.Counts -join "," | Set-Content counts.txt; $histogram.Edges -join "," | Set-Content edges.txt; $gray -join "," | Set-Content gray.txt'
        Compare-Task Histograms @'
counts, edges = np.histogram(tifffile.imread("frames/frame-0005.tif"), bins=20)
gray = cv2.calcHist([cv2.imread("gray.png", cv2.IMREAD_UNCHANGED)], [0], None, [256], [0, 256]).ravel()
read = lambda f: np.array([float(x) for x in open(f).read().split(",")])
print(np.array_equal(read("counts.txt"), counts), np.allclose(read("edges.txt"), edges, rtol=1e-15), np.array_equal(read("gray.txt"), gray))
'@ $powerShell | Should -Be 'True True True'
    }

    It 'colorbar and title: the pixels of the data stay, with the title below' {
        $powerShell = '$a | ConvertTo-Heatmap -Colormap inferno | Export-HeatmapImage -Path plain.png'
        Compare-Task 'Colorbar and title' @'
plain = cv2.imread("plain.png")
run = cv2.imread("run.png")
below = run[136:160, 8:168]
print(np.array_equal(cv2.imread("colorbar.png")[:120, :160], plain), np.array_equal(run[8:128, 8:168], plain), below.min() < 100, below.max())
'@ $powerShell | Should -Be 'True True True 255'
    }

    It 'a whole script: equal pictures' {
        Compare-Task 'A whole script' 'print(all(np.array_equal(cv2.imread(f"out/frame-000{i}.png"), cv2.imread(f"../py/frame-000{i}.png")) for i in range(6)))' | Should -Be 'True'
    }

    It 'VideoWriter: the same frames, rate and size' -Skip:$noFfmpeg {
        Compare-Task VideoWriter @'
read = lambda f: [round(cv2.VideoCapture(f).get(p)) for p in (cv2.CAP_PROP_FPS, cv2.CAP_PROP_FRAME_COUNT, cv2.CAP_PROP_FRAME_WIDTH, cv2.CAP_PROP_FRAME_HEIGHT)]
a, b = cv2.VideoCapture("run.mp4"), cv2.VideoCapture("../py/run.mp4")
far = max(abs(a.read()[1].astype(int) - b.read()[1].astype(int)).mean() for _ in range(6))
print(read("run.mp4") == read("../py/run.mp4") == [25, 6, 160, 120], far < 6)
'@ | Should -Be 'True True'
    }
}
