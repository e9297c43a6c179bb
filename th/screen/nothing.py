"""No screen: what is plotted and displayed is not shown, for runs that nobody watches."""

from __future__ import annotations

from th.screen.base import Handle, Screen, checked_pixels

__all__ = ["NoScreen"]


class NoScreen(Screen):
    """Shows nothing; a figure is drawn when it is written to a file, and not before."""

    name = "none"

    def show(self, figure, handle: Handle | None = None) -> None:
        """Do not show a Figure."""

    def picture(self, pixels, handle: Handle | None = None, *, zoom: float | None = None) -> None:
        """Do not show an image; what is none is an error here too."""
        checked_pixels(pixels)
