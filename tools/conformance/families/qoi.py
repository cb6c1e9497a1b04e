"""QOI by ffmpeg: RGB and RGBA, with runs, differences and an index."""
import numpy as np

import readers
from case import Case


def make(dice, stem):
    path = stem + ".qoi"
    bands = dice.pick(3, 4)
    pixels = "rgba" if bands == 4 else "rgb24"
    data = dice.integers(dice.size() + (bands,), 8)
    if dice.chance(0.3):
        data[..., 1] = data[..., 2] = data[..., 0]
    height, width = data.shape[:2]
    readers.run("ffmpeg", "-v", "error", "-y", "-f", "rawvideo", "-pix_fmt", pixels, "-s", f"{width}x{height}", "-i", "-", "-frames:v", "1",
                "-f", "image2", "-c:v", "qoi", path, data=np.ascontiguousarray(data).tobytes())
    return Case(path, pixels, [data], "ffmpeg", "ffmpeg", lambda p: readers.ffmpeg(p, pixels, bands))
