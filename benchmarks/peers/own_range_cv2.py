"""16-bit files to 8-bit inferno PNG, each on its own minimum and maximum, cut to 8 bits first: OpenCV's usual recipe."""
import cv2

from worker import OPENCV_PNG, files, main, target


def job(source, folder):
    for path in files(source):
        array = cv2.imread(path, cv2.IMREAD_UNCHANGED)
        gray = cv2.normalize(array, None, 0, 255, cv2.NORM_MINMAX, cv2.CV_8U)
        cv2.imwrite(target(path, folder, ".png"), cv2.applyColorMap(gray, cv2.COLORMAP_INFERNO), OPENCV_PNG)


main(job)
