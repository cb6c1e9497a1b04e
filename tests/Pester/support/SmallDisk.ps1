# A disk of one megabyte, to be full. Dot-source it after common.ps1; AfterAll calls Dismount-SmallDisk.

$smallDisks = [Collections.Generic.List[string]]::new()

# Whether this user may mount one.
function Test-SmallDisk {
    if (-not $IsLinux -or (& id -u) -ne '0' -or -not (Test-Program mount)) { return $false }
    $probe = [IO.Directory]::CreateTempSubdirectory('heatmapps').FullName
    & mount -t tmpfs -o size=64k tmpfs $probe 2>$null
    $canMount = $LASTEXITCODE -eq 0
    if ($canMount) { & umount $probe }
    Remove-Item -LiteralPath $probe
    return $canMount
}

function New-SmallDisk {
    $folder = New-TestFolder
    & mount -t tmpfs -o size=1m tmpfs $folder
    if ($LASTEXITCODE -ne 0) { throw 'The small disk cannot be mounted.' }
    $smallDisks.Add($folder)
    return $folder
}

function Dismount-SmallDisk { foreach ($folder in $smallDisks) { & umount $folder } }
