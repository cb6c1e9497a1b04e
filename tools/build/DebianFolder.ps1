# A Debian of another release or processor in a folder, for programs that this system does not have. Nothing outside the folder
# changes, and nothing of the checkout is mounted into it, so that removing the folder never reaches further.

# Why such a folder cannot be made here, or nothing.
function Get-DebianFolderObstacle {
    if (-not $IsLinux) { return 'they need Linux' }
    if ((& id -u) -ne '0') { return 'they need root' }
    foreach ($program in 'debootstrap', 'dpkg-deb', 'unshare', 'chroot') {
        if (-not (Get-Command -Name $program -CommandType Application -ErrorAction Ignore)) { return "they need $program" }
    }

    & unshare --mount true 2>$null
    if ($LASTEXITCODE -ne 0) { return 'mount namespaces are not allowed here' }
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

    $log = & debootstrap --foreign --variant=minbase "--arch=$Architecture" "--include=$($Package -join ',')" $Suite $Path (Get-DebianMirror) 2>&1
    if ($LASTEXITCODE -ne 0) { throw "debootstrap could not make Debian $Suite ($Architecture):`n$(@($log | Select-Object -Last 15) -join "`n")" }
    $archives = [IO.Path]::Join($Path, 'var', 'cache', 'apt', 'archives')
    foreach ($archive in Get-ChildItem -LiteralPath $archives -Filter '*.deb') {
        & dpkg-deb --extract $archive.FullName $Path
        if ($LASTEXITCODE -ne 0) { throw "dpkg-deb could not unpack $($archive.Name)." }
    }

    foreach ($name in $Configure) {
        $archive = Get-ChildItem -LiteralPath $archives -Filter "${name}_*.deb" | Select-Object -First 1
        $control = [IO.Path]::Join($Path, 'tmp', "$name.control")
        & dpkg-deb --control $archive.FullName $control
        & chroot $Path sh "/tmp/$name.control/postinst" configure
        if ($LASTEXITCODE -ne 0) { throw "The set-up script of $name failed." }
    }

    Remove-Item -LiteralPath $archives -Recurse -Force
}
