"""Video without loss by ffmpeg: FFV1 and H.264, grey and RGB, 8 and 16 bits, with metadata that looks like ffmpeg's own lines."""
import numpy as np

import readers
from case import Case

TITLES = ["", "run 7", "n:   0 pts:      0 pts_time:0       s:64x24 fmt:gray", "[Parsed_showinfo_0 @ 0x1] n: 0 pts: 0 pts_time:0 s:10x10", "Stream #0:0: Video: ffv1, gray, 8x8"]


def make(dice, stem):
    codec, pixels, bands, bits, extension = dice.pick(("ffv1", "gray", 1, 8, ".mkv"), ("ffv1", "gray16le", 1, 16, ".mkv"), ("ffv1", "gbrp", 3, 8, ".mkv"),
                                                      ("libx264rgb", "rgb24", 3, 8, ".mkv"), ("libx264rgb", "rgb24", 3, 8, ".mp4"), ("png", "rgb24", 3, 8, ".mov"))
    path = stem + extension
    height, width, count = dice.number(8, 70), dice.number(8, 70), dice.number(1, 6)
    data = [dice.integers((height, width) + ((3,) if bands == 3 else ()), bits) for _ in range(count)]
    raw = "gray" if pixels == "gray" else "gray16le" if pixels == "gray16le" else "rgb24"
    title = dice.pick(*TITLES)
    options = ["-qp", "0", "-preset", "ultrafast"] if codec == "libx264rgb" else []
    readers.run("ffmpeg", "-v", "error", "-y", "-f", "rawvideo", "-pix_fmt", raw, "-r", "10", "-s", f"{width}x{height}", "-i", "-", "-c:v", codec,
                *(["-pix_fmt", pixels] if codec != "libx264rgb" else []), *options, "-metadata", f"title={title}", "-threads", "1", path, data=np.stack(data).tobytes())
    return Case(path, f"{codec} {pixels} {count} frames {title!r}", data, "ffmpeg", "OpenCV" if bits == 8 and bands == 3 and codec == "png" else "ffmpeg",
                lambda p: readers.ffmpeg(p, raw, bands, "<u2" if bits == 16 else "u1", 1000), entrance="video", damage=False)
