"""Writing to the terminal: all output goes through `sys.stdout`, and drawings can be replaced in place."""

from __future__ import annotations

import signal
import sys
import threading
from contextlib import ExitStack, contextmanager

from th.screen import terminal
from th.screen.base import Handle

__all__ = ["in_place", "reserve", "write"]

# Whose drawing is the last on the terminal: only that one can be reached again from below.
_last: list[Handle | None] = [None]


def write(text: str, handle: Handle | None = None) -> None:
    """Write and flush; a character that the stream cannot encode becomes a question mark."""
    stream = sys.stdout
    if _last[0] is not None and _last[0] is not handle:
        _last[0].rows = 0
    _last[0] = handle
    with ExitStack() as stack:
        if handle is not None:
            stack.enter_context(_undivided())
            if handle.watch is not None:
                stack.enter_context(handle.watch)
        try:
            stream.write(text)
        except UnicodeEncodeError:
            encoding = getattr(stream, "encoding", None) or "ascii"
            stream.write(text.encode(encoding, "replace").decode(encoding))
        stream.flush()


@contextmanager
def _undivided():
    """Let a Ctrl-C wait until the drawing stands: after half a one, nobody would know where the cursor is."""
    # (Not by a signal mask: the system would hand the signal to another thread, and Python run its handler here.)
    before = signal.getsignal(signal.SIGINT)
    if before is None or threading.current_thread() is not threading.main_thread():
        yield
        return
    waiting = []
    signal.signal(signal.SIGINT, lambda number, frame: waiting.append(number))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
        if waiting:
            signal.raise_signal(signal.SIGINT)


def _climb(handle: Handle) -> tuple[str, str]:
    """What to write before a redrawing, to get to where the last one began, and what to write after it.

    What was printed in between stays above the new drawing, but for a line that is not at its end yet, such as a
    progress bar: that goes on below.
    """
    printed = handle.watch.text if handle.watch is not None else ""
    rows, below = handle.rows, handle.rows_below()
    if not printed:
        return (f"\x1b[{rows}A\r" if rows else ""), ""
    whole, newline, rest = printed.rpartition("\n")
    rest = rest.rpartition("\r")[2]
    handle.watch.text = rest
    if rows and rows + below < terminal.room()[1]:
        return f"\x1b[{rows + below}A\r\x1b[J{whole}{newline}", rest
    # The last drawing is out of reach: it stays, and a new one begins.
    return "\r\x1b[K" if rest else "", rest


def in_place(text: str, rows: int, handle: Handle) -> str:
    """Lines of text that overwrite what the handle drew last; the scrollback is left alone."""
    start, after = _climb(handle)
    left_over = handle.rows - rows
    handle.rows = rows
    lines = [line + "\x1b[K" for line in text.split("\n")]
    body = "\n".join(lines) + "\n"
    if left_over > 0:
        body += "\x1b[J"
    return start + body + after


def reserve(rows: int, handle: Handle | None) -> tuple[str, str]:
    """What to write before and after pixels, so that they stand on `rows` rows of their own.

    Terminals leave the cursor in four different places after a picture: so make the rows first, go back up, save the
    cursor, draw, restore it, and go down by our own count.
    """
    before, rest = ("", "") if handle is None else _climb(handle)
    before += "\n" * rows + f"\x1b[{rows}A\r\x1b7"
    after = f"\x1b8\x1b[{rows}B\r{rest}"
    if handle is not None:
        handle.rows = rows
    return before, after
