"""Pooling with sliding windows, of one, two and three dimensions."""

import numpy as np

from th.errors import ArgumentError, ShapeError
from th.tensor import devices, pool_kernels as kernels
from th.tensor.casting import HALVES
from th.tensor.declare import op
from th.tensor.ops.arithmetic import div
from th.tensor.outs import takes_out
from th.tensor.tensor import new_tensor

__all__ = ["avg_pool1d", "avg_pool2d", "avg_pool3d", "max_pool1d", "max_pool1d_with_indices", "max_pool2d",
           "max_pool2d_with_indices", "max_pool3d", "max_pool3d_with_indices", "window_numbers"]

_LETTERS = ("d", "h", "w")


# ---- the operations


def _distinct(t, *shape):
    """A sample without ties, whose maxima stay where they are under a small step."""
    x = t(*shape)
    order = np.random.default_rng(0).permutation(x._array.size).reshape(shape)
    x._array[...] = (order - order.size / 2) * 0.1
    return x


@op(method=False, inputs=("input",), node="MaxPool",
    samples=lambda t: [(_distinct(t, 1, 2, 5, 4), (2, 3), (2, 1), (1, 1), (1, 1), (3, 4)),
                       (_distinct(t, 2, 6), (2,), (2,), (0,), (1,), (3,))])
def _max_pool(xp, input, kernel, stride, padding, dilation, out):
    """The maximum of each window."""
    return kernels.max_windows(xp, input, kernel, stride, padding, dilation, out)


@op(method=False, inputs=("grad", "input", "best"), node="MaxPoolBackward")
def _max_pool_back(xp, grad, input, best, kernel, stride, padding, dilation, out):
    """Gradients of windows to the elements that were the maxima."""
    return kernels.spread_to_maxima(xp, grad, input, best, kernel, stride, padding, dilation, out)


@op(method=False, inputs=("values", "input", "best"), node="MaxPoolPick")
def _max_pool_pick(xp, values, input, best, kernel, stride, padding, dilation, out):
    """The values at the places of the maxima."""
    return kernels.pick_from_windows(xp, values, input, best, kernel, stride, padding, dilation, out)


@op(method=False, inputs=("input",), node="MaxPoolWithIndices")
def _max_pool_indices(xp, input, kernel, stride, padding, dilation, out):
    """The maximum of each window, and its flat place."""
    return kernels.argmax_windows(xp, input, kernel, stride, padding, dilation, out)


def _max_rule(g, input, out, kernel, stride, padding, dilation):
    best = out[0] if isinstance(out, list) else out
    g = g[0] if isinstance(g, list) else g
    return _max_pool_back(g, input.detach(), best.detach(), kernel, stride, padding, dilation, best._array.shape[-len(kernel):])


_max_pool.backward(input=_max_rule)
_max_pool_indices.backward(input=_max_rule)


def _again(node):
    """The maxima once more: an activation in place often follows."""
    input, kernel, stride, padding, dilation = node.args[:5]
    before = node.out[0] if isinstance(node.out, list) else node.out
    sizes = before.shape[-len(kernel) :]
    found = node.op.forward(devices.namespace(before), input._array, kernel, stride, padding, dilation, sizes)
    return list(found) if isinstance(found, tuple) else found


_max_pool.op.repeat = _max_pool_indices.op.repeat = _again

_max_pool_back.backward(grad=lambda g, input, best, kernel, stride, padding, dilation, out: _max_pool_pick(
    g, input, best, kernel, stride, padding, dilation, _sizes_of(best, kernel)))
_max_pool_pick.backward(values=lambda g, input, best, kernel, stride, padding, dilation: _max_pool_back(
    g, input, best, kernel, stride, padding, dilation, _sizes_of(best, kernel)))


def _sizes_of(tensor, kernel):
    return tensor._array.shape[-len(kernel):]


@op(method=False, inputs=("input",), node="WindowSum",
    samples=lambda t: [(t(1, 2, 5, 4), (2, 3), (2, 1), (1, 1), (3, 4)), (t(2, 9), (3,), (3,), (0,), (3,))])
def _window_sum(xp, input, kernel, stride, padding, out):
    """The sum of each window."""
    return kernels.sum_windows(xp, input, kernel, stride, padding, out)


@op(method=False, inputs=("grad",), node="WindowSpread", samples=lambda t: [(t(1, 2, 3, 4), (2, 3), (2, 1), (1, 1), (5, 4))])
def _window_spread(xp, grad, kernel, stride, padding, size):
    """Each value added to every element of its window."""
    return kernels.spread_sum(xp, grad, kernel, stride, padding, size)


_window_sum.backward(input=lambda g, shape, kernel, stride, padding: _window_spread(
    g, kernel, stride, padding, shape[-len(kernel):]))
_window_spread.backward(grad=lambda g, shape, kernel, stride, padding: _window_sum(
    g, kernel, stride, padding, shape[-len(kernel):]))


# ---- arguments


def window_numbers(name, value, dims):
    """One number for each dim from one number or a sequence."""
    if isinstance(value, int | np.integer):
        return (int(value),) * dims
    found = tuple(int(v) for v in value)
    if len(found) == 1:
        return found * dims
    if len(found) != dims:
        raise ArgumentError(f"`{name}` (={value!r}) must be one number or {dims} numbers")
    return found


def _out_size(n, k, s, p, d, ceil_mode):
    over = s - 1 if ceil_mode else 0
    size = (n + 2 * p - d * (k - 1) - 1 + over) // s + 1
    if ceil_mode and (size - 1) * s >= n + p:
        size -= 1  # the last window would begin in the padding behind
    return size


def _geometry(name, x, dims, kernel_size, stride, padding, dilation, ceil_mode):
    if x.ndim not in (dims + 1, dims + 2):
        raise ShapeError(
            f"{name}: Expected {dims + 1}D or {dims + 2}D (batch mode) tensor with optional 0 dim batch size for input, but "
            f"got: {list(x.shape)}"
        )
    if 0 in x._array.shape[x.ndim - dims - 1:]:
        raise ShapeError(f"{name}: Expected input's non-batch dimensions to have positive length, but got: {list(x.shape)}")
    kernel = window_numbers("kernel_size", kernel_size, dims)
    empty = stride is None or (isinstance(stride, list | tuple) and not stride)
    stride = kernel if empty else window_numbers("stride", stride, dims)
    padding, dilation = window_numbers("padding", padding, dims), window_numbers("dilation", dilation, dims)
    for k, s, p, d in zip(kernel, stride, padding, dilation, strict=True):
        if k <= 0:
            raise ArgumentError(f"{name}: `kernel_size` (={kernel_size}) must be greater than zero")
        if s <= 0:
            raise ArgumentError(f"stride should not be zero: `stride` (={stride}) must be greater than zero")
        if d <= 0:
            raise ArgumentError(f"dilation should be greater than zero, but got dilation: {dilation}")
        if p < 0:
            raise ArgumentError(f"pad must be non-negative, but got pad: {p}")
        if p > (d * (k - 1) + 1) // 2:
            raise ArgumentError(f"pad should be at most half of effective kernel size, but got pad={p}, kernel_size={k} and dilation={d}")
    size = x._array.shape[-dims:]
    out = tuple(_out_size(n, k, s, p, d, ceil_mode)
                for n, k, s, p, d in zip(size, kernel, stride, padding, dilation, strict=True))
    if min(out) <= 0:
        channels = x.shape[-dims - 1]
        raise ShapeError(
            f"{name}: Given input size: ({'x'.join(map(str, (channels, *size)))}). Calculated output size: "
            f"({'x'.join(map(str, (channels, *out)))}). Output size is too small"
        )
    return kernel, stride, padding, dilation, out


def _max_function(dims):
    name = f"max_pool{dims}d"

    def function(input, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False):
        numbers = _geometry(name, input, dims, kernel_size, stride, padding, dilation, ceil_mode)
        return (_max_pool_indices if return_indices else _max_pool)(input, *numbers)

    _name(function, name, f"""The maximum of each window over {dims} dimension(s).

    Args:
        input (Tensor): (n, channels, {', '.join(_LETTERS[3 - dims:])}), or without n
        kernel_size (int or tuple): the size of the windows
        stride (int or tuple): the step between windows; `kernel_size` by default
        padding (int or tuple): elements of minus infinity on both sides
        dilation (int or tuple): the distance between elements of a window
        ceil_mode (bool): keep windows that run over the border
        return_indices (bool): give the flat places of the maxima too
    Returns:
        the pooled tensor, or a tuple of it and the indices
    Example:
        >>> F.{name}(torch.arange(4.0).reshape(1, 1, {', '.join(['1'] * (dims - 1) + ['4'])}), ({', '.join(['1'] * (dims - 1) + ['2'])},)).flatten()
        tensor([1., 3.])
    """)

    def with_indices(input, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=True):
        return function(input, kernel_size, stride, padding, dilation, ceil_mode, True)

    _name(with_indices, f"{name}_with_indices", f"As `{name}`, with the flat places of the maxima as second result.")
    return function, with_indices


def _name(function, name, doc):
    function.__name__ = function.__qualname__ = name
    function.__doc__ = doc


def _counts(kernel, stride, padding, out, size, include, like):
    """The number of elements in each window, as an array that broadcasts; a number when it is the same for all."""
    total = None
    for axis, (k, s, p, o, n) in enumerate(zip(kernel, stride, padding, out, size, strict=True)):
        begin = np.arange(o) * s - p
        end = np.minimum(begin + k, n + p)
        count = end - begin if include else np.minimum(end, n) - np.maximum(begin, 0)
        shape = [1] * len(out)
        shape[axis] = o
        count = count.reshape(shape)
        total = count if total is None else total * count
    if (total == total.flat[0]).all():
        return int(total.flat[0])
    counts = new_tensor(total.astype(like._array.dtype))
    return counts.to(dtype=like.dtype, device=like.device)


def _avg_pool(name, dims, x, kernel_size, stride, padding, ceil_mode, count_include_pad, divisor_override):
    if x.dtype in HALVES:
        whole = _avg_pool(name, dims, x.float(), kernel_size, stride, padding, ceil_mode, count_include_pad, divisor_override)
        return whole.to(x.dtype)
    if divisor_override == 0:
        raise ArgumentError(f"{name}: `divisor_override` (=0) must not be zero")
    kernel, stride, padding, _, out = _geometry(name, x, dims, kernel_size, stride, padding, 1, ceil_mode)
    total = _window_sum(x, kernel, stride, padding, out)
    whole = None if total.is_floating_point() else "trunc"
    if divisor_override is not None:
        return div(total, divisor_override, rounding_mode=whole)
    if whole:
        return div(total, _counts(kernel, stride, padding, out, x._array.shape[-dims:], count_include_pad, x), rounding_mode=whole)
    return total / _counts(kernel, stride, padding, out, x._array.shape[-dims:], count_include_pad, x)


_AVG_DOC = """The mean of each window over {dims} dimension(s).

    Args:
        input (Tensor): (n, channels, {letters}), or without n
        kernel_size (int or tuple): the size of the windows
        stride (int or tuple): the step between windows; `kernel_size` by default
        padding (int or tuple): zeros on both sides
        ceil_mode (bool): keep windows that run over the border
        count_include_pad (bool): the padding counts as elements
        divisor_override (int): divide by this instead of the number of elements (2 and 3 dimensions)
    Example:
        >>> F.{name}(torch.arange(4.0).reshape(1, 1, {four}), {two}).flatten()
        tensor([0.5000, 2.5000])
    """


def avg_pool1d(input, kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True):
    return _avg_pool("avg_pool1d", 1, input, kernel_size, stride, padding, ceil_mode, count_include_pad, None)


@takes_out
def avg_pool2d(input, kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True,
               divisor_override=None):
    return _avg_pool("avg_pool2d", 2, input, kernel_size, stride, padding, ceil_mode, count_include_pad, divisor_override)


@takes_out
def avg_pool3d(input, kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True,
               divisor_override=None):
    return _avg_pool("avg_pool3d", 3, input, kernel_size, stride, padding, ceil_mode, count_include_pad, divisor_override)


for _dims, _function in enumerate((avg_pool1d, avg_pool2d, avg_pool3d), 1):
    _function.__doc__ = _AVG_DOC.format(
        dims=_dims, letters=", ".join(_LETTERS[3 - _dims:]), name=_function.__name__,
        four=", ".join(["1"] * (_dims - 1) + ["4"]), two=("(" + "1, " * (_dims - 1) + "2)") if _dims > 1 else "2",
    )
max_pool1d, max_pool1d_with_indices = _max_function(1)
max_pool2d, max_pool2d_with_indices = _max_function(2)
max_pool3d, max_pool3d_with_indices = _max_function(3)
