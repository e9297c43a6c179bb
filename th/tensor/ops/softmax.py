"""Softmax and its logarithm."""

import numpy as np

from th.errors import DtypeError
from th.tensor.declare import method, op
from th.tensor.ops.viewing import wrap_dim
from th.tensor.summing import added
from th.tensor.softmax_kernels import SINGLE, by_rows, log_softmax_rows, softmax_rows
from th.tensor.outs import takes_out

__all__ = ["log_softmax", "softmax", "softmin"]


def _widened(x):
    """Half precision is computed in single."""
    return x.astype("float32") if x.dtype.itemsize == 2 else x


def _cases(t):
    return [(t(2, 3), 1), (t(2, 3, 4), 1), (t(3), 0), (t(2, 3), 0), (t(0, 3), 1)]


@op(contiguous=True, method=False, inputs=("input",), node="Softmax", samples=_cases)
def _softmax(xp, input, dim):
    """exp(x) over its sum."""
    if xp is np and input.dtype in SINGLE and input.size and input.flags.c_contiguous:
        return by_rows(softmax_rows, input, dim)
    x = _widened(input)
    if not x.size:
        return x.astype(input.dtype)
    out = x - x.max(dim, keepdims=True)
    xp.exp(out, out=out)
    out /= added(xp, out, (dim,), True)
    return out.astype(input.dtype, copy=False)


@op(method=False, inputs=("grad", "result"), node="SoftmaxBackwardData", samples=lambda t: [(t(2, 3), t(2, 3), 1)])
def _softmax_back(xp, grad, result, dim):
    """``result * (grad - sum(result * grad))``: the gradient of the input from that of the result."""
    found = grad * result
    found -= result * added(xp, found, (dim,), True)
    return found


_softmax.backward(input=lambda g, out, dim: _softmax_back(g, out, dim))
_softmax_back.backward(
    grad=lambda g, result, dim: _softmax_back(g, result, dim),
    result=lambda g, grad, result, dim: (
        g * (grad - (grad * result).sum(dim, keepdim=True)) - grad * (g * result).sum(dim, keepdim=True)
    ),
)


@op(contiguous=True, method=False, inputs=("input",), node="LogSoftmax", samples=_cases)
def _log_softmax(xp, input, dim):
    """x - log(sum(exp(x)))."""
    if xp is np and input.dtype in SINGLE and input.size and input.flags.c_contiguous:
        return by_rows(log_softmax_rows, input, dim)
    x = _widened(input)
    if not x.size:
        return x.astype(input.dtype)
    out = x - x.max(dim, keepdims=True)
    out -= xp.log(added(xp, xp.exp(out), (dim,), True))
    return out.astype(input.dtype, copy=False)


@op(method=False, inputs=("grad", "result"), node="LogSoftmaxBackwardData",
    samples=lambda t: [(t(2, 3), t(2, 3), 1)])
def _log_softmax_back(xp, grad, result, dim):
    """``grad - exp(result) * sum(grad)``: the gradient of the input from that of the result."""
    found = xp.exp(result)
    found *= -added(xp, grad, (dim,), True)
    found += grad
    return found


_log_softmax.backward(input=lambda g, out, dim: _log_softmax_back(g, out, dim))
_log_softmax_back.backward(
    grad=lambda g, result, dim: g - (g * result.exp()).sum(dim, keepdim=True),
    result=lambda g, grad, result, dim: -g * result.exp() * grad.sum(dim, keepdim=True),
)


def _applied(op, name, input, dim, dtype):
    if dtype is not None:
        input = input.to(dtype)
    if input._array.dtype.kind != "f" and not input.is_floating_point():
        raise DtypeError(
            f'"{name}_lastdim_kernel_impl" not implemented for \'{input.dtype.alias}\': convert the input, with x.float()'
        )
    ndim = input._array.ndim
    dim = wrap_dim(dim, ndim)
    return op(input, dim) if ndim else op(input.reshape(1), 0).reshape(())


@takes_out
@method
def softmax(input, dim, dtype=None):
    """``exp(input) / sum(exp(input))`` along a dim: positive numbers that add up to 1.

    Args:
        input (*): floating
        dim (int): along which
        dtype (dtype): convert to this first
    Returns:
        (*), in [0, 1]
    Example:
        >>> torch.softmax(torch.tensor([0.0, 1.0]), dim=0)
        tensor([0.2689, 0.7311])
    """
    return _applied(_softmax, "softmax", input, dim, dtype)


@takes_out
@method
def log_softmax(input, dim, dtype=None):
    """The logarithm of `softmax`, without its overflow and its loss of small numbers.

    Args:
        input (*): floating
        dim (int): along which
        dtype (dtype): convert to this first
    Example:
        >>> torch.log_softmax(torch.tensor([0.0, 1.0]), dim=0)
        tensor([-1.3133, -0.3133])
    """
    return _applied(_log_softmax, "log_softmax", input, dim, dtype)


def softmin(input, dim, dtype=None):
    """The `softmax` of ``-input``.

    Example:
        >>> F.softmin(torch.tensor([0.0, 1.0]), dim=0)
        tensor([0.7311, 0.2689])
    """
    return softmax(-input, dim, dtype)
