"""A small pretty-printer with the interface that `_repr_pretty_(p, cycle)` methods expect."""

import math
from contextlib import contextmanager

from th.session import statics, variables

__all__ = ["Printer", "bounded", "pretty", "set_precision"]

SMALL = 8  # numbers of a tensor inside a container that are still shown
ITEMS = 200  # items of a container shown
LENGTH = 100_000  # characters of one repr shown


_precision = [None]  # digits of a float after the point, or as many as it has


def set_precision(digits):
    """Show floats with so many digits after the point from now on; None shows all of them."""
    _precision[0] = digits


class Group:
    """Part of a document: texts, breaks and groups; broken over lines when it does not fit."""

    __slots__ = ("aligned", "indent", "parts")

    def __init__(self, indent, aligned=False):
        self.indent, self.aligned, self.parts = indent, aligned, []


class Break(str):
    """A blank (or nothing) that may become the end of a line."""


class Printer:
    """Collects a document and lays it out within a width."""

    def __init__(self, width=80):
        self.width = width
        self.stack = [Group(0)]
        self.ids = []

    def text(self, text):
        """Add text."""
        self.stack[-1].parts.append(str(text))

    def breakable(self, blank=" "):
        """Add a place where the line may end."""
        self.stack[-1].parts.append(Break(blank))

    def break_(self):
        """End the line here."""
        self.stack[-1].parts.append("\n")

    def begin_group(self, indent=0, open="", *, aligned=False):
        """Open a group, whose lines are indented further, or aligned with its beginning."""
        if open:
            self.text(open)
        group = Group(indent, aligned)
        self.stack[-1].parts.append(group)
        self.stack.append(group)

    def end_group(self, dedent=0, close=""):
        """Close a group."""
        self.stack.pop()
        if close:
            self.text(close)

    @contextmanager
    def group(self, indent=0, open="", close=""):
        """A group as a with-block."""
        self.begin_group(indent, open)
        try:
            yield
        finally:
            self.end_group(indent, close)

    @contextmanager
    def indent(self, indent):
        """Further indentation, as a with-block."""
        self.begin_group(indent)
        try:
            yield
        finally:
            self.end_group(indent)

    def pretty(self, value):
        """Add a value."""
        if id(value) in self.ids:
            self.text(CYCLES.get(type(value), "<...>"))
            return
        self.ids.append(id(value))
        try:
            self.add(value)
        finally:
            self.ids.pop()

    def add(self, value):
        """Add a value that is not being printed already."""
        owner = type(value)
        method = getattr(owner, "_repr_pretty_", None)
        if len(self.ids) > 1 and is_large_tensor(value):
            self.text(f"{statics.short_name(owner)} {variables.describe(value)}")
        elif callable(method):
            method(value, self, False)
        elif owner in CONTAINERS and type(value).__repr__ is CONTAINERS[owner][2]:
            self.container(value, *CONTAINERS[owner][:2])
        elif owner is float and _precision[0] is not None:
            self.text(f"{value:.{_precision[0]}f}")
        elif owner is dict:
            self.mapping(value)
        elif isinstance(value, dict) and statics.short_name(owner) == "OrderedDict" and len(self.ids) < 20:
            self.text("OrderedDict(")
            self.mapping(value)
            self.text(")")
        else:
            self.lines(bounded(repr(value)))

    def lines(self, text):
        """Add text of several lines."""
        for number, line in enumerate(text.split("\n")):
            if number:
                self.break_()
            self.text(line)

    def container(self, value, opening, closing):
        """Add a list, tuple or set."""
        if not value:
            self.text(repr(value))
            return
        self.begin_group(len(opening), opening, aligned=True)
        for number, item in enumerate(value):
            if number:
                self.text(",")
                self.breakable()
            if number == ITEMS:
                self.text(f"... {len(value) - ITEMS} more")
                break
            self.pretty(item)
        if len(value) == 1 and opening == "(":
            self.text(",")
        self.end_group(len(opening), closing)

    def mapping(self, value):
        """Add a dict."""
        self.begin_group(1, "{", aligned=True)
        for number, (key, item) in enumerate(value.items()):
            if number:
                self.text(",")
                self.breakable()
            if number == ITEMS:
                self.text(f"... {len(value) - ITEMS} more")
                break
            self.pretty(key)
            self.text(": ")
            self.pretty(item)
        self.end_group(1, "}")

    def result(self):
        """Return the laid-out text."""
        pieces = []
        self.lay(self.stack[0], 0, pieces, False, 0)
        return "".join(pieces)

    def lay(self, group, column, pieces, broken, indent):
        """Lay a group out from column on; return the column after it."""
        for part in group.parts:
            if isinstance(part, Group):
                fits = flat_width(part, self.width - column) is not None
                inner = column if part.aligned else indent + part.indent
                column = self.lay(part, column, pieces, not fits, inner)
            elif isinstance(part, Break):
                if broken:
                    pieces.append("\n" + " " * indent)
                    column = indent
                else:
                    pieces.append(str(part))
                    column += len(part)
            elif part == "\n":
                pieces.append("\n" + " " * indent)
                column = indent
            else:
                pieces.append(part)
                column += len(part)
        return column


def flat_width(group, room):
    """Return the width of a group on one line, or None where it does not fit in room."""
    width = 0
    for part in group.parts:
        if part == "\n":
            return None
        if isinstance(part, Group):
            inner = flat_width(part, room - width)
            if inner is None:
                return None
            width += inner
        else:
            width += len(part)
        if width > room:
            return None
    return width


def is_large_tensor(value):
    """Whether a value inside a container is a tensor or array whose shape says more than its numbers."""
    shape = variables.shape_of(value)
    if shape is None or len(shape) < 2 and math.prod(shape) <= SMALL:
        return False
    return statics.module_of(type(value)).split(".")[0] in ("th", "torch", "numpy", "cupy")


def bounded(text, length=LENGTH):
    """Return text, its middle left out where it is too long to be looked at."""
    if len(text) <= length:
        return text
    return f"{text[: length // 2]}\n... {len(text) - length} characters left out ...\n{text[-length // 2 :]}"


CYCLES = {list: "[...]", dict: "{...}", tuple: "(...)"}
CONTAINERS = {
    list: ("[", "]", list.__repr__),
    tuple: ("(", ")", tuple.__repr__),
    set: ("{", "}", set.__repr__),
    frozenset: ("frozenset({", "})", frozenset.__repr__),
}


def pretty(value, width=80):
    """Return the text of a value within a width.

    Example:
        >>> print(pretty({"a": [1, 2], "b": list(range(8))}, width=20))
        {'a': [1, 2],
         'b': [0,
               1,
               2,
               3,
               4,
               5,
               6,
               7]}
    """
    printer = Printer(width)
    printer.pretty(value)
    return printer.result()
