#!/usr/bin/env python3
"""Golden display stretches, colour spaces and pictures to be read back.

Writes to tests/Pester/data/golden:
  display_rgb8.npy, display_rgb16.npy   the colours that all start from, (h, w, 3)
  clahe_<case>.npy                      OpenCV's createCLAHE of a band or of each band
  lut_<case>.npy, lut_<case>_table.npy  OpenCV's LUT
  stretch_<case>.npy                    numpy's percentile stretch, rounded
  space8_<space>.npy                    OpenCV's cvtColor of display_rgb8, RGB order
  spacef_<space>.npy                    scikit-image's (OpenCV's for what it lacks) float colours of the first 16 rows of display_rgb8 / 255
"""
import cv2
import numpy as np
from skimage import color, exposure

from manifest import GOLDEN, record


def save(name, array):
    array = array.astype(np.float32) if array.dtype == np.float64 else array
    np.save(GOLDEN / f"{name}.npy", np.ascontiguousarray(array))


rng = np.random.default_rng(7)
height, width = 45, 70
y, x = np.mgrid[0:height, 0:width]
smooth = np.stack([np.sin(x / 11) + np.cos(y / 7), np.sin((x + y) / 13), np.cos(x / 19) * np.sin(y / 9)], axis=-1)
rgb = (smooth - smooth.min()) / np.ptp(smooth) + rng.normal(0, 0.05, (height, width, 3))
rgb[0, :9] = [[0, 0, 0], [1, 1, 1], [1, 0, 0], [0, 1, 0], [0, 0, 1], [1, 1, 0], [0, 1, 1], [1, 0, 1], [.5, .5, .5]]
rgb8 = np.rint(np.clip(rgb, 0, 1) * 255).astype(np.uint8)
rgb16 = np.rint(np.clip(rgb * [0.05, 0.09, 0.03] + 0.01, 0, 1) * 65535).astype(np.uint16)
save("display_rgb8", rgb8)
save("display_rgb16", rgb16)

clahe = {}
for bits, image in ((8, rgb8), (16, rgb16)):
    for clip, grid in ((2.0, (8, 8)), (40.0, (5, 9)), (0.0, (7, 5))):
        name = f"clahe_{bits}_{clip:g}_{grid[0]}x{grid[1]}"
        made = cv2.createCLAHE(clipLimit=clip, tileGridSize=grid)
        save(name, np.stack([made.apply(np.ascontiguousarray(image[..., band])) for band in range(3)], axis=-1))
        clahe[name] = {"bits": bits, "clip": clip, "grid": grid}

one = (255 * (np.arange(256) / 255) ** 0.5).astype(np.uint8)
three = np.stack([one, one[::-1], np.roll(one, 40)], axis=-1)
save("lut_one_table", one)
save("lut_one", cv2.LUT(rgb8, one))
save("lut_three_table", three)
save("lut_three", cv2.LUT(rgb8, three.reshape(256, 1, 3)))


def stretch(image, low, high, white):
    return np.rint(np.clip((image - low) / (high - low), 0, 1) * white).astype(np.uint8 if white == 255 else np.uint16)


low, high = np.percentile(rgb16, [2, 98], axis=(0, 1))
save("stretch_perband", stretch(rgb16, low, high, 255))
save("stretch_joint16", stretch(rgb16, *np.percentile(rgb16, [2, 98]), 65535))
mean, sigma = rgb16.mean((0, 1)), rgb16.std((0, 1))
save("stretch_sigma", stretch(rgb16, mean - 2 * sigma, mean + 2 * sigma, 255))
equal = [exposure.equalize_hist(rgb8[..., band], nbins=256) for band in range(3)]
save("stretch_equalize", np.rint(np.stack(equal, axis=-1) * 255).astype(np.uint8))

codes = {"YCrCb": cv2.COLOR_RGB2YCrCb, "YUV": cv2.COLOR_RGB2YUV, "HSV": cv2.COLOR_RGB2HSV, "HLS": cv2.COLOR_RGB2HLS,
         "Lab": cv2.COLOR_RGB2Lab, "XYZ": cv2.COLOR_RGB2XYZ}
for name, code in codes.items():
    save(f"space8_{name}", cv2.cvtColor(rgb8, code))

fractions = rgb8[:16] / 255.0
save("spacef_HSV", color.rgb2hsv(fractions) * [360, 1, 1])
save("spacef_Lab", color.rgb2lab(fractions))
save("spacef_XYZ", color.rgb2xyz(fractions))
ycbcr = color.rgb2ycbcr(fractions)
save("spacef_YCbCr", np.stack([(ycbcr[..., 0] - 16) / 219, (ycbcr[..., 1] - 16) / 224, (ycbcr[..., 2] - 16) / 224], axis=-1))
for name in ("YCrCb", "YUV", "HLS"):
    save(f"spacef_{name}", cv2.cvtColor(fractions.astype(np.float32), codes[name]))

record("display", ["cv2", "numpy", "skimage"], clahe=clahe)
