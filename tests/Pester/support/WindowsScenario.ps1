# What a user of Windows does with the package, for Windows.Tests.ps1, which runs this in Windows' PowerShell and reads the results.
# Each step notes what it gave: a value, or the ids of its errors. No step asserts anything.
param(
    [Parameter(Mandatory)] [string] $ModulePath,

    # Has frames\*.tif; gets everything that is written.
    [Parameter(Mandatory)] [string] $Folder,
    [Parameter(Mandatory)] [string] $ResultPath
)

$results = [ordered]@{}

# (Its own names begin with Step: the scripts see them.)
function Add-Step([string] $StepName, [scriptblock] $StepScript) {
    $errors = @()
    $value = $null
    try {
        $output = @(& $StepScript 2>&1)
        $errors = @($output | Where-Object { $_ -is [Management.Automation.ErrorRecord] })
        $value = @($output | Where-Object { $_ -isnot [Management.Automation.ErrorRecord] }) -join '|'
    }
    catch { $errors = @($_) }
    $script:results[$StepName] = [ordered]@{
        Value  = $value
        Errors = @($errors | ForEach-Object { ($_.FullyQualifiedErrorId -split ',')[0] })
        Text   = @($errors | ForEach-Object { "$_" })
    }
}

Import-Module -Name $ModulePath -ErrorAction Stop
Set-Location -LiteralPath $Folder
$frames = @(Get-ChildItem -LiteralPath 'frames' -Filter '*.tif')
$escape = [char]27

Add-Step 'Main' { ($frames | ConvertTo-Heatmap -Colormap inferno -Percentile 2, 98 -SharedScale -Destination main).Name }
Add-Step 'Jpeg' { ($frames[0] | ConvertTo-Heatmap -Colormap inferno -Destination jpeg -Format jpg).Name }
Add-Step 'WebP' { ($frames[0] | ConvertTo-Heatmap -Colormap inferno -Destination webp -Format webp).Name }
Add-Step 'Colorbar' { ($frames[0] | ConvertTo-Heatmap -Colormap inferno -Range Data | Add-Colorbar | Export-HeatmapImage -Path 'colorbar.png' -PassThru).Name }
Add-Step 'Show' { "$($frames[0] | ConvertTo-Heatmap | Show-Heatmap -Protocol HalfBlock -AsString)".Replace("$escape", '<esc>') }

# The policy of ImageMagick must hold though the library's first use is a write.
Add-Step 'Bmp' { ($frames[0] | ConvertTo-Heatmap -Colormap inferno -Destination bmp -Format bmp).Name }
Add-Step 'Policy' {
    $type = ([AppDomain]::CurrentDomain.GetAssemblies() | Where-Object { $_.GetName().Name -like 'Magick.NET-Q*' }).GetType('ImageMagick.MagickImage')
    foreach ($name in 'xc:red', 'caption:text') {
        try { $null = $type.GetConstructor([type[]]@([string])).Invoke(@($name)); "read $name" }
        catch { $_.Exception.InnerException.GetType().Name }
    }
}

# Names that Windows takes for the same file, and names that are none.
Copy-Item -LiteralPath 'frames\a.tif' -Destination 'own.tif'
$before = (Get-FileHash -LiteralPath 'own.tif').Hash
Add-Step 'OwnInput' { ConvertTo-Heatmap -LiteralPath 'own.tif' -Destination 'OWN.TIF' -Force }
Add-Step 'OwnInputIsUntouched' { (Get-FileHash -LiteralPath 'own.tif').Hash -eq $before }
$null = New-Item -ItemType Directory -Path 'other' -Force
Copy-Item -LiteralPath 'frames\a.tif' -Destination 'other\A.tif'
Add-Step 'SameName' { (ConvertTo-Heatmap -LiteralPath 'frames\a.tif', 'other\A.tif' -Destination 'same' -Force).Name }
foreach ($name in 'NUL', 'con', 'COM1', 'LPT1.txt') { Add-Step "Name $name" { (ConvertTo-Heatmap -LiteralPath 'frames\a.tif' -Destination 'names' -Name $name).Name } }
foreach ($name in 'NUL', '\\?\NUL', '\\.\pipe\heatmapps', 'frames\a.tif:stream') { Add-Step "Input $name" { (Import-HeatmapImage -LiteralPath $name).Width } }

# A target that somebody reads all the time: a scanner, an indexer, a viewer.
Add-Step 'BusyTarget' {
    $target = [IO.Path]::Join($Folder, 'busy', 'a.png')
    $null = ConvertTo-Heatmap -LiteralPath 'frames\a.tif' -Destination 'busy'
    $stop = [Threading.ManualResetEventSlim]::new()
    $reader = Start-ThreadJob {
        $count, $stop, $target = 0, $using:stop, $using:target
        # As a scanner does: open, look, close, go on.
        while (-not $stop.Wait(2)) {
            try { ([IO.File]::Open($target, 'Open', 'Read', 'ReadWrite, Delete')).Dispose(); $count++ } catch [IO.IOException] { $null = $_ }
        }
        $count
    }
    $written = @(for ($i = 0; $i -lt 20; $i++) { ConvertTo-Heatmap -LiteralPath 'frames\a.tif' -Destination 'busy' -Colormap ('gray', 'inferno')[$i % 2] -Force })
    $stop.Set()
    $opened = $reader | Receive-Job -Wait -AutoRemoveJob
    "$($written.Count) written, read: $($opened -gt 0)"
}
Add-Step 'HeldTarget' {
    $held = [IO.File]::Open([IO.Path]::Join($Folder, 'busy', 'a.png'), 'Open', 'Read', 'Read')
    try { ConvertTo-Heatmap -LiteralPath 'frames\a.tif' -Destination 'busy' -Force }
    finally { $held.Dispose() }
}
Add-Step 'ReadOnlyTarget' {
    Set-ItemProperty -LiteralPath 'busy\a.png' -Name IsReadOnly -Value $true
    (ConvertTo-Heatmap -LiteralPath 'frames\a.tif' -Destination 'busy' -Force).Name
    Set-ItemProperty -LiteralPath 'busy\a.png' -Name IsReadOnly -Value $false
}
Add-Step 'LeftBehind' { @(Get-ChildItem -LiteralPath $Folder -Recurse -Force | Where-Object Name -Like '.heatmapps*').Name }

# Paths of more than 260 characters, and names that a console's code page lacks.
Add-Step 'LongPath' {
    $deep = [IO.Path]::Join($Folder, ('long-folder-name-' * 8), ('another-long-name-' * 8))
    (ConvertTo-Heatmap -LiteralPath 'frames\a.tif' -Destination $deep).FullName.Length -gt 260
}
Add-Step 'Names' { Copy-Item -LiteralPath 'frames\a.tif' -Destination 'Тепло 熱 [1].tif'; (ConvertTo-Heatmap -LiteralPath 'Тепло 熱 [1].tif' -Destination 'names').Name }

$results | ConvertTo-Json -Depth 5 | Set-Content -LiteralPath $ResultPath -Encoding utf8
