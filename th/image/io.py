"""Reading and writing image files, through Pillow."""

from __future__ import annotations

import io
import os
from pathlib import Path

import numpy as np

from th.errors import ArgumentError, FileFormatError, ShapeError
from th.image.arrays import as_array, as_tensor

__all__ = ["load_array"]

# Larger pictures are taken for decompression bombs: a file of kilobytes that fills the memory.
_MOST_PIXELS = 178_956_970


def _opened(source, name: str):
    from PIL import Image  # 15 ms, and only files need it

    try:
        return Image.open(source)
    except Image.DecompressionBombError as error:
        raise FileFormatError(f"{name} must be below {_MOST_PIXELS} pixels, but it claims more: {error}") from None
    except (OSError, SyntaxError, ValueError) as error:
        if isinstance(error, (FileNotFoundError, PermissionError, IsADirectoryError)):
            raise
        raise FileFormatError(f"{name} must be an image file, but no reader knows its format.") from None


def _decoded(image, name: str) -> np.ndarray:
    """The pixels, channels first; palettes and other modes become grey or colour, opacity is kept."""
    import warnings

    from PIL import Image

    if image.width * image.height > _MOST_PIXELS:
        raise FileFormatError(f"{name} ({image.width} x {image.height}) must be below {_MOST_PIXELS} pixels.")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            image.load()
            if image.mode == "1":
                image = image.convert("L")
            elif image.mode not in ("L", "LA", "RGB", "RGBA", "I;16", "I;16B", "I", "F"):
                has_opacity = "transparency" in image.info or image.mode in ("PA", "La", "RGBa")
                image = image.convert("RGBA" if has_opacity else "RGB")
            pixels = np.array(image)
    except (OSError, SyntaxError, ValueError, EOFError) as error:
        raise FileFormatError(f"{name} must be a whole image file, but it is damaged: {error}.") from None
    return pixels[None] if pixels.ndim == 2 else pixels.transpose(2, 0, 1)


def load_array(path) -> np.ndarray:
    """The pixels of a file as numpy, (channels, height, width), as stored."""
    path = _existing(path)
    with open(path, "rb") as file:
        return _decoded(_opened(file, repr(str(path))), repr(str(path)))


def _existing(path) -> Path:
    try:
        path = Path(os.fspath(path)).expanduser()
    except TypeError:
        raise ArgumentError(f"`filename` (={path!r}) must be the name of a file.") from None
    if path.is_dir():
        raise IsADirectoryError(f"`filename` (={str(path)!r}) must be a file, but it is a directory.")
    if not path.exists():
        raise FileNotFoundError(f"`filename` (={str(path)!r}) must exist, but there is no such file.")
    return path
