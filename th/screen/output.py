"""Writing to the terminal: all output goes through `sys.stdout`, and drawings can be replaced in place."""

from __future__ import annotations

import sys

from th.screen.base import Handle

__all__ = ["in_place", "reserve", "write"]


def write(text: str) -> None:
    """Write and flush; a character that the stream cannot encode becomes a question mark."""
    stream = sys.stdout
    try:
        stream.write(text)
    except UnicodeEncodeError:
        encoding = getattr(stream, "encoding", None) or "ascii"
        stream.write(text.encode(encoding, "replace").decode(encoding))
    stream.flush()


def in_place(text: str, rows: int, handle: Handle) -> str:
    """Lines of text that overwrite what the handle drew last; the scrollback is left alone."""
    start = f"\x1b[{handle.rows}A\r" if handle.rows else ""
    left_over = handle.rows - rows
    handle.rows = rows
    lines = [line + "\x1b[K" for line in text.split("\n")]
    body = "\n".join(lines) + "\n"
    if left_over > 0:
        body += "\x1b[J"
    return start + body


def reserve(rows: int, handle: Handle | None) -> tuple[str, str]:
    """What to write before and after pixels, so that they stand on `rows` rows of their own.

    Terminals leave the cursor in four different places after a picture: so make the rows first, go back up, save the
    cursor, draw, restore it, and go down by our own count.
    """
    before = ""
    if handle is not None and handle.rows:
        before = f"\x1b[{handle.rows}A\r"
    before += "\n" * rows + f"\x1b[{rows}A\r\x1b7"
    after = f"\x1b8\x1b[{rows}B\r"
    if handle is not None:
        handle.rows = rows
    return before, after
