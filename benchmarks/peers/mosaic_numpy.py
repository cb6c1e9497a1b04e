"""A sheet of ten columns from a folder of photos of one size, with OpenCV and NumPy."""
import os

import cv2
import numpy as np

from worker import files, main


def job(source, folder):
    tiles = [cv2.imread(path) for path in files(source)]
    rows = [np.hstack(tiles[start:start + 10]) for start in range(0, len(tiles), 10)]
    cv2.imwrite(os.path.join(folder, "sheet.png"), np.vstack(rows))


main(job)
