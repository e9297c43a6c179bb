"""Images, as Torch7's `image` package had them: load, save, change and show.

Images are tensors (channels, height, width) or (height, width); floating point in [0, 1], or bytes. Functions that make
an image of an image keep its dtype and device, and take a target as first argument: `image.hflip(dst, src)`.
"""

from th.image.camera import Camera, detectFaces
from th.image.colour import (
    hsl2rgb, hsv2rgb, lab2rgb, rgb2hsl, rgb2hsv, rgb2lab, rgb2nrgb, rgb2y, rgb2yuv, yuv2rgb,
)  # fmt: skip
from th.image.display import Picture, claim, display, window
from th.image.drawing import drawRect, drawText
from th.image.filters import convolve, dilate, erode, gaussianpyramid, lcn, minmax
from th.image.geometry import crop, flip, hflip, scale, translate, vflip
from th.image.grid import toDisplayTensor
from th.image.io import (
    compressJPG, compressPNG, decompress, decompressJPG, decompressPNG,
    is_supported, load, loadJPG, loadPNG, loadPPM, save, saveJPG, savePGM, savePNG, savePPM,
)  # fmt: skip
from th.image.kernels import colormap, gaussian, gaussian1D, jetColormap, laplacian, y2jet
from th.image.resample import affinetransform, logpolar, polar, rotate, warp
from th.image.samples import fabio, lena
from th.image.sizes import getJPGsize, getPNGsize, getPPMsize, getSize

__all__ = [
    "Camera", "Picture", "affinetransform", "claim", "colormap", "compressJPG", "compressPNG", "convolve", "crop", "decompress",
    "decompressJPG", "decompressPNG", "detectFaces", "dilate", "display", "drawRect", "drawText", "erode", "fabio",
    "flip", "gaussian", "gaussian1D", "gaussianpyramid", "getJPGsize", "getPNGsize", "getPPMsize", "getSize", "hflip",
    "hsl2rgb", "hsv2rgb", "is_supported", "jetColormap", "lab2rgb", "laplacian", "lcn", "lena", "load", "loadJPG",
    "loadPNG", "loadPPM", "logpolar", "minmax", "polar", "rgb2hsl", "rgb2hsv", "rgb2lab", "rgb2nrgb", "rgb2y",
    "rgb2yuv", "rotate", "save", "saveJPG", "savePGM", "savePNG", "savePPM", "scale", "toDisplayTensor", "translate",
    "vflip", "warp", "window", "y2jet", "yuv2rgb",
]  # fmt: skip
