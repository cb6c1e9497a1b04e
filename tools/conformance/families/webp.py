"""WebP by Pillow, OpenCV and ffmpeg: lossless equal to the number, lossy by libwebp's own decoder in both readers."""
import numpy as np

import readers
from case import Case


def make(dice, stem):
    path = stem + ".webp"
    Image = readers.need("PIL.Image")
    mode = dice.pick("RGB", "RGBA")
    bands = len(mode)
    lossless = dice.chance(0.6)
    shape = dice.size(120) + (bands,)
    data = dice.integers(shape, 8) if lossless else dice.picture(shape)
    extra = {"lossless": lossless, "quality": dice.number(0, 100), "method": dice.number(0, 4)}
    if lossless:
        # Without exact the colours under transparent pixels are the writer's.
        extra["exact"] = True
    Image.fromarray(data, mode).save(path, **extra)
    if bands == 4 and (data[..., 3] == 255).all():
        # A file without need of alpha has none.
        data = np.ascontiguousarray(data[..., :3])
    if lossless:
        return Case(path, f"{mode} {extra}", [data], "Pillow", "OpenCV", readers.opencv)
    # libwebp before 1.3 and after round the upsampled chroma otherwise by a little.
    return Case(path, f"{mode} {extra}", None, "Pillow", "OpenCV", readers.opencv, tolerance=(3, 0.5))
