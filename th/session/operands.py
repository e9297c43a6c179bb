"""The tensors in the expression that failed: their names, shapes and dtypes."""

import ast
import linecache
import traceback

from th.session import statics, variables
from th.session.statics import is_a

__all__ = ["described"]

SHOWN = 6


def described(error, is_users):
    """Return `a: 2x3 float64, b: 4x5 float64` for the expression in which an error arose, or an empty text."""
    found = None
    for frame, _ in traceback.walk_tb(error.__traceback__):
        if is_users(frame.f_code.co_filename):
            found = frame
    if found is None:
        return ""
    place = next(
        (each for each in reversed(traceback.extract_tb(error.__traceback__)) if is_users(each.filename)),
        None,
    )
    tree = None if place is None else expression(place)
    if tree is None:
        return ""
    texts = {}
    for node in ast.walk(tree):
        if is_a(node, (ast.Name, ast.Attribute)):
            value = value_of(node, found)
            if value is not statics.MISSING and variables.shape_of(value) is not None:
                texts.setdefault(ast.unparse(node), variables.describe(value))
    return ", ".join(f"{name}: {text}" for name, text in list(texts.items())[:SHOWN])


def expression(place):
    """Return the tree of the failing part of a frame's line, or None."""
    if place.colno is None or place.end_colno is None or place.end_lineno is None:
        return None
    lines = [linecache.getline(place.filename, number).encode() for number in range(place.lineno, place.end_lineno + 1)]
    if not lines:
        return None
    lines[-1] = lines[-1][: place.end_colno]
    lines[0] = lines[0][place.colno :]
    text = b"".join(lines).decode(errors="replace")
    for form in (f"({text}\n)", text.strip()):
        try:
            return ast.parse(form)
        except (SyntaxError, ValueError):
            continue
    return None


def value_of(node, frame):
    """Return what a name or attribute stands for in a frame, no property being run, or MISSING."""
    if is_a(node, ast.Name):
        for space in (frame.f_locals, frame.f_globals):
            if node.id in space:
                return space[node.id]
        return statics.MISSING
    if not is_a(node, ast.Attribute):
        return statics.MISSING
    owner = value_of(node.value, frame)
    return statics.MISSING if owner is statics.MISSING else statics.lookup(owner, node.attr)
