"""What every screen is: a place that a Figure or a picture can be shown on."""

from __future__ import annotations

import os
from abc import ABC, abstractmethod
from itertools import count

import numpy as np

from th.errors import ArgumentError
from th.screen import terminal
from th.screen.watch import Watch, rows_taken

__all__ = ["Handle", "Screen", "checked_pixels", "new_statement"]

# kitty keeps pictures by number for the whole terminal: another process must not replace ours in the scrollback.
_identities = count(int.from_bytes(os.urandom(3), "big") // 2 + 1)
_statement = count(1)
_now = [0]
_watched: list = []


def new_statement() -> None:
    """The front calls this after each statement: what was drawn before is scrollback, and is not drawn over."""
    _now[0] = next(_statement)
    while _watched:
        _watched.pop().unwatch()


class Handle:
    """A place on a screen: what is shown with the same handle replaces what was shown there before."""

    def __init__(self) -> None:
        self.identity = next(_identities)
        # Whatever the screen itself keeps, such as a notebook's display handle or a window.
        self.state = None
        self._rows, self._drawn_in = 0, -1
        # What is printed below the drawing, while that is to be kept.
        self.watch: Watch | None = None
        self._spare = 0

    @property
    def spare(self) -> int:
        """Rows to leave free below the next drawing: as many as were printed, once a drawing went out of reach."""
        below = self.rows_below()
        lines = terminal.room()[1]
        if below and self.rows + below >= lines:
            self._spare = max(self._spare, min(below, lines // 2))
        return self._spare

    def rows_below(self) -> int:
        """Rows that were printed below the last drawing."""
        return rows_taken(self.watch.text, terminal.room()[0]) if self.watch is not None else 0

    def keep_what_is_printed(self) -> None:
        """From now to the end of the statement, or to `unwatch`, what is printed stays above the next drawing."""
        if self.watch is not None and self.watch.is_on:
            return
        self.unwatch()
        self.watch = Watch()
        _watched.append(self)

    def unwatch(self) -> None:
        """No more drawings follow: what is printed from now on is nobody's business."""
        if self.watch is not None:
            self.watch.stop()
            self.watch = None
        if self in _watched:
            _watched.remove(self)

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

    def check(self) -> None:
        """An error that says why, if nothing can be shown here."""

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
