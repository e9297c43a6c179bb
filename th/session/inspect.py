"""Help on names: for the terminal and the notebook, without running any property."""

import inspect

from th.session import hints, statics

__all__ = ["Page", "help_at", "page"]


class Page:
    """The help on a name, as plain text and HTML."""

    def __init__(self, name, plain, html=None, found=True):
        self.name, self.plain, self.found = name, plain, found
        self.html = html or f"<pre>{escape(plain)}</pre>"

    def bundle(self):
        """Return {mime type: data}."""
        return {"text/plain": self.plain, "text/html": self.html}


def escape(text):
    """Return text with HTML's own characters escaped."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def help_at(session, text, pos, level):
    """Return the Page on the name at pos, or None."""
    import re

    for match in re.finditer(r"[^\W\d][\w]*(?:\.[^\W\d]\w*)*", text):
        if match.start() <= pos <= match.end():
            return page(session, match.group(), level)
    return None


def page(session, name, level=0):
    """Return the Page on a dotted name."""
    session.lazy.touch(name)
    value = find(session, name)
    if value is statics.MISSING:
        near = hints.nearest(name.rpartition(".")[2], statics.names(session.module) if session.module else [])
        more = f"; did you mean {' or '.join(near)}?" if near else ""
        return Page(name, f"nothing is known about `{name}`{more}", found=False)
    lines = [f"{name}: {type(value).__name__}"]
    try:
        lines[0] = f"{name}{inspect.signature(value)}"
    except (ValueError, TypeError):
        pass
    doc = inspect.getdoc(value)
    if doc:
        lines += ["", doc]
    if level:
        try:
            lines += ["", inspect.getsource(value)]
        except (OSError, TypeError):
            pass
    return Page(name, "\n".join(lines))


def find(session, name):
    """Return the object of a dotted name, or MISSING."""
    first, *rest = name.split(".")
    value = session.namespace.get(first, statics.MISSING)
    if value is statics.MISSING:
        value = getattr(__import__("builtins"), first, statics.MISSING)
    for part in rest:
        if value is statics.MISSING:
            return value
        value = statics.lookup(value, part)
    return value
