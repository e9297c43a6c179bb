"""The record of a session: what was typed, what it printed and gave, for %history, %save, %log and %notebook."""

import re
import sys
import weakref

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
KEPT = 5_000  # statements
TOTAL = 50_000_000  # characters of output that are kept of all statements


class Entry:
    """One statement: its text and number, what it printed, its value's text and picture."""

    __slots__ = ("count", "error", "figures", "kind", "ok", "printed", "shown", "text")

    def __init__(self, text, count, kind):
        self.text, self.count, self.kind = text, count, kind
        self.printed, self.shown, self.error, self.ok, self.figures = "", None, None, True, []


class Tee:
    """Stands before a stream and remembers, up to a bound, what is written to it."""

    def __init__(self, stream):
        self.stream, self.pieces, self.size = stream, [], 0

    def write(self, text):
        """Write text."""
        if self.size < PRINTED and isinstance(text, str):
            self.pieces.append(text[: PRINTED - self.size])
            self.size += len(text)
        return self.stream.write(text)

    def __getattr__(self, name):
        return getattr(self.stream, name)

    def __iter__(self):
        return iter(self.stream)


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
        entry.printed = "".join(tee.pieces)
        tee.size = PRINTED  # someone may have kept it; it remembers no more
        if not keep:
            return
        self.entries.append(entry)
        if len(self.entries) > KEPT:
            self.total -= len(self.entries.pop(0).printed)
            self.emptied = max(0, self.emptied - 1)
        self.total += len(entry.printed)
        while self.total > TOTAL:
            self.total -= len(self.entries[self.emptied].printed)
            self.entries[self.emptied].printed = ""
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
        self.log = open(path, "a", encoding="utf-8")  # noqa: SIM115 - closed by end_log

    def end_log(self):
        """Close the log file."""
        log, self.log = self.log, None
        if log is not None:
            log.close()


def keep_figure(entry, figure):
    """Remember a figure, weakly, to be drawn when the session is written as a notebook."""
    entry.figures.append(weakref.ref(figure))


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
    outputs = []
    if entry.printed and not (entry.shown is not None and entry.printed.rstrip("\n") == entry.shown):
        printed = entry.printed.removesuffix((entry.shown or "") + "\n") if entry.shown else entry.printed
        if printed:
            outputs.append({"output_type": "stream", "name": "stdout", "text": printed})
    for reference in entry.figures:
        picture = png_of(reference())
        if picture is not None:
            outputs.append({"output_type": "display_data", "data": {"image/png": picture}, "metadata": {}})
    if entry.shown is not None:
        data = {"text/plain": entry.shown}
        outputs.append({"output_type": "execute_result", "execution_count": entry.count, "data": data, "metadata": {}})
    if entry.error:
        name, _, message = entry.error.splitlines()[-1].partition(": ")
        error = {"output_type": "error", "ename": name, "evalue": message, "traceback": entry.error.splitlines()}
        outputs.append(error)
    return {
        "cell_type": "code",
        "id": f"th-{entry.count}",
        "execution_count": entry.count,
        "metadata": {},
        "source": entry.text.rstrip("\n"),
        "outputs": outputs,
    }


def png_of(figure):
    """Return a figure as base64 text, or None where it is gone or cannot be drawn."""
    import base64
    import io

    if figure is None:
        return None
    data = io.BytesIO()
    try:
        figure.savefig(data, format="png")
    except Exception:
        return None
    return base64.b64encode(data.getvalue()).decode("ascii")
