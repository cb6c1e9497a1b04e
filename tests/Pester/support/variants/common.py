"""What the writers of variants share: random samples, packing, other programs, and the list of what was written."""
import os
import subprocess
import sys
import numpy as np

folder, seed = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 1
os.makedirs(folder, exist_ok=True)
rng = np.random.default_rng(seed)
rows = []


def path_of(name):
    return os.path.join(folder, name)


def case(name, data, truth, tolerance=0, page=1, expect='equal', depth=None):
    """data: bytes, or None when the file was written already."""
    if data is not None:
        with open(path_of(name), 'wb') as f:
            f.write(data)
    if truth is not None and np.ndim(truth) == 3 and np.shape(truth)[2] == 3 and (name.startswith(('bmp_pal', 'tga_palgray', 'pcx_8_gray'))) and (np.ptp(truth, axis=2) == 0).all():
        truth = truth[:, :, 0]
    key = name if page == 1 else f'{name}.{page}'
    if truth is not None:
        a = np.asarray(truth)
        if a.ndim == 3 and a.shape[2] == 1:
            a = a[:, :, 0]
        np.save(path_of(key + '.npy'), np.ascontiguousarray(a))
    rows.append([name, key, page, expect, tolerance, depth or ''])


def image(h, w, bands, dtype=np.uint8, high=None, low=0):
    info = np.iinfo(dtype)
    high = info.max if high is None else high
    a = rng.integers(low, high, size=(h, w, bands), dtype=np.int64 if dtype != np.uint64 else np.uint64, endpoint=True).astype(dtype)
    a.flat[0], a.flat[-1] = low, high
    return a if bands > 1 else a[:, :, 0]


def size():
    return int(rng.integers(3, 24)), int(rng.integers(3, 24))


def run(*args, stdin=None):
    return subprocess.run(args, input=stdin, check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=60).stdout


def ffmpeg(raw, w, h, pix, ext, *options):
    return run('ffmpeg', '-v', 'error', '-f', 'rawvideo', '-pix_fmt', pix, '-s', f'{w}x{h}', '-i', 'pipe:0', *options, '-frames:v', '1', '-f', 'image2pipe', 'pipe:1', stdin=raw)


def pnm(a):
    maximum = 65535 if a.dtype.itemsize == 2 else 255
    kind = b'P5' if a.ndim == 2 else b'P6'
    return kind + b'\n%d %d\n%d\n' % (a.shape[1], a.shape[0], maximum) + a.astype('>u2' if maximum > 255 else 'u1').tobytes()


def pam(a):
    kinds = {1: b'GRAYSCALE', 2: b'GRAYSCALE_ALPHA', 3: b'RGB', 4: b'RGB_ALPHA'}
    b = 1 if a.ndim == 2 else a.shape[2]
    maximum = 65535 if a.dtype.itemsize == 2 else 255
    return b'P7\nWIDTH %d\nHEIGHT %d\nDEPTH %d\nMAXVAL %d\nTUPLTYPE %s\nENDHDR\n' % (a.shape[1], a.shape[0], b, maximum, kinds[b]) + a.astype('>u2' if maximum > 255 else 'u1').tobytes()


def pad_rows(a, multiple):
    flat = a.reshape(a.shape[0], -1)
    extra = -flat.shape[1] % multiple
    return np.pad(flat, ((0, 0), (0, extra)))


def pack_bits(index, bits):
    """Rows of indices, packed from the high bit, rows padded to bytes."""
    out = []
    for line in index:
        text = ''.join(format(int(v), f'0{bits}b') for v in line)
        text += '0' * (-len(text) % 8)
        out.append(bytes(int(text[i:i + 8], 2) for i in range(0, len(text), 8)))
    return out
