"""What is known of the terminal: its size, colours, background, and which picture protocols it speaks."""

from __future__ import annotations

import os
import re
import shutil
import sys
import threading
from dataclasses import dataclass

from th.screen import query, settings, tmux

__all__ = ["Terminal", "colour_depth", "describe", "forget", "is_dumb", "is_terminal", "room"]

# Seconds to wait for an answer; a silent terminal costs the whole of it, once.
_LIMIT_LOCAL, _LIMIT_REMOTE = 0.3, 1.0
_USUAL_CELL = (8, 16)

_TRUECOLOUR_NAMES = ("kitty", "foot", "konsole", "wezterm", "ghostty", "iterm", "mlterm", "contour", "alacritty", "xterm")


@dataclass
class Terminal:
    """The terminal as it answered."""

    cell: tuple[int, int] = _USUAL_CELL
    depth: int = 24
    background: tuple[int, int, int] | None = None
    kitty: bool = False
    placeholders: bool = False
    iterm2: bool = False
    sixel: bool = False
    sixel_colours: int = 256
    tmux: bool = False
    passthrough: bool = False
    name: str = ""
    # False where text was forced: then the terminal was not asked about pixels.
    knows_pixels: bool = True

    @property
    def is_dark(self) -> bool:
        """Whether the background is dark; most are, so also when it is not known."""
        return self.background is None or sum(self.background) < 384

    @property
    def paper(self) -> tuple[int, int, int]:
        """The background, or what it most likely is."""
        return self.background or (0, 0, 0)


_known: Terminal | None = None


def is_terminal(stream=None) -> bool:
    """Whether standard output (or the stream) is a terminal."""
    stream = sys.stdout if stream is None else stream
    try:
        return bool(stream.isatty())
    except (AttributeError, ValueError):  # a stand-in without isatty, or a closed stream
        return False


def is_dumb() -> bool:
    """Whether the terminal understands no control sequences at all."""
    return os.environ.get("TERM", "") in ("dumb", "unknown", "")


def room() -> tuple[int, int]:
    """Columns and lines of the terminal, or of COLUMNS and LINES, or 80 x 24."""
    size = shutil.get_terminal_size((80, 24))
    return max(size.columns, 20), max(size.lines, 8)


def colour_depth(name: str = "") -> int:
    """Bits of colour that the terminal shows: 0, 4, 8 or 24. NO_COLOR is obeyed."""
    environment = os.environ
    if environment.get("NO_COLOR") or is_dumb():
        return 0
    term = environment.get("TERM", "")
    if environment.get("COLORTERM") in ("truecolor", "24bit") or "direct" in term:
        return 24
    if name.lower().startswith(_TRUECOLOUR_NAMES):
        return 24
    if "256" in term or "kitty" in term or "alacritty" in term or name.startswith("tmux"):
        return 8
    return 4


def describe() -> Terminal:
    """The terminal, asked at the first call and remembered."""
    global _known
    late = query.late_replies()
    if late is not None and _known is not None:
        _known = _made_of(late)
    if _known is None or not _known.knows_pixels and _wants_pixels():
        found = _find_out()
        if threading.current_thread() is not threading.main_thread():
            return found  # other threads may not ask, so this is a guess: not one to remember
        _known = found
    return _known


def _wants_pixels() -> bool:
    return settings.forced() != "cells"


def forget() -> None:
    """Ask again at the next picture, for a terminal that has changed."""
    global _known
    _known = None


def _find_out() -> Terminal:
    replies = _ask(_is_in_tmux())
    if replies is None:
        return Terminal(depth=colour_depth(), tmux=_is_in_tmux(), knows_pixels=_wants_pixels())
    return _made_of(replies)


def _is_in_tmux() -> bool:
    return bool(os.environ.get("TMUX"))


def _made_of(replies) -> Terminal:
    in_tmux = _is_in_tmux()
    return Terminal(
        cell=replies.cell or _cell_of_window() or _USUAL_CELL,
        depth=colour_depth(replies.version),
        background=replies.background,
        kitty=replies.kitty,
        placeholders=in_tmux and replies.kitty and _has_placeholders(replies.version),
        iterm2=_speaks_iterm2(in_tmux, replies.version),
        sixel=replies.sixel,
        sixel_colours=min(max(replies.sixel_colours, 2), 256) if replies.sixel_colours else 256,
        tmux=in_tmux,
        passthrough=in_tmux and replies.answered,
        name=replies.version,
        knows_pixels=_wants_pixels(),
    )


def _ask(in_tmux: bool):
    """The replies; None where nothing can be asked."""
    if is_dumb() or threading.current_thread() is not threading.main_thread():
        return None
    remote = os.environ.get("SSH_CONNECTION") or os.environ.get("SSH_TTY")
    limit = _LIMIT_REMOTE if remote else _LIMIT_LOCAL
    sys.stdout.flush()
    try:
        descriptor = os.open("/dev/tty", os.O_RDWR | os.O_NOCTTY)
    except OSError:
        return None
    question = query.question(tmux.wrap if in_tmux else None, pixels=_wants_pixels())
    try:
        if in_tmux:
            return query.ask(descriptor, descriptor, question, limit)
        # Terminals that know nothing of such questions print parts of them (macOS's does): wipe them off again.
        replies = query.ask(descriptor, descriptor, f"\x1b7{question}", limit)
        os.write(descriptor, b"\x1b8\x1b[K")
        return replies
    except (ImportError, OSError, ValueError):  # no termios here, or no control over the terminal (a background job)
        return None
    finally:
        os.close(descriptor)


def _cell_of_window() -> tuple[int, int] | None:
    """A cell's size from the pixels of the window, which most terminals tell the system."""
    try:
        import fcntl
        import struct
        import termios

        answer = fcntl.ioctl(sys.stdout.fileno(), termios.TIOCGWINSZ, b"\0" * 8)
        lines, columns, width, height = struct.unpack("HHHH", answer)
    except (ImportError, OSError, ValueError, AttributeError):
        return None
    if not (lines and columns and width and height):
        return None
    return max(width // columns, 1), max(height // lines, 1)


def _has_placeholders(version: str) -> bool:
    """kitty draws its Unicode placeholders from 0.28 on; before, they are boxes."""
    if "ghostty" in version.lower():
        return True
    match = re.match(r"kitty\((\d+)\.(\d+)", version)
    return bool(match) and (int(match[1]), int(match[2])) >= (0, 28)


def _speaks_iterm2(in_tmux: bool, version: str) -> bool:
    """iTerm2's protocol has no question of its own: its terminals are known by name, over ssh by what they answer."""
    if in_tmux:
        return False
    named = os.environ.get("TERM_PROGRAM") in ("iTerm.app", "WezTerm") or os.environ.get("LC_TERMINAL") == "iTerm2"
    return named or version.startswith(("iTerm2", "WezTerm"))
