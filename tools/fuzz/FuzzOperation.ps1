if (-not ('HeatmapPS.Fuzz.ChangingFile' -as [type])) { Add-Type -Path @(Get-ChildItem -LiteralPath $PSScriptRoot -Filter '*.cs').FullName }

# What is done with each file, by the cmdlets that users have, and which errors are proper answers. Dot-sourced.

# Limits that the child process can hold; a file that asks for more is refused.
$pixelLimit = 4000000

# The pixels of an image as text that two of them can be compared by; an error where it cannot be read.
function Get-PixelDigest([string] $Path) {
    foreach ($image in Import-HeatmapImage -LiteralPath $Path -MaxPixels $pixelLimit -ErrorAction Stop) {
        $pixels = $image.ToArray()
        $bytes = [byte[]]::new([Buffer]::ByteLength($pixels))
        [Buffer]::BlockCopy($pixels, 0, $bytes, 0, $bytes.Length)
        "$($image.Width) $($image.Height) $($image.Bands) $([Convert]::ToHexString([Security.Cryptography.SHA256]::HashData($bytes)))"
    }
}

# The id of an error. What a method of an object throws has the exception's name for an id; its own is inside.
function Get-RecordId([Management.Automation.ErrorRecord] $Record) {
    $id = ($Record.FullyQualifiedErrorId -split ',')[0]
    return $id -eq 'HeatmapException' ? $Record.Exception.InnerException.ErrorId : $id
}

# What a file gives: its pixels, or the id of its error.
function Get-Answer([string] $Path) {
    try { return Get-PixelDigest $Path } catch { return Get-RecordId $_ }
}

# Formats of which a part is never the whole: each row is there, or reading fails.
$exactFormats = '.png', '.tif', '.tiff', '.npy', '.npz', '.pbm', '.pgm', '.ppm', '.pam', '.pfm', '.pnm'

# By kind of file. Each takes the path of the file and an empty folder for outputs.
$imageOperations = [ordered]@{
    Measure  = { param($Path, $Out) Import-HeatmapImage -LiteralPath $Path -MaxPixels $pixelLimit | Measure-Heatmap }
    Pages    = { param($Path, $Out) Import-HeatmapImage -LiteralPath $Path -AllPages -MaxPixels $pixelLimit | Measure-Heatmap }
    Heatmap  = { param($Path, $Out) Import-HeatmapImage -LiteralPath $Path -MaxPixels $pixelLimit -AllowDepthLoss | ConvertTo-Heatmap -Destination $Out }
    Verify   = { param($Path, $Out) Import-HeatmapImage -LiteralPath $Path -MaxPixels $pixelLimit | ConvertTo-Heatmap -Destination $Out -Verify }
    Deep     = { param($Path, $Out) Import-HeatmapImage -LiteralPath $Path -MaxPixels $pixelLimit | ConvertTo-Heatmap -Destination $Out -Format tiff -BitDepth 16 -Percentile 2, 98 }
    Gray     = { param($Path, $Out) Import-HeatmapImage -LiteralPath $Path -MaxPixels $pixelLimit -AllowDepthLoss | ConvertTo-Grayscale -Destination $Out -Format npy }
    Contrast = { param($Path, $Out) Import-HeatmapImage -LiteralPath $Path -MaxPixels $pixelLimit | Optimize-Contrast -Destination $Out -Percentile 2, 98 -BitDepth 8 }
    Export   = { param($Path, $Out) Import-HeatmapImage -LiteralPath $Path -MaxPixels $pixelLimit -AllowDepthLoss | Export-HeatmapImage -Path ([IO.Path]::Join($Out, 'x.tif')) }
    Merge    = { param($Path, $Out) Import-HeatmapImage -LiteralPath $Path -MaxPixels $pixelLimit | Merge-Lighten }
    Embedded = { param($Path, $Out) Import-HeatmapImage -LiteralPath $Path -Embedded Photo -MaxPixels $pixelLimit | Measure-Heatmap }
    Colormap = { param($Path, $Out) Import-Colormap -LiteralPath $Path }
    # Through a link it is the same file.
    Link     = {
        param($Path, $Out)
        if ($IsWindows) { return }
        $link = [IO.Path]::Join($Out, 'link' + [IO.Path]::GetExtension($Path))
        $null = [IO.File]::CreateSymbolicLink($link, $Path)
        $direct, $linked = (Get-Answer $Path), (Get-Answer $link)
        if ("$direct" -ne "$linked") { throw "The file gives '$direct', and a link to it '$linked'." }
    }
    # What is cut off was no pixel, or is missed.
    Cut      = {
        param($Path, $Out)
        if ([IO.Path]::GetExtension($Path) -notin $exactFormats) { return }
        $whole = Get-PixelDigest $Path
        $bytes = [IO.File]::ReadAllBytes($Path)
        $cut = [IO.Path]::Join($Out, 'cut' + [IO.Path]::GetExtension($Path))
        foreach ($eighths in 4, 6, 7) {
            [IO.File]::WriteAllBytes($cut, $bytes[0..[int]($bytes.Length * $eighths / 8)])
            $part = Get-Answer $cut
            if ("$part" -ne "$whole" -and "$part" -match ' ') { throw "The first $eighths eighths of the file are read without an error, but not as the whole file is." }
        }
    }
    # Somebody cuts and completes it while it is read.
    Shrink   = {
        param($Path, $Out)
        if ((Get-Item -LiteralPath $Path).Length -eq 0) { return }
        $copy = [IO.Path]::Join($Out, 'changing' + [IO.Path]::GetExtension($Path))
        [IO.File]::Copy($Path, $copy)
        $changing = [HeatmapPS.Fuzz.ChangingFile]::new($copy)
        try { foreach ($round in 1..5) { Measure-Heatmap -LiteralPath $copy } }
        finally { $changing.Dispose() }
    }
}
$operations = @{
    image     = $imageOperations
    animation = [ordered]@{
        Frames  = { param($Path, $Out) Import-HeatmapVideo -LiteralPath $Path -First 20 | Measure-Heatmap }
        Measure = $imageOperations.Measure
        Heatmap = $imageOperations.Heatmap
    }
    video     = [ordered]@{
        Frames = { param($Path, $Out) Import-HeatmapVideo -LiteralPath $Path -First 20 | Measure-Heatmap }
        # The file's own texts stand among ffmpeg's lines.
        Times  = {
            param($Path, $Out)
            foreach ($frame in Import-HeatmapVideo -LiteralPath $Path -First 20) {
                # The times of a broken file may go back, and ffprobe tells the same; those in its texts are below zero, or no numbers.
                if ($frame.Time -lt [TimeSpan]::Zero -or $frame.Width -gt 100000) { throw "A frame of $($frame.Width) columns has the time $($frame.Time)." }
            }
        }
    }
    colormap  = [ordered]@{
        Colormap = { param($Path, $Out) Import-Colormap -LiteralPath $Path }
        Write    = { param($Path, $Out) Import-Colormap -LiteralPath $Path | Select-Object -First 3 | Export-Colormap -Path ([IO.Path]::Join($Out, 'x.json')) -Force }
        Use      = { param($Path, $Out) ConvertTo-Heatmap -InputObject (Import-HeatmapImage -InputObject ([float[]](0..11)) -Width 4 -Height 3) -Colormap (Get-Item -LiteralPath $Path) -Destination $Out }
    }
    scale     = [ordered]@{
        Scale = { param($Path, $Out) ConvertTo-Heatmap -InputObject (Import-HeatmapImage -InputObject ([float[]](0..11)) -Width 4 -Height 3) -Scale $Path -Destination $Out -Colorbar }
        Json  = { param($Path, $Out) ConvertTo-Heatmap -InputObject (Import-HeatmapImage -InputObject ([float[]](0..11)) -Width 4 -Height 3) -Scale ([IO.File]::ReadAllText($Path)) -Destination $Out }
    }
    object    = [ordered]@{
        Measure  = { param($Path, $Out) Import-Clixml -LiteralPath $Path | Measure-Heatmap }
        Export   = { param($Path, $Out) Import-Clixml -LiteralPath $Path | Export-HeatmapImage -Path ([IO.Path]::Join($Out, 'x.png')) }
        Colormap = { param($Path, $Out) ConvertTo-Heatmap -InputObject (Import-HeatmapImage -InputObject ([float[]](0..11)) -Width 4 -Height 3) -Colormap (Import-Clixml -LiteralPath $Path) -Destination $Out }
        Scale    = { param($Path, $Out) ConvertTo-Heatmap -InputObject (Import-HeatmapImage -InputObject ([float[]](0..11)) -Width 4 -Height 3) -Scale (Import-Clixml -LiteralPath $Path) -Destination $Out }
        Show     = { param($Path, $Out) Import-Clixml -LiteralPath $Path | Out-String }
    }
}

# Errors that are a proper answer to a broken file. Whatever else comes is a finding.
$properErrors = [Collections.Generic.HashSet[string]]::new([string[]](
        'ImageCorrupt', 'ImageTooLarge', 'ImageNotFound', 'FormatNotSupported', 'DepthLost', 'DepthMismatch', 'PageNotFound', 'BandNotFound', 'NotGray', 'SizeMismatch',
        'NotRadiometric', 'EmbeddedNotFound', 'TableInvalid', 'ValueAmbiguous', 'PhotoNotSupported', 'RangeInvalid', 'SizeInvalid',
        'ColormapFileInvalid', 'ColormapInvalid', 'ColormapNotFound', 'RegionInvalid', 'ScaleInvalid', 'NormInvalid', 'LabelInvalid', 'TickFormatInvalid', 'BoundaryInvalid',
        'VideoCorrupt', 'VideoEmpty', 'VideoFormatNotSupported', 'SourceChanged', 'ImageReadFailed', 'ImageAccessDenied', 'FfmpegFailed', 'FfmpegNotFound', 'TooFewImages', 'NotColor',
        # Of files of objects, which may turn out to hold any object.
        'ObjectInvalid', 'ObjectNotSent', 'InputNotSupported', 'ArrayInvalid', 'ParameterArgumentValidationError', 'ParameterArgumentTransformationError'
    ))

# What a careful parser does not meet, whatever the file: behind a proper error it is a finding, too.
$astray = [IndexOutOfRangeException], [NullReferenceException], [InvalidCastException], [Collections.Generic.KeyNotFoundException], [DivideByZeroException]

# The operations of a family of seeds.
function Get-FuzzOperation([string] $Family) { return $operations[$operations.ContainsKey($Family) ? $Family : 'image'] }

# Does one thing with one file. Returns nothing when all is well, else what was found.
function Test-FuzzFile {
    param([string] $Path, [string] $Name, [scriptblock] $Operation, [string] $Out)

    $records = [Collections.Generic.List[object]]::new()
    $found = $null
    try {
        # Errors are caught by redirection: -ErrorAction SilentlyContinue would have to be given to each cmdlet.
        & $Operation $Path $Out 2>&1 3>$null | ForEach-Object {
            if ($_ -is [Management.Automation.ErrorRecord]) { $records.Add($_) }
        }
    }
    catch {
        $records.Add($_)
    }

    foreach ($record in $records) {
        $id = Get-RecordId $record
        $command = ($record.FullyQualifiedErrorId -split ',')[1]
        # What is no CLIXML at all is PowerShell's to refuse.
        if ($command -eq 'Microsoft.PowerShell.Commands.ImportClixmlCommand') { continue }
        $cause = $record.Exception
        while ($cause.InnerException) { $cause = $cause.InnerException }
        $isOwn = $record.FullyQualifiedErrorId -like 'HeatmapException*' -or "$($record.CategoryInfo.Category)" -ne 'NotSpecified'
        if ($isOwn -and $properErrors.Contains($id) -and $cause.GetType() -notin $astray) { continue }
        $found = [ordered]@{
            Kind = 'Error'; Operation = $Name; Id = $id; Type = $cause.GetType().FullName; Message = $cause.Message
            Place = "$($cause.StackTrace)".Split("`n")[0].Trim(); Stack = "$($record.Exception)"
        }
    }

    foreach ($file in [IO.Directory]::GetFileSystemEntries($Out)) {
        if ($file -like '*.tmp') { $found = [ordered]@{ Kind = 'Rest'; Operation = $Name; Id = 'Rest'; Message = 'a temporary file was left'; Place = ''; Type = ''; Stack = '' } }
        [IO.File]::Delete($file)
    }

    return $found
}
