"""A heatmap at half strength over each photo, as Grad-CAM scripts do it (without their division by the maximum)."""
import os

import cv2
import numpy as np

from worker import OPENCV_PNG, files, main, run, target


def job(source, folder):
    photo = cv2.imread(files(os.path.join(source, "photo"))[0])
    height, width = photo.shape[:2]

    def one(path):
        heat = cv2.imread(path, cv2.IMREAD_UNCHANGED)
        heat = cv2.resize(heat, (width, height), interpolation=cv2.INTER_NEAREST)
        colors = cv2.applyColorMap(heat, cv2.COLORMAP_INFERNO)
        cv2.imwrite(target(path, folder, ".png"), cv2.addWeighted(photo, 0.5, colors, 0.5, 0), OPENCV_PNG)

    run(one, files(os.path.join(source, "heat")))


main(job)
