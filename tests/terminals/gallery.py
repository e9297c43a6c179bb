"""The pictures of docs/gallery.md, cut from screenshots: `python tests/terminals/gallery.py SHOTS`.

SHOTS is where `shots.py`, `browser.py` and `lab.py` (as SHOTS/jupyterlab) have put theirs.
"""

from __future__ import annotations

import sys
from pathlib import Path

from PIL import Image

TARGET = Path(__file__).resolve().parents[2] / "docs" / "images" / "gallery"

# Left, top, right, bottom of the terminal on its screen, and the width of the picture in the page.
_WINDOWS = {
    "foot": ((0, 0, 820, 520), 640),
    "jupyterlab": ((48, 96, 1048, 960), 760),
    "kitty": ((0, 0, 640, 456), 640),
    "konsole-iterm2": ((0, 0, 662, 468), 640),
    "tmux": ((0, 0, 640, 458), 640),
    "xterm": ((0, 0, 646, 414), 640),
    "xterm-text": ((0, 0, 646, 414), 640),
    "xterm.js": ((0, 0, 700, 420), 640),
}
_PICTURES = (
    "foot-matrix", "jupyterlab-1", "jupyterlab-2", "kitty-curves", "kitty-surface", "konsole-iterm2-picture",
    "tmux-curves", "xterm-curves", "xterm-text-confusion", "xterm-text-curves", "xterm-text-histogram",
    "xterm-text-matrix", "xterm-text-picture", "xterm-text-surface", "xterm.js-picture",
)  # fmt: skip


def main() -> None:
    """Cut, scale and write each picture, of at most 128 colours so that it is small."""
    shots = Path(sys.argv[1])
    for name in _PICTURES:
        box, width = _WINDOWS[name.rpartition("-")[0]]
        with Image.open(shots / f"{name}.png") as shot:
            picture = shot.convert("RGB").crop(box)
        picture = picture.resize((width, round(picture.height * width / picture.width)), Image.Resampling.LANCZOS)
        picture.quantize(128, dither=Image.Dither.NONE).save(TARGET / f"{name}.png", optimize=True)


if __name__ == "__main__":
    main()
