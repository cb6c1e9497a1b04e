# What tests want from the system. One entry a thing; add an entry to add a thing.
#   Level   Auto: the tests need it. Full: results are compared with it; tests without it are skipped.
#   Probe   How to tell that it is there: Command (a program on the PATH), Python (a module), or Font (any font file).
#   Apt, Brew, Winget   Packages to install; a package manager without an entry leaves the thing out.
@{
    Packages = @(
        @{ Name = 'ffmpeg'; Level = 'Auto'; Probe = @{ Command = 'ffmpeg' }; Apt = 'ffmpeg'; Brew = 'ffmpeg'; Winget = 'Gyan.FFmpeg' }
        @{ Name = 'a font'; Level = 'Auto'; Probe = @{ Font = '*' }; Apt = 'fontconfig', 'fonts-dejavu-core'; Brew = 'font-dejavu' }

        @{ Name = 'Python'; Level = 'Full'; Probe = @{ Command = 'python3' }; Apt = 'python3'; Brew = 'python'; Winget = 'Python.Python.3.13' }
        @{ Name = 'NumPy'; Level = 'Full'; Probe = @{ Python = 'numpy' }; Apt = 'python3-numpy'; Brew = 'numpy' }
        @{ Name = 'OpenCV'; Level = 'Full'; Probe = @{ Python = 'cv2' }; Apt = 'python3-opencv'; Brew = 'opencv' }
        @{ Name = 'Pillow'; Level = 'Full'; Probe = @{ Python = 'PIL' }; Apt = 'python3-pil'; Brew = 'pillow' }
        @{ Name = 'matplotlib'; Level = 'Full'; Probe = @{ Python = 'matplotlib' }; Apt = 'python3-matplotlib'; Brew = 'python-matplotlib' }
        @{ Name = 'scikit-image'; Level = 'Full'; Probe = @{ Python = 'skimage' }; Apt = 'python3-skimage' }
        @{ Name = 'ImageMagick'; Level = 'Full'; Probe = @{ Command = 'identify' }; Apt = 'imagemagick'; Brew = 'imagemagick'; Winget = 'ImageMagick.ImageMagick' }
        @{ Name = 'debootstrap, for Wine and qemu'; Level = 'Full'; Probe = @{ Command = 'debootstrap' }; Apt = 'debootstrap' }
        @{ Name = 'libheif'; Level = 'Full'; Probe = @{ Command = 'heif-enc' }; Apt = 'libheif-examples'; Brew = 'libheif' }
        @{ Name = 'an SSH server'; Level = 'Full'; Probe = @{ Command = '/usr/sbin/sshd' }; Apt = 'openssh-server', 'openssh-client' }
        @{ Name = 'Chromium'; Level = 'Full'; Probe = @{ Command = 'chromium' }; Apt = 'chromium'; Brew = 'chromium' }
        @{ Name = 'tmux'; Level = 'Full'; Probe = @{ Command = 'tmux' }; Apt = 'tmux'; Brew = 'tmux' }
        @{ Name = 'tifffile'; Level = 'Full'; Probe = @{ Python = 'tifffile' }; Apt = 'python3-tifffile' }
        @{ Name = 'GDAL'; Level = 'Full'; Probe = @{ Python = 'osgeo.gdal' }; Apt = 'python3-gdal'; Brew = 'gdal' }
        @{ Name = 'astropy'; Level = 'Full'; Probe = @{ Python = 'astropy.io.fits' }; Apt = 'python3-astropy' }
        @{ Name = 'pydicom'; Level = 'Full'; Probe = @{ Python = 'pydicom' }; Apt = 'python3-pydicom' }
        @{ Name = 'DCMTK'; Level = 'Full'; Probe = @{ Command = 'dcmcjpeg' }; Apt = 'dcmtk'; Brew = 'dcmtk' }
        @{ Name = 'OpenJPEG'; Level = 'Full'; Probe = @{ Command = 'opj_compress' }; Apt = 'libopenjp2-tools'; Brew = 'openjpeg' }
        @{ Name = 'JPEG XL'; Level = 'Full'; Probe = @{ Command = 'cjxl' }; Apt = 'libjxl-tools'; Brew = 'jpeg-xl' }
        @{ Name = 'libavif'; Level = 'Full'; Probe = @{ Command = 'avifenc' }; Apt = 'libavif-bin'; Brew = 'libavif' }
        @{ Name = 'Netpbm'; Level = 'Full'; Probe = @{ Command = 'pamtopam' }; Apt = 'netpbm'; Brew = 'netpbm' }
        @{ Name = 'the tools of libtiff'; Level = 'Full'; Probe = @{ Command = 'tiffcp' }; Apt = 'libtiff-tools'; Brew = 'libtiff' }
        @{ Name = 'pngcheck'; Level = 'Full'; Probe = @{ Command = 'pngcheck' }; Apt = 'pngcheck'; Brew = 'pngcheck' }
        @{ Name = 'ExifTool'; Level = 'Full'; Probe = @{ Command = 'exiftool' }; Apt = 'libimage-exiftool-perl'; Brew = 'exiftool' }
        @{ Name = 'the vips program'; Level = 'Full'; Probe = @{ Command = 'vips' }; Apt = 'libvips-tools'; Brew = 'vips' }
    )
}
