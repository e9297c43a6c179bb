"""Between PIL pictures, numpy arrays and tensors."""

import numpy as np

from th.errors import ArgumentError, ArgumentTypeError, MissingPackageError, ShapeError
from th.tensor import from_numpy, get_default_dtype
from th.tensor.tensor import Tensor

__all__ = ["convert_image_dtype", "is_pil", "on_pil", "pil", "pil_to_tensor", "size_of", "to_pil_image", "to_tensor"]


def pil():
    """The module PIL.Image."""
    try:
        from PIL import Image  # 20 ms
    except ImportError:
        raise MissingPackageError("pictures need Pillow, which is not installed: pip install Pillow") from None
    return Image


def is_pil(picture):
    """True for a PIL picture."""
    return type(picture).__module__.startswith("PIL.") or hasattr(picture, "getbands")


def size_of(picture):
    """(channels, height, width) of a tensor or a PIL picture."""
    if is_pil(picture):
        return len(picture.getbands()), picture.height, picture.width
    if not isinstance(picture, Tensor):
        raise ArgumentTypeError(f"a picture must be a Tensor or a PIL Image, not {type(picture).__name__}")
    if picture.ndim < 2:
        raise ShapeError(f"a picture must have at least 2 dimensions (height, width), not shape {list(picture.shape)}")
    return (1 if picture.ndim == 2 else picture.shape[-3]), picture.shape[-2], picture.shape[-1]


def pil_to_tensor(pic):
    """A PIL picture as a tensor (channels, height, width) of the same numbers.

    Example:
        >>> from PIL import Image
        >>> data.transforms.functional.pil_to_tensor(Image.new("RGB", (2, 1), "red")).tolist()
        [[[255, 255]], [[0, 0]], [[0, 0]]]
    """
    if not is_pil(pic):
        raise ArgumentTypeError(f"pic should be PIL Image. Got {type(pic)}")
    mode = {"I": np.int32, "I;16": np.uint16, "F": np.float32}.get(pic.mode)
    array = np.array(pic, dtype=mode) if mode else np.array(pic)
    if array.dtype == np.uint16:
        array = array.astype(np.int32)
    if array.ndim == 2:
        array = array[:, :, None]
    if array.dtype == bool:
        array = array.astype(np.uint8) * 255
    return from_numpy(np.ascontiguousarray(array.transpose(2, 0, 1)))


def to_tensor(pic):
    """A PIL picture or an array (height, width, channels) as a tensor (channels, height, width), bytes in [0, 1].

    Raises:
        ArgumentTypeError: when it is neither
        ShapeError: when an array has neither 2 nor 3 dimensions
    """
    if is_pil(pic):
        found = pil_to_tensor(pic)
    elif isinstance(pic, np.ndarray):
        if pic.ndim not in (2, 3):
            raise ShapeError(f"pic should be 2/3 dimensional. Got {pic.ndim} dimensions.")
        array = pic[:, :, None] if pic.ndim == 2 else pic
        found = from_numpy(np.ascontiguousarray(array.transpose(2, 0, 1)))
    else:
        raise ArgumentTypeError(f"pic should be PIL Image or ndarray. Got {type(pic)}")
    if found.numpy().dtype == np.uint8:
        return found.to(get_default_dtype()) / 255
    return found


def to_pil_image(pic, mode=None):
    """A tensor (channels, height, width) or an array (height, width, channels) as a PIL picture.

    Args:
        pic (Tensor or array): floats are in [0, 1]
        mode (str): PIL's name of the colour space; by the number of channels by default
    Raises:
        ShapeError: when it has no shape of a picture
    """
    if isinstance(pic, Tensor):
        array = pic.detach().cpu().numpy()
        if array.ndim not in (2, 3):
            raise ShapeError(f"pic should be 2/3 dimensional. Got {array.ndim} dimensions.")
        array = array[None] if array.ndim == 2 else array
        if array.dtype.kind == "f" and mode != "F":
            array = (array * 255).astype(np.uint8)
        array = array.transpose(1, 2, 0)
    elif isinstance(pic, np.ndarray):
        array = pic[:, :, None] if pic.ndim == 2 else pic
    else:
        raise ArgumentTypeError(f"pic should be Tensor or ndarray. Got {type(pic)}.")
    channels = array.shape[-1]
    if array.ndim != 3 or channels > 4:
        raise ShapeError(f"pic should not have > 4 channels. Got {channels} channels.")
    image = pil()
    if channels == 1:
        flat = np.ascontiguousarray(array[:, :, 0])
        natural = {"uint8": "L", "int16": "I;16", "int32": "I", "float32": "F"}.get(flat.dtype.name)
        if natural is None:
            raise ArgumentTypeError(f"Input type {flat.dtype} is not supported")
        made = image.fromarray(flat)
        return made.convert(mode) if mode and mode != made.mode else made
    natural = {2: "LA", 3: "RGB", 4: "RGBA"}[channels]
    made = image.fromarray(np.ascontiguousarray(array.astype(np.uint8)))
    if mode is None or mode == natural:
        return made
    if mode not in {2: ("LA",), 3: ("RGB", "YCbCr", "HSV"), 4: ("RGBA", "CMYK", "RGBX")}[channels]:
        raise ArgumentError(f"mode (={mode!r}) is not supported for {channels} channels")
    return image.frombuffer(mode, made.size, made.tobytes(), "raw", mode, 0, 1)


def convert_image_dtype(image, dtype=None):
    """A tensor picture in another dtype, its range scaled: floats in [0, 1], integers up to their largest."""
    dtype = get_default_dtype() if dtype is None else dtype
    array = image.numpy()
    source, target = array.dtype, dtype.numpy
    if source == target:
        return image
    if source.kind == "f":
        if target.kind == "f":
            return from_numpy(array.astype(target))
        largest = np.iinfo(target).max
        return from_numpy((array * (largest + 1 - 1e-3)).clip(0, largest).astype(target))
    if target.kind == "f":
        return from_numpy(array.astype(target) / np.iinfo(source).max)
    low, high = int(np.iinfo(source).max) + 1, int(np.iinfo(target).max) + 1
    return from_numpy((array // (low // high)).astype(target) if low > high else array.astype(target) * (high // low))


def on_pil(change, picture):
    """`picture` changed by a function of PIL pictures; tensors go there and back."""
    if is_pil(picture):
        return change(picture)
    dtype = picture.dtype
    as_bytes = picture if dtype.numpy == np.uint8 else convert_image_dtype(picture.detach(), _uint8())
    changed = pil_to_tensor(change(to_pil_image(as_bytes)))
    return changed if dtype.numpy == np.uint8 else convert_image_dtype(changed, dtype)


def _uint8():
    from th.tensor import uint8

    return uint8
