"""What linear algebra asks of its matrices."""

from th.errors import DtypeError, ShapeError
from th.tensor import dtypes
from th.tensor.ops.viewing import transpose

__all__ = [
    "hermitian",
    "need_inexact",
    "need_square",
]


def hermitian(x):
    """The conjugate transpose."""
    return transpose(x, -2, -1).conj()


def need_square(name, x):
    """Raises when the last two dims of an array are not a square of floating point numbers."""
    if x.ndim < 2:
        raise ShapeError(f"linalg.{name}: The input tensor A must have at least 2 dimensions.")
    if x.shape[-1] != x.shape[-2]:
        raise ShapeError(
            f"linalg.{name}: A must be batches of square matrices, but they are {x.shape[-2]} by {x.shape[-1]} matrices"
        )
    need_inexact(name, x)


def need_inexact(name, x):
    """Raises when an array is not of floating point or complex numbers."""
    if x.dtype.kind not in "fc":
        alias = dtypes.from_numpy_dtype(x.dtype).alias
        raise DtypeError(f"linalg.{name}: Expected a floating point or complex tensor as input. Got {alias}")
