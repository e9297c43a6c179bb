"""Completion by live objects; no code of the user's is run."""

import builtins
import keyword
import re

from th.session import statics

__all__ = ["Call", "Item", "complete", "signature"]


class Item:
    """One completion; see the package's docstring."""

    __slots__ = ("end", "kind", "label", "match", "start", "text", "value")

    def __init__(self, text, start, end, kind, match="prefix", value=statics.MISSING, label=None):
        self.text, self.start, self.end, self.kind, self.match = text, start, end, kind, match
        self.value, self.label = value, label or text

    signature = property(lambda self: "")
    detail = property(lambda self: "")
    doc = property(lambda self: getattr(self.value, "__doc__", "") or "")

    def __repr__(self):
        return f"Item({self.text!r}, {self.start}, {self.end}, {self.kind})"


class Call:
    """An argument list around the cursor; see the package's docstring."""

    def __init__(self, name, parameters, active, doc):
        self.name, self.parameters, self.active, self.doc = name, parameters, active, doc
        self.text = f"{name}({', '.join(parameters)})"


def complete(session, text, pos):
    """Return the Items that fit at pos."""
    match = re.search(r"((?:[^\W\d]\w*\.)*)(\w*)\Z", text[:pos])
    base, word = match.group(1).rstrip("."), match.group(2)
    start = pos - len(word)
    if base:
        from th.session.inspect import find

        session.lazy.touch(base)
        target = find(session, base)
        names = statics.names(target) if target is not statics.MISSING else []
    else:
        names = [*session.namespace, *session.lazy.names(), *dir(builtins), *keyword.kwlist]
    names = sorted({name for name in names if name.startswith(word) and (word[:1] == "_" or name[:1] != "_")})
    return [Item(name, start, pos, "instance") for name in names]


def signature(session, text, pos):
    """Return the Call around pos, or None."""
    return None
