"""What is printed below a picture that is redrawn in place: noted, so that the redrawing can leave it alone."""

from __future__ import annotations

import re
import sys
import unicodedata

__all__ = ["Watch", "rows_taken"]

_CONTROL = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b[@-Z\\-_]")


def _width(line: str) -> int:
    plain = _CONTROL.sub("", line).expandtabs()
    wide = sum(unicodedata.east_asian_width(one) in "WF" for one in plain)
    return len(plain) + wide - sum(unicodedata.combining(one) > 0 for one in plain)


def rows_taken(text: str, columns: int) -> int:
    """Rows of the terminal that the cursor goes down while the text is printed.

    >>> rows_taken("one\\ntwo", 80), rows_taken("x" * 100 + "\\n", 80)
    (1, 2)
    """
    *lines, last = text.split("\n")
    rows = 0
    for line in lines:
        widest = max(map(_width, line.split("\r")))
        rows += max(-(-widest // columns), 1)
    widest = max(map(_width, last.split("\r")))
    # A full last column holds the cursor back until one more character comes.
    return rows + max(widest - 1, 0) // columns


class Watch:
    """Notes what goes to standard output and standard error from now on, until it is stopped.

    The streams stay what they are, and only their `write` is ours for a while: whoever replaces `sys.stdout` in
    between, as the recording of a notebook does, need not know of it.
    """

    def __init__(self) -> None:
        self.text = ""
        self._streams: list = []
        self._is_ours = False
        for stream in {id(one): one for one in (sys.stdout, sys.stderr)}.values():
            self._tap(stream)

    def _tap(self, stream) -> None:
        try:
            if not stream.isatty():
                return
            write = stream.write

            def noting(text):
                if not self._is_ours:
                    self.text += text
                return write(text)

            stream.write = noting
        except (AttributeError, ValueError):  # closed, or a stand-in with fixed attributes
            return
        self._streams.append((stream, noting))

    @property
    def is_on(self) -> bool:
        """Whether standard output is still the stream that is watched."""
        return any(stream is sys.stdout for stream, _ in self._streams)

    def stop(self) -> None:
        """Give the streams their own `write` back."""
        for stream, noting in self._streams:
            if vars(stream).get("write") is noting:
                del stream.write
        self._streams = []

    def __enter__(self):
        self._is_ours = True
        return self

    def __exit__(self, *_):
        self._is_ours = False
