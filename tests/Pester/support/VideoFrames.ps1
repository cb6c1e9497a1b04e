# Frames for videos, and what ffprobe says of a video.

# 16-bit frames that get hotter, as TIFF files in a new folder.
function New-FrameFolder([int] $Count = 10, [int] $Width = 64, [int] $Height = 48) {
    $folder = New-TestFolder
    foreach ($i in 0..($Count - 1)) {
        $frame = New-TestFrame Spot $Width $Height -Minimum 7300 -Maximum (8000 + 100 * $i)
        $null = Write-TestTiff ([IO.Path]::Join($folder, ('f{0:d3}.tif' -f $i))) $Width $Height @(, $frame.Data)
    }

    return $folder
}

# What ffprobe says of the first stream; frames are counted by decoding them.
function Get-VideoInfo([string] $Path) {
    $text = & ffprobe -v error -count_frames -select_streams v:0 -show_entries 'stream:format=duration' -of json "file:$Path"
    $info = $text | ConvertFrom-Json -AsHashtable
    $stream = $info.streams[0]
    $stream['Frames'] = [int]$stream.nb_read_frames
    $stream['Seconds'] = [double]($stream.duration ?? $info.format.duration)
    return $stream
}
