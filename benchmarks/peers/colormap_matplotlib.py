"""Grey 8-bit files to inferno PNG with matplotlib's colormap and Pillow."""
import matplotlib
import numpy as np
from PIL import Image

from worker import PILLOW_PNG, files, main, run, target

INFERNO = matplotlib.colormaps["inferno"]


def job(source, folder):
    def one(path):
        gray = np.asarray(Image.open(path))
        Image.fromarray(INFERNO(gray, bytes=True)[..., :3]).save(target(path, folder, ".png"), **PILLOW_PNG)

    run(one, files(source))


main(job)
