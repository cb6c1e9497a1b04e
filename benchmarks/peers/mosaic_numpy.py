"""A sheet of ten columns from a folder of photos of one size, with OpenCV and NumPy."""
import os

import cv2
import numpy as np

from worker import OPENCV_PNG, each, files, main


def job(source, folder):
    tiles = list(each(cv2.imread, files(source)))
    rows = [np.hstack(tiles[start:start + 10]) for start in range(0, len(tiles), 10)]
    cv2.imwrite(os.path.join(folder, "sheet.png"), np.vstack(rows), OPENCV_PNG)


main(job)
