"""Results that are written where the caller says: ``out=``."""

import functools
import inspect
import warnings

from th.errors import ArgumentTypeError, DeviceError, DtypeError, GradientError, ShapeError
from th.tensor import devices, dtypes
from th.tensor.node import counter_of
from th.tensor.signatures import PromisedSignature
from th.tensor.spellings import only_own_names, respelled
from th.tensor.tensor import Tensor

__all__ = ["check_single", "refill_out", "takes_out", "write_out"]


def check_single(array):
    """Raises when elements of an array that is written to share memory with each other."""
    if 0 in array.strides and array.size:
        if any(s == 0 and n > 1 for s, n in zip(array.strides, array.shape, strict=True)):
            raise ShapeError(
                "unsupported operation: more than one element of the written-to tensor refers to a single memory location. "
                "Please clone() the tensor before performing the operation."
            )


def write_out(value, out):
    """Copies a result, or a tuple of them, into what the caller gave as ``out=``, resized to fit."""
    if isinstance(value, tuple):
        if not isinstance(out, list | tuple) or len(out) != len(value):
            raise ArgumentTypeError(f"`out` (={out!r}) must be a tuple of {len(value)} Tensors")
        written = [write_out(v, o) for v, o in zip(value, out, strict=True)]
        return value.__class__(*written) if hasattr(value, "_fields") else tuple(written)
    if not isinstance(out, Tensor):
        raise ArgumentTypeError(f"`out` (={out!r}) must be a Tensor")
    _check_out(value, out)
    if out._array.shape != value._array.shape:
        if out._array.size:
            warnings.warn(
                f"An output with one or more elements was resized since it had shape {list(out._array.shape)}, which does "
                f"not match the required output shape {list(value._array.shape)}. Resize it to 0 elements first, with "
                "out.resize_(0).", stacklevel=3)
        _resize(out, value)
    out._array[...] = value._array
    counter_of(out)[0] += 1
    return out


def _resize(out, value):
    out._array = devices.namespace(out._array).empty(value._array.shape, out._array.dtype)


def refill_out(value, out):
    """As `write_out`, for functions that make tensors: those resize without a warning."""
    if isinstance(out, Tensor) and out._array.shape != value._array.shape:
        _check_out(value, out)
        _resize(out, value)
    return write_out(value, out)


def _check_out(value, out):
    if out.requires_grad or value.requires_grad:
        raise GradientError(
            "functions with out=... arguments don't support automatic differentiation, "
            "but one of the arguments requires grad."
        )
    if not dtypes.can_cast(value.dtype, out.dtype):
        raise DtypeError(
            f"result type {value.dtype.alias} can't be cast to the desired output type {out.dtype.alias}"
        )
    if out.device != value.device:
        raise DeviceError(f"`out` is on {out.device}, the result on {value.device}; both must be on one device")
    check_single(out._array)


def takes_out(function):
    """Gives a function composed of others the keyword ``out``, and numpy's names of its arguments.

    Example:
        >>> out = torch.empty(2)
        >>> torch.mv(torch.eye(2), torch.ones(2), out=out) is out
        True
    """

    @functools.wraps(function)
    def call(*args, **kwargs):
        if kwargs:
            if not only_own_names(kwargs):
                kwargs = respelled(function, args, kwargs)
            out = kwargs.pop("out", None)
            if out is not None:
                return write_out(function(*args, **kwargs), out)
        return function(*args, **kwargs)

    call.takes_out = True
    call.__signature__ = PromisedSignature(lambda: _with_out(inspect.signature(function)))
    return call


def _with_out(signature):
    added = inspect.Parameter("out", inspect.Parameter.KEYWORD_ONLY, default=None)
    return signature.replace(parameters=[*signature.parameters.values(), added])
