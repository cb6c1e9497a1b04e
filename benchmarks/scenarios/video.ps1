@{
    Title   = '1,000 grey 8-bit PNG of 960×540 to an H.264 video in inferno, same encoder and settings'
    Data    = @{ Kind = 'Gray8'; Extension = 'png'; Count = 1000; Width = 960; Height = 540 }
    Quick   = @{ Count = 300 }
    Growth  = @{ Count = 40; Width = 480; Height = 270 }
    WarmUp  = @{ Count = 40 }
    Ours    = { param($Source, $Folder) Get-ChildItem -LiteralPath $Source | Export-HeatmapVideo -Path ([IO.Path]::Join($Folder, 'run.mp4')) -Colormap inferno -Minimum 0 -Maximum 255 -Preset veryfast -Crf 23 -Force }
    Peers   = [ordered]@{
        # A process from start to exit in both kinds of row; it starts in a few hundredths of a second.
        'ffmpeg pseudocolor' = @{
            Program  = 'ffmpeg'
            Settings = 'defaults, which are threads on all cores for decoder, filters and encoder'
            Command  = {
                param($Program, $Source, $Folder)
                $Program, '-v', 'error', '-nostdin', '-y', '-framerate', '25', '-i', [IO.Path]::Join($Source, 'frame-%04d.png'),
                '-vf', 'format=gbrp,pseudocolor=p=inferno,scale=out_color_matrix=bt709:out_range=tv', '-c:v', 'libx264', '-preset', 'veryfast',
                '-crf', '23', '-pix_fmt', 'yuv420p', '-colorspace', 'bt709', '-color_primaries', 'bt709', '-color_trc', 'bt709', '-color_range', 'tv',
                '-movflags', '+faststart', [IO.Path]::Join($Folder, 'run.mp4')
            }
        }
        'OpenCV + ffmpeg pipe' = @{ Python = 'video_cv2_pipe.py'; Modules = 'cv2', 'numpy'; Best = @{ Options = 'cores' } }
    }
    # Videos are lossy; that ours shows the colormap's colours is tested by Export-HeatmapVideo.Tests.ps1. Here both must have all frames.
    Check   = {
        param($Context, $Source, $Ours, $Theirs)
        if (-not (Get-Command -Name ffprobe -CommandType Application -ErrorAction Ignore)) { return }
        $counts = foreach ($folder in $Ours, $Theirs) {
            [int](& ffprobe -v error -count_packets -select_streams v:0 -show_entries stream=nb_read_packets -of csv=p=0 ([IO.Path]::Join($folder, 'run.mp4')))
        }

        @{ largest = $counts[0] -eq $counts[1] ? 0 : 255; share = $counts[0] -eq $counts[1] ? 0 : 1 }
    }
    Targets = @(
        @{ Kind = 'work'; Side = 'ffmpeg pseudocolor'; AtLeast = 1 }
        @{ Kind = 'work'; Side = 'OpenCV + ffmpeg pipe'; AtLeast = 1.01 }
        @{ Kind = 'process'; Side = 'OpenCV + ffmpeg pipe'; AtLeast = 1 }
    )
}
