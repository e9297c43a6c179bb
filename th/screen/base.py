"""What every screen is: a place that a Figure or a picture can be shown on."""

from __future__ import annotations

from abc import ABC, abstractmethod
from itertools import count

import numpy as np

from th.errors import ArgumentError

__all__ = ["Handle", "Screen", "checked_pixels"]

_identities = count(1)


class Handle:
    """A place on a screen: what is shown with the same handle replaces what was shown there before."""

    def __init__(self) -> None:
        self.identity = next(_identities)
        # Rows of the terminal that the last drawing took; 0 before the first.
        self.rows = 0
        # Whatever the screen itself keeps, such as a notebook's display handle or a window.
        self.state = None


class Screen(ABC):
    """A place for pictures. A screen knows nothing of plots, and a Figure nothing of screens."""

    name: str

    @abstractmethod
    def show(self, figure, handle: Handle | None = None) -> None:
        """Draw a matplotlib Figure; with a handle, in place of the last one."""

    @abstractmethod
    def picture(self, pixels: np.ndarray, handle: Handle | None = None, *, zoom: float | None = None) -> None:
        """Show an image (height, width, 3) of uint8; with a handle, in place of the last one.

        `zoom` None lets the screen choose: as many pixels as the picture has, small ones enlarged, large ones reduced
        to what fits.
        """


def checked_pixels(pixels) -> np.ndarray:
    """The picture as uint8 (height, width, 3); an error that says what is wrong with it otherwise."""
    pixels = np.asarray(pixels)
    if pixels.ndim != 3 or pixels.shape[2] not in (3, 4) or pixels.dtype != np.uint8:
        raise ArgumentError(
            f"`pixels` (shape {pixels.shape}, {pixels.dtype}) must be uint8 of shape (height, width, 3). "
            "For a tensor, call image.display(tensor)."
        )
    if 0 in pixels.shape:
        raise ArgumentError(f"`pixels` (shape {pixels.shape}) must have at least one row and one column.")
    return np.ascontiguousarray(pixels[:, :, :3])
