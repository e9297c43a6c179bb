"""`image.display`: any image on any screen."""

from __future__ import annotations

import os

import numpy as np

from th.errors import ArgumentError, ShapeError
from th.image.arrays import as_array, is_tensor
from th.image.grid import display_array
from th.image.shrink import averaged
from th.screen import Handle, choose

__all__ = ["Picture", "claim", "display", "pixels_of", "window"]

# In a grid, images smaller than half of this are enlarged towards it.
_SMALL_IMAGE = 56
_CHANNELS = (1, 3, 4)


class Picture:
    """An image that was displayed; `display` again with `win=` it replaces the image where the screen can."""

    def __init__(self, pixels: np.ndarray, zoom: float | None = None):
        self.pixels = pixels
        self.zoom = zoom
        self.handle = Handle()

    def __repr__(self) -> str:
        height, width = self.pixels.shape[:2]
        return f"<th.image.Picture {width}x{height}>"

    def savefig(self, file, format="png") -> None:
        """Write the pixels to an open file or a path, as a figure's `savefig` does."""
        from PIL import Image  # 15 ms, and only files need it

        Image.fromarray(self.pixels).save(file, format)

    def _ipython_display_(self) -> None:
        """Nothing: as the value of a cell it has been shown by `display` already."""


def claim(value) -> bool:
    """Whether the value of a statement is a picture that `display` has shown: then it is not printed too."""
    return isinstance(value, Picture)


def _from_pillow(image):
    """Pillow's images, alone or in a list, as arrays with channels last; anything else as it is."""
    if isinstance(image, (list, tuple)):
        return [_from_pillow(one) for one in image]
    if not (hasattr(image, "getbands") and hasattr(image, "convert")):
        return image
    if image.mode.startswith(("I", "F")):
        return np.asarray(image)
    return np.asarray(image.convert("RGBA" if image.has_transparency_data else "RGB"))


def _has_channels_last(image) -> bool:
    """Whether the shape makes sense only with channels last, or much more so: (480, 640, 3)."""
    first = image[0] if isinstance(image, (list, tuple)) and len(image) else image
    shape = tuple(getattr(first, "shape", ()))
    if len(shape) == 4:
        return shape[-1] in _CHANNELS and shape[1] not in _CHANNELS
    if len(shape) != 3 or shape[-1] not in _CHANNELS or min(shape[:2]) <= max(_CHANNELS):
        return False
    # Weights of this shape are many small pictures.
    values = as_array(first)
    return values.dtype == np.uint8 or values.dtype.kind in "bf" and values.min() >= 0 and values.max() <= 1


def _settled(image, layout: str | None):
    """The image as a tensor or a list, and its layout."""
    if layout not in (None, "chw", "hwc"):
        raise ArgumentError(f"`layout` (={layout!r}) must be 'chw' or 'hwc'.")
    image = _from_pillow(image)
    return image, layout or ("hwc" if _has_channels_last(image) else "chw")


def _from_hwc(value: np.ndarray, layout: str) -> np.ndarray:
    """Channels first, whatever the layout says."""
    return np.moveaxis(value, -1, -3) if layout == "hwc" and value.ndim >= 3 else value


def _opaque(value: np.ndarray) -> np.ndarray:
    """Four channels are red, green, blue and opacity: over white."""
    if value.ndim < 3 or value.shape[-3] != 4 or value.size == 0 or value.ndim == 3 and value.dtype.kind == "f" and value.max() > 1:
        return value
    top = 255 if value.dtype == np.uint8 else 1
    colour, alpha = value[..., :3, :, :].astype(np.float32), value[..., 3:, :, :].astype(np.float32) / top
    return colour * alpha + top * (1 - alpha)


def pixels_of(image, *, layout: str | None = None, min=None, max=None, **grid) -> np.ndarray:
    """An image, a batch or a list of images as uint8 (height, width, 3).

    Bytes are taken as they are and floating point in [0, 1] too; anything else is scaled from its least to its largest
    value. So pictures keep their brightness, and weights are still seen.
    """
    image, layout = _settled(image, layout)
    if layout == "chw":
        image, _ = averaged(image)
    if isinstance(image, (list, tuple)) and image and all(is_tensor(one) for one in image):
        shaped = [_opaque(_from_hwc(as_array(one), layout)) for one in image]
        sample = shaped[0]
        low_high = [(one.min(initial=0), one.max(initial=0)) for one in shaped if one.dtype.kind in "biuf"]
    else:
        sample = shaped = _from_hwc(as_array(image, "image"), layout)
        if shaped.size == 0 or shaped.ndim < 2:
            given = tuple(shaped.shape)
            raise ShapeError(f"`image` (shape {given}) must be an image: (H, W), (C, H, W), a batch or a list of images.")
        shaped = sample = _opaque(shaped)
        low_high = [(shaped.min(), shaped.max())] if shaped.dtype.kind in "biuf" else [(0, 0)]
    if min is None and max is None and not grid.get("scaleeach") and not grid.get("symmetric"):
        if sample.dtype == np.uint8:
            min, max = 0, 255
        elif all(low >= 0 and high <= 1 for low, high in low_high):
            min, max = 0, 1
    merged = display_array(shaped, min=min, max=max, **grid)
    merged = merged[None] if merged.ndim == 2 else merged
    if merged.shape[0] == 1:
        merged = np.repeat(merged, 3, 0)
    shades = np.clip(merged, 0, 1)
    shades *= 255
    shades += 0.5
    return shades.astype(np.uint8).transpose(1, 2, 0)


def _grid_zoom(image, pixels: np.ndarray) -> float | None:
    """How much to enlarge a grid of small images, of which each would be a speck; None to leave it to the screen."""
    shape = () if isinstance(image, Picture) else tuple(getattr(image[0] if isinstance(image, (list, tuple)) else image, "shape", ()))
    if len(shape) < 2:
        return None
    side = max(shape[-2:])
    is_grid = max(pixels.shape[:2]) > side
    return _SMALL_IMAGE // side if is_grid and 2 * side <= _SMALL_IMAGE else None


def _check(zoom, win) -> None:
    is_number = isinstance(zoom, (int, float)) and not isinstance(zoom, bool) and 0 < zoom < float("inf")
    if zoom is not None and not is_number:
        raise ArgumentError(f"`zoom` (={zoom!r}) must be a number above 0.")
    if win is not None and not isinstance(win, Picture):
        raise ArgumentError(f"`win` (a {type(win).__name__}) must be what an earlier image.display returned.")


def display(
    image, zoom=None, min=None, max=None, legend=None, win=None, x=None, y=None, scaleeach=False, gui=True,
    offscreen=False, padding=0, symm=False, nrow=6, saturate=True, *, layout=None,
) -> Picture:  # fmt: skip
    """Show an image at once: in the terminal, the notebook, a window or a file.

    Args:
        image: (H, W), (3, H, W), (1, H, W), (K, H, W), (K, 3, H, W), a list of images, an image of Pillow, or the name
            of a file; or, as Torch7's scripts call it, a table (dict) of all arguments
        zoom (float): how many screen pixels a pixel gets; by default small images are enlarged
        min, max: the values shown as black and as white; by default 0 and 1 (or 255 for bytes) if all values lie
            there, else the least and the largest value
        legend (str): a line of text above the image
        win (Picture): what an earlier `display` returned: replace that image
        scaleeach (bool): scale each image of a grid by itself
        padding (int): pixels between images of a grid
        symm (bool): make the range symmetric around zero
        nrow (int): images in a row of the grid
        saturate (bool): cut off what lies outside the range
        layout (str): 'chw', or 'hwc' when channels come last; by default what the shape says: (480, 640, 3) has them last
        x, y, gui, offscreen: Torch7's, for its Qt windows; without effect
    Returns:
        Picture: the handle for `win`
    Example:
        >>> handle = image.display(torch.rand(8, 8), legend='noise')  # doctest: +SKIP
        >>> image.display([torch.rand(3, 8, 8) for _ in range(12)], nrow=6, padding=1, win=handle)  # doctest: +SKIP
    """
    if isinstance(image, dict):
        return display(**image)
    _check(zoom, win)
    if isinstance(image, (str, os.PathLike)):
        from th.image.io import load_array

        image = load_array(image)
    if isinstance(image, Picture):
        pixels = image.pixels
    else:
        image, layout = _settled(image, layout)
        pixels = pixels_of(
            image,
            layout=layout,
            min=min,
            max=max,
            scaleeach=scaleeach,
            padding=padding,
            symmetric=symm,
            nrow=nrow,
            saturate=saturate,
        )
    if zoom is None and layout != "hwc":
        zoom = _grid_zoom(image, pixels)
    picture = Picture(pixels, zoom) if win is None else win
    picture.pixels, picture.zoom = pixels, zoom
    if legend:
        print(legend)
    choose().picture(pixels, picture.handle, zoom=zoom)
    return picture


def window(*_arguments, **_options):
    """Torch7's Qt window. Here `image.display` returns a handle: `w = image.display(a); image.display(b, win=w)`.

    Example:
        >>> handle = image.display(torch.rand(8, 8))  # doctest: +SKIP
        >>> image.display(torch.rand(8, 8), win=handle)  # doctest: +SKIP
    """
    raise ArgumentError(
        "image.window (Torch7's Qt window) must be replaced: keep what image.display returns, and pass it as `win`. "
        "For a real window type plot.screen('window')."
    )
