"""Images, as Torch7's `image` package had them: load, save, change and show. Images are tensors (channels, H, W)."""

from th.image.display import Picture, display, window
from th.image.grid import toDisplayTensor
from th.image.samples import fabio, lena

__all__ = ["Picture", "display", "fabio", "lena", "toDisplayTensor", "window"]
