"""The largest and smallest elements, and where they are."""

import numpy as np

from th.errors import BoundsError, DimensionError, DtypeError
from th.tensor import dtypes
from th.tensor.declare import method, op
from th.tensor.named import named_tuple
from th.tensor.ops.reduce import axis_of, dims_samples, one_axis, restored
from th.tensor.ops.viewing import wrap_dim, wrap_dims
from th.tensor.picks import along, counted, put_along
from th.tensor.outs import takes_out, write_out
from th.tensor.tensor import Tensor

__all__ = [
    "amax",
    "amin",
    "aminmax",
    "argmax",
    "argmin",
    "max",
    "min",
    "scattered",
    "shared_rule",
]


_FEW = 4096
_NATIVE = frozenset(d.numpy for d in dtypes.DTYPES if d.kind < dtypes.COMPLEX and d.name != "bfloat16")


def _need_elements(input, name, dim):
    if input.ndim == 0:
        return
    if (dim is None or dim == ()) and input.size == 0:
        raise BoundsError(
            f"{name}(): Expected reduction dim to be specified for input.numel() == 0. Specify the reduction dim with "
            "the 'dim' argument."
        )
    for d in wrap_dims(dim, input.ndim):
        if input.shape[d] == 0:
            raise DimensionError(f"{name}(): Expected reduction dim {d} to have non-zero size.")


def _need_real(input, name):
    if input.dtype.kind == "c":
        alias = dtypes.from_numpy_dtype(input.dtype).alias
        raise DtypeError(f"\"{name}\" not implemented for '{alias}': complex numbers have no order")


def _need_more_than_truth(input, name):
    if input.dtype.kind == "b":
        raise DtypeError(f"{name}(): does not support bool input; convert it, with x.int()")


def _extreme(name, xp, input, dim, keepdim):
    _need_real(input, name)
    if not input.size:
        _need_elements(input, name, dim)
    axis = axis_of(dim, input.ndim)
    if xp is np and input.ndim == 2 and axis == (1,) and input.dtype in _NATIVE:  # by where it is: half of the time
        found = input[counted(len(input)), (input.argmax if name == "max" else input.argmin)(1)]
        return found[:, None] if keepdim else found
    return getattr(input, name)(axis=axis, keepdims=keepdim)


def shared_rule(g, input, shape, dim, keepdim, out):
    """The gradient of an extreme, shared among equals."""
    best = restored(out, shape, dim, keepdim)
    mask = input == best
    if best.is_floating_point() and (best.is_cuda or best._array.size != 1 or best.item() != best.item()):
        mask = mask | (input.isnan() & best.isnan())  # NaN is the extreme where there is one
    share = restored(g, shape, dim, keepdim)
    count = mask.sum(None if dim in ((), []) else dim, True)
    return (share / count).expand(shape).masked_fill(~mask, 0)


@op(contiguous=True, samples=dims_samples)
def amax(xp, input, dim=(), keepdim=False):
    """The largest element along `dim`; its gradient is shared among equals.

    Example:
        >>> torch.amax(torch.tensor([[1, 5], [7, 2]]), dim=1)
        tensor([5, 7])
    """
    return _extreme("max", xp, input, dim, keepdim)


@op(contiguous=True, samples=dims_samples)
def amin(xp, input, dim=(), keepdim=False):
    """The smallest element along `dim`; its gradient is shared among equals.

    Example:
        >>> torch.amin(torch.tensor([[1, 5], [7, 2]]), dim=1)
        tensor([1, 2])
    """
    return _extreme("min", xp, input, dim, keepdim)


amax.backward(input=shared_rule)

amin.backward(input=shared_rule)


def _extreme_kernel(find, ufunc):
    """The extreme of all elements: of few by where it is, in a third of the time of a reduction."""

    def kernel(array):
        if array.size > _FEW:
            return ufunc.reduce(array, None)
        return array[find(array)] if array.ndim == 1 else array.reshape(-1)[find(array)]

    return kernel


@op(method=False, kernel=_extreme_kernel(np.ndarray.argmax, np.maximum), native=_NATIVE, samples=lambda t: [(t(2, 3),)])
def _max_all(xp, input):
    return _extreme("max", xp, input, None, False)


@op(method=False, kernel=_extreme_kernel(np.ndarray.argmin, np.minimum), native=_NATIVE, samples=lambda t: [(t(2, 3),)])
def _min_all(xp, input):
    return _extreme("min", xp, input, None, False)


for _op, _node in ((_max_all, "Max"), (_min_all, "Min")):
    _op.backward(input=lambda g, input, shape, out: shared_rule(g, input, shape, None, False, out))
    _op.op.node = _node + "Backward1"


def _arg(name, xp, input, dim, keepdim):
    _need_real(input, name)
    if input.ndim == 0:
        if dim is not None:
            wrap_dim(dim, 0)
        return xp.zeros((), "int64")
    if not input.size:
        _need_elements(input, name, dim)
    axis = one_axis(dim, input.ndim)
    found = getattr(input, name)(axis)
    if keepdim:
        found = found.reshape((1,) * input.ndim if axis is None else (*input.shape[:axis], 1, *input.shape[axis + 1 :]))
    return found


@op(contiguous=True)
def argmax(xp, input, dim=None, keepdim=False):
    """The index of the largest element, of all (in the flattened tensor) or along `dim`.

    Example:
        >>> torch.argmax(torch.tensor([1, 5, 3]))
        tensor(1)
    """
    _need_more_than_truth(input, "argmax")
    return _arg("argmax", xp, input, dim, keepdim)


@op(contiguous=True)
def argmin(xp, input, dim=None, keepdim=False):
    """The index of the smallest element, of all (in the flattened tensor) or along `dim`.

    Example:
        >>> torch.argmin(torch.tensor([4, 1, 3]))
        tensor(1)
    """
    _need_more_than_truth(input, "argmin")
    return _arg("argmin", xp, input, dim, keepdim)


_Max = named_tuple("max", "values", "indices")

_Min = named_tuple("min", "values", "indices")


def _with_indices(name, xp, input, dim, keepdim):
    if xp is np and input.ndim == 2 and input.size and input.dtype in _NATIVE and dim in (0, 1, -1):
        where = (input.argmax if name == "max" else input.argmin)(dim)
        values = input[where, counted(input.shape[1])] if dim == 0 else input[counted(len(input)), where]
        return (np.expand_dims(values, dim), np.expand_dims(where, dim)) if keepdim else (values, where)
    where = _arg("arg" + name, xp, input, dim, True)
    if input.ndim == 0:
        return input.copy(), where
    dim = wrap_dim(dim, input.ndim)
    values = along(xp, input, where, dim)
    if not keepdim:
        values, where = values.squeeze(dim), where.squeeze(dim)
    return values, where


@op(contiguous=True, method=False, returns=_Max, samples=lambda t: [(t(2, 3), 1, False), (t(2, 3), 0, True)])
def _max_dim(xp, input, dim, keepdim):
    return _with_indices("max", xp, input, dim, keepdim)


@op(contiguous=True, method=False, returns=_Min, samples=lambda t: [(t(2, 3), 1, False), (t(2, 3), 0, True)])
def _min_dim(xp, input, dim, keepdim):
    return _with_indices("min", xp, input, dim, keepdim)


@op(method=False, settings_only=False, samples=lambda t: [(t(3, 1), (3, 4), 1, t.index((3, 1), 4), True)])
def scattered(xp, input, shape, dim, index, keepdim):
    """Zeros of `shape` with `input` at `index` along `dim`: the gradient of picking one element of each row."""
    if not shape:
        return input
    dim = wrap_dim(dim, len(shape))
    if not keepdim:
        input, index = xp.expand_dims(input, dim), xp.expand_dims(index, dim)
    out = xp.zeros(shape, input.dtype)
    if xp is np:
        put_along(out, index, dim, input)
    else:
        xp.put_along_axis(out, index, input, dim)
    return out


def _scattered_rule(g, shape, dim, index, keepdim):
    if not g.ndim:
        return g
    return g.gather(dim, index) if keepdim else g.gather(dim, index.unsqueeze(dim)).squeeze(dim)


scattered.backward(input=_scattered_rule)

scattered.op.node = "Scatter"


def _picked_rule(g, shape, dim, keepdim, out):
    return None if g[0] is None else scattered(g[0], shape, dim, out[1], keepdim)


_max_dim.backward(input=_picked_rule)

_min_dim.backward(input=_picked_rule)

_max_dim.op.reads = _min_dim.op.reads = (1,)

_max_dim.op.node, _min_dim.op.node = "MaxBackward0", "MinBackward0"


def _extreme_function(name, whole, along, of_two):
    def function(input, dim=None, keepdim=False, *, out=None, other=None, axis=None, keepdims=False):
        if dim is None and other is None and axis is None and out is None:
            return whole(input)
        dim = other if other is not None else axis if dim is None else dim
        keepdim = keepdim or keepdims
        if isinstance(dim, Tensor):
            found = of_two(input, dim)
        else:
            found = whole(input) if dim is None else along(input, dim, keepdim)
        return found if out is None else write_out(found, out)

    function.__name__ = function.__qualname__ = name
    function.__module__ = "th"
    word = "largest" if name == "max" else "smallest"
    expected = "(tensor(5))" if name == "max" else "(tensor(1))"
    function.__doc__ = f"""The {word} element; with `dim`, a named tuple of values and indices along it.

    Args:
        input (Tensor): (*)
        dim (int or Tensor): the dim to reduce; with a tensor, the {word} of two element by element
        keepdim (bool): keep it with size 1
    Example:
        >>> torch.{name}(torch.tensor([1, 5, 3]))
        {expected[1:-1]}
    """
    return method(function)


def _binary_extreme(name):
    def call(input, other):
        from th.tensor.ops import pairs

        return getattr(pairs, name)(input, other)

    return call


max = _extreme_function("max", _max_all, _max_dim, _binary_extreme("maximum"))

min = _extreme_function("min", _min_all, _min_dim, _binary_extreme("minimum"))

_AMinMax = named_tuple("aminmax", "min", "max")


@takes_out
@method
def aminmax(input, *, dim=None, keepdim=False):
    """The smallest and the largest element, along `dim` or of all.

    Example:
        >>> torch.aminmax(torch.tensor([1, 5, 3]))
        torch.return_types.aminmax(
        min=tensor(1),
        max=tensor(5))
    """
    dims = () if dim is None else dim
    return _AMinMax(amin(input, dims, keepdim), amax(input, dims, keepdim))
