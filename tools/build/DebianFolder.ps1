# A Debian of another release or processor in a folder, for programs that this system does not have. Nothing outside the folder
# changes, and nothing of the checkout is mounted into it, so that removing the folder never reaches further.

# Why such a folder cannot be made here, or nothing.
function Get-DebianFolderObstacle {
    if (-not $IsLinux) { return 'they require Linux' }
    if ((& id -u) -ne '0') { return 'they require root' }
    foreach ($program in 'debootstrap', 'dpkg-deb', 'unshare', 'chroot') {
        if (-not (Get-Command -Name $program -CommandType Application -ErrorAction Ignore)) { return "they require $program" }
    }

    & unshare --mount true 2>$null
    if ($LASTEXITCODE -ne 0) { return 'mount namespaces are not allowed' }
}

# The mirror that apt uses on this machine, or Debian's own.
function Get-DebianMirror {
    $targets = (Get-Command -Name apt-get -ErrorAction Ignore) ? @(& apt-get indextargets --format '$(REPO_URI)|$(ORIGIN)|$(SUITE)' 'Created-By: Packages' 2>$null) : @()
    foreach ($target in $targets) {
        $uri, $origin, $suite = $target -split '\|'
        if ($origin -eq 'Debian' -and $suite -notmatch 'security') { return $uri }
    }

    return 'http://deb.debian.org/debian'
}

# Unpacks packages and all that they depend on. Their set-up scripts do not run, but for those named: unpacking takes a third of the
# time, and what runs here needs files only.
function New-DebianFolder {
    param(
        [Parameter(Mandatory)] [string] $Path,
        [Parameter(Mandatory)] [string] $Suite,
        [Parameter(Mandatory)] [string] $Architecture,
        [Parameter(Mandatory)] [string[]] $Package,

        # Packages whose set-up script is needed.
        [string[]] $Configure = @()
    )

    # Made elsewhere and moved: debootstrap takes no path with a space.
    $folder = & mktemp --directory
    try {
        & chmod 755 $folder
        $log = & debootstrap --foreign --variant=minbase "--arch=$Architecture" "--include=$($Package -join ',')" $Suite $folder (Get-DebianMirror) 2>&1
        $archives = [IO.Path]::Join($folder, 'var', 'cache', 'apt', 'archives')
        $files = @(Get-ChildItem -LiteralPath $archives -Filter '*.deb' -ErrorAction Ignore)
        if ($LASTEXITCODE -ne 0 -or $files.Count -eq 0) {
            throw "debootstrap could not create Debian $Suite ($Architecture):`n$(@($log | Select-Object -Last 15) -join "`n")"
        }

        foreach ($file in $files) {
            & dpkg-deb --extract $file.FullName $folder
            if ($LASTEXITCODE -ne 0) { throw "dpkg-deb could not unpack $($file.Name)." }
        }

        foreach ($name in $Configure) {
            $control = [IO.Path]::Join($folder, 'tmp', "$name.control")
            & dpkg-deb --control @($files | Where-Object Name -Like "${name}_*")[0].FullName $control
            & chroot $folder sh "/tmp/$name.control/postinst" configure
            if ($LASTEXITCODE -ne 0) { throw "The setup script of $name failed." }
        }

        Remove-Item -LiteralPath $archives -Recurse -Force
        $null = New-Item -ItemType Directory -Path (Split-Path $Path) -Force
        & mv --no-target-directory $folder $Path
        if ($LASTEXITCODE -ne 0) { throw "'$folder' could not be moved to '$Path'." }
    }
    finally {
        if (Test-Path -LiteralPath $folder) { Remove-Item -LiteralPath $folder -Recurse -Force }
    }
}
