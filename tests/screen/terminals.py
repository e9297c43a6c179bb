"""Terminals that are not there: a pty whose other end answers as each real one was seen to."""

from __future__ import annotations

import os
import pty
import threading
import time
from dataclasses import dataclass

ST = "\x1b\\"


@dataclass
class Answers:
    """What a terminal answers to each part of the question; '' is silence."""

    kitty: str = ""
    version: str = ""
    cell: str = ""
    colours: str = ""
    background: str = ""
    attributes: str = "\x1b[?62;c"


def _version(text: str) -> str:
    return f"\x1bP>|{text}{ST}"


KITTY_OK = f"\x1b_Gi=31;OK{ST}"
WHITE, BLACK = f"\x1b]11;rgb:ffff/ffff/ffff{ST}", "\x1b]11;rgb:0000/0000/0000\x07"

# As recorded from each of them, but for two.
KNOWN = {
    "kitty": Answers(KITTY_OK, _version("kitty(0.26.5)"), "\x1b[6;18;9t", "", BLACK, "\x1b[?62;c"),
    "foot": Answers("", _version("foot(1.13.1)"), "\x1b[6;18;9t", "\x1b[?1;0;1024S", BLACK, "\x1b[?62;4;22c"),
    "konsole": Answers(KITTY_OK, _version("Konsole 22.12.3"), "\x1b[6;18;9t", "\x1b[?1;0;256S", WHITE, "\x1b[?62;1;4c"),
    "xterm-vt340": Answers("", _version("XTerm(379)"), "\x1b[6;19;9t", "\x1b[?1;0;256S", WHITE, "\x1b[?63;1;2;4;6;22c"),
    "xterm": Answers("", _version("XTerm(379)"), "", "\x1b[?1;3;0S", WHITE, "\x1b[?64;1;2;6;22c"),
    "mlterm": Answers("", "", "\x1b[6;16;7t", "\x1b[?1;0;1024S", WHITE, "\x1b[?63;1;2;3;4;7;29c"),
    "xterm.js": Answers("", "", "\x1b[6;15;8t", "\x1b[?1;0;256S", BLACK, "\x1b[?62;4;22c"),
    # As their documentation says; not recorded.
    "iterm2": Answers("", _version("iTerm2 3.5.14"), "\x1b[6;17;8t", "\x1b[?1;0;256S", BLACK, "\x1b[?62;4c"),
    "wezterm": Answers("", _version("WezTerm 20240203-110809-5046fc22"), "\x1b[6;22;10t", "", BLACK, "\x1b[?65;4;6;18;22c"),
    "tmux": Answers("", _version("tmux 3.3a"), "", "", "", "\x1b[?1;2c"),
}
SCREENS = {
    "kitty": "kitty", "foot": "sixel", "konsole": "kitty", "xterm-vt340": "sixel", "xterm": "cells", "mlterm": "sixel",
    "xterm.js": "sixel", "iterm2": "iterm2", "wezterm": "iterm2", "tmux": "cells",
}  # fmt: skip


class Pty:
    """Runs the far end of a pty: answers the question once, keeps everything that is written."""

    def __init__(self, answers: Answers | None, *, delay: float = 0.0, before: bytes = b"", after: bytes = b""):
        self.answers, self.delay, self.before, self.after = answers, delay, before, after
        self.master, self.slave = pty.openpty()
        self.written = b""
        self._stop, self._end = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._serve, daemon=True)
        if before:
            os.write(self.master, before)
        self._thread.start()

    def _serve(self) -> None:
        asked = False
        os.set_blocking(self.master, False)
        while not self._stop.is_set():
            try:
                self.written += os.read(self.master, 65536)
            except BlockingIOError:
                time.sleep(0.002)
            except OSError:  # nobody has the near end open any more
                self._end.set()
                return
            if not asked and b"\x1b[c" in self.written and self.answers is not None:
                asked = True
                time.sleep(self.delay)
                os.write(self.master, self._reply())
                if self.after:
                    os.write(self.master, self.after)

    def _reply(self) -> bytes:
        a = self.answers
        return "".join((a.kitty, a.version, a.cell, a.colours, a.background, a.attributes)).encode()

    def all_written(self) -> bytes:
        """Close the near end and return all that was written to it."""
        os.close(self.slave)
        self.slave = -1
        assert self._end.wait(60)
        return self.written

    def close(self) -> None:
        """End the far end."""
        self._stop.set()
        self._thread.join()
        os.close(self.master)
        if self.slave >= 0:
            os.close(self.slave)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()
