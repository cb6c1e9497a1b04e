"""Grey 8-bit files to inferno PNG with matplotlib's colormap and Pillow."""
import matplotlib
import numpy as np
from PIL import Image

from worker import files, main, target

INFERNO = matplotlib.colormaps["inferno"]


def job(source, folder):
    for path in files(source):
        gray = np.asarray(Image.open(path))
        Image.fromarray(INFERNO(gray, bytes=True)[..., :3]).save(target(path, folder, ".png"))


main(job)
