# Which Magick.NET package to build with.

# Returns Q16 or Q8. Q16 keeps 16 bits a channel, but not every package feed has it; what Auto found is kept in the
# state folder, so that the feed is asked once.
function Resolve-MagickQuantum {
    param(
        [Parameter(Mandatory)] [string] $Requested,
        [Parameter(Mandatory)] [string] $Root,
        [Parameter(Mandatory)] [string] $StateFolder
    )

    if ($Requested -ne 'Auto') {
        Write-Host "Magick.NET: $Requested, as requested." -ForegroundColor DarkGray
        return $Requested
    }

    $versions = [IO.Path]::Join($Root, 'Directory.Packages.props')
    $version = (Select-Xml -LiteralPath $versions -XPath '//PackageVersion[@Include="Magick.NET-Q16-AnyCPU"]').Node.Version
    $cache = [IO.Path]::Join($StateFolder, 'magick-quantum.txt')
    if (Test-Path -LiteralPath $cache) {
        $known, $knownVersion = (Get-Content -LiteralPath $cache -Raw).Trim() -split ' '
        if ($knownVersion -eq $version) {
            Write-Host "Magick.NET: $known, from an earlier build." -ForegroundColor DarkGray
            return $known
        }
    }

    $project = [IO.Path]::Join($Root, 'tools', 'build', 'magick', 'MagickProbe.csproj')
    $log = & dotnet restore $project --verbosity quiet --nologo -p:MagickQuantum=Q16 2>&1 | Out-String
    $null = New-Item -ItemType Directory -Path $StateFolder -Force
    if ($LASTEXITCODE -eq 0) {
        Write-Host "Magick.NET: Q16 $version." -ForegroundColor Cyan
        Set-Content -LiteralPath $cache -Value "Q16 $version"
        return 'Q16'
    }

    # NU1101 and NU1102 say that the feed answered and has no such package; anything else may pass, and is asked again.
    if ($log -match 'NU110[12]') {
        Write-Host "Magick.NET: Q8 $version, because the package feed has no Q16. Only formats without another codec are read at 8 bits." -ForegroundColor Cyan
        Set-Content -LiteralPath $cache -Value "Q8 $version"
    }
    else {
        Write-Host "Magick.NET: Q8 $version, because the query for Q16 failed: $(($log.Trim() -split '\r?\n')[0])" -ForegroundColor Yellow
    }

    return 'Q8'
}
