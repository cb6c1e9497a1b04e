"""The median of each pixel over a folder of 16-bit images, with OpenCV and NumPy."""
import os

import cv2
import numpy as np

from worker import OPENCV_PNG, each, files, main


def job(source, folder):
    stack = np.stack(list(each(lambda path: cv2.imread(path, cv2.IMREAD_UNCHANGED), files(source))))
    median = np.median(stack, axis=0)
    cv2.imwrite(os.path.join(folder, "median.png"), np.rint(median).astype(np.uint16), OPENCV_PNG)


main(job)
