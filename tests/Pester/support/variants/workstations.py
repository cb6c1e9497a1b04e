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
    # Sizes beyond the number of dimensions do not count.
    one = bytearray(sgi_file(a, False, dimension=1))
    struct.pack_into('>HH', one, 8, 5, 3)
    case('sgi_dim1_other_sizes.sgi', bytes(one), a)
    a = image(7, 9, 1)
    two = bytearray(sgi_file(a, False))
    struct.pack_into('>H', two, 10, 3)
    case('sgi_dim2_other_bands.sgi', bytes(two), a)
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
        # A colormap before colours is passed over.
        case(f'sun_bgr24_map_{w}.ras', sun_file(w, h, 24, pad_rows(np.ascontiguousarray(a[:, :, 2::-1]), 2).tobytes(), 1, table.T.tobytes()), a[:, :, :3])
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
    # Rows with bytes after them, none behind the last; an element that does not say where it lies.
    a = image(7, 13, 3)
    rows_of = lambda padding: b''.join(bytes(l.reshape(-1)) + b'\0' * (-l.size % 4 + padding) for l in a)
    padded = bytearray(dpx_file(13, 7, 50, 8, rows_of(8)[:-9]))
    struct.pack_into('>I', padded, 812, 8)
    case('dpx_row_padding.dpx', bytes(padded), a)
    for nowhere in 0, 0xFFFFFFFF:
        placeless = bytearray(dpx_file(13, 7, 50, 8, rows_of(0), offset=1700))
        struct.pack_into('>II', placeless, 808, nowhere, 0xFFFFFFFF)
        case(f'dpx_no_place_{nowhere}.dpx', bytes(placeless), a)
    elsewhere = bytearray(dpx_file(13, 7, 50, 8, b'\xff' * 100 + rows_of(0)))
    struct.pack_into('>I', elsewhere, 808, 2148)
    case('dpx_own_place.dpx', bytes(elsewhere), a)
    # What would be other pixels is refused: upside down, several elements, signed, in runs.
    for label, at, value, kind in ('upside_down', 768, 1, 'H'), ('two_elements', 770, 2, 'H'), ('signed', 780, 1, 'I'), ('runs', 806, 1, 'H'):
        other = bytearray(dpx_file(13, 7, 50, 8, rows_of(0)))
        struct.pack_into('>' + kind, other, at, value)
        case(f'dpx_{label}.dpx', bytes(other), None, expect='FormatNotSupported')


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
        # Rows with bytes after them.
        padded = bytearray(head)
        struct.pack_into(o + 'I', padded, 684, 4)
        case(f'cin_rgb10_{"be" if big else "le"}_padding.cin', bytes(padded) + b''.join(l.astype(o + 'u4').tobytes() + b'\xff' * 4 for l in word), a, depth=10)
        # Bands of other depths, upside down, two bands: other kinds.
        for at, value in (198, 8), (226, 12), (254, 8), (192, 1), (193, 1), (680, 1), (681, 1), (682, 1):
            other = bytearray(head)
            other[at] = value
            case(f'cin_{at}_{"be" if big else "le"}.cin', bytes(other) + word.astype(o + 'u4').tobytes(), None, expect='FormatNotSupported')


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
    # By hand: lines that end as on Windows, exponents of 0, runs of 128 numbers, rows that are not coded though wide enough.
    head = b'#?RADIANCE\r\nFORMAT=32-bit_rle_rgbe\r\n\r\n-Y %d +X %d\r\n'
    floats = lambda p: np.where(p[:, :, 3:] == 0, np.float32(0), p[:, :, :3] * np.exp2(p[:, :, 3:].astype(np.float32) - 136)).astype(np.float32)
    p = image(5, 6, 4); p[1, :, 3] = 0; p[p[:, :, 0] == 1] = 2
    case('hdr_flat.hdr', head % (5, 6) + p.tobytes(), floats(p))
    p = image(3, 200, 4); p[:, :, 0] = 130; p[2, :, 3] = 0
    case('hdr_wide_flat.hdr', head % (3, 200) + p.tobytes(), floats(p))
    coded = b''.join(bytes([2, 2, 0, 200]) + b''.join(b'\x80' + l[:128, c].tobytes() + b'\x48' + l[128:, c].tobytes() for c in range(4)) for l in p)
    case('hdr_coded.hdr', head % (3, 200) + coded, floats(p))
    # A first row in runs and flat ones after it: OpenCV refuses it, and no writer mixes them.
    case('hdr_mixed.hdr', head % (3, 200) + coded[:len(coded) // 3] + p[1:].tobytes(), None, expect='ImageCorrupt')
    p[:, :, 0], p[:, :, 1], p[:, :, 2] = 2, 2, 128
    case('hdr_flat_like_coded.hdr', head % (3, 200) + p.tobytes(), floats(p))
    # Other colours, other directions, runs of whole pixels, a row of another width.
    p = image(3, 9, 4); p[:, :, 0] = 130
    for label, data, expect in (
        ('xyz', head.replace(b'rgbe', b'xyze') % (3, 9) + p.tobytes(), 'FormatNotSupported'),
        ('upside_down', head.replace(b'-Y', b'+Y') % (3, 9) + p.tobytes(), 'FormatNotSupported'),
        ('old_runs', head % (3, 9) + p.tobytes()[:4] + bytes([1, 1, 1, 8]) + b'\0' * 100, 'FormatNotSupported'),
        ('other_width', head % (3, 9) + bytes([2, 2, 0, 8]) + b'\x88\0' * 4 + b'\0' * 100, 'ImageCorrupt'),
        ('run_too_long', head % (3, 9) + bytes([2, 2, 0, 9]) + b'\x8a\0' * 4 + b'\0' * 100, 'ImageCorrupt'),
    ):
        case(f'hdr_{label}.hdr', data, None, expect=expect)


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
