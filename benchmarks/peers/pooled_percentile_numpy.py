"""The 2nd and 98th percentile over all pixels of many 16-bit files."""
import os

import cv2
import numpy as np

from worker import each, files, main


def job(source, folder):
    arrays = list(each(lambda path: cv2.imread(path, cv2.IMREAD_UNCHANGED), files(source)))
    low, high = np.percentile(np.stack(arrays), [2, 98])
    with open(os.path.join(folder, "limits.txt"), "w") as limits:
        limits.write("%r %r\n" % (float(low), float(high)))


main(job)
