# The settings of peers: what every row used, and second rows with the best settings that a peer has.

# The options of peers/worker.py, which `Best` of a peer names, and what the report says about them. All were measured:
# OpenCV's default for PNG is level 1, one filter and runs only; a given level makes it try all filters and takes longer,
# level 0 compresses nothing, and of the rest only coding without a search for matches is faster.
$peerOptions = [ordered]@{
    'cores'      = 'a pool of one thread per core, a file for each'
    'opencv-png' = 'PNG with IMWRITE_PNG_STRATEGY_HUFFMAN_ONLY'
    'pillow-png' = 'PNG with compress_level=1'
}

# Peers as they are declared in a scenario, and behind each one with `Best` the same with these changes.
function Expand-Peer([Collections.IDictionary] $Peers) {
    foreach ($name in $Peers.Keys) {
        $peer = @{ Name = $name; Options = @(); Settings = $Peers[$name].ContainsKey('Job') ? '' : 'defaults' }
        foreach ($key in $Peers[$name].Keys) { $peer[$key] = $Peers[$name][$key] }
        $peer
        if (-not $peer.ContainsKey('Best')) { continue }
        $best = $peer.Clone()
        $best.Name = "$name, best settings"
        foreach ($key in $peer.Best.Keys) { $best[$key] = $peer.Best[$key] }
        foreach ($option in $best.Options | Where-Object { -not $peerOptions.Contains($_) }) {
            throw "Expected an option of a peer ($($peerOptions.Keys -join ', ')), but got '$option'."
        }

        if ($best.Options) { $best.Settings = @($best.Options | ForEach-Object { $peerOptions[$_] }) -join '; ' }
        $best
    }
}

# The command line that runs a line of shell for each file, in $1 of it, as many at once as Width; 0 is one for each core.
function Get-EachFileCommand([string] $Source, [int] $Width, [string] $Line, [string[]] $Argument) {
    $wide = $Width -gt 0 ? $Width : [Environment]::ProcessorCount
    'sh', '-c', 'cd "$1" && at=$2 line=$3 && shift 3 && ls | xargs -P "$at" -I {} sh -c "$line" sh {} "$@"', 'sh', $Source, "$wide", $Line + $Argument
}

# Inferno as a picture of 256 × 1 pixels, which programs without colormaps look colours up in.
function Get-ColormapPicture([string] $Source) {
    $map = [IO.Path]::Join((Split-Path $Source), 'inferno.png')
    if (-not (Test-Path -LiteralPath $map)) {
        $ramp = [byte[,]]::new(1, 256)
        foreach ($value in 0..255) { $ramp[0, $value] = $value }
        Export-HeatmapImage -InputObject (ConvertTo-Heatmap -InputObject $ramp -Colormap opencv:inferno) -Path $map
    }

    return $map
}
