"""How values are shown: as text within a width, and in the richer types that a front asks for."""

import os

from th.session.pretty import bounded, pretty

__all__ = ["bundle", "terminal_width", "text"]

LENGTH = 300_000  # characters of one value shown
METHODS = {
    "text/html": "_repr_html_",
    "text/markdown": "_repr_markdown_",
    "text/latex": "_repr_latex_",
    "image/svg+xml": "_repr_svg_",
    "image/png": "_repr_png_",
    "image/jpeg": "_repr_jpeg_",
    "application/json": "_repr_json_",
}


def terminal_width():
    """Return the columns of the terminal, 80 where there is none."""
    # as shutil.get_terminal_size, whose import costs 2 ms
    if os.environ.get("COLUMNS", "").isdigit() and int(os.environ["COLUMNS"]):
        return int(os.environ["COLUMNS"])
    try:
        return os.get_terminal_size(1).columns or 80
    except OSError:
        return 80


def text(value, width=80):
    """Return the text form of a value; a `__repr__` that raises is said, not passed on.

    Example:
        >>> text([1, "a"])
        "[1, 'a']"
    """
    try:
        return bounded(pretty(value, width), LENGTH)
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        return unprintable(value, error)


def unprintable(value, error):
    """Return what stands for a value whose own text cannot be had."""
    name = type(value).__name__
    return f"<{name} at {id(value):#x}; its repr raised {type(error).__name__}>"


def bundle(value, formats=("text/plain",), width=80):
    """Return {mime type: data} of a value, in the types asked for."""
    found = {}
    for mime in formats:
        if mime == "text/plain":
            found[mime] = text(value, width)
        elif mime in METHODS:
            data = call(value, METHODS[mime])
            if data is not None:
                found[mime] = data
    whole = call(value, "_repr_mimebundle_", include=set(formats), exclude=None)
    if isinstance(whole, tuple):
        whole = whole[0]
    if isinstance(whole, dict):
        found.update({mime: data for mime, data in whole.items() if mime in formats})
    return found


def call(value, name, **arguments):
    """Return what a display method gives, or None where there is none or it fails."""
    method = getattr(type(value), name, None)
    if not callable(method):
        return None
    try:
        return method(value, **arguments)
    except KeyboardInterrupt:
        raise
    except Exception:
        return None
