"""Animated PNG and GIF by ffmpeg and Pillow, frame by frame."""
import numpy as np

import readers
from case import Case


def make(dice, stem):
    return dice.pick(apng, gif, webp)(dice, stem)


def moving(dice, bands):
    height, width = dice.size(50)
    count = dice.number(2, 5)
    data = dice.integers((height, width, bands), 8)
    frames = [data]
    for _ in range(count - 1):
        data = data.copy()
        y, x = dice.number(0, height - 1), dice.number(0, width - 1)
        data[y:, x:] = dice.numpy.integers(0, 256, bands, dtype="u1")
        frames.append(data)
    # Writers join frames that are the same.
    return [f for i, f in enumerate(frames) if i == 0 or not np.array_equal(f, frames[i - 1])]


def raw(frames):
    return np.stack(frames).tobytes()


def apng(dice, stem):
    path = stem + ".apng"
    bands = dice.pick(3, 4)
    frames = moving(dice, bands)
    pixels = "rgb24" if bands == 3 else "rgba"
    height, width = frames[0].shape[:2]
    readers.run("ffmpeg", "-v", "error", "-y", "-f", "rawvideo", "-pix_fmt", pixels, "-r", "10", "-s", f"{width}x{height}", "-i", "-", "-plays", "0",
                "-f", "apng", path, data=raw(frames))
    return Case(path, f"APNG {bands} bands {len(frames)} frames", frames, "ffmpeg", "Pillow", lambda p: pillow_frames(p, pixels), entrance="video", bands_free=True)


def pillow_frames(path, pixels):
    Image = readers.need("PIL.Image")
    with Image.open(path) as image:
        found = []
        for number in range(getattr(image, "n_frames", 1)):
            image.seek(number)
            found.append(readers.plain(image.convert("RGBA" if pixels == "rgba" else "RGB")))
        return found


def gif(dice, stem):
    Image = readers.need("PIL.Image")
    path = stem + ".gif"
    palette = dice.numpy.integers(0, 256, (256, 3), dtype="u1")
    frames = [f[..., 0] for f in moving(dice, 1)]
    images = []
    for frame in frames:
        image = Image.fromarray(frame, "P")
        image.putpalette(palette.tobytes())
        images.append(image)
    images[0].save(path, save_all=True, append_images=images[1:], duration=100, loop=0, optimize=False, disposal=dice.pick(0, 1))
    return Case(path, f"GIF {len(frames)} frames", None, "Pillow", "ffmpeg",
                lambda p: readers.ffmpeg(p, "rgb24", 3, frames=1000), entrance="video", bands_free=True)


def webp(dice, stem):
    Image = readers.need("PIL.Image")
    path = stem + ".webp"
    frames = moving(dice, 3)
    images = [Image.fromarray(frame) for frame in frames]
    images[0].save(path, save_all=True, append_images=images[1:], duration=100, lossless=True, quality=20, method=1)
    return Case(path, f"WebP {len(frames)} frames", frames, "Pillow", "Pillow", lambda p: pillow_frames(p, "rgb24"), entrance="video", bands_free=True)
