# Makes the files that Get-Help reads from docs/en-US.

# Makes HeatmapPS.dll-Help.xml and about_*.help.txt, unless the pages and the tools are as they were.
function Export-ModuleHelp {
    param(
        [Parameter(Mandatory)] [string] $Root,
        [Parameter(Mandatory)] [string] $StateFolder,
        [Parameter(Mandatory)] [string] $Destination
    )

    $docs = [IO.Path]::Join($Root, 'docs', 'en-US')
    $writer = [IO.Path]::Join($Root, 'tools', 'help', 'MamlWriter')
    $pages = @(Get-ChildItem -LiteralPath $docs -Filter '*.md' -ErrorAction Ignore)
    $sources = @(Get-ChildItem -LiteralPath $writer -File)
    $stamp = @($pages + $sources | ForEach-Object { "$($_.Name) $((Get-FileHash -LiteralPath $_.FullName).Hash)" }) -join "`n"
    $stampFile = [IO.Path]::Join($StateFolder, 'help.stamp')
    if ((Test-Path -LiteralPath $stampFile) -and (Test-Path -LiteralPath $Destination) -and
        (Get-Content -LiteralPath $stampFile -Raw) -eq $stamp) {
        Write-Host 'Help is up to date.' -ForegroundColor DarkGray
        return
    }

    Remove-Item -LiteralPath $Destination -Recurse -Force -ErrorAction Ignore
    if ($pages.Count -eq 0) { return }
    $writerOutput = [IO.Path]::Join($StateFolder, 'maml-writer')
    $log = & dotnet build $writer --configuration Release --output $writerOutput --verbosity quiet --nologo 2>&1
    if ($LASTEXITCODE -ne 0) { throw "MamlWriter cannot be compiled:`n$($log -join "`n")" }
    $mamlWriter = [IO.Path]::Join($writerOutput, 'MamlWriter.dll')
    $maml = [IO.Path]::Join($Destination, 'HeatmapPS.dll-Help.xml')
    & dotnet $mamlWriter maml $docs $maml
    if ($LASTEXITCODE -ne 0) { throw 'MamlWriter cannot write the help file.' }
    & dotnet $mamlWriter about $docs $Destination
    if ($LASTEXITCODE -ne 0) { throw 'MamlWriter cannot write the about topics.' }
    Set-Content -LiteralPath $stampFile -Value $stamp -NoNewline
}
