# Reads one file of a manifest by the module and compares. Dot-sourced by the worker and by Test-ConformanceCase.ps1.

# Reads larger than this are not what random files ask for.
$pixelLimit = 20000000

# Answers to a file that is broken, and to one whose variant is not read.
$refusals = 'FormatNotSupported', 'DepthLost'
$brokenAnswers = $refusals + 'ImageCorrupt', 'ImageTooLarge', 'PageNotFound', 'BandNotFound', 'NotRadiometric', 'VideoCorrupt', 'VideoEmpty', 'VideoFormatNotSupported', 'FfmpegFailed', 'ArrayInvalid'

function New-Outcome([string] $Result, [string] $Id, [string] $Message) { return [ordered]@{ Result = $Result; Id = $Id; Message = $Message } }

# The images of a file, and the error that came instead. Pixels are read here too: an error may come with the last row.
function Read-ConformanceFile([Collections.IDictionary] $Case) {
    $read = @{ Images = @(); Arrays = [Collections.Generic.List[object]]::new(); Error = $null; Id = '' }
    $records = [Collections.Generic.List[object]]::new()
    try {
        $read.Images = @(
            $(if ($Case.entrance -eq 'video') { Import-HeatmapVideo -LiteralPath $Case.file -As Unchanged 2>&1 3>$null }
                else { Import-HeatmapImage -LiteralPath $Case.file -AllPages:$Case.allPages -MaxPixels $pixelLimit 2>&1 3>$null }) |
                ForEach-Object { if ($_ -is [Management.Automation.ErrorRecord]) { $records.Add($_) } else { $_ } })
        foreach ($image in $read.Images) {
            $array = $image.ToArray()
            if ($Case.entrance -eq 'image-alpha') { $array = [HeatmapPS.Conformance.Comparison]::WithoutHiddenColors($array) }
            $read.Arrays.Add($array)
        }
    }
    catch {
        $records.Add($_)
    }

    if ($records.Count -gt 0) {
        $read.Error = $records[0]
        $read.Id = ($records[0].FullyQualifiedErrorId -split ',')[0]
        # PowerShell wraps what a method of an image object throws: that has its own id.
        if ($records[0].Exception.InnerException.ErrorId) { $read.Id = $records[0].Exception.InnerException.ErrorId }
    }

    return $read
}

# How the images differ from .npy files, one a page; empty where they are the same.
function Get-PageDifference([Collections.IDictionary] $Case, [Collections.Generic.List[object]] $Array, [string[]] $Expected) {
    if ($Array.Count -ne $Expected.Count) { return "expected $($Expected.Count) page(s), but got $($Array.Count)" }
    for ($page = 0; $page -lt $Expected.Count; $page++) {
        $difference = [HeatmapPS.Conformance.Comparison]::Difference($Array[$page], $Expected[$page], $Case.tolerance[0], $Case.tolerance[1], $Case.checkType, $Case.bandsFree)
        if ($difference) { return $(if ($Expected.Count -gt 1) { "page $($page + 1): $difference" } else { $difference }) }
    }

    return ''
}

function Test-BrokenFile([Collections.IDictionary] $Case, [hashtable] $Read) {
    if ($Read.Error) {
        if ($Read.Id -notin $brokenAnswers) { return New-Outcome 'wrong' $Read.Id "a broken file is '$($Read.Id)': $($Read.Error)" }
        # The other entrance must refuse it, too.
        if ($Case.index % 3 -eq 0 -and $Case.entrance -ne 'video' -and -not $Case.allPages) {
            $measured = @(Measure-Heatmap -LiteralPath $Case.file 2>$null 3>$null)
            if ($measured.Count -gt 0) { return New-Outcome 'wrong' 'measured' "Import-HeatmapImage refuses it as $($Read.Id), and Measure-Heatmap measures it" }
        }

        return New-Outcome 'refused' $Read.Id ''
    }

    $difference = Get-PageDifference $Case $Read.Arrays $Case.pages
    if (-not $difference) { return New-Outcome 'equal' '' '' }
    $dispute = $Case.dispute
    foreach ($other in $Case.others) {
        $difference = Get-PageDifference $Case $Read.Arrays $other
        if (-not $difference) { return New-Outcome 'equal' '' '' }
        $dispute = 'the readers give other pixels'
    }

    return New-Outcome 'wrong' 'pixels of a broken file' "$difference; $dispute"
}

# What else the module tells of the numbers: statistics, nodata, colours.
function Get-MeasureDifference([Collections.IDictionary] $Case, [object] $Image) {
    if ($Image.Bands -ne 1 -or $Case.bandsFree) { return '' }
    $measured = $Image | Measure-Heatmap 3>$null
    $valid = $Case.Contains('valid') ? $Case.valid[0] : ''
    $count, $minimum, $maximum, $mean = [HeatmapPS.Conformance.Comparison]::Statistics($Case.pages[0], $valid).ForEach{ $_.Item1, $_.Item2, $_.Item3, $_.Item4 }
    if ($measured.Count -ne $count) { return "expected $count valid pixels, but Measure-Heatmap counts $($measured.Count)" }
    if ($count -eq 0) { return '' }
    if ($measured.Minimum -ne $minimum -or $measured.Maximum -ne $maximum) { return "expected $minimum to $maximum, but Measure-Heatmap says $($measured.Minimum) to $($measured.Maximum)" }
    $scale = [Math]::Max([Math]::Abs($minimum), [Math]::Abs($maximum))
    if ([Math]::Abs($measured.Mean - $mean) -gt 1e-9 * $scale) { return "expected a mean of $mean, but Measure-Heatmap says $($measured.Mean)" }
    return ''
}

function Get-HeatmapDifference([Collections.IDictionary] $Case, [object] $Image) {
    $heatmap = ConvertTo-Heatmap -InputObject $Image -Colormap inferno -Range Data 3>$null
    return [HeatmapPS.Conformance.Comparison]::ColorDifference($heatmap.ToArray(), $Case.heatmap)
}

# Equal, refused (with the id), or wrong (with what is wrong).
function Test-ConformanceCase([Collections.IDictionary] $Case) {
    $read = Read-ConformanceFile $Case
    if ($Case.expect -eq 'damaged') { return Test-BrokenFile $Case $read }
    if ($read.Error) {
        if ($read.Id -in $Case.refusals -or (-not $Case.required -and $read.Id -in $refusals)) { return New-Outcome 'refused' $read.Id '' }
        return New-Outcome 'wrong' $read.Id "a valid file is '$($read.Id)': $($read.Error)"
    }

    $difference = Get-PageDifference $Case $read.Arrays $Case.pages
    if ($difference) { return New-Outcome 'wrong' 'pixels' $difference }
    if ($Case.tolerance[0] -eq 0 -and $Case.entrance -eq 'image' -and ($Case.nodata -or $Case.index % 3 -eq 0)) {
        $difference = Get-MeasureDifference $Case $read.Images[0]
        if ($difference) { return New-Outcome 'wrong' 'statistics' $difference }
    }

    if ($Case.Contains('heatmap') -and $read.Images[0].Bands -eq 1) {
        $difference = Get-HeatmapDifference $Case $read.Images[0]
        if ($difference) { return New-Outcome 'wrong' 'colours' $difference }
    }

    return New-Outcome 'equal' '' ''
}
