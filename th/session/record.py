"""The record of a session: what was typed, what it printed and gave, for %history, %save, %log and %notebook."""

import contextlib
import itertools
import re
import sys

from th.session import source

__all__ = ["Entry", "Record", "as_script", "write_notebook"]

WORDS = re.compile(r"[^\W\d]\w*")
# What a script must import to have the names that a session has by itself.
IMPORTS = {
    "th": "import th", "torch": "import th as torch", "nn": "from th import nn", "optim": "from th import optim",
    "F": "import th.nn.functional as F", "gnuplot": "from th import plot as gnuplot", "plot": "from th import plot",
    "image": "from th import image", "itorch": "from th.plot import itorch", "np": "import numpy as np",
}  # fmt: skip
PRINTED = 200_000  # characters of output that are kept of one statement
CONTROLS = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|[P\]_][^\x1b\x07]*(?:\x07|\x1b\\))")
PIXELS = ("\x1b_G", "\x1bP", "\x1b]1337;")  # pictures of kitty, sixel and iTerm2: no text
KEPT = 5_000  # statements
TOTAL = 50_000_000  # characters of output that are kept of all statements


class Entry:
    """One statement: its text and number, what it printed and drew in their order, and its value's text."""

    __slots__ = ("count", "error", "kind", "ok", "pieces", "shown", "text")

    def __init__(self, text, count, kind):
        self.text, self.count, self.kind = text, count, kind
        self.shown, self.error, self.ok, self.pieces = None, None, True, []

    @property
    def printed(self):
        """What was printed and drawn, as text."""
        return "".join(piece if isinstance(piece, str) else "".join(piece.lines) for piece in self.pieces)

    @property
    def size(self):
        """Roughly the bytes that the pieces hold."""
        return sum(len(piece) if isinstance(piece, str) else piece.size for piece in self.pieces)


class Drawn:
    """A picture among what was printed: as the screen showed it, and what draws it again."""

    def __init__(self):
        self.kept, self.lines = None, []

    @property
    def size(self):
        """Bytes."""
        return sum(map(len, self.lines)) + self.kept.size


class Tee:
    """Stands before a stream and remembers, up to a bound, what is written to it and what is drawn on it."""

    def __init__(self, stream):
        self.stream, self.pieces, self.size = stream, [], 0
        self.target = self.pieces
        self.drawn = {}  # by the handle of what is drawn again and again in one place

    def write(self, text):
        """Write text."""
        if not isinstance(text, str):
            return self.stream.write(text)
        if self.target is not self.pieces:
            if len(text) < PRINTED and not text.lstrip().startswith(PIXELS):
                self.target.append(text)
        elif self.size < PRINTED:
            self.pieces.append(text[: PRINTED - self.size])
            self.size += len(text)
        return self.stream.write(text)

    @contextlib.contextmanager
    def keep_picture(self, kept, handle=None):
        """Remember a picture; what is written meanwhile draws it. With a handle it replaces the one drawn before."""
        known = self.drawn.get(handle)
        drawn = known or Drawn()
        drawn.kept = kept
        if known is None and self.size < PRINTED:
            self.pieces.append(drawn)
        if handle is None:
            kept.fix()
        else:
            self.drawn[handle] = drawn
            drawn.lines.clear()
        self.target = drawn.lines
        try:
            yield
        finally:
            self.target = self.pieces

    def end(self):
        """Remember no more; return the pieces."""
        for drawn in self.drawn.values():
            drawn.kept.fix()
        self.drawn = {}
        self.size = PRINTED  # someone may have kept the stream
        return joined(self.pieces)

    def __getattr__(self, name):
        return getattr(self.stream, name)

    def __iter__(self):
        return iter(self.stream)


def joined(pieces):
    """Return pieces with texts that follow each other made one."""
    made = []
    for is_text, group in itertools.groupby(pieces, lambda piece: isinstance(piece, str)):
        # (A program on a terminal of its own ends its lines as terminals want them.)
        made += ["".join(group).replace("\r\n", "\n")] if is_text else group
    return made


class Record:
    """Entries of a session, and the log file if one is kept."""

    def __init__(self):
        self.entries, self.log, self.tee = [], None, None
        self.total, self.emptied = 0, 0

    def begin(self, text, count, kind):
        """Begin an entry; what is printed from now on belongs to it."""
        entry = Entry(text, count, kind)
        self.tee = Tee(sys.stdout)
        sys.stdout = self.tee
        return entry

    def end(self, entry, *, keep):
        """End an entry."""
        tee, self.tee = self.tee, None
        if sys.stdout is tee:
            sys.stdout = tee.stream
        entry.pieces = tee.end()
        if keep:
            self.keep(entry)

    def keep(self, entry):
        """Keep an entry, and no more than the bounds allow; what it printed goes to the log."""
        self.entries.append(entry)
        if len(self.entries) > KEPT:
            self.total -= self.entries.pop(0).size
            self.emptied = max(0, self.emptied - 1)
        self.total += entry.size
        while self.total > TOTAL:
            self.total -= self.entries[self.emptied].size
            self.entries[self.emptied].pieces = []
            self.emptied += 1
        if self.log is not None:
            self.write_log(entry)

    def write_log(self, entry):
        """Write one entry to the log file."""
        lines = entry.text.rstrip("\n").split("\n")
        prompted = ["th> " + lines[0], *("..> " + line for line in lines[1:])]
        parts = ["\n".join(prompted), entry.printed.rstrip("\n"), entry.error or ""]
        try:
            self.log.write("\n".join(part for part in parts if part) + "\n")
            self.log.flush()
        except OSError as error:
            print(f"th: the log ends: {error}", file=sys.stderr)
            self.log = None

    def start_log(self, path):
        """Write entries to a file from now on."""
        self.end_log()
        self.log = open(path, "a", encoding="utf-8")

    def end_log(self):
        """Close the log file."""
        log, self.log = self.log, None
        if log is not None:
            log.close()


def as_script(entries):
    """Return the statements that worked as a script; commands and program lines become comments."""
    pieces = [source.to_script(entry.text.rstrip("\n")) for entry in entries if entry.ok]
    body = "\n".join(pieces)
    words = set(WORDS.findall(body))
    imports = [line for name, line in IMPORTS.items() if name in words and line not in pieces]
    return "\n".join([*imports, body]) + "\n" if pieces else ""


def write_notebook(path, entries):
    """Write entries as a Jupyter notebook; return the number of cells."""
    import json

    cells = [cell_of(entry) for entry in entries]
    metadata = {
        "kernelspec": {"display_name": "th (Torch)", "language": "python", "name": "th"},
        "language_info": {"name": "python"},
    }
    whole = {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}
    with open(path, "w", encoding="utf-8") as file:
        json.dump(whole, file, indent=1)
    return len(cells)


def cell_of(entry):
    """Return the notebook cell of an entry."""
    return {
        "cell_type": "code",
        "id": f"th-{entry.count}",
        "execution_count": entry.count,
        "metadata": {},
        "source": entry.text.rstrip("\n"),
        "outputs": list(outputs_of(entry)),
    }


def outputs_of(entry):
    """Yield what an entry printed, drew and gave, as a notebook's outputs."""
    shown = None if entry.shown is None else entry.shown + "\n"
    for number, piece in enumerate(entry.pieces):
        if not isinstance(piece, str):
            yield drawing_of(piece)
            continue
        if shown is not None and piece.endswith(shown) and shown not in entry.pieces[number + 1 :]:
            piece = piece.removesuffix(shown)  # the text of the value, which follows as such
        if piece:
            yield {"output_type": "stream", "name": "stdout", "text": piece}
    if shown is not None:
        data = {"text/plain": entry.shown}
        yield {"output_type": "execute_result", "execution_count": entry.count, "data": data, "metadata": {}}
    if entry.error:
        name, _, message = entry.error.splitlines()[-1].partition(": ")
        yield {"output_type": "error", "ename": name, "evalue": message, "traceback": entry.error.splitlines()}


def drawing_of(drawn):
    """Return the notebook's output for a picture; its text where it cannot be drawn any more."""
    import base64

    try:
        bundle = drawn.kept.bundle()
    except Exception:  # an artist of the user's that cannot be drawn twice
        bundle = None
    if bundle is None:
        return {"output_type": "stream", "name": "stdout", "text": CONTROLS.sub("", "".join(drawn.lines))}
    data, metadata = bundle
    data = {mime: each if isinstance(each, str) else base64.b64encode(each).decode() for mime, each in data.items()}
    return {"output_type": "display_data", "data": data, "metadata": metadata}
