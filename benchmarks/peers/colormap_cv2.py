"""Grey 8-bit files to inferno PNG, as OpenCV's users write it."""
import cv2

from worker import OPENCV_PNG, files, main, run, target


def job(source, folder):
    def one(path):
        gray = cv2.imread(path, cv2.IMREAD_GRAYSCALE)
        cv2.imwrite(target(path, folder, ".png"), cv2.applyColorMap(gray, cv2.COLORMAP_INFERNO), OPENCV_PNG)

    run(one, files(source))


main(job)
