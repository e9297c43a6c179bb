"""What both styles of printing share: the options, which elements are shown, and how a number becomes text."""

import contextlib
import math
from types import SimpleNamespace

import numpy as np

from th.errors import ArgumentError
from th.tensor import devices

__all__ = [
    "PRINT_OPTIONS", "edges", "formatter_of", "get_printoptions", "gradient_note", "on_host", "printoptions",
    "set_printoptions",
]


# What `set_printoptions` sets.
PRINT_OPTIONS = SimpleNamespace(
    precision=4, threshold=1000, edgeitems=3, linewidth=80, sci_mode=None, style="torch7", colour=False, width=None
)

_PROFILES = {
    "default": {"precision": 4, "threshold": 1000, "edgeitems": 3, "linewidth": 80},
    "short": {"precision": 2, "threshold": 1000, "edgeitems": 2, "linewidth": 80},
    "full": {"precision": 4, "threshold": math.inf, "edgeitems": 3, "linewidth": 80},
}
_STYLES = ("torch7", "pytorch")


def set_printoptions(precision=None, threshold=None, edgeitems=None, linewidth=None, profile=None, sci_mode=None, *,
                     style=None, colour=None, width=None):
    """Sets how tensors are printed; what is left out stays as it is, but for `sci_mode`.

    Args:
        precision (int): digits after the point
        threshold (number): tensors with more elements than this are summarised
        edgeitems (int): how many elements a summary shows at both ends of each dimension
        linewidth (int): characters a line, of ``repr``
        profile (str): "default", "short" or "full"
        sci_mode (bool): scientific notation always or never; None (also when left out) lets the values decide
        style (str): how a session displays a tensor: "torch7" (a grid) or "pytorch" (its ``repr``)
        colour (bool): colours in the grid
        width (int): characters a line, of the grid; 0 means the width of the screen
    Raises:
        ArgumentError: when `profile` or `style` is none of these, or a count is negative
    Example:
        >>> with th.printoptions(precision=2):
        ...     th.tensor([1.12345])
        tensor([1.12])
    """
    if profile is not None and profile not in _PROFILES:
        raise ArgumentError(f"`profile` (={profile!r}) must be one of {', '.join(map(repr, _PROFILES))}")
    if style is not None and style not in _STYLES:
        raise ArgumentError(f"`style` (={style!r}) must be one of {', '.join(map(repr, _STYLES))}")
    numbers = {"precision": precision, "threshold": threshold, "edgeitems": edgeitems, "linewidth": linewidth,
               "width": width}
    for name, value in numbers.items():
        if value is not None and value < 0:
            raise ArgumentError(f"`{name}` (={value!r}) must not be negative")
    chosen = dict(_PROFILES.get(profile, {}))
    chosen.update({n: v for n, v in numbers.items() if v is not None})
    chosen.update({n: v for n, v in {"style": style, "colour": colour}.items() if v is not None})
    for name, value in chosen.items():
        setattr(PRINT_OPTIONS, name, value)
    PRINT_OPTIONS.sci_mode = sci_mode


def get_printoptions():
    """The options of printing, as a dictionary that `set_printoptions` takes.

    Example:
        >>> th.get_printoptions()["precision"]
        4
    """
    return dict(vars(PRINT_OPTIONS))


@contextlib.contextmanager
def printoptions(**kwargs):
    """Sets options of printing until the end of the block; arguments as for `set_printoptions`."""
    before = get_printoptions()
    set_printoptions(**kwargs)
    try:
        yield
    finally:
        for name, value in before.items():
            setattr(PRINT_OPTIONS, name, value)


# ---- numbers

_SCI_RATIO, _SCI_MAX, _SCI_MIN = 1000.0, 1.0e8, 1.0e-4  # PyTorch's: beyond these it prints in scientific notation


class _Formatter:
    """Formats the numbers of one tensor alike: PyTorch's choice between 1., 1.0000 and 1.0000e+00, and the width."""

    def __init__(self, values):
        self.width = 1
        self.pattern = None  # None: as Python prints it
        self.int_mode = False
        if values.dtype.kind == "f":
            self._choose(values)
        else:
            self.width = max(map(len, map(str, values.tolist())), default=1)

    def _choose(self, values):
        finite = values[np.isfinite(values) & (values != 0)].astype(np.float64)
        self.int_mode = not finite.size or bool((finite == np.ceil(finite)).all())
        sci_mode = PRINT_OPTIONS.sci_mode if finite.size else False
        if sci_mode is None:
            size = np.abs(finite)
            low, high = float(size.min()), float(size.max())
            sci_mode = high / low > _SCI_RATIO or high > _SCI_MAX or low < _SCI_MIN
        if sci_mode:
            self.int_mode = False
            self.pattern = f"%.{PRINT_OPTIONS.precision}e"
        elif self.int_mode:
            self.pattern = "%.0f"
        else:
            self.pattern = f"%.{PRINT_OPTIONS.precision}f"
        dot = 1 if self.int_mode else 0
        self.width = max((len(self.pattern % v) + dot for v in finite.tolist()), default=1)

    def __call__(self, value):
        """`value` as text, padded to the width."""
        if self.pattern is None:
            return str(value).rjust(self.width)
        text = self.pattern % value
        if self.int_mode and math.isfinite(value):
            text += "."
        return text.rjust(self.width)


class _ComplexFormatter:
    """The real and the imaginary part, each formatted alike over the tensor."""

    def __init__(self, values):
        self.real, self.imag = _Formatter(values.real), _Formatter(values.imag)
        self.width = self.real.width + self.imag.width + 1

    def __call__(self, value):
        """`value` as text."""
        imag = (self.imag(value.imag) + "j").lstrip()
        return self.real(value.real) + ("" if imag[0] in "+-" else "+") + imag


def formatter_of(values):
    """The formatter for the numpy array `values`."""
    return (_ComplexFormatter if values.dtype.kind == "c" else _Formatter)(values.reshape(-1))


def edges(array, edgeitems):
    """`array` on the host, of each longer dimension only the first and last `edgeitems`; of a GPU's, no more is copied."""
    xp = devices.namespace(array)
    for dim, length in enumerate(array.shape):
        if length > 2 * edgeitems:
            first = (slice(None),) * dim + (slice(edgeitems),)
            last = (slice(None),) * dim + (slice(length - edgeitems, None),)
            array = xp.concatenate((array[first], array[last]), axis=dim)
    return on_host(array)


def on_host(array):
    """`array` as a numpy array that numpy can print: bfloat16, which only ml_dtypes knows, becomes float32."""
    array = devices.to_host(array)
    return array.astype(np.float32) if array.dtype.kind == "V" or array.dtype.name == "bfloat16" else array


def gradient_note(tensor):
    """``grad_fn=<AddBackward0>``, ``requires_grad=True`` or nothing."""
    node = tensor.grad_fn
    if node is not None:
        return f"grad_fn=<{node.name().rsplit('::', 1)[-1]}>"
    return "requires_grad=True" if tensor.requires_grad else ""
