"""Commands on what is shown: %precision, %lsmagic."""

import contextlib
import importlib

from th.session import magics, pretty
from th.session.registry import UsageError, command

__all__ = []

LIBRARIES = {"numpy": 8, "th": 4}  # which have set_printoptions, and how many digits they show at first


@command("precision", usage="%precision [DIGITS]")
def precision(session, rest):
    """Show floats, arrays and tensors with so many digits after the point; alone as they were at first."""
    if rest and not rest.isdigit():
        raise UsageError(f"%precision wants a number of digits, not `{rest}`")
    digits = int(rest) if rest else None
    pretty.set_precision(digits)
    shell = magics.loaded()
    if shell is not None:
        shell.display_formatter.formatters["text/plain"].float_precision = rest
    for name, usual in LIBRARIES.items():
        with contextlib.suppress(ImportError):
            importlib.import_module(name).set_printoptions(precision=usual if digits is None else digits)


@command("lsmagic", usage="%lsmagic", native=True)
def lsmagic(session, rest):
    """List the commands: ours, which `?` explains, and IPython's."""
    from th.session import commands

    for title, is_cell in (("", False), ("in cells", True)):
        known = commands.names(session, cell=is_cell)
        mark = "%%" if is_cell else "%"
        for kind, owner in (("command", "th's"), ("magic", "IPython's")):
            names = "  ".join(mark + name for name in sorted(known) if known[name] == kind)
            print(f"{owner} {title}".rstrip() + f":\n{wrapped(names, session.width())}\n")


def wrapped(text, width):
    """Return text in lines of that width, indented."""
    import textwrap  # 2 ms

    return textwrap.fill(text, width, initial_indent="  ", subsequent_indent="  ")
