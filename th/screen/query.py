"""One question to the terminal, and its one answer. Asked when the first picture is shown, never before.

Everything that the user types meanwhile arrives between the replies; it is kept and handed to `typeahead`.
"""

from __future__ import annotations

import os
import re
import select
import time
from dataclasses import dataclass

__all__ = ["Replies", "ask", "late_replies", "parse", "question", "typeahead", "without_replies"]

_ESC = "\x1b"
_ST = _ESC + "\\"

# What one asks, in one write. DA1 comes last: every terminal answers it, so its reply is the end mark.
_KITTY = f"{_ESC}_Gi=31,s=1,v=1,a=q,t=d,f=24;AAAA{_ST}"
_VERSION = f"{_ESC}[>0q"
_CELL_SIZE = f"{_ESC}[16t"
_SIXEL_COLOURS = f"{_ESC}[?1;1;0S"
_BACKGROUND = f"{_ESC}]11;?{_ST}"
_ATTRIBUTES = f"{_ESC}[c"

_PATTERNS = {
    "kitty": re.compile(rb"\x1b_G[^\x1b]*;OK\x1b\\"),
    "kitty_other": re.compile(rb"\x1b_G[^\x1b]*\x1b\\"),
    "version": re.compile(rb"\x1bP>\|([^\x1b]*)\x1b\\"),
    "cell": re.compile(rb"\x1b\[6;(\d+);(\d+)t"),
    "sixel_colours": re.compile(rb"\x1b\[\?1;0;(\d+)S"),
    "sixel_refused": re.compile(rb"\x1b\[\?1;[^S\x1b]*S"),
    "background": re.compile(rb"\x1b\]11;rgba?:([0-9a-fA-F]+)/([0-9a-fA-F]+)/([0-9a-fA-F]+)[^\x07\x1b]*(?:\x07|\x1b\\)"),
    "attributes": re.compile(rb"\x1b\[\?([\d;]*)c"),
}

# The beginning of a reply, at the end of what was read; nothing that a key sends.
_UNFINISHED = re.compile(r"\x1b(?:(?:_G|P>\|)[^\x1b]{0,99}\x1b?|\]11;[^\x1b\x07]{0,99}\x1b?|\[(?:\?|6;)[\d;]{0,99})$")

# Where replies did not come in time: what has come of them since, and what may be the beginning of one.
_late: dict = {"is_owed": False, "found": [], "held": ""}

# Bytes read besides the replies, oldest first; the shell empties this list before each prompt.
typeahead: list[bytes] = []


@dataclass
class Replies:
    """What the terminal said. None or False: it did not say."""

    kitty: bool = False
    version: str = ""
    cell: tuple[int, int] | None = None
    sixel: bool = False
    sixel_colours: int = 0
    background: tuple[int, int, int] | None = None
    answered: bool = False
    typed: bytes = b""


def question(wrap=None, *, pixels: bool = True) -> str:
    """The question; `wrap` puts each part in an envelope for tmux. `pixels`: whether to ask what pixels need."""
    about_pixels = (_KITTY, _CELL_SIZE, _SIXEL_COLOURS) if pixels else ()
    parts = (*about_pixels, _VERSION, _BACKGROUND, _ATTRIBUTES)
    return "".join(parts if wrap is None else map(wrap, parts))


def parse(data: bytes) -> Replies:
    """The replies in what was read; what is none of them was typed.

    >>> replies = parse(b"a" + bytes([27]) + b"[?62;4cb")
    >>> replies.sixel, replies.typed
    (True, b'ab')
    """
    replies = Replies()
    found = {}
    for name, pattern in _PATTERNS.items():
        match = pattern.search(data)
        if match:
            found[name] = match
            data = data[: match.start()] + data[match.end() :]
    replies.kitty = "kitty" in found
    replies.answered = "attributes" in found
    if "version" in found:
        replies.version = found["version"][1].decode("latin-1")
    if "cell" in found:
        height, width = map(int, found["cell"].groups())
        replies.cell = (width, height) if width and height else None
    if "sixel_colours" in found:
        replies.sixel_colours = int(found["sixel_colours"][1])
    if "background" in found:
        replies.background = tuple(_byte(part) for part in found["background"].groups())
    if "attributes" in found:
        replies.sixel = b"4" in found["attributes"][1].split(b";")
    replies.typed = data
    return replies


def _byte(digits: bytes) -> int:
    """X11 gives colours with one to four hexadecimal digits."""
    return round(int(digits, 16) * 255 / (16 ** len(digits) - 1))


def ask(reader: int, writer: int, text: str, limit: float) -> Replies:
    """Write the question, read until the end mark or the time limit.

    Args:
        reader, writer (int): file descriptors of the terminal
        text (str): the question
        limit (float): seconds
    """
    import termios
    import tty

    before = termios.tcgetattr(reader)
    try:
        # TCSADRAIN, not TCSAFLUSH: what was typed ahead must not be thrown away.
        tty.setcbreak(reader, termios.TCSADRAIN)
        _write_all(writer, text.encode())
        replies = parse(_read(reader, limit))
    finally:
        termios.tcsetattr(reader, termios.TCSADRAIN, before)
    _late.update(is_owed=not replies.answered, found=[], held="")
    if replies.typed:
        typeahead.append(replies.typed)
    return replies


def without_replies(text: str) -> str:
    """What was read at a prompt, without replies that were waited for in vain: they would stand there as if typed."""
    if not _late["is_owed"]:
        return text
    text = _late["held"] + text
    for name, pattern in _PATTERNS.items():
        match = re.search(pattern.pattern.decode(), text)
        if match:
            _late["found"].append(match[0].encode())
            text = text[: match.start()] + text[match.end() :]
            _late["is_owed"] &= name != "attributes"
    unfinished = _UNFINISHED.search(text) if _late["is_owed"] else None
    _late["held"] = text[unfinished.start() :] if unfinished else ""
    return text[: unfinished.start()] if unfinished else text


def late_replies() -> Replies | None:
    """The replies that `without_replies` has found, once they are complete; each time they come, once."""
    if _late["is_owed"] or not _late["found"]:
        return None
    found, _late["found"] = b"".join(_late["found"]), []
    return parse(found)


def _write_all(writer: int, data: bytes) -> None:
    while data:
        data = data[os.write(writer, data) :]


def _read(reader: int, limit: float) -> bytes:
    data = b""
    end = time.monotonic() + limit
    while not _PATTERNS["attributes"].search(data):
        left = end - time.monotonic()
        if left <= 0 or not select.select([reader], [], [], left)[0]:
            break
        piece = os.read(reader, 4096)
        if not piece:
            break
        data += piece
    return data
