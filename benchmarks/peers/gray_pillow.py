"""Colour photos to grey PNG with Pillow."""
from PIL import Image

from worker import PILLOW_PNG, files, main, run, target


def job(source, folder):
    def one(path):
        Image.open(path).convert("L").save(target(path, folder, ".png"), **PILLOW_PNG)

    run(one, files(source))


main(job)
