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


_OF_KIND = """Channels, height and width of a {kind} file; another kind of file is an error.

    Example:
        >>> import os, tempfile; path = os.path.join(tempfile.mkdtemp(), 'picture')
        >>> image.save{name}(path, torch.zeros(3, 4, 6)); image.get{name}size(path)
        torch.Size([3, 4, 6])
    """


def _getter(name: str, kind: str):
    """`getSize` for one kind of files."""

    def get(filename):
        return _as_size(size_of_kind(filename, kind))

    get.__name__ = get.__qualname__ = f"get{name}size"
    get.__doc__ = _OF_KIND.format(name=name, kind=kind)
    return get


getPNGsize = _getter("PNG", "PNG")
getJPGsize = _getter("JPG", "JPEG")
getPPMsize = _getter("PPM", "PPM")
