"""What every screen is: a place that a Figure or a picture can be shown on."""

from __future__ import annotations

import secrets
from abc import ABC, abstractmethod
from itertools import count

import numpy as np

from th.errors import ArgumentError

__all__ = ["Handle", "Screen", "checked_pixels", "new_statement"]

# kitty keeps pictures by number for the whole terminal: another process must not replace ours in the scrollback.
_identities = count(secrets.randbelow(1 << 23) + 1)
_statement = count(1)
_now = [0]


def new_statement() -> None:
    """The front calls this after each statement: what was drawn before is scrollback, and is not drawn over."""
    _now[0] = next(_statement)


class Handle:
    """A place on a screen: what is shown with the same handle replaces what was shown there before."""

    def __init__(self) -> None:
        self.identity = next(_identities)
        # Whatever the screen itself keeps, such as a notebook's display handle or a window.
        self.state = None
        self._rows, self._drawn_in = 0, -1

    @property
    def rows(self) -> int:
        """Rows of the terminal that the last drawing took; 0 if it is out of reach, since a prompt came after it."""
        return self._rows if self._drawn_in == _now[0] else 0

    @rows.setter
    def rows(self, rows: int) -> None:
        self._rows, self._drawn_in = rows, _now[0]


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
