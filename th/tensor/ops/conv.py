"""Convolutions of one, two and three dimensions, forward and transposed.

Three operations are closed under differentiation: the convolution, the gradient of its input (which is the transposed
convolution) and the gradient of its weight.  Each is linear in two tensors, and its rules are the other two.
"""

import math

import numpy as np

from th.errors import ArgumentError, DtypeError, ShapeError
from th.tensor.blas import CONVOLUTION, threads_for
from th.tensor.casting import casts, lowered
from th.tensor.conv_geometry import Geometry
from th.tensor.conv_kernels import convolve, convolve_input, convolve_weight
from th.tensor.declare import op
from th.tensor.ops.arithmetic import conjugate

__all__ = ["conv1d", "conv2d", "conv3d", "conv_gradient_of_input", "conv_gradient_of_weight",
           "conv_transpose1d", "conv_transpose2d", "conv_transpose3d", "convolution"]

_HALVES = ("float16", "bfloat16")


def _computed(xp, function, arrays, geometry, weights):
    """`function`, of `weights` numbers in the kernel; in float32 when the arrays are of half precision."""
    dtype = arrays[0].dtype
    if dtype.name in _HALVES:
        arrays = [None if a is None else a.astype("float32") for a in arrays]
    with threads_for(arrays[0].shape[0] * math.prod(geometry.out) * weights, CONVOLUTION):
        found = function(xp, *arrays, geometry)
    return found.astype(dtype) if dtype.name in _HALVES else found


@op(method=False, inputs=("input", "weight", "bias"), node="Convolution",
    samples=lambda t: [(t(2, 2, 5, 4), t(3, 2, 3, 2), t(3), (2, 1), (1, 0), (1, 2), (3, 2), 1),
                       (t(1, 4, 6), t(4, 2, 3), t(4), (1,), (1,), (1,), (6,), 2),
                       (t(1, 2, 3, 4, 3), t(2, 2, 2, 2, 2), t(2), (2, 1, 1), (0, 1, 0), (1, 1, 1), (1, 5, 2), 1),
                       (t(2, 3, 5), t(3, 1, 3), t(3), (2,), (1,), (1,), (3,), 3)])
def _convolution(xp, input, weight, bias, stride, padding, dilation, out, groups):
    """Cross-correlation; `out` are the spatial sizes of the result."""
    geometry = Geometry(input.shape[2:], weight.shape[2:], stride, padding, dilation, groups, out)
    return _computed(xp, convolve, (input, weight, bias), geometry, weight.size)


@op(method=False, inputs=("grad", "weight"), node="ConvolutionBackward",
    samples=lambda t: [(t(2, 3, 3, 2), t(3, 2, 3, 2), (2, 1), (1, 0), (1, 2), (5, 4), 1)])
def _convolution_input(xp, grad, weight, stride, padding, dilation, size, groups):
    """The gradient of the input of a convolution; `size` are the spatial sizes of that input."""
    geometry = Geometry(size, weight.shape[2:], stride, padding, dilation, groups, grad.shape[2:])
    return _computed(xp, convolve_input, (grad, weight), geometry, weight.size)


@op(method=False, inputs=("input", "grad"), node="ConvolutionBackward",
    samples=lambda t: [(t(2, 2, 5, 4), t(2, 3, 3, 2), (2, 1), (1, 0), (1, 2), (3, 2), 1)])
def _convolution_weight(xp, input, grad, stride, padding, dilation, kernel, groups):
    """The gradient of the weight of a convolution; `kernel` are its spatial sizes."""
    geometry = Geometry(input.shape[2:], kernel, stride, padding, dilation, groups, grad.shape[2:])
    weights = grad.shape[1] * input.shape[1] // groups * math.prod(kernel)
    return _computed(xp, convolve_weight, (input, grad), geometry, weights)


def _sizes(tensor):
    return tensor._array.shape[2:]


_convolution.backward(
    input=lambda g, input, weight, stride, padding, dilation, groups: _convolution_input(
        g, conjugate(weight), stride, padding, dilation, _sizes(input), groups),
    weight=lambda g, input, weight, stride, padding, dilation, groups: _convolution_weight(
        conjugate(input), g, stride, padding, dilation, _sizes(weight), groups),
    bias=lambda g: g.sum((0, *range(2, g.ndim))),
)
_convolution_input.backward(
    grad=lambda g, grad, weight, stride, padding, dilation, groups: _convolution(
        g, conjugate(weight), None, stride, padding, dilation, _sizes(grad), groups),
    weight=lambda g, grad, weight, stride, padding, dilation, groups: _convolution_weight(
        g, conjugate(grad), stride, padding, dilation, _sizes(weight), groups),
)
_convolution_weight.backward(
    input=lambda g, input, grad, stride, padding, dilation, groups: _convolution_input(
        conjugate(grad), g, stride, padding, dilation, _sizes(input), groups),
    grad=lambda g, input, grad, stride, padding, dilation, groups: _convolution(
        conjugate(input), g, None, stride, padding, dilation, _sizes(grad), groups),
)


# ---- the public functions


def _spread(name, value, dims):
    """One number for each spatial dimension."""
    if isinstance(value, int | np.integer):
        return (int(value),) * dims
    found = tuple(int(v) for v in value)
    if len(found) == 1:
        return found * dims
    if len(found) != dims:
        raise ArgumentError(f"`{name}` (={value!r}) must be one number or {dims} numbers")
    return found


def _check(name, dims, x, weight, bias, groups, transposed):
    if weight.ndim != dims + 2:
        raise ShapeError(f"{name}: `weight` must have {dims + 2} dims (out, in, kernel), got shape {list(weight.shape)}")
    if x.ndim not in (dims + 1, dims + 2):
        raise ShapeError(
            f"Expected {dims + 1}D (unbatched) or {dims + 2}D (batched) input to {name}, but got input of size: "
            f"{list(x.shape)}"
        )
    if x._array.dtype != weight._array.dtype:
        raise DtypeError(
            f"Input type ({x.dtype.alias.lower()}) and weight type ({weight.dtype.alias.lower()}) should be the same; "
            f"convert one, with x.to(weight.dtype)"
        )
    if bias is not None and bias._array.dtype != x._array.dtype:
        raise DtypeError(f"Input type ({x.dtype.alias.lower()}) and bias type ({bias.dtype.alias.lower()}) should be the same")
    if groups <= 0:
        raise ArgumentError(f"`groups` (={groups}) must be positive")
    if weight.shape[0] % groups:
        raise ShapeError(
            f"Given groups={groups}, expected weight to be divisible by {groups} at dimension 0, but got weight of size "
            f"{list(weight.shape)} instead"
        )
    channels = x.shape[-dims - 1]
    wanted = weight.shape[0] if transposed else weight.shape[1] * groups
    if channels != wanted:
        raise ShapeError(
            f"Given {f'transposed={int(transposed)}' if transposed else f'groups={groups}'}, weight of size {list(weight.shape)}, "
            f"expected input{list(x.shape)} to have {wanted} channels, but got {channels} channels instead"
        )
    outputs = weight.shape[1] * groups if transposed else weight.shape[0]
    if bias is not None and tuple(bias.shape) != (outputs,):
        raise ShapeError(
            f"Given weight of size {list(weight.shape)}, expected bias to be 1-dimensional with {outputs} elements, but got "
            f"bias of size {list(bias.shape)} instead"
        )


def _same_padding(size, kernel, stride, dilation):
    if any(s != 1 for s in stride):
        raise ArgumentError("padding='same' is not supported for strided convolutions")
    return [d * (k - 1) // 2 for k, d in zip(kernel, dilation, strict=True)], size


def _out_sizes(x, kernel, stride, padding, dilation, dims):
    found = []
    for n, k, s, p, d in zip(x.shape[-dims:], kernel, stride, padding, dilation, strict=True):
        padded = n + 2 * p
        if padded < d * (k - 1) + 1:
            whole = " x ".join(str(m + 2 * q) for m, q in zip(x.shape[-dims:], padding, strict=True))
            raise ShapeError(
                f"Calculated padded input size per channel: ({whole}). Kernel size: "
                f"({' x '.join(str(e * (j - 1) + 1) for j, e in zip(kernel, dilation, strict=True))}). "
                "Kernel size can't be greater than actual input size"
            )
        found.append((padded - d * (k - 1) - 1) // s + 1)
    return found


def _check_numbers(stride, dilation, padding):
    if any(s <= 0 for s in stride):
        raise ArgumentError(f"non-positive stride is not supported: `stride` (={stride}) must be at least 1")
    if any(d <= 0 for d in dilation):
        raise ArgumentError(f"dilation should be greater than zero: `dilation` is {dilation}")
    if any(p < 0 for p in padding):
        raise ArgumentError(f"negative padding is not supported: `padding` is {padding}")


def _convolve(name, dims, x, weight, bias, stride, padding, dilation, groups):
    if casts.open:
        x, weight, bias = lowered("convolution", x, weight, bias)
    _check(name, dims, x, weight, bias, groups, False)
    stride, dilation = _spread("stride", stride, dims), _spread("dilation", dilation, dims)
    kernel = weight._array.shape[2:]
    if isinstance(padding, str):
        if padding not in ("same", "valid"):
            raise ArgumentError(f"`padding` (={padding!r}) must be 'same', 'valid', or numbers")
        if padding == "same":
            _check_numbers(stride, dilation, ())
            padding, out = _same_padding(x._array.shape[-dims:], kernel, stride, dilation)
        else:
            padding, out = (0,) * dims, None
    else:
        padding, out = _spread("padding", padding, dims), None
    if out is None:
        _check_numbers(stride, dilation, padding)
        out = _out_sizes(x, kernel, stride, padding, dilation, dims)
    if x.ndim == dims + 1:
        return _convolution(x.unsqueeze(0), weight, bias, stride, padding, dilation, out, groups).squeeze(0)
    return _convolution(x, weight, bias, stride, padding, dilation, out, groups)


def _transpose(name, dims, x, weight, bias, stride, padding, output_padding, groups, dilation):
    if casts.open:
        x, weight, bias = lowered("convolution", x, weight, bias)
    _check(name, dims, x, weight, bias, groups, True)
    stride, dilation = _spread("stride", stride, dims), _spread("dilation", dilation, dims)
    padding, extra = _spread("padding", padding, dims), _spread("output_padding", output_padding, dims)
    _check_numbers(stride, dilation, padding)
    for e, s, d in zip(extra, stride, dilation, strict=True):
        if e >= max(s, d):
            raise ArgumentError(
                f"output padding must be smaller than either stride or dilation, but got output_padding: {extra} "
                f"stride: {stride} dilation: {dilation}"
            )
    kernel = weight._array.shape[2:]
    size = [(n - 1) * s - 2 * p + d * (k - 1) + 1 + e for n, s, p, d, k, e in
            zip(x.shape[-dims:], stride, padding, dilation, kernel, extra, strict=True)]
    if min(size) <= 0:
        raise ShapeError(f"Given input size per channel: {list(x.shape[-dims:])}. Calculated output size per channel: {size}. "
                         "Output size is too small")
    batched = x if x.ndim == dims + 2 else x.unsqueeze(0)
    out = _convolution_input(batched, weight, stride, padding, dilation, size, groups)
    if bias is not None:
        out = out + bias.reshape(1, -1, *[1] * dims)
    return out if x.ndim == dims + 2 else out.squeeze(0)


_DOC = """{title}.

    Args:
        input (Tensor): (n, in_channels, {letters}), or without n
        weight (Tensor): (out_channels, in_channels / groups, {kernel})
        bias (Tensor): (out_channels,)
        stride (int or tuple): the step of the kernel
        padding (int, tuple or str): zeros on both sides; "same" keeps the size, "valid" is none
        dilation (int or tuple): the distance between elements of the kernel
        groups (int): groups of channels that do not see each other
    Returns:
        (n, out_channels, {result})
    Raises:
        ShapeError: when channels, groups and sizes do not fit
    Example:
        >>> F.{name}(torch.ones(1, 1, {fives}), torch.ones(1, 1, {threes})).shape
        torch.Size([1, 1, {out}])
    """

_TRANSPOSED_DOC = """{title}: the gradient of a convolution with respect to its input, as a layer.

    Args:
        input (Tensor): (n, in_channels, {letters}), or without n
        weight (Tensor): (in_channels, out_channels / groups, {kernel})
        bias (Tensor): (out_channels,)
        stride (int or tuple): the step of the kernel in the output
        padding (int or tuple): elements taken off both sides of the output
        output_padding (int or tuple): elements added on one side of the output
        groups (int): groups of channels that do not see each other
        dilation (int or tuple): the distance between elements of the kernel
    Returns:
        (n, out_channels, {result})
    Example:
        >>> F.{name}(torch.ones(1, 1, {fives}), torch.ones(1, 1, {threes})).shape
        torch.Size([1, 1, {grown}])
    """


def _words(name, title, dims):
    def times(word):
        return ", ".join([word] * dims)

    letters = ("d", "h", "w")[3 - dims:]
    return {
        "name": name, "title": title, "letters": ", ".join(letters), "kernel": ", ".join("k" + c for c in letters),
        "result": ", ".join(c + "'" for c in letters), "fives": times("5"), "threes": times("3"), "out": times("3"),
        "grown": times("7"),
    }


def _forward(name, dims):
    def function(input, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
        return _convolve(name, dims, input, weight, bias, stride, padding, dilation, groups)

    function.__name__ = function.__qualname__ = name
    function.__doc__ = _DOC.format(**_words(name, f"Convolution (cross-correlation) over {dims} dimension(s)", dims))
    return function


def _transposed(name, dims):
    def function(input, weight, bias=None, stride=1, padding=0, output_padding=0, groups=1, dilation=1):
        return _transpose(name, dims, input, weight, bias, stride, padding, output_padding, groups, dilation)

    function.__name__ = function.__qualname__ = name
    function.__doc__ = _TRANSPOSED_DOC.format(**_words(name, f"Transposed convolution over {dims} dimension(s)", dims))
    return function


conv1d, conv2d, conv3d = _forward("conv1d", 1), _forward("conv2d", 2), _forward("conv3d", 3)
conv_transpose1d = _transposed("conv_transpose1d", 1)
conv_transpose2d = _transposed("conv_transpose2d", 2)
conv_transpose3d = _transposed("conv_transpose3d", 3)


def convolution(input, weight, bias, stride, padding, dilation, transposed, output_padding, groups):
    """Any of the convolutions, by the number of dims of `weight`; see `conv2d` and `conv_transpose2d`.

    Example:
        >>> torch.convolution(torch.ones(1, 1, 3), torch.ones(1, 1, 3), None, [1], [0], [1], False, [0], 1)
        tensor([[[3.]]])
    """
    dims = weight.ndim - 2
    if transposed:
        return _transpose("convolution", dims, input, weight, bias, stride, padding, output_padding, groups, dilation)
    return _convolve("convolution", dims, input, weight, bias, stride, padding, dilation, groups)


def conv_gradient_of_input(size, weight, grad, stride=1, padding=0, dilation=1, groups=1):
    """The gradient of a convolution's input of shape `size`, from that of its output."""
    dims = weight.ndim - 2
    numbers = [_spread(n, v, dims) for n, v in (("stride", stride), ("padding", padding), ("dilation", dilation))]
    return _convolution_input(grad, weight, *numbers, tuple(size)[2:], groups)


def conv_gradient_of_weight(input, size, grad, stride=1, padding=0, dilation=1, groups=1):
    """The gradient of a convolution's weight of shape `size`, from that of its output."""
    dims = len(size) - 2
    numbers = [_spread(n, v, dims) for n, v in (("stride", stride), ("padding", padding), ("dilation", dilation))]
    return _convolution_weight(input, grad, *numbers, tuple(size)[2:], groups)
