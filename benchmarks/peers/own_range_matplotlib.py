"""16-bit files to 8-bit inferno PNG, each on its own minimum and maximum."""
import cv2
import matplotlib
from matplotlib.colors import Normalize

from worker import OPENCV_PNG, files, main, target

INFERNO = matplotlib.colormaps["inferno"]


def job(source, folder):
    for path in files(source):
        array = cv2.imread(path, cv2.IMREAD_UNCHANGED)
        colors = INFERNO(Normalize(array.min(), array.max())(array), bytes=True)
        cv2.imwrite(target(path, folder, ".png"), colors[..., 2::-1], OPENCV_PNG)


main(job)
