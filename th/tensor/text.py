"""A tensor as text: PyTorch's `repr`, digit for digit, and the display methods of Tensor.

Only the elements that are printed are looked at, and they come from a GPU in one transfer.
"""

from th.tensor import dtypes
from th.tensor.grid import grid_html, tensor_grid
from th.tensor.printing import PRINT_OPTIONS, edges, formatter_of, gradient_note, on_host

__all__ = ["attach", "contents", "tensor_repr", "with_notes"]


def _vector(values, formatter, indent, cut):
    if cut and not PRINT_OPTIONS.edgeitems:
        words = ["..."]
    else:
        words = [formatter(v) for v in values]
        if cut:
            words.insert(PRINT_OPTIONS.edgeitems, " ...")
    count = max(1, (PRINT_OPTIONS.linewidth - indent) // (formatter.width + 2))
    lines = [", ".join(words[i: i + count]) for i in range(0, len(words), count)]
    return "[" + (",\n" + " " * (indent + 1)).join(lines) + "]"


def _nested(values, cuts, formatter, indent):
    """The text of nested lists; `cuts` says of each dimension whether its middle was left out."""
    if not cuts:
        return formatter(values)
    if len(cuts) == 1:
        return _vector(values, formatter, indent, cuts[0])
    parts = [_nested(v, cuts[1:], formatter, indent + 1) for v in values]
    if cuts[0]:
        parts.insert(PRINT_OPTIONS.edgeitems, "...")
    return "[" + ("," + "\n" * (len(cuts) - 1) + " " * (indent + 1)).join(parts) + "]"


def contents(array, indent):
    """The elements as nested lists, the first of them `indent` characters into its line."""
    if array.size == 0:
        return "[]"
    if array.size > PRINT_OPTIONS.threshold:
        edgeitems = PRINT_OPTIONS.edgeitems
        cuts = [length > 2 * edgeitems for length in array.shape]
        shown = edges(array, edgeitems)
    else:
        cuts, shown = [False] * array.ndim, on_host(array)
    return _nested(shown.tolist(), cuts, formatter_of(shown), indent)


def _suffixes(tensor):
    array = tensor._array
    found = []
    if tensor.is_cuda or tensor.is_meta:
        found.append(f"device='{tensor.device}'")
    default = dtypes.get_default_dtype()
    if array.size == 0 or tensor.is_meta:
        if array.ndim != 1 or tensor.is_meta:
            found.append(f"size={tuple(array.shape)}")
        if tensor.dtype is not default:
            found.append(f"dtype={tensor.dtype}")
    else:
        if not PRINT_OPTIONS.edgeitems:
            found.append(f"size={tuple(array.shape)}")
        if tensor.dtype not in (default, dtypes.complex_of(default), dtypes.int64, dtypes.bool_):
            found.append(f"dtype={tensor.dtype}")
    gradient = gradient_note(tensor)
    return [*found, gradient] if gradient else found


def tensor_repr(tensor):
    """The text that PyTorch prints for a tensor.

    Example:
        >>> th.tensor([[1.0, 2.5], [3.0, 4.0]], requires_grad=True)
        tensor([[1.0000, 2.5000],
                [3.0000, 4.0000]], requires_grad=True)
    """
    name = type(tensor).__name__
    prefix = "tensor(" if name in ("Tensor", "Parameter") else f"{name}("
    indent = len(prefix)
    text = prefix + ("..." if tensor.is_meta else contents(tensor._array, indent))
    return with_notes(text, _suffixes(tensor), indent)


def with_notes(text, notes, indent, new_line=False):
    """`text`, then the notes and a bracket; a line begins where a note does not fit, and before the first for `new_line`."""
    column = len(text) - text.rfind("\n") + 1
    for note in notes:
        if new_line or column + len(note) + 2 > PRINT_OPTIONS.linewidth:
            text += ",\n" + " " * indent + note
            column = indent + len(note)
        else:
            text += ", " + note
            column += len(note) + 2
        new_line = False
    return text + ")"


# ---- the methods of Tensor


def _width_of(p):
    return getattr(p, "max_width", None) or getattr(p, "width", None) or 80

def _repr_pretty(self, p, cycle):
    """IPython's protocol: the grid, or PyTorch's form inside a list or when the style says so."""
    nested = len(getattr(p, "stack", ())) > 1
    if nested or self.is_meta or PRINT_OPTIONS.style == "pytorch":
        for number, line in enumerate(repr(self).split("\n")):
            if number:
                p.break_()
            p.text(line)
        return
    p.text(tensor_grid(self, PRINT_OPTIONS.width or _width_of(p), PRINT_OPTIONS.colour))


def _repr_mimebundle(self, include=None, exclude=None):
    """The notebook's protocol: the grid as text and as an HTML table; of a large tensor, a summary."""
    if self.is_meta or PRINT_OPTIONS.style == "pytorch":
        return {"text/plain": repr(self)}
    bundle = {"text/plain": tensor_grid(self, PRINT_OPTIONS.width or 80, PRINT_OPTIONS.colour)}
    if include is None or "text/html" in include:
        bundle["text/html"] = grid_html(self)
    return {k: v for k, v in bundle.items() if (include is None or k in include) and k not in (exclude or ())}


def attach(cls):
    """Gives Tensor its `__repr__` and the display methods of IPython and notebooks."""
    cls.__repr__ = tensor_repr
    cls._repr_pretty_ = _repr_pretty
    cls._repr_mimebundle_ = _repr_mimebundle
