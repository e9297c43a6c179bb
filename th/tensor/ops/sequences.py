"""Numbers evenly apart."""

import math

import numpy as np

from th.errors import ArgumentError, ArgumentTypeError
from th.tensor import dtypes
from th.tensor.ops.create import dtype_or_default, finish
from th.tensor.outs import takes_out
from th.tensor.tensor import Tensor

__all__ = [
    "arange",
    "linspace",
    "logspace",
    "range",
]


def _steps(start, end, step, dtype):
    values = (start, end, step)
    values = [v.item() if isinstance(v, Tensor) else v for v in values]
    if dtype is None:
        whole = all(isinstance(v, int) for v in values)
        dtype = dtypes.int64 if whole else dtypes.get_default_dtype()
    return (*values, dtypes.to_dtype(dtype))


# PyTorch multiplies and adds with one rounding; so does the next wider type.
_FUSED = {np.dtype("float32"): np.float64, np.dtype("float64"): np.longdouble}


def arange(start=0, end=None, step=1, *, out=None, dtype=None, device=None, requires_grad=False, layout=None):
    """Numbers from `start` up to, not including, `end`, `step` apart.

    Example:
        >>> torch.arange(1, 2.5, 0.5)
        tensor([1.0000, 1.5000, 2.0000])
    """
    start, end = (0, start) if end is None else (start, end)
    if start.__class__ is int and end.__class__ is int and step == 1 and start <= end and dtype is None:
        return finish(np.arange(start, end), device, requires_grad, out)
    start, end, step, dtype = _steps(start, end, step, dtype)
    if not (math.isfinite(start) and math.isfinite(end)):
        raise ArgumentError(f"unsupported range: {start} -> {end}")
    if dtype.numpy.kind in "iu":
        start, end, step = int(start), int(end), int(step)
    if step == 0:
        raise ArgumentError("`step` (=0) must be nonzero")
    if (end - start) * step < 0:
        raise ArgumentError(f"upper bound and lower bound inconsistent with step sign: arange({start}, {end}, {step})")
    count = math.ceil((end - start) / step)
    if all(isinstance(v, int) for v in (start, end, step)):
        array = (np.arange(count, dtype=np.int64) * step + start).astype(dtype.numpy)
    else:
        array = _stepped(start, step, count, dtype.numpy)
    return finish(array, device, requires_grad, out)


def _stepped(start, step, count, numpy_dtype):
    """PyTorch's own arithmetic: counted from the start at every vector of 256 bits, and from there within it."""
    wide = _FUSED.get(numpy_dtype, np.float64)
    places = np.arange(count)
    plain = (wide(start) + wide(step) * places).astype(numpy_dtype)
    if numpy_dtype.kind != "f":
        return plain
    lanes = 32 // numpy_dtype.itemsize
    within = places % lanes
    array = (plain[places - within].astype(wide) + wide(step) * within).astype(numpy_dtype)
    rest = count % (2 * lanes)  # these are computed one by one
    array[count - rest :] = plain[count - rest :]
    return array


@takes_out
def range(start=0, end=None, step=1, *, dtype=None, device=None, requires_grad=False):
    """Torch7's `range`: numbers from `start` to `end`, both included.

    Example:
        >>> torch.range(1, 3)
        tensor([1., 2., 3.])
    """
    start, end = (0, start) if end is None else (start, end)
    count = math.floor((end - start) / step) + 1
    array = start + np.arange(count, dtype=np.float64) * step
    return finish(array.astype(dtype_or_default(dtype)), device, requires_grad)


def linspace(start, end, steps, *, out=None, dtype=None, device=None, requires_grad=False):
    """`steps` numbers from `start` to `end`, both included, evenly apart.

    Example:
        >>> torch.linspace(0, 1, 3)
        tensor([0.0000, 0.5000, 1.0000])
    """
    _need_count("linspace", steps)
    start = start.item() if isinstance(start, Tensor) else start
    end = end.item() if isinstance(end, Tensor) else end
    return finish(_spaced(start, end, steps, dtype_or_default(dtype)), device, requires_grad, out)


def _need_count(name, steps):
    if isinstance(steps, float):
        raise ArgumentTypeError(f"{name}(): argument 'steps' must be int, not float: `steps` (={steps})")


def _spaced(start, end, steps, numpy_dtype):
    """PyTorch's own arithmetic: the first half counted from the start, the second from the end."""
    if steps < 0:
        raise ArgumentError(f"`steps` (={steps}) must be non-negative")
    work = numpy_dtype if numpy_dtype.kind in "fc" else np.dtype("float64")
    if numpy_dtype.kind in "iu":
        start, end = int(start), int(end)
    if steps == 1:
        return np.array([start]).astype(numpy_dtype)
    if numpy_dtype.kind in "iu":
        work = np.dtype("float32") if numpy_dtype.itemsize < 4 else work
    scalar = work.type
    start, end, wide = scalar(start), scalar(end), _FUSED.get(work, scalar)
    first, last, step, most = [
        np.asarray(v, wide) for v in (start, end, (end - start) / scalar(max(steps - 1, 1)), steps - 1)  # quicker than scalars
    ]
    out = np.arange(steps, dtype=wide)
    head, tail = out[: steps // 2], out[steps // 2 :]
    np.subtract(most, tail, tail)
    np.multiply(out, step, out)
    np.add(head, first, head)
    np.subtract(last, tail, tail)
    return out.astype(work, copy=False).astype(numpy_dtype, copy=False)


@takes_out
def logspace(start, end, steps, base=10.0, *, dtype=None, device=None, requires_grad=False):
    """`steps` numbers from ``base**start`` to ``base**end``, evenly apart on a logarithmic scale.

    Example:
        >>> torch.logspace(0, 2, 3)
        tensor([  1.,  10., 100.])
    """
    _need_count("logspace", steps)
    numpy_dtype = dtype_or_default(dtype)
    start, end = (int(v) if numpy_dtype.kind in "iu" else v for v in (start, end))
    work = np.dtype("float32" if numpy_dtype == np.float32 else "float64")
    exponents = _spaced(float(start), float(end), steps, work).astype("float64")
    return finish((float(base) ** exponents).astype(numpy_dtype), device, requires_grad)
