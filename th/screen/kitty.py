"""kitty's graphics protocol, which Konsole, WezTerm and Ghostty speak too.

https://sw.kovidgoyal.net/kitty/graphics-protocol/
"""

from __future__ import annotations

import base64

import numpy as np

from th.screen import terminal, tmux
from th.screen.base import Handle
from th.screen.pixels import PixelScreen
from th.screen.placeholders import placeholder_rows
from th.screen.png import png_of

__all__ = ["KittyScreen"]

# The protocol's limit on the base64 text of one piece.
_PIECE = 4096


class KittyScreen(PixelScreen):
    """Sends PNG; a handle keeps its image number, so that a redrawing replaces the image."""

    name = "kitty"

    def encode(self, pixels: np.ndarray, columns: int, rows: int, handle: Handle | None) -> str:
        """The picture at the cursor, which stays where it is."""
        known = terminal.describe()
        identity = 0 if handle is None else handle.identity
        if known.placeholders:
            # Placeholders are text that tmux knows about: it can scroll and repaint them.
            identity = Handle().identity if handle is None else identity
            sent = self._commands(pixels, f"a=T,U=1,f=100,q=2,i={identity},c={columns},r={rows}", known.passthrough)
            return sent + placeholder_rows(identity, columns, rows)
        # C=1: leave the cursor; q=2: no replies, they would land in the prompt.
        control = "a=T,f=100,C=1,q=2"
        if pixels.shape[:2] == (rows * known.cell[1], columns * known.cell[0]):
            # Exactly on these cells, also where a cell has not the size that was told, or gets another.
            control += f",c={columns},r={rows}"
        if identity:
            control += f",i={identity},p=1"
        return self._commands(pixels, control, known.passthrough)

    @staticmethod
    def _commands(pixels: np.ndarray, control: str, in_tmux: bool) -> str:
        data = base64.b64encode(png_of(pixels)).decode("ascii")
        pieces = [data[start : start + _PIECE] for start in range(0, len(data), _PIECE)]
        commands = []
        for number, piece in enumerate(pieces):
            more = int(number < len(pieces) - 1)
            keys = f"{control},m={more}" if number == 0 else f"m={more},q=2"
            command = f"\x1b_G{keys};{piece}\x1b\\"
            # One envelope a piece: tmux drops an envelope that is too long.
            commands.append(tmux.wrap(command) if in_tmux else command)
        return "".join(commands)
