"""A tensor as a grid, the way Torch7 displayed it, with what it is in the last line."""

import math
from itertools import product

import numpy as np

from th.tensor.printing import PRINT_OPTIONS, edges, formatter_of, gradient_note, on_host

__all__ = ["grid_html", "tensor_grid"]

_GAP = "..."
_NUMBER, _DIM, _PLAIN = "\x1b[36m", "\x1b[2m", "\x1b[0m"


class _Format:
    """How the numbers of one tensor are written: one format for all of them, by Torch7's rules.

    Attributes:
        width (int): characters of a number; 0 where Torch7 did not pad (a NaN among them)
        scale (float): a common factor, None for 1
    """

    def __init__(self, values):
        self.scale, self.width = None, 0
        if values.dtype.kind == "c":
            self.write = formatter_of(values)
            self.width = self.write.width + 1
        elif values.dtype.kind == "b":
            self.write, self.width = str, 5
        else:
            self.pattern = self._pattern(values.astype(np.float64).reshape(-1))
            self.write = self._write_number

    def _write_number(self, value):
        return self.pattern % (value if self.scale is None else value / self.scale)

    def _pattern(self, values):
        if not values.size:
            return "%d"
        if np.isnan(values).any():
            return "%f"
        digits = PRINT_OPTIONS.precision  # Torch7 had 4
        size = np.abs(values)
        low, high = _digits(float(size.min())), _digits(float(size.max()))
        if (values == np.ceil(values)).all():
            self.width = digits + 7 if high > 9 else high + 1
            return f"%{self.width}.{digits}e" if high > 9 else f"%{self.width}d"
        if high - low > 4:
            self.width = digits + (8 if max(abs(high), abs(low)) > 99 else 7)
            return f"%{self.width}.{digits}e"
        if high > 5 or high < 0:
            self.scale, self.width = 10.0 ** (high - 1), digits + 3
        else:
            self.width = digits + (3 if high == 0 else high + 2)
        return f"%{self.width}.{digits}f"

    def __call__(self, value):
        return self.write(value).rjust(self.width)


def _digits(size):
    """Digits before the point; infinite for infinity, negative for a small fraction."""
    if size == 0:
        return 1
    return size if math.isinf(size) else math.floor(math.log10(size)) + 1


class _Shown:
    """The elements of a tensor that are displayed, and the places where some were left out."""

    def __init__(self, array):
        self.summarised = array.size > PRINT_OPTIONS.threshold
        self.cuts = (False,) * array.ndim
        edgeitems = max(PRINT_OPTIONS.edgeitems, 1)
        if self.summarised:
            self.cuts = tuple(n > 2 * edgeitems for n in array.shape)
            self.slice_limit = 2 * edgeitems
            values = edges(array, edgeitems)
        else:
            self.slice_limit = math.inf
            values = on_host(array)
        self.edgeitems = edgeitems
        self.values = values
        self.shape = array.shape
        self.write = _Format(values)

    def rows(self, matrix, cuts):
        """The rows of a matrix as lists of words, with a gap where elements were left out."""
        found = [[self.write(v) for v in row] for row in matrix.tolist()]
        if cuts[1]:
            for row in found:
                row.insert(self.edgeitems, _GAP)
        if cuts[0]:
            cells = len(found[0]) if found else 1
            found.insert(self.edgeitems, [_GAP.rjust(self.write.width)] * cells)
            if cuts[1]:
                found[self.edgeitems][self.edgeitems] = _GAP
        return found

    def slices(self):
        """(index, matrix) for each matrix of a tensor of three or more dimensions; (None, None) where some are left out.

        The first index goes fastest, as in Torch7, and an index counts from 1.
        """
        leading = self.values.shape[:-2]
        indices = [tuple(reversed(i)) for i in product(*[range(n) for n in reversed(leading)])]
        left_out = len(indices) > self.slice_limit or any(self.cuts[:-2])
        if len(indices) > self.slice_limit:
            indices = indices[: self.edgeitems] + indices[-self.edgeitems:]
        for number, index in enumerate(indices):
            if left_out and number == len(indices) // 2:
                yield None, None
            yield self._original(index), self.values[index]

    def _original(self, index):
        found = []
        for i, shown, whole in zip(index, self.values.shape, self.shape, strict=False):
            found.append(i + 1 if i < self.edgeitems else whole - shown + i + 1)
        return tuple(found)


def _kind(tensor):
    where = "cuda." if tensor.is_cuda else ""
    return f"th.{where}{tensor.dtype.alias}Tensor"


def _footer(tensor, summarised):
    shape = tensor._array.shape
    size = "x".join(map(str, shape)) if shape else "()"
    notes = []
    if tensor.is_cuda:
        notes.append(str(tensor.device))
    gradient = gradient_note(tensor)
    if gradient:
        notes.append(gradient)
    if summarised:
        notes.append("summarised")
    return f"[{_kind(tensor)} of size {size}" + "".join(f", {n}" for n in notes) + "]"


class _Painter:
    """Wraps a part of the text in ANSI colours, or not."""

    def __init__(self, colour):
        self.colour = colour

    def numbers(self, text):
        return f"{_NUMBER}{text}{_PLAIN}" if self.colour and text.strip() else text

    def dim(self, text):
        return f"{_DIM}{text}{_PLAIN}" if self.colour else text


def _matrix_lines(shown, matrix, cuts, indent, width, paint):
    """The lines of one matrix: blocks of as many columns as fit, each with its heading and the common factor."""
    rows = shown.rows(matrix, cuts)
    if not rows or not rows[0]:
        return []
    cell = shown.write.width or max(len(word) for row in rows for word in row)
    count = max(1, (width - len(indent)) // (cell + 1))
    total = len(rows[0])
    scale = shown.write.scale
    lines = []
    for first in range(0, total, count):
        last = min(first + count, total)
        if total > count:
            if first:
                lines.append("")
            lines.append(paint.dim(f"{indent}Columns {first + 1} to {last}"))
        if scale is not None and scale != 1:
            lines.append(paint.dim(f"{indent}{scale:g} *"))
        blank = indent + (" " if scale is not None and scale != 1 else "")
        lines += [blank + paint.numbers(" ".join(row[first:last])) for row in rows]
    return lines


def _vector_lines(shown, paint):
    words = [shown.write(v) for v in shown.values.tolist()]
    if shown.cuts[0]:
        words.insert(shown.edgeitems, _GAP.rjust(shown.write.width))
    scale = shown.write.scale
    head = [paint.dim(f"{scale:g} *")] if scale is not None and scale != 1 else []
    return head + [paint.numbers(w) for w in words]


def _slice_lines(shown, width, paint):
    lines = []
    for index, matrix in shown.slices():
        if lines:
            lines.append("")
        if index is None:
            lines.append(paint.dim(_GAP))
            continue
        lines.append(paint.dim(f"({','.join(map(str, index))},.,.) = "))
        lines += _matrix_lines(shown, matrix, shown.cuts[-2:], " ", width, paint)
    return lines


def tensor_grid(tensor, width=80, colour=False):
    """The display of a tensor as Torch7 gave it: a grid, wrapped to `width`, and what it is in the last line.

    A large tensor is summarised by the ends of its dimensions; the options are those of `set_printoptions`.

    Args:
        tensor (Tensor): of any shape and dtype
        width (int): characters a line
        colour (bool): ANSI colours, numbers cyan and the rest dim
    Example:
        >>> print(tensor_grid(th.tensor([[1.5, 2.0], [3.0, 4.0]])))
         1.5000  2.0000
         3.0000  4.0000
        [th.FloatTensor of size 2x2]
    """
    array = tensor._array
    paint = _Painter(colour)
    if array.size == 0:
        return paint.dim(_footer(tensor, False))
    shown = _Shown(array)
    if array.ndim == 0:
        lines = _vector_lines(_as_vector(shown), paint)
    elif array.ndim == 1:
        lines = _vector_lines(shown, paint)
    elif array.ndim == 2:
        lines = _matrix_lines(shown, shown.values, shown.cuts, "", width, paint)
    else:
        lines = _slice_lines(shown, width, paint)
    return "\n".join([*lines, paint.dim(_footer(tensor, shown.summarised))])


def _as_vector(shown):
    shown.values, shown.cuts = shown.values.reshape(1), (False,)
    return shown


# ---- HTML

_STYLE = "border-collapse:collapse;font-family:monospace;text-align:right"


def _escape(text):
    from html import escape  # 3 ms for its table of entities, and only notebooks ask for HTML

    return escape(text)


def _table(rows, scale):
    head = f"<caption>{scale:g} *</caption>" if scale is not None and scale != 1 else ""
    body = "".join(
        "<tr>" + "".join(f'<td style="padding:1px 6px">{_escape(w.strip())}</td>' for w in row) + "</tr>" for row in rows
    )
    return f'<table style="{_STYLE}">{head}{body}</table>'


def grid_html(tensor):
    """The display of a tensor as HTML: a table for each matrix, and what it is below.

    Never more than `threshold` elements, or the ends of each dimension.

    Example:
        >>> grid_html(th.tensor([1.0, 2.0])).count("<td")
        2
    """
    array = tensor._array
    parts = []
    shown = None
    if array.size:
        shown = _Shown(array)
        parts = _html_parts(shown, array.ndim)
    footer = _footer(tensor, shown is not None and shown.summarised)
    return "<div>" + "".join(parts) + f'<div style="opacity:0.6;font-family:monospace">{_escape(footer)}</div></div>'


def _html_parts(shown, ndim):
    scale = shown.write.scale
    if ndim < 2:
        column = shown.values.reshape(-1, 1)
        return [_table(shown.rows(column, ((*shown.cuts, False)[0], False)), scale)]
    if ndim == 2:
        return [_table(shown.rows(shown.values, shown.cuts), scale)]
    parts = []
    for index, matrix in shown.slices():
        if index is None:
            parts.append(f"<p>{_GAP}</p>")
            continue
        parts.append(f"<p>({','.join(map(str, index))},.,.)</p>" + _table(shown.rows(matrix, shown.cuts[-2:]), scale))
    return parts
