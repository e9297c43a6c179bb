"""Reading and writing image files, through Pillow."""

from __future__ import annotations

import io
import os
import warnings
from pathlib import Path

import numpy as np

from th.errors import ArgumentError, FileFormatError, ShapeError
from th.image.arrays import as_array, as_tensor
from th.image.pictures import planes
from th.screen.file import checked_path, written_whole

__all__ = [
    "compressJPG", "compressPNG", "decompress", "decompressJPG", "decompressPNG", "is_supported", "load", "loadJPG",
    "loadPNG", "loadPPM", "load_array", "save", "saveJPG", "savePGM", "savePNG", "savePPM", "size_of_kind",
]  # fmt: skip

# Larger pictures are taken for decompression bombs: a file of kilobytes that fills the memory.
_MOST_PIXELS = 178_956_970


def _opened(source, name: str):
    from PIL import Image  # 15 ms, and only files need it

    try:
        with warnings.catch_warnings():
            # Below our own limit a large picture is just a large picture.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            return Image.open(source)
    except Image.DecompressionBombError as error:
        raise FileFormatError(f"{name} must be below {_MOST_PIXELS} pixels, but it claims more: {error}") from None
    except (OSError, SyntaxError, ValueError) as error:
        if isinstance(error, (FileNotFoundError, PermissionError, IsADirectoryError)):
            raise
        raise FileFormatError(f"{name} must be an image file, but no reader knows its format.") from None


def _decoded(image, name: str) -> np.ndarray:
    """The pixels, channels first; palettes and other modes become grey or colour, opacity is kept."""
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
    if not os.access(path, os.R_OK):
        raise PermissionError(f"`filename` (={str(path)!r}) must be readable, but there is no permission to read it.")
    return path


def _formats() -> dict[str, str]:
    """Pillow's name of the format of each suffix that it can write."""
    from PIL import Image

    Image.init()
    return {suffix[1:]: name for suffix, name in Image.registered_extensions().items() if name in Image.SAVE}


def is_supported(suffix) -> bool:
    """Whether images can be written with this suffix, such as 'png'.

    Example:
        >>> image.is_supported('png'), image.is_supported('xyz')
        (True, False)
    """
    return str(suffix).lower().lstrip(".") in _formats()


def _with_depth(pixels: np.ndarray, depth, name: str) -> np.ndarray:
    """The channels that were asked for: 1 is grey, 3 is colour, None as it is."""
    if depth is None or pixels.shape[0] == depth:
        return pixels
    if depth == 1:
        if pixels.shape[0] == 2:
            return pixels[:1]
        grey = np.tensordot(np.array([0.299, 0.587, 0.114]), pixels[:3].astype(np.float64), 1)[None]
        return (np.rint(grey) if pixels.dtype.kind in "iu" else grey).astype(pixels.dtype)
    if depth == 3:
        return pixels[:3] if pixels.shape[0] == 4 else np.repeat(pixels[:1], 3, 0)
    raise ArgumentError(f"`depth` (={depth!r}) must be 1 or 3, or None for the channels that {name} has.")


def _in_type(pixels: np.ndarray, kind) -> np.ndarray:
    """Bytes from 0 to 255, or floating point from 0 to 1."""
    kinds = {None: np.float32, "float": np.float32, "double": np.float64, "byte": np.uint8}
    if kind not in kinds:
        raise ArgumentError(f"`tensortype` (={kind!r}) must be 'float', 'double' or 'byte'.")
    if pixels.dtype.kind == "f":
        top = 1.0
    else:
        # 16 bits a channel come as uint16, or as int32 from Pillow.
        top = 255.0 if pixels.dtype == np.uint8 else 65535.0
    if kind == "byte":
        return pixels if pixels.dtype == np.uint8 else np.clip(pixels * (255 / top) + 0.5, 0, 255).astype(np.uint8)
    return (pixels / top).astype(kinds[kind])


def load(filename, depth=None, tensortype=None):
    """The image in a file, (C, H, W).

    Args:
        filename: PNG, JPEG, PPM and whatever else Pillow reads; the content decides, not the suffix
        depth (int): 1 for grey, 3 for colour; by default what the file has
        tensortype (str): 'float' (the default) or 'double', in [0, 1], or 'byte', 0 to 255
    Raises:
        FileFormatError: when the file is not an image, damaged, or unreasonably large
    Example:
        >>> import os, tempfile; path = os.path.join(tempfile.mkdtemp(), 'picture.png')
        >>> image.save(path, torch.eye(2))
        >>> image.load(path, 1, 'byte')
        tensor([[[255,   0],
                 [  0, 255]]], dtype=torch.uint8)
    """
    return as_tensor(_in_type(_with_depth(load_array(filename), depth, str(filename)), tensortype))


def _bytes_of(tensor, name: str = "tensor") -> np.ndarray:
    """uint8 (H, W) or (H, W, C) as Pillow takes it; floating point is cut to [0, 1]."""
    value = as_array(tensor, name)
    image = planes(value, name)
    if image.shape[0] not in (1, 2, 3, 4):
        raise ShapeError(f"`{name}` (shape {tuple(value.shape)}) must have 1 to 4 channels. See image.toDisplayTensor.")
    if not np.isfinite(image).all():
        raise ArgumentError(f"`{name}` must be finite, but some values are NaN or infinite. See torch.nan_to_num.")
    if value.dtype.kind in "iu":
        pixels = np.clip(image, 0, 255).astype(np.uint8)
    else:
        pixels = (np.clip(image, 0, 1) * 255 + 0.5).astype(np.uint8)
    return pixels[0] if pixels.shape[0] == 1 else pixels.transpose(1, 2, 0)


def _encoded(tensor, kind: str, **options) -> bytes:
    from PIL import Image

    image = Image.fromarray(_bytes_of(tensor))
    if kind in ("JPEG", "PPM") and image.mode in ("RGBA", "LA"):
        image = image.convert(image.mode[:-1])
    buffer = io.BytesIO()
    try:
        image.save(buffer, kind, **options)
    except (OSError, KeyError, ValueError) as error:
        raise ArgumentError(f"`tensor` (shape {tuple(tensor.shape)}) cannot be written as {kind}: {error}.") from None
    return buffer.getvalue()


def _saved(filename, tensor, kind: str, **options) -> None:
    path = checked_path(filename)
    data = _encoded(tensor, kind, **options)
    with written_whole(path) as temporary:
        Path(temporary).write_bytes(data)


def save(filename, tensor) -> None:
    """Write an image to a file, whole or not at all; the suffix says how: png, jpg, ppm, pgm and more.

    Args:
        filename: where to
        tensor: (H, W) or (C, H, W); floating point is cut to [0, 1], bytes are 0 to 255
    Example:
        >>> import os, tempfile; path = os.path.join(tempfile.mkdtemp(), 'picture.png')
        >>> image.save(path, torch.rand(3, 4, 6)); os.path.exists(path)
        True
    """
    try:
        suffix = Path(os.fspath(filename)).suffix.lower().lstrip(".")
    except TypeError:
        raise ArgumentError(f"`filename` (={filename!r}) must be the name of a file.") from None
    formats = _formats()
    if suffix not in formats:
        raise ArgumentError(f"`filename` (={str(filename)!r}) must end in a known suffix: .png, .jpg, .ppm, .gif, .bmp ...")
    _saved(filename, tensor, formats[suffix], **({"quality": 75} if formats[suffix] == "JPEG" else {}))


def savePNG(filename, tensor) -> None:
    """Write a PNG file.

    Example:
        >>> import os, tempfile; path = os.path.join(tempfile.mkdtemp(), 'picture.png')
        >>> image.savePNG(path, torch.rand(4, 6)); image.getSize(path)
        torch.Size([1, 4, 6])
    """
    _saved(filename, tensor, "PNG")


def saveJPG(filename, tensor, quality=75) -> None:
    """Write a JPEG file.

    Example:
        >>> import os, tempfile; path = os.path.join(tempfile.mkdtemp(), 'picture.jpg')
        >>> image.saveJPG(path, image.lena(), 90); image.getSize(path)
        torch.Size([3, 600, 512])
    """
    _saved(filename, tensor, "JPEG", quality=_quality(quality))


def _channels(tensor) -> int:
    return 1 if len(tensor.shape) == 2 else tensor.shape[0]


def savePPM(filename, tensor) -> None:
    """Write a PPM file of a colour image (3, H, W).

    Example:
        >>> import os, tempfile; path = os.path.join(tempfile.mkdtemp(), 'picture.ppm')
        >>> image.savePPM(path, torch.rand(3, 4, 6)); image.getSize(path)
        torch.Size([3, 4, 6])
    """
    if _channels(tensor) != 3:
        raise ShapeError(f"`tensor` (shape {tuple(tensor.shape)}) must be (3, H, W) for PPM. See savePGM.")
    _saved(filename, tensor, "PPM")


def savePGM(filename, tensor) -> None:
    """Write a PGM file of a grey image, (H, W) or (1, H, W).

    Example:
        >>> import os, tempfile; path = os.path.join(tempfile.mkdtemp(), 'picture.pgm')
        >>> image.savePGM(path, torch.rand(4, 6)); image.getSize(path)
        torch.Size([1, 4, 6])
    """
    if _channels(tensor) != 1:
        raise ShapeError(f"`tensor` (shape {tuple(tensor.shape)}) must be (H, W) or (1, H, W) for PGM. See savePPM.")
    _saved(filename, tensor, "PPM")


def _loaded_as(kind: str, filename, depth, tensortype):
    size_of_kind(filename, kind)
    return load(filename, depth, tensortype)


def size_of_kind(filename, kind: str) -> tuple[int, int, int]:
    """The size (C, H, W) of a file, which must be of that kind."""
    path = _existing(filename)
    with open(path, "rb") as file, _opened(file, repr(str(path))) as image:
        if kind and image.format != kind:
            raise FileFormatError(f"`filename` (={str(path)!r}) must be a {kind} file, but it is {image.format}.")
        return len(image.getbands()), image.height, image.width


def loadPNG(filename, depth=None, tensortype=None):
    """The image in a PNG file; arguments as for `load`.

    Example:
        >>> import os, tempfile; path = os.path.join(tempfile.mkdtemp(), 'picture.png')
        >>> image.savePNG(path, torch.zeros(3, 4, 6)); image.loadPNG(path).shape
        torch.Size([3, 4, 6])
    """
    return _loaded_as("PNG", filename, depth, tensortype)


def loadJPG(filename, depth=None, tensortype=None):
    """The image in a JPEG file; arguments as for `load`.

    Example:
        >>> import os, tempfile; path = os.path.join(tempfile.mkdtemp(), 'picture.jpg')
        >>> image.saveJPG(path, torch.zeros(3, 4, 6)); image.loadJPG(path).shape
        torch.Size([3, 4, 6])
    """
    return _loaded_as("JPEG", filename, depth, tensortype)


def loadPPM(filename, depth=None, tensortype=None):
    """The image in a PPM or PGM file; arguments as for `load`.

    Example:
        >>> import os, tempfile; path = os.path.join(tempfile.mkdtemp(), 'picture.ppm')
        >>> image.savePPM(path, torch.zeros(3, 4, 6)); image.loadPPM(path).shape
        torch.Size([3, 4, 6])
    """
    return _loaded_as("PPM", filename, depth, tensortype)


def _quality(quality) -> int:
    if not 1 <= int(quality) <= 100:
        raise ArgumentError(f"`quality` (={quality}) must be from 1 to 100.")
    return int(quality)


def compressJPG(tensor, quality=75):
    """An image as the bytes of a JPEG file, a tensor of uint8.

    Example:
        >>> image.decompressJPG(image.compressJPG(image.lena(), 20)).shape
        torch.Size([3, 600, 512])
    """
    return as_tensor(np.frombuffer(_encoded(tensor, "JPEG", quality=_quality(quality)), np.uint8).copy())


def compressPNG(tensor):
    """An image as the bytes of a PNG file, a tensor of uint8.

    Example:
        >>> image.decompressPNG(image.compressPNG(torch.eye(4))).shape
        torch.Size([1, 4, 4])
    """
    return as_tensor(np.frombuffer(_encoded(tensor, "PNG"), np.uint8).copy())


def decompress(tensor, depth=None, tensortype=None):
    """The image in the bytes of an image file; arguments as for `load`.

    Example:
        >>> image.decompress(image.compressPNG(torch.eye(2)), 1)
        tensor([[[1., 0.],
                 [0., 1.]]])
    """
    data = tensor if isinstance(tensor, (bytes, bytearray)) else as_array(tensor, "tensor")
    if not isinstance(data, (bytes, bytearray)):
        if data.dtype != np.uint8 or data.ndim != 1:
            raise ArgumentError(f"`tensor` (shape {data.shape}, {data.dtype}) must be bytes: uint8 of one dimension.")
        data = data.tobytes()
    pixels = _decoded(_opened(io.BytesIO(data), "`tensor`"), "`tensor`")
    return as_tensor(_in_type(_with_depth(pixels, depth, "the image"), tensortype))


def decompressJPG(tensor, depth=None, tensortype=None):
    """The image in the bytes of a JPEG file; arguments as for `load`.

    Example:
        >>> image.decompressJPG(image.compressJPG(torch.zeros(3, 8, 8))).max()
        tensor(0.)
    """
    return decompress(tensor, depth, tensortype)


def decompressPNG(tensor, depth=None, tensortype=None):
    """The image in the bytes of a PNG file; arguments as for `load`.

    Example:
        >>> image.decompressPNG(image.compressPNG(torch.eye(2)), 1)
        tensor([[[1., 0.],
                 [0., 1.]]])
    """
    return decompress(tensor, depth, tensortype)
