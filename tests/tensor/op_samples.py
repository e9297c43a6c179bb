"""Arguments for every declared op, the same on every machine, in any dtype.

An op's `samples(t)` gives argument lists; `t(2, 3, low=, high=)` makes their tensors.  Numbers come from numpy's
RandomState, whose stream is frozen, seeded by the name of the op: so the recorded results of PyTorch
(tests/data/op_goldens.json) need no arguments stored with them.
"""

import importlib
import pkgutil
import zlib

import numpy as np

import th
from th.errors import DtypeError
from th.tensor import dtypes, ops
from th.tensor.declare import OPS
from th.tensor.tensor import Tensor, new_tensor

__all__ = ["DTYPES", "Maker", "flat", "mapped", "public_ops", "samples_of", "special_sample", "tensors_in"]

for _module in pkgutil.iter_modules(ops.__path__, ops.__name__ + "."):  # some are loaded when first used
    importlib.import_module(_module.name)

DTYPES = ("float32", "float64", "int64", "uint8", "bool", "complex128", "float16")
SPECIAL = (0.0, -0.0, 1.0, -1.0, 0.5, -0.5, 2.0, -2.5, 3.5, 30.5, -30.5, float("inf"), float("-inf"), float("nan"))


class Maker:
    """Makes the tensors of one op's samples, in one dtype."""

    def __init__(self, name, dtype):
        self.dtype = dtypes._by_name(dtype)
        self.draws = np.random.RandomState(zlib.crc32(name.encode()))

    def __call__(self, *shape, low=None, high=None):
        low = (-2.0 if high is None else min(-2.0, high - 4.0)) if low is None else low
        high = max(2.0, low + 2.5) if high is None else high
        real, other = self.draws.uniform(low, high, (2, *shape))
        return new_tensor(np.asarray(self._converted(real, other)))

    def index(self, shape, high):
        """Random indices below `high`."""
        return new_tensor(self.draws.randint(0, high, shape).astype("int64"))

    def eye(self, n):
        """The identity matrix."""
        return new_tensor(np.eye(n).astype(self.dtype.numpy))

    def permutation(self, shape, high):
        """Random indices below `high`, no two the same along the first dim."""
        columns = [self.draws.permutation(high)[: shape[0]] for _ in range(int(np.prod(shape[1:])))]
        return new_tensor(np.array(columns, "int64").T.reshape(shape).copy())

    def _converted(self, real, other):
        kind = self.dtype.kind
        if kind == dtypes.COMPLEX:
            return (real + 1j * other).astype(self.dtype.numpy)
        if kind == dtypes.FLOAT:
            return real.astype(self.dtype.numpy)
        if kind == dtypes.BOOL:
            return real > other
        whole = np.ceil(real)
        return (np.abs(whole) if self.dtype is th.uint8 else whole).astype(self.dtype.numpy)


def _plain_samples(op):
    """The samples of an op that declares none: for those whose arguments are all tensors."""
    if op.required != len(op.inputs) or op.variadic or "samples" in op.__dict__:  # `samples=None`: its draws have own tests
        return None
    if len(op.inputs) == 1:
        return lambda t: [(t(2, 3),), (t(),)] + ([(t(0, 3),)] if op.pointwise else [])
    return lambda t: [(t(2, 3), t(2, 3)), (t(2, 3), t(3))]


def samples_of(op, dtype="float64"):
    """The argument lists of an op; none when it is exercised through other ops only."""
    make = op.samples or _plain_samples(op)
    if make is None:
        return []
    try:
        return [tuple(s) for s in make(Maker(op.name, dtype))]
    except DtypeError:  # making them takes an operation that this dtype has not, a comparison of complex numbers say
        return []


def special_sample(op, dtype):
    """Infinities, NaN and zeros of both signs, for a pointwise op of one tensor."""
    if not op.pointwise or len(op.inputs) != 1 or op.required != 1 or dtype not in ("float32", "float64"):
        return None
    if op.name == "gelu":
        return None  # PyTorch's single precision kernel gives NaN for infinity
    return (new_tensor(np.array(SPECIAL, dtype)),)


def public_ops():
    """All declared ops, by name."""
    return sorted(OPS.values(), key=lambda op: op.name)


def mapped(function, value):
    """`value` with `function` applied to every tensor in it, sequences gone into."""
    if isinstance(value, Tensor):
        return function(value)
    if isinstance(value, tuple) and not hasattr(value, "_fields"):
        return tuple([mapped(function, v) for v in value])
    if isinstance(value, list):
        return [mapped(function, v) for v in value]
    return value


def tensors_in(value):
    """The tensors in `value`, in order."""
    if isinstance(value, Tensor):
        return [value]
    if isinstance(value, list | tuple):
        return [t for v in value for t in tensors_in(v)]
    return []


def flat(result):
    """A result as the list of its tensors."""
    return [result] if isinstance(result, Tensor) else list(result)
