"""iTerm2's inline images, which WezTerm, VS Code and Konsole show too. https://iterm2.com/documentation-images.html"""

from __future__ import annotations

import base64

import numpy as np

from th.screen import terminal, tmux
from th.screen.base import Handle
from th.screen.pixels import PixelScreen
from th.screen.png import png_of

__all__ = ["Iterm2Screen"]


class Iterm2Screen(PixelScreen):
    """Sends PNG in one control sequence."""

    name = "iterm2"

    def encode(self, pixels: np.ndarray, columns: int, rows: int, handle: Handle | None) -> str:
        """The picture on so many cells from the cursor on."""
        data = png_of(pixels)
        text = base64.b64encode(data).decode("ascii")
        keys = f"inline=1;size={len(data)};width={columns};height={rows};preserveAspectRatio=1;doNotMoveCursor=1"
        sequence = f"\x1b]1337;File={keys}:{text}\x07"
        return tmux.wrap(sequence) if terminal.describe().passthrough else sequence
