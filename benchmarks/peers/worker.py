"""Runs a peer's job: once for whole-process times, or again and again in one process for work times.

A job is a function of two folders (or files), input and output. Called as `job.py IN OUT` it runs once. Called as
`job.py --serve` it answers each line `COUNT<tab>IN<tab>OUT` with one line of JSON: the seconds of each run, the CPU
seconds of all, and the peak memory of the process.
"""
import json
import os
import shutil
import sys
import time


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


def main(job):
    if sys.argv[1] != "--serve":
        job(sys.argv[1], sys.argv[2])
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
