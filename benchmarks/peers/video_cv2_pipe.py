"""Grey 8-bit files to an H.264 video in inferno: OpenCV colours, ffmpeg encodes what comes through a pipe."""
import os
import subprocess

import cv2

from worker import each, files, main


def colored(path):
    return cv2.applyColorMap(cv2.imread(path, cv2.IMREAD_GRAYSCALE), cv2.COLORMAP_INFERNO)


def job(source, folder):
    paths = files(source)
    height, width = cv2.imread(paths[0], cv2.IMREAD_GRAYSCALE).shape
    tags = ["-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709", "-color_range", "tv"]
    command = ["ffmpeg", "-v", "error", "-y", "-f", "rawvideo", "-pixel_format", "bgr24", "-video_size", f"{width}x{height}", "-framerate", "25",
               "-i", "pipe:0", "-vf", "scale=out_color_matrix=bt709:out_range=tv", "-c:v", "libx264", "-preset", "veryfast", "-crf", "23",
               "-pix_fmt", "yuv420p", *tags, "-movflags", "+faststart", os.path.join(folder, "run.mp4")]
    with subprocess.Popen(command, stdin=subprocess.PIPE) as ffmpeg:
        for frame in each(colored, paths):
            ffmpeg.stdin.write(frame.data)
        ffmpeg.stdin.close()
    if ffmpeg.returncode:
        raise RuntimeError(f"ffmpeg ended with code {ffmpeg.returncode}")


main(job)
