"""The size of the image in a file, without reading its pixels."""

from __future__ import annotations

from th.image.io import size_of_kind

__all__ = ["getJPGsize", "getPNGsize", "getPPMsize", "getSize"]


def _as_size(size):
    from th.tensor import Size  # 40 ms, and only this needs it

    return Size(size)


def getSize(filename):
    """Channels, height and width of the image in a file, without reading its pixels.

    Example:
        >>> import os, tempfile; path = os.path.join(tempfile.mkdtemp(), 'picture.png')
        >>> image.save(path, torch.zeros(3, 4, 6)); image.getSize(path)
        torch.Size([3, 4, 6])
    """
    return _as_size(size_of_kind(filename, ""))


def getPNGsize(filename):
    """Channels, height and width of a PNG file.

    Example:
        >>> import os, tempfile; path = os.path.join(tempfile.mkdtemp(), 'picture.png')
        >>> image.savePNG(path, torch.zeros(3, 4, 6)); image.getPNGsize(path)
        torch.Size([3, 4, 6])
    """
    return _as_size(size_of_kind(filename, "PNG"))


def getJPGsize(filename):
    """Channels, height and width of a JPEG file.

    Example:
        >>> import os, tempfile; path = os.path.join(tempfile.mkdtemp(), 'picture.jpg')
        >>> image.saveJPG(path, torch.zeros(3, 4, 6)); image.getJPGsize(path)
        torch.Size([3, 4, 6])
    """
    return _as_size(size_of_kind(filename, "JPEG"))


def getPPMsize(filename):
    """Channels, height and width of a PPM or PGM file.

    Example:
        >>> import os, tempfile; path = os.path.join(tempfile.mkdtemp(), 'picture.ppm')
        >>> image.savePPM(path, torch.zeros(3, 4, 6)); image.getPPMsize(path)
        torch.Size([3, 4, 6])
    """
    return _as_size(size_of_kind(filename, "PPM"))
