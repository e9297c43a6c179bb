"""Torch7's argument forms of plots, as curves. Pure numpy: no matplotlib here."""

from __future__ import annotations

import sys
import warnings
from dataclasses import dataclass

import numpy as np

from th.errors import ArgumentError, ShapeError
from th.image.arrays import is_tensor, numeric
from th.plot.decimate import decimated, decimated_cloud, decimated_surface, parted
from th.plot.styles import Style, parse_style

__all__ = ["Curve", "Surface", "check_finite", "curves", "matrix", "points3", "surfaces"]


@dataclass
class Curve:
    """One curve: x and y (n,), a label ('' for none) and how to draw it.

    For arrows `dx` and `dy` are their lengths; for bands `lower` is the other edge; `error` are the half bars.
    """

    x: np.ndarray
    y: np.ndarray
    label: str
    style: Style
    dx: np.ndarray | None = None
    dy: np.ndarray | None = None
    lower: np.ndarray | None = None
    error: np.ndarray | None = None


@dataclass
class Surface:
    """One surface or cloud of points: x, y and z of equal shape."""

    x: np.ndarray
    y: np.ndarray
    z: np.ndarray
    label: str


_FORMS = "plot([label,] y [, format]), plot([label,] x, y [, format]) or several such lists"


def _is_data(value) -> bool:
    if is_tensor(value):
        return True
    return isinstance(value, (list, tuple, range)) and len(value) > 0 and all(_is_number(one) for one in value)


def _is_number(value) -> bool:
    return isinstance(value, (int, float, np.number)) or (is_tensor(value) and value.ndim == 0)


def _groups(arguments, forms: str) -> list[list]:
    """The arguments of each curve: several lists, one list of lists, or the arguments themselves."""
    if not arguments:
        raise ArgumentError(f"no arguments: expected {forms}.")
    if len(arguments) == 1 and isinstance(arguments[0], (list, tuple)) and not _is_data(arguments[0]):
        inner = list(arguments[0])
        if not inner:
            raise ArgumentError(f"an empty list: expected {forms}.")
        if all(isinstance(one, (list, tuple)) and not _is_data(one) for one in inner):
            return [list(one) for one in inner]
        return [inner]
    if all(isinstance(one, (list, tuple)) and not _is_data(one) for one in arguments):
        return [list(one) for one in arguments]
    return [list(arguments)]


def _taken_apart(group: list, most: int, forms: str) -> tuple[str, list, str]:
    """Label, data and format of one curve."""
    label, style = "", ""
    data = list(group)
    if data and isinstance(data[0], str):
        label = data.pop(0)
    if data and isinstance(data[-1], str):
        style = data.pop()
    if not 1 <= len(data) <= most or not all(_is_data(one) for one in data):
        kinds = ", ".join(type(one).__name__ for one in group)
        raise ArgumentError(f"the arguments ({kinds}) must have the form {forms}.")
    return label, data, style


def curves(*arguments, thin: bool = True, default: str = "") -> list[Curve]:
    """The curves of `plot(...)`, in each of Torch7's forms.

    Args:
        thin (bool): leave out of long ones what no screen can show
        default (str): the format of a curve that names none
    """
    found = []
    for group in _groups(arguments, _FORMS):
        label, data, style = _taken_apart(group, 2, _FORMS)
        parsed = parse_style(style or default)
        parts = parted(data, parsed) if thin else [data]
        for number, part in enumerate(parts, 1):
            name = f"{label} {number}" if label and len(parts) > 1 else label
            # On its device: what a screen cannot show is left out before anything is copied to the host.
            found.extend(_curves_of(name, decimated(part, parsed) if thin else part, parsed))
    return found


def _curves_of(label: str, data: list, style: Style) -> list[Curve]:
    arrays = [numeric(one, name) for one, name in zip(data, ("x", "y") if len(data) > 1 else ("y",))]
    _check_ranks(arrays, 2)
    if style.kind == "vectors":
        return [_arrows(label, arrays, style)]
    if len(arrays) == 1:
        only = arrays[0]
        if only.ndim == 1:
            x, columns = np.arange(1, len(only) + 1), only[:, None]
        elif only.shape[1] == 1:
            x, columns = np.arange(1, len(only) + 1), only
        else:
            x, columns = only[:, 0], only[:, 1:]
    else:
        x, columns = arrays[0], arrays[1]
        columns = columns[:, None] if columns.ndim == 1 else columns
        x = x[:, 0] if x.ndim == 2 and x.shape[1] == 1 else x
    if x.ndim != 1 or len(x) != len(columns):
        raise ShapeError(f"`x` (shape {x.shape}) and `y` (shape {arrays[-1].shape}) must have as many rows as each other.")
    check_finite(x, "x")
    check_finite(columns, "y")
    if style.kind == "band" and columns.shape[1] == 2:
        return [Curve(x, columns[:, 1], label, style, lower=columns[:, 0])]
    if style.kind == "errorbars" and columns.shape[1] == 2:
        return [Curve(x, columns[:, 0], label, style, error=columns[:, 1])]
    count = columns.shape[1]
    labels = [label] if count == 1 else [f"{label} {number + 1}" if label else "" for number in range(count)]
    return [Curve(x, columns[:, number], labels[number], style) for number in range(count)]


def _arrows(label: str, arrays: list, style: Style) -> Curve:
    """x and y of two columns each, place and length; or all four in one."""
    if len(arrays) == 1 and arrays[0].ndim == 2 and arrays[0].shape[1] == 4:
        x, y, dx, dy = arrays[0].T
    elif len(arrays) == 2 and all(one.ndim == 2 and one.shape[1] == 2 for one in arrays):
        (x, dx), (y, dy) = arrays[0].T, arrays[1].T
    else:
        shapes = ", ".join(str(one.shape) for one in arrays)
        raise ShapeError(f"data (shapes {shapes}) for vectors must be (n, 4), or x (n, 2) and y (n, 2).")
    if len({len(x), len(y)}) > 1:
        raise ShapeError(f"`x` ({len(x)} rows) and `y` ({len(y)} rows) must have as many rows as each other.")
    for one, name in zip((x, y, dx, dy), ("x", "y", "dx", "dy")):
        check_finite(one, name)
    return Curve(x, y, label, style, dx=dx, dy=dy)


def _check_ranks(arrays, most: int) -> None:
    for one in arrays:
        if one.size == 0:
            raise ShapeError(f"data (shape {one.shape}) must not be empty.")
        if not 1 <= one.ndim <= most:
            raise ShapeError(f"data (shape {one.shape}) must have 1 or {most} dimensions. See reshape, or imagesc.")


def check_finite(values: np.ndarray, name: str) -> None:
    """No plot without a finite value; a gap, and a word about it, where some are not."""
    if values.dtype.kind != "f":
        return
    finite = np.isfinite(values)
    if finite.all():
        return
    if not finite.any():
        raise ArgumentError(f"`{name}` must have a finite value, but all {values.size} are NaN or infinite.")
    missing = int(values.size - finite.sum())
    first = [int(place) for place, length in zip(np.argwhere(~finite)[0], values.shape) if length > 1]
    first = first[0] if len(first) == 1 else tuple(first)
    warnings.warn(
        f"`{name}` has {missing} of {values.size} values that are NaN or infinite, the first at {first}: they are gaps.",
        stacklevel=_callers_level(),
    )


def _callers_level() -> int:
    """The `stacklevel` that makes a warning point to the line which called into th.plot."""
    level, frame = 1, sys._getframe(1)
    while frame.f_back is not None and frame.f_globals.get("__name__", "").startswith("th.plot"):
        level, frame = level + 1, frame.f_back
    return level


def surfaces(*arguments) -> list[Surface]:
    """The surfaces of `splot(...)`: matrices z, or x, y and z."""
    forms = "splot([label,] z), splot([label,] x, y, z) or several such lists"
    found = []
    for group in _groups(arguments, forms):
        label, data, _ = _taken_apart(group, 3, forms)
        if len(data) == 2:
            raise ArgumentError(f"two matrices must be one (z) or three (x, y, z): expected {forms}.")
        arrays = [numeric(one, name) for one, name in zip(decimated_surface(data), "xyz" if len(data) == 3 else "z")]
        for one in arrays:
            if one.ndim != 2 or min(one.shape) < 2:
                raise ShapeError(f"data (shape {one.shape}) of a surface must be matrices of at least 2 x 2.")
        z = arrays[-1]
        if len(arrays) == 1:
            # Torch7 counts rows along x and columns along y, from 1.
            x, y = np.meshgrid(np.arange(1, z.shape[0] + 1), np.arange(1, z.shape[1] + 1), indexing="ij")
        else:
            x, y = arrays[:2]
        if not x.shape == y.shape == z.shape:
            raise ShapeError(f"`x` {x.shape}, `y` {y.shape} and `z` {z.shape} must have one shape. See torch.meshgrid.")
        check_finite(z, "z")
        found.append(Surface(x, y, z, label))
    return found


def points3(*arguments) -> list[Surface]:
    """The clouds of `scatter3(...)`: x, y and z of one dimension."""
    forms = "scatter3([label,] x, y, z) or several such lists"
    found = []
    for group in _groups(arguments, forms):
        label, data, _ = _taken_apart(group, 3, forms)
        if len(data) != 3:
            raise ArgumentError(f"{len(data)} tensors must be three: expected {forms}.")
        x, y, z = (numeric(one, name) for one, name in zip(decimated_cloud(data), "xyz"))
        if not (x.ndim == 1 and x.shape == y.shape == z.shape and x.size):
            raise ShapeError(f"`x` {x.shape}, `y` {y.shape} and `z` {z.shape} must be 1-D, of one length above 0.")
        for one, name in zip((x, y, z), "xyz"):
            check_finite(one, name)
        found.append(Surface(x, y, z, label))
    return found


def matrix(value, name: str = "x") -> np.ndarray:
    """A matrix to show as an image."""
    array = numeric(value, name)
    if array.ndim != 2 or array.size == 0:
        raise ShapeError(
            f"`{name}` (shape {array.shape}) must be a matrix with something in it. For images see image.display."
        )
    array = array.astype(np.float32) if array.dtype.kind == "b" else array
    check_finite(array, name)
    return array
