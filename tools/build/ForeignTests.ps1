# Runs the Pester files on another system, against the unpacked package. What differs between the systems is a few commands,
# which Wine.ps1 and Qemu.ps1 give.

# Lays out a copy of the checkout's tracked and new files, with the unpacked package in place of a build.
function Copy-TestTree {
    param(
        [Parameter(Mandatory)] [string] $Root,
        [Parameter(Mandatory)] [string] $PackagePath,
        [Parameter(Mandatory)] [string] $Destination
    )

    Remove-Item -LiteralPath $Destination -Recurse -Force -ErrorAction Ignore
    $null = New-Item -ItemType Directory -Path $Destination -Force
    $files = @(& git -C $Root -c core.quotepath=off ls-files --cached --others --exclude-standard)
    if ($LASTEXITCODE -ne 0) { throw 'git could not list the files of the repository.' }
    foreach ($file in $files) {
        $source = [IO.Path]::Join($Root, $file)
        if (-not [IO.File]::Exists($source)) { continue }
        $target = [IO.Path]::Join($Destination, $file)
        $null = [IO.Directory]::CreateDirectory([IO.Path]::GetDirectoryName($target))
        [IO.File]::Copy($source, $target)
    }

    $unpacked = [IO.Path]::Join($Destination, 'output', 'package')
    [IO.Compression.ZipFile]::ExtractToDirectory($PackagePath, $unpacked)
    $version = @(Get-ChildItem -LiteralPath ([IO.Path]::Join($unpacked, 'HeatmapPS')))[0]
    Move-Item -LiteralPath $version.FullName -Destination ([IO.Path]::Join($Destination, 'output', 'HeatmapPS'))
    Remove-Item -LiteralPath $unpacked -Recurse -Force
}

# Runs a program and shows the lines it adds to a log file while it runs. Returns its exit code. A program over its time is ended,
# and everything it started.
function Invoke-LoggedProgram {
    param(
        [Parameter(Mandatory)] [string[]] $Command,
        [Parameter(Mandatory)] [string] $LogPath,
        [Parameter(Mandatory)] [int] $TimeoutMinutes
    )

    $null = New-Item -ItemType File -Path $LogPath -Force
    $start = [Diagnostics.ProcessStartInfo]::new($Command[0])
    foreach ($item in $Command | Select-Object -Skip 1) { $start.ArgumentList.Add($item) }
    $start.RedirectStandardOutput = $true
    $start.RedirectStandardError = $true
    $start.RedirectStandardInput = $true
    $process = [Diagnostics.Process]::Start($start)
    $log = [IO.StreamReader]::new([IO.FileStream]::new($LogPath, 'Open', 'Read', 'ReadWrite, Delete'))
    try {
        $process.StandardInput.Close()
        $console = $process.StandardOutput.ReadToEndAsync()
        $errors = $process.StandardError.ReadToEndAsync()
        $clock = [Diagnostics.Stopwatch]::StartNew()
        do {
            $ended = $process.WaitForExit(500)
            while ($null -ne ($line = $log.ReadLine())) { Write-Host ($line -replace '\e\[[0-9;?]*[A-Za-z]|\e\][^\a]*\a') }
        } until ($ended -or $clock.Elapsed.TotalMinutes -gt $TimeoutMinutes)
        if (-not $ended) { throw "$($Command[0]) did not finish within $TimeoutMinutes minutes. '$LogPath' shows what ran last." }
        if ($process.ExitCode -ne 0 -and (Get-Item -LiteralPath $LogPath).Length -eq 0) {
            Write-Host ($console.GetAwaiter().GetResult() + $errors.GetAwaiter().GetResult())
        }

        return $process.ExitCode
    }
    finally {
        if (-not $process.HasExited) { $process.Kill($true) }
        $log.Dispose()
        $process.Dispose()
    }
}
