"""iTorch's display functions: in the terminal too, where it said "Console does not support images"."""

from th.plot.itorch.chart import Plot
from th.plot.itorch.media import Html, audio, html, image, lena, svg, video

__all__ = ["Html", "Plot", "audio", "html", "image", "lena", "svg", "video"]
