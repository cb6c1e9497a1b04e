"""16-bit files to 8-bit inferno PNG on one percentile scale: NumPy, matplotlib, and OpenCV to read and write."""
import cv2
import matplotlib
import numpy as np
from matplotlib.colors import Normalize

from worker import OPENCV_PNG, each, files, main, run, target

INFERNO = matplotlib.colormaps["inferno"]


def job(source, folder):
    paths = files(source)
    arrays = list(each(lambda path: cv2.imread(path, cv2.IMREAD_UNCHANGED), paths))
    low, high = np.percentile(np.stack(arrays), [2, 98])
    norm = Normalize(low, high)

    def one(item):
        path, array = item
        colors = INFERNO(norm(array), bytes=True)
        cv2.imwrite(target(path, folder, ".png"), colors[..., 2::-1], OPENCV_PNG)

    run(one, zip(paths, arrays))


main(job)
