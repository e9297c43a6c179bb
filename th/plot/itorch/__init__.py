"""iTorch's display functions, in the terminal too."""

from th.plot.itorch.media import image

__all__ = ["image"]
