"""Notebooks: pictures as mime bundles through IPython's display machinery."""

from __future__ import annotations

import base64
import sys

from th.screen import settings
from th.screen.base import Handle, Screen, checked_pixels
from th.screen.fit import figure_room
from th.screen.pixels import enlarged, fitted_size
from th.screen.png import png_of

__all__ = ["NotebookScreen", "figure_bundle", "in_kernel", "picture_bundle"]

# Twice the pixels, shown at half the size: sharp on the screens of today.
_SHARPNESS = 2
# The text of a bundle, for clients that show no pictures.
_TEXT_ROOM = (80, 24)
_LARGEST_PICTURE = (960, 720)


def in_kernel() -> bool:
    """Whether this process is the kernel of a notebook; does not import IPython to know."""
    if "IPython" not in sys.modules:
        return False
    shell = sys.modules["IPython"].get_ipython()
    return shell is not None and getattr(shell, "kernel", None) is not None


def figure_bundle(figure) -> tuple[dict, dict]:
    """A Figure as (data, metadata): PNG at twice its size, and text without colour."""
    from th.screen.cells import figure_cells, to_text
    from th.screen.raster import figure_png

    png, width, height = figure_png(figure, _SHARPNESS)
    columns, rows = figure_room(figure, *(settings.room() or _TEXT_ROOM))
    cells = figure_cells(figure, columns, rows, paper=(255, 255, 255))
    text = to_text(cells, depth=0, canvas=settings.canvas())
    return _bundle(png, text, width, height)


def picture_bundle(pixels, zoom: float | None = None) -> tuple[dict, dict]:
    """An image as (data, metadata), with text for clients that show no pictures."""
    from th.screen.cells import picture_cells, to_text

    pixels = checked_pixels(pixels)
    width, height = fitted_size(*pixels.shape[:2], _LARGEST_PICTURE, zoom)
    # Reduced by the browser, which keeps the detail for "save image as"; enlarged here, where pixels stay square.
    shown = enlarged(pixels, (width, height)) if width > pixels.shape[1] else pixels
    text = to_text(picture_cells(pixels, *_TEXT_ROOM, depth=0), depth=0, canvas=settings.canvas())
    return _bundle(png_of(shown), text, width, height)


def _bundle(png: bytes, text: str, width: int, height: int) -> tuple[dict, dict]:
    # As base64, which is what a notebook keeps: IPython's %notebook writes outputs as they were given.
    data = {"image/png": base64.b64encode(png).decode("ascii"), "text/plain": text}
    return data, {"image/png": {"width": width, "height": height}}


class NotebookScreen(Screen):
    """Publishes mime bundles; a handle updates the same output."""

    name = "notebook"

    def show(self, figure, handle: Handle | None = None) -> None:
        """Publish a Figure."""
        self._publish(*figure_bundle(figure), handle)

    def picture(self, pixels, handle: Handle | None = None, *, zoom: float | None = None) -> None:
        """Publish an image."""
        self._publish(*picture_bundle(pixels, zoom), handle)

    @staticmethod
    def _publish(data: dict, metadata: dict, handle: Handle | None) -> None:
        from IPython.display import DisplayHandle, publish_display_data

        if handle is None:
            publish_display_data(data=data, metadata=metadata)
        elif handle.state is None:
            handle.state = DisplayHandle()
            handle.state.display(data, metadata=metadata, raw=True)
        else:
            handle.state.update(data, metadata=metadata, raw=True)
