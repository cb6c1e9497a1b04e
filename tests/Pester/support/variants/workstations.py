"""SGI, Sun, DPX, Cineon, Radiance and OpenEXR files."""
import struct
import subprocess
import numpy as np
from common import *


# ---- SGI
def sgi_file(a, rle, minimum=0, maximum=255, dimension=None):
    h, w = a.shape[:2]
    bands = 1 if a.ndim == 2 else a.shape[2]
    size = a.dtype.itemsize
    planes = a.reshape(h, w, bands).transpose(2, 0, 1)[:, ::-1]
    head = struct.pack('>HBBHHHHII', 474, 1 if rle else 0, size, dimension or (3 if bands > 1 else 2), w, h, bands, minimum, maximum)
    head += b'\0' * (512 - len(head))
    kind = '>u2' if size == 2 else 'u1'
    if not rle:
        return head + planes.astype(kind).tobytes()
    starts, lengths, body = [], [], b''
    at = 512 + 8 * h * bands
    for plane in planes:
        for line in plane:
            out = []
            i = 0
            while i < w:
                n = 1
                while i + n < w and n < 127 and line[i + n] == line[i]:
                    n += 1
                if n > 1:
                    out += [n, line[i]]; i += n
                else:
                    m = 1
                    while i + m < w and m < 127 and line[i + m] != line[i + m - 1]:
                        m += 1
                    out += [0x80 | m, *line[i:i + m]]; i += m
            out.append(0)
            data = np.array(out, dtype=np.int64).astype(kind).tobytes()
            starts.append(at + len(body)); lengths.append(len(data)); body += data
    return head + struct.pack(f'>{len(starts)}I', *starts) + struct.pack(f'>{len(lengths)}I', *lengths) + body


def sgi():
    for bands in 1, 2, 3, 4:
        for dtype in np.uint8, np.uint16:
            for rle in False, True:
                h, w = size()
                a = image(h, w, bands, dtype); a[:, 1:4] = a[:, 1:2]
                maximum = np.iinfo(dtype).max
                case(f'sgi_{dtype.__name__}_{bands}{"_rle" if rle else ""}.sgi', sgi_file(a, rle, maximum=maximum), a)
    a = image(1, 9, 1)
    case('sgi_onerow_dim1.sgi', sgi_file(a, False, dimension=1), a)
    g = np.repeat(image(9, 5, 1)[:, :, None], 3, axis=2)
    case('sgi_allgray.sgi', sgi_file(g, False), g)
    from PIL import Image
    h, w = 9, 15
    for mode, bands in ('L', 1), ('RGB', 3), ('RGBA', 4):
        arr = image(h, w, bands)
        Image.fromarray(arr, mode).save(path_of(f'sgi_pillow_{mode}.sgi'))
        case(f'sgi_pillow_{mode}.sgi', None, arr)
    for rle in '-verbatim', '-rle':
        for dtype in np.uint8, np.uint16:
            for bands in 1, 3:
                arr = image(h, w, bands, dtype)
                case(f'sgi_netpbm{rle}_{dtype.__name__}_{bands}.sgi', run('pnmtosgi', rle, stdin=pnm(arr)), arr)
    for pix, bands, dtype in ('gray', 1, np.uint8), ('rgb24', 3, np.uint8), ('rgba', 4, np.uint8), ('gray16be', 1, np.uint16), ('rgb48be', 3, np.uint16), ('rgba64be', 4, np.uint16):
        for rle in '0', '1':
            arr = image(h, w, bands, dtype)
            case(f'sgi_ffmpeg_{pix}_{rle}.sgi', ffmpeg(arr.astype('>u2' if dtype == np.uint16 else 'u1').tobytes(), w, h, pix, 'sgi', '-c:v', 'sgi', '-rle', rle), arr)


# ---- Sun raster
def sun_file(w, h, depth, data, kind=1, palette=b'', maptype=None):
    return struct.pack('>8I', 0x59A66A95, w, h, depth, len(data), kind, (1 if palette else 0) if maptype is None else maptype, len(palette)) + palette + data


def sun_rle(data):
    out, i = b'', 0
    while i < len(data):
        n = 1
        while i + n < len(data) and n < 256 and data[i + n] == data[i]:
            n += 1
        if n > 2 or (n > 1 and data[i] == 0x80):
            out += bytes([0x80, n - 1, data[i]]); i += n
        elif data[i] == 0x80:
            out += b'\x80\0'; i += 1
        else:
            out += data[i:i + 1]; i += 1
    return out


def sun():
    for w in 13, 16, 21:
        h = 7
        a = image(h, w, 4); a[:, 2:6] = a[:, 2:3]
        for kind, label in (1, ''), (0, '_old'), (2, '_rle'):
            pack = sun_rle if kind == 2 else bytes
            name = lambda v: f'sun_{v}{label}_{w}.ras'
            case(name('gray8'), sun_file(w, h, 8, pack(pad_rows(a[:, :, 0], 2).tobytes()), kind), a[:, :, 0])
            case(name('bgr24'), sun_file(w, h, 24, pack(pad_rows(np.ascontiguousarray(a[:, :, 2::-1]), 2).tobytes()), kind), a[:, :, :3])
            xbgr = np.ascontiguousarray(a[:, :, [3, 2, 1, 0]]); xbgr[:, :, 0] = 0
            case(name('xbgr32'), sun_file(w, h, 32, pack(xbgr.tobytes()), kind), a[:, :, :3], expect='equal')
            table = image(200, 3, 1)
            index = image(h, w, 1, high=199); index[:, 2:6] = index[:, 2:3]
            case(name('pal8'), sun_file(w, h, 8, pack(pad_rows(index, 2).tobytes()), kind, table.T.tobytes()), table[index])
            bits = image(h, w, 1, high=1)
            packed = b''.join(l + b'\0' * (len(l) % 2) for l in pack_bits(bits, 1))
            case(name('mono'), sun_file(w, h, 1, pack(packed), kind), (1 - bits) * 255)
        case(f'sun_rgb24_{w}.ras', sun_file(w, h, 24, pad_rows(np.ascontiguousarray(a[:, :, :3]), 2).tobytes(), 3), a[:, :, :3])
        xrgb = np.ascontiguousarray(a[:, :, [3, 0, 1, 2]]); xrgb[:, :, 0] = 0
        case(f'sun_xrgb32_{w}.ras', sun_file(w, h, 32, xrgb.tobytes(), 3), a[:, :, :3])
        import cv2
        for bands in 1, 3:
            arr = image(h, w, bands)
            cv2.imwrite(path_of(f'sun_cv_{bands}_{w}.ras'), arr if bands == 1 else arr[:, :, ::-1])
            case(f'sun_cv_{bands}_{w}.ras', None, arr)
        arr = image(h, w, 3)
        for option in '-rle', '-standard':
            case(f'sun_netpbm{option}_{w}.ras', run('pnmtorast', option, stdin=pnm(arr)), arr)
        case(f'sun_ffmpeg_{w}.ras', ffmpeg(np.ascontiguousarray(arr[:, :, ::-1]).tobytes(), w, h, 'bgr24', 'ras', '-c:v', 'sunrast', '-rle', '0'), arr)
        case(f'sun_ffmpeg_rle_{w}.ras', ffmpeg(np.ascontiguousarray(arr[:, :, ::-1]).tobytes(), w, h, 'bgr24', 'ras', '-c:v', 'sunrast', '-rle', '1'), arr)
        g = image(h, w, 1)
        case(f'sun_ffmpeg_gray_{w}.ras', ffmpeg(g.tobytes(), w, h, 'gray', 'ras', '-c:v', 'sunrast', '-rle', '0'), g)


# ---- DPX and Cineon
def dpx_file(w, h, descriptor, bits, data, big=True, packing=1, offset=2048, transfer=0, colorimetric=0, orient=0):
    o = '>' if big else '<'
    head = bytearray(b'\0' * offset)
    head[0:4] = b'SDPX' if big else b'XPDS'
    struct.pack_into(o + 'I8sIIIII', head, 4, offset, b'V1.0\0\0\0\0', offset + len(data), 1, 1664, 384, 0)
    struct.pack_into(o + 'HHII', head, 768, orient, 1, w, h)
    struct.pack_into(o + 'IIfIfBBBBHHIII', head, 780, 0, 0, 0.0, 2 ** bits - 1 if bits < 32 else 0, 1.0, descriptor, transfer, colorimetric, bits, packing, 0, offset, 0, 0)
    return bytes(head) + data


def dpx():
    for w in 12, 13, 15:
        h = 7
        for big in True, False:
            o = '>' if big else '<'
            tag = f'{"be" if big else "le"}_{w}'
            for descriptor, bands, name in (6, 1, 'gray'), (50, 3, 'rgb'), (51, 4, 'rgba'):
                a = image(h, w, bands)
                case(f'dpx_{name}8_{tag}.dpx', dpx_file(w, h, descriptor, 8, pad_rows(a, 4).tobytes(), big), a)
                a = image(h, w, bands, np.uint16)
                case(f'dpx_{name}16_{tag}.dpx', dpx_file(w, h, descriptor, 16, pad_rows(a.reshape(h, -1).astype(o + 'u2').view(np.uint8), 4).tobytes(), big), a, depth=16)
            a = image(h, w, 3, np.uint16, high=1023)
            word = (a[:, :, 0].astype(np.uint32) << 22 | a[:, :, 1].astype(np.uint32) << 12 | a[:, :, 2].astype(np.uint32) << 2)
            case(f'dpx_rgb10a_{tag}.dpx', dpx_file(w, h, 50, 10, word.astype(o + 'u4').tobytes(), big), a, depth=10)
            a = image(h, w, 3, np.uint16, high=4095)
            case(f'dpx_rgb12a_{tag}.dpx', dpx_file(w, h, 50, 12, pad_rows((a.reshape(h, -1) << 4).astype(o + 'u2').view(np.uint8), 4).tobytes(), big), a, depth=12)
    h, w = 9, 16
    for pix, bands, bits in ('gray', 1, 8), ('rgb24', 3, 8), ('rgba', 4, 8), ('gray16be', 1, 16), ('rgb48be', 3, 16), ('rgba64be', 4, 16), ('rgb48le', 3, 16):
        arr = image(h, w, bands, np.uint16 if bits == 16 else np.uint8)
        case(f'dpx_ffmpeg_{pix}.dpx', ffmpeg(arr.astype(('<' if pix.endswith('le') else '>') + 'u2' if bits == 16 else 'u1').tobytes(), w, h, pix, 'dpx', '-c:v', 'dpx'), arr, depth=bits)
    for pix, bits in ('gbrp10le', 10), ('gbrp10be', 10), ('gbrp12le', 12), ('gbrp12be', 12):
        arr = image(h, w, 3, np.uint16, high=2 ** bits - 1)
        raw = arr.transpose(2, 0, 1)[[1, 2, 0]].astype('<u2' if pix.endswith('le') else '>u2').tobytes()
        case(f'dpx_ffmpeg_{pix}.dpx', ffmpeg(raw, w, h, pix, 'dpx', '-c:v', 'dpx'), arr, depth=bits)


def cin():
    h, w = 7, 13
    for big in True, False:
        o = '>' if big else '<'
        a = image(h, w, 3, np.uint16, high=1023)
        word = (a[:, :, 0].astype(np.uint32) << 22 | a[:, :, 1].astype(np.uint32) << 12 | a[:, :, 2].astype(np.uint32) << 2)
        head = bytearray(b'\0' * 1024)
        struct.pack_into(o + 'IIIIIII', head, 0, 0x802A5FD7, 1024, 1024, 0, 0, 1024 + 4 * w * h, 0)
        struct.pack_into('BBBB', head, 192, 0, 3, 0, 0)
        for c in range(3):
            struct.pack_into(o + 'BBBBIIffff', head, 196 + 28 * c, 0, c + 1, 10, 0, w, h, 0, 1, 1023, 2)
        struct.pack_into(o + 'BBBBII', head, 680, 0, 5, 0, 0, 0, 0)
        case(f'cin_rgb10_{"be" if big else "le"}.cin', bytes(head) + word.astype(o + 'u4').tobytes(), a, depth=10)


# ---- Radiance and OpenEXR
def hdr():
    import cv2
    a = (rng.random((9, 13, 3)) * 3).astype(np.float32)
    cv2.imwrite(path_of('hdr_cv.hdr'), a[:, :, ::-1])
    case('hdr_cv.hdr', None, cv2.imread(path_of('hdr_cv.hdr'), cv2.IMREAD_UNCHANGED)[:, :, ::-1])
    for w, name in (5, 'narrow'), (40, 'smooth'):
        a = np.repeat((rng.random((9, (w + 3) // 4, 3)) * 9).astype(np.float32), 4, axis=1)[:, :w]
        a[2] = 0
        cv2.imwrite(path_of(f'hdr_cv_{name}.hdr'), a[:, :, ::-1])
        case(f'hdr_cv_{name}.hdr', None, cv2.imread(path_of(f'hdr_cv_{name}.hdr'), cv2.IMREAD_UNCHANGED)[:, :, ::-1])


def exr():
    h, w = 9, 13
    for pix, bands in ('gbrpf32le', 3), ('grayf32le', 1), ('gbrapf32le', 4):
        a = (rng.random((h, w, bands)) * 3 - 1).astype(np.float32)
        order = [1, 2, 0, 3][:bands] if bands > 1 else [0]
        for compression in 'none', 'zip16', 'rle':
            try:
                data = ffmpeg(a.transpose(2, 0, 1)[order].tobytes(), w, h, pix, 'exr', '-c:v', 'exr', '-compression', compression, '-format', 'float')
            except subprocess.CalledProcessError:
                continue
            case(f'exr_ffmpeg_{pix}_{compression}.exr', data, None, expect='DepthLost')
