"""The median of each pixel over a folder of 16-bit images, with OpenCV and NumPy."""
import os

import cv2
import numpy as np

from worker import files, main


def job(source, folder):
    stack = np.stack([cv2.imread(path, cv2.IMREAD_UNCHANGED) for path in files(source)])
    median = np.median(stack, axis=0)
    cv2.imwrite(os.path.join(folder, "median.png"), np.rint(median).astype(np.uint16))


main(job)
