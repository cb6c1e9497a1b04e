"""Colour photos to grey PNG with OpenCV: read in colour, then convert, which is exact Rec. 601."""
import cv2

from worker import OPENCV_PNG, files, main, run, target


def job(source, folder):
    def one(path):
        cv2.imwrite(target(path, folder, ".png"), cv2.cvtColor(cv2.imread(path), cv2.COLOR_BGR2GRAY), OPENCV_PNG)

    run(one, files(source))


main(job)
