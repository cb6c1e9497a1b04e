"""16-bit PNG to 16-bit RGB PNG: matplotlib's colours times 65535, written by OpenCV."""
import cv2
import matplotlib
import numpy as np
from matplotlib.colors import Normalize

from worker import OPENCV_PNG, files, main, run, target

INFERNO = matplotlib.colormaps["inferno"]


def job(source, folder):
    def one(path):
        array = cv2.imread(path, cv2.IMREAD_UNCHANGED)
        colors = INFERNO(Normalize(array.min(), array.max())(array))[..., :3]
        cv2.imwrite(target(path, folder, ".png"), (colors[..., ::-1] * 65535).astype(np.uint16), OPENCV_PNG)

    run(one, files(source))


main(job)
