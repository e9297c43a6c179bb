"""The user's variables as a table: name, type, shape and bytes, without taking any repr."""

import math
import types

from th.session import networks, results, statics
from th.session.statics import is_a

__all__ = ["HIDDEN", "bytes_of", "bytes_text", "describe", "shape_of", "table", "users_names"]

HIDDEN = {"In", "Out", "exit", "quit", "get_ipython", "who", "require"}


def users_names(session):
    """Return the names that the user made, in the order of their making."""
    lazy = set(session.lazy_names)
    return [
        name
        for name, value in session.namespace.items()
        if not name.startswith("_") and name not in HIDDEN and not is_ours(name, value, lazy)
    ]


def is_ours(name, value, lazy):
    """Whether a name was there from the start: a module of ours, or the `open` that IPython puts in."""
    if is_a(value, types.FunctionType):
        return name == "open" and value.__globals__.get("__name__", "").startswith("IPython.")
    return is_a(value, types.ModuleType) and name in lazy


def describe(value):
    """Return a short text on a value: its shape, dtype and device, or its length, or itself when it is a number."""
    shape = shape_of(value)
    if shape is not None:
        parts = ["x".join(map(str, shape)) or "scalar", dtype_of(value), device_of(value)]
        return " ".join(part for part in parts if part)
    if type(value) in (int, float, complex, bool):
        text = repr(value) if not is_a(value, int) or value.bit_length() < 200 else "large"
        return text
    if type(value) is str:
        return repr(value if len(value) <= 40 else value[:37] + "...")
    if type(value) in (list, tuple, dict, set, frozenset, bytes, bytearray):
        return f"{len(value)} item{'s' * (len(value) != 1)}"
    if is_a(value, types.ModuleType):
        return statics.instance_dict(value).get("__name__", "")
    parameters = networks.tensors(value, "_parameters")
    return f"{sum(math.prod(shape_of(each) or ()) for each in parameters):,} parameters" if parameters else ""


def bytes_of(value):
    """Return the bytes that a value holds: of a network, its parameters and buffers."""
    return results.size_of(value) or sum(map(results.size_of, networks.tensors(value, "_parameters", "_buffers")))


def shape_of(value):
    """Return the shape of an array or tensor as a tuple, or None; only installed packages' types are asked."""
    owner = type(value)
    if is_a(value, type) or not results.trusted(owner) or statics.class_lookup(owner, "shape") is statics.MISSING:
        return None
    try:
        return tuple(int(size) for size in value.shape)
    except Exception:
        return None


def dtype_of(value):
    """Return the name of the element type of an array or tensor."""
    dtype = attribute(value, "dtype")
    return "" if dtype is None else str(dtype).rpartition(".")[2]


def device_of(value):
    """Return the device of a tensor, or an empty text."""
    device = attribute(value, "device")
    return "" if device is None else str(device)


def attribute(value, name):
    """Return an attribute that the type of value declares, or None."""
    if statics.class_lookup(type(value), name) is statics.MISSING:
        return None
    try:
        return getattr(value, name)
    except Exception:
        return None


def table(session, names=()):
    """Return the table as text."""
    rows = []
    for name in users_names(session):
        value = session.namespace[name]
        if names and name not in names and type(value).__name__ not in names:
            continue
        rows.append((name, statics.short_name(type(value)), describe(value), bytes_text(bytes_of(value))))
    if not rows:
        return "no variables yet"
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    lines = [
        f"{name:<{widths[0]}}  {kind:<{widths[1]}}  {text:<{widths[2]}}  {size:>{widths[3]}}".rstrip()
        for name, kind, text, size in rows
    ]
    return "\n".join(lines)


def bytes_text(size):
    """Return a number of bytes as people write it; nothing for 0.

    Example:
        >>> bytes_text(2048), bytes_text(0)
        ('2.0 KB', '')
    """
    if not size:
        return ""
    for unit in ("B", "KB", "MB", "GB"):
        if size < 1024 or unit == "GB":
            return f"{size:.0f} {unit}" if unit == "B" else f"{size:.1f} {unit}"
        size /= 1024
    return ""
