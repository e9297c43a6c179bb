"""Normalisation to mean 0 and variance 1 over some dims, with a learnt scale and shift, in one pass each way."""

import math

import numpy as np

from th.errors import DtypeError, ShapeError
from th.tensor import devices
from th.tensor.casting import follows_autocast
from th.tensor.declare import op
from th.tensor.modes import modes
from th.tensor.summing import added
from th.tensor.tensor import new_tensor

__all__ = ["batch_norm_train", "group_norm", "instance_norm", "layer_norm", "normalized", "rms_norm"]


def _row_sums(xp, x, y, rest):
    """The sums of ``x * y`` over the last dim, then over the dims `rest`; `y` None means 1."""
    if y is None:
        sums = added(xp, x, (x.ndim - 1,), True)
    elif xp is np and x.dtype.kind == "f" and x.ndim and x.shape[-1] > 16:
        sums = np.vecdot(x, y)[..., None]
    else:
        sums = (x * y).sum(-1, keepdims=True)
    return sums.sum(rest, keepdims=True) if rest else sums


def _total(xp, x, y, axes):
    """The sum of ``x * y`` over `axes`, kept as dims of size 1."""
    last = x.ndim - 1
    if axes and axes[-1] == last:
        return _row_sums(xp, x, y, tuple(a for a in axes if a != last))
    product = x if y is None else x * y
    return added(xp, product, axes, True) if axes else product


def _merged(x, axes):
    """(`x` with runs of neighbouring dims made one, the axes in it): contiguous dims reduce quicker as one."""
    groups, flags = [], []
    for d, n in enumerate(x.shape):
        inside = d in axes
        if flags and flags[-1] == inside:
            groups[-1] *= n
        else:
            groups.append(n)
            flags.append(inside)
    return tuple(groups), tuple(i for i, f in enumerate(flags) if f)


def _widened(xp, x):
    return x.astype("float32") if x.dtype.itemsize == 2 else x


@op(method=False, inputs=("input", "weight", "bias"), node="NativeLayerNorm",
    samples=lambda t: [(t(3, 4), t(4, low=0.5), t(4), (1,), 1e-5), (t(3, 2, 4), t(1, 2, 1, low=0.5), t(1, 2, 1), (0, 2), 1e-5),
                       (t(2, 5), None, None, (1,), 1e-3)])
def _normalized(xp, input, weight, bias, axes, eps):
    """(the result, the mean, one over the standard deviation); weight and bias broadcast."""
    x = _widened(xp, input)
    shape, merged = _merged(x, axes)
    flat = x.reshape(shape)
    count = math.prod(x.shape[a] for a in axes)
    mean = _total(xp, flat, None, merged) / count
    out = flat - mean
    variance = _total(xp, out, out, merged) / count
    rstd = 1 / xp.sqrt(variance + eps).astype(x.dtype, copy=False)
    kept = tuple([1 if d in axes else n for d, n in enumerate(x.shape)])
    scale = rstd.reshape(kept)
    if weight is not None and weight.shape == kept:
        scale = scale * weight  # one pass less
    out = out.reshape(x.shape)
    out *= scale
    if weight is not None and weight.shape != kept:
        out *= weight
    if bias is not None:
        out += bias
    return out.astype(input.dtype, copy=False), mean.reshape(kept), rstd.reshape(kept)


def _sum_to(xp, g, y, shape):
    """The sum of ``g * y`` over the dims that `shape` broadcasts over."""
    lead = g.ndim - len(shape)
    axes = tuple(d for d in range(g.ndim) if d < lead or shape[d - lead] == 1)
    groups, merged = _merged(g, axes)
    found = _total(xp, g.reshape(groups), None if y is None else y.reshape(groups), merged)
    return found.reshape(shape)


def _fused_by_statistic(xp, g, centred, weight, rstd, axes):
    """The same where each mean has a weight and a bias of its own: their sums are those that the input's gradient needs."""
    shape, merged = _merged(g, axes)
    count = math.prod(g.shape[a] for a in axes)
    flat = g.reshape(shape)
    gw = _total(xp, flat, centred.reshape(shape), merged).reshape(rstd.shape) * rstd
    gb = _total(xp, flat, None, merged).reshape(rstd.shape)
    scale = rstd if weight is None else rstd * weight
    found = g * scale
    centred *= scale * rstd * gw / count
    centred += scale * gb / count
    found -= centred
    return found, gw, gb


def _fused_rule(xp, g, x, weight, bias_shape, mean, rstd, axes, needs):
    """The gradients of input, weight and bias."""
    dtype = x.dtype
    g, x = _widened(xp, g), _widened(xp, x)
    hat = x - mean
    if (weight is None or weight.shape == mean.shape) and (bias_shape == mean.shape or not needs[2]):
        found, gw, gb = _fused_by_statistic(xp, g, hat, weight, rstd, axes)
        return found.astype(dtype, copy=False), gw if needs[1] else None, gb if needs[2] else None
    hat *= rstd
    gw = _sum_to(xp, g, hat, weight.shape) if needs[1] else None
    gb = _sum_to(xp, g, None, bias_shape) if needs[2] else None
    if not needs[0]:
        return None, gw, gb
    count = math.prod(x.shape[a] for a in axes)
    scaled = g if weight is None else g * weight
    shape, merged = _merged(x, axes)
    kept = mean.shape
    along = _total(xp, scaled.reshape(shape), hat.reshape(shape), merged).reshape(kept) / count
    level = _total(xp, scaled.reshape(shape), None, merged).reshape(kept) / count
    hat *= along
    if scaled is g:
        scaled = g - hat
    else:
        scaled -= hat
    scaled -= level
    scaled *= rstd
    return scaled.astype(dtype, copy=False), gw, gb


def _composed_rule(g, x, weight, bias_shape, axes, eps, needs):
    """The same in operations of th, so that it can be differentiated again."""
    centred = x - x.mean(axes, keepdim=True)
    rstd = ((centred * centred).mean(axes, keepdim=True) + eps).rsqrt()
    hat = centred * rstd
    gw = (g * hat).sum_to_size(weight.shape) if needs[1] else None
    gb = g.sum_to_size(bias_shape) if needs[2] else None
    if not needs[0]:
        return None, gw, gb
    scaled = g if weight is None else g * weight
    gx = rstd * (scaled - scaled.mean(axes, keepdim=True) - hat * (scaled * hat).mean(axes, keepdim=True))
    return gx, gw, gb


def _rule(g, input, weight, out, axes, eps, shapes, needs):
    g = g[0]
    if modes.grad:
        return _composed_rule(g, input, weight, shapes[2], axes, eps, needs)
    x = input._array
    xp = devices.namespace(x)
    found = _fused_rule(xp, g._array, x, None if weight is None else weight._array, shapes[2], out[1]._array, out[2]._array, axes,
                        needs)
    return tuple(None if a is None else new_tensor(a) for a in found)


_normalized.backward(_rule)

_normalized.op.reads = (1, 2)  # what comes out may be written into: relu_ after batch_norm


def normalized(input, weight, bias, axes, eps):
    """`input` normalised over `axes`, times `weight`, plus `bias`, both of which broadcast."""
    return _normalized(input, weight, bias, axes, eps)[0]


def batch_norm_train(input, weight, bias, eps):
    """(result, mean, 1 / standard deviation) of each channel (dim 1) over all other dims."""
    axes = tuple(d for d in range(input.ndim) if d != 1)
    shape = [1, -1] + [1] * (input.ndim - 2)
    weight = None if weight is None else weight.reshape(shape)
    bias = None if bias is None else bias.reshape(shape)
    return _normalized(input, weight, bias, axes, eps)


@follows_autocast
def layer_norm(input, normalized_shape, weight=None, bias=None, eps=1e-05, cudnn_enable=True):
    """Normalises the last dims, which have the shape `normalized_shape`.

    Args:
        input (Tensor): (*, *normalized_shape); floating
        normalized_shape (sequence of int): the dims to normalise over
        weight, bias (Tensor): of shape `normalized_shape`
        eps (float): added to the variance
    Example:
        >>> F.layer_norm(torch.tensor([1.0, 3.0]), (2,))
        tensor([-1.0000,  1.0000])
    Source:
        Ba, Kiros and Hinton, 2016
    """
    wanted = tuple(normalized_shape)
    _check_shape("layer_norm", input, wanted, {"weight": weight, "bias": bias})
    return normalized(input, weight, bias, tuple(range(input.ndim - len(wanted), input.ndim)), eps)


def _check_shape(name, input, wanted, learnt):
    if not wanted:
        raise ShapeError(f"Expected normalized_shape to be at least 1-dimensional, i.e., containing at least one element, but got normalized_shape = {list(wanted)}")
    if tuple(input.shape[-len(wanted):]) != wanted or input.ndim < len(wanted):
        inside = ", ".join(["*", *map(str, wanted)])
        raise ShapeError(f"Given normalized_shape={list(wanted)}, expected input with shape [{inside}], but got input of size{list(input.shape)}")
    for which, value in learnt.items():
        if value is not None and tuple(value.shape) != wanted:
            raise ShapeError(
                f"Expected {which} to be of same shape as normalized_shape, but got {which} of shape {list(value.shape)} and "
                f"normalized_shape = {list(wanted)}"
            )
    if not (input.is_floating_point() or input.is_complex()):
        raise DtypeError(f'"{name}" not implemented for \'{input.dtype.alias}\': convert the input, with x.float()')


def rms_norm(input, normalized_shape, weight=None, eps=None):
    """Divides the last dims by the root of their mean square.

    Args:
        input (Tensor): (*, *normalized_shape); floating
        normalized_shape (sequence of int): the dims to normalise over
        weight (Tensor): of shape `normalized_shape`
        eps (float): added to the mean square; the dtype's resolution by default
    Example:
        >>> F.rms_norm(torch.tensor([3.0, 3.0]), (2,))
        tensor([1., 1.])
    Source:
        Zhang and Sennrich, 2019
    """
    wanted = tuple(normalized_shape)
    _check_shape("rms_norm", input, wanted, {"weight": weight})
    axes = tuple(range(input.ndim - len(wanted), input.ndim))
    x = input.float() if input.dtype.name in ("float16", "bfloat16") else input
    if eps is None:
        eps = float(np.finfo(x._array.dtype).eps)
    out = (x * ((x * x).mean(axes, keepdim=True) + eps).rsqrt()).to(input.dtype)
    return out if weight is None else out * weight


@follows_autocast
def group_norm(input, num_groups, weight=None, bias=None, eps=1e-05, cudnn_enabled=True):
    """Normalises the channels of each group together, for each element of the batch.

    Args:
        input (Tensor): (n, channels, *)
        num_groups (int): divides channels
        weight, bias (Tensor): (channels,)
        eps (float): added to the variance
    Source:
        Wu and He, 2018
    """
    if input.ndim < 2:
        raise ShapeError(f"Expected at least 2 dimensions for input tensor but received {input.ndim}")
    n, channels = input.shape[:2]
    if num_groups <= 0 or channels % num_groups:
        raise ShapeError(
            f"Expected number of channels in input to be divisible by num_groups, but got input of shape {list(input.shape)} and "
            f"num_groups={num_groups}"
        )
    for which, value in (("weight", weight), ("bias", bias)):
        if value is not None and tuple(value.shape) != (channels,):
            raise ShapeError(f"Expected {which} to be a vector of size equal to the number of channels in input, but got {which} of "
                             f"shape {list(value.shape)} and input of shape {list(input.shape)}")
    if not input.numel():
        return input.clone()
    inside = (1, num_groups, channels // num_groups, 1)
    grouped = input.reshape(n, num_groups, channels // num_groups, -1)
    out = normalized(grouped, None if weight is None else weight.reshape(inside), None if bias is None else bias.reshape(inside),
                     (2, 3), eps)
    return out.reshape(input.shape)


def instance_norm(input, weight, bias, eps):
    """(result, mean, 1 / standard deviation) of each channel of each element of the batch; (n, channels, *)."""
    shape = [1, -1] + [1] * (input.ndim - 2)
    weight = None if weight is None else weight.reshape(shape)
    bias = None if bias is None else bias.reshape(shape)
    return _normalized(input, weight, bias, tuple(range(2, input.ndim)), eps)
