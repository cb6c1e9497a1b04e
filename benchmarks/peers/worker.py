"""Runs a peer's job: once for whole-process times, or again and again in one process for work times.

A job is a function of two folders (or files), input and output. Called as `job.py IN OUT` it runs once. Called as
`job.py --serve` it answers each line `COUNT<tab>IN<tab>OUT` with one line of JSON: the seconds of each run, the CPU
seconds of all, and the peak memory of the process. The other options are settings that make a peer faster than its
defaults; Peers.ps1 says what they are in the report.
"""
import json
import os
import shutil
import sys
import time
from collections import deque
from concurrent.futures import ThreadPoolExecutor

OPTIONS = [word for word in sys.argv[1:] if word.startswith("--")]

# cv2.IMWRITE_PNG_STRATEGY and its HUFFMAN_ONLY, in numbers because not every peer has OpenCV. A given level would undo
# OpenCV's own choice of level 1 with one filter for all rows, so there is none.
OPENCV_PNG = [17, 2] if "--opencv-png" in OPTIONS else []
PILLOW_PNG = {"compress_level": 1} if "--pillow-png" in OPTIONS else {}


def peak_bytes():
    """Peak resident memory of this process; 0 where the system does not tell."""
    try:
        with open("/proc/self/status") as status:
            for line in status:
                if line.startswith("VmHWM:"):
                    return int(line.split()[1]) * 1024
    except OSError:
        pass
    try:
        import resource
    except ImportError:
        return 0
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


def renew(folder):
    """Empties the output folder, so that every run writes new files."""
    if os.path.isdir(folder):
        shutil.rmtree(folder)
    os.makedirs(folder)


def files(folder):
    """The input files in the order of their names."""
    return [os.path.join(folder, name) for name in sorted(os.listdir(folder))]


def target(path, folder, extension):
    """The output's path: the input's name with another extension."""
    return os.path.join(folder, os.path.splitext(os.path.basename(path))[0] + extension)


def each(function, items):
    """The results in the order of the items: by a plain loop, or with --cores by one thread per core.

    The threads stay a few items ahead of whoever takes the results, because a thousand frames do not fit into memory.
    """
    if "--cores" not in OPTIONS:
        yield from map(function, items)
        return
    cores = os.cpu_count()
    with ThreadPoolExecutor(cores) as pool:
        ahead = deque()
        for item in items:
            ahead.append(pool.submit(function, item))
            if len(ahead) > 2 * cores:
                yield ahead.popleft().result()
        while ahead:
            yield ahead.popleft().result()


def run(function, items):
    """Calls the function for each item, like `each`, and waits for the last."""
    deque(each(function, items), maxlen=0)


def main(job):
    if "--serve" not in OPTIONS:
        job(*[word for word in sys.argv[1:] if word not in OPTIONS])
        return
    for line in sys.stdin:
        count, source, folder = line.rstrip("\n").split("\t")
        seconds = []
        cpu = time.process_time()
        for _ in range(int(count)):
            renew(folder)
            start = time.perf_counter()
            job(source, folder)
            seconds.append(time.perf_counter() - start)
        print(json.dumps({"seconds": seconds, "cpu": time.process_time() - cpu, "peak": peak_bytes()}), flush=True)
