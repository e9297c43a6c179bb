"""Rounding to the numbers that few bits can hold, as quantised networks will, with gradients that pass straight through."""

import numpy as np

from th.errors import ArgumentError, DtypeError
from th.tensor import dtypes
from th.tensor.declare import op
from th.tensor.naming import named
from th.tensor.ops.viewing import wrap_dim
from th.tensor.tensor import Tensor, new_tensor

__all__ = ["fake_quantize_per_channel_affine", "fake_quantize_per_tensor_affine"]


def _levels(xp, input, scale, zero_point):
    """The number of the level that each element is nearest to; those of NaN, which has none, lie below all."""
    nearest = xp.rint(input * (1 / scale)) + zero_point
    return xp.where(xp.isnan(nearest), -np.inf, nearest)


@op(method=False, samples=lambda t: [(t(2, 3), np.float32(0.25), 2, -3, 4), (t(4), np.float32(0.1), 0, 0, 255)])
def _fake_quantize(xp, input, scale, zero_point, quant_min, quant_max):
    if input.dtype.kind != "f":
        raise DtypeError(f"fake quantization is for floating point tensors, not {dtypes.from_numpy_dtype(input.dtype)}")
    levels = xp.clip(_levels(xp, input, scale, zero_point), quant_min, quant_max)
    return ((levels - zero_point) * scale).astype(input.dtype)


def _within(g, input, scale, zero_point, quant_min, quant_max):
    from th.tensor import devices

    array = input._array
    levels = _levels(devices.namespace(array), array, scale, zero_point)
    return g * new_tensor((levels >= quant_min) & (levels <= quant_max)).to(g.dtype)


_fake_quantize.backward(input=_within)


def _check(quant_min, quant_max, lowest, highest):
    if quant_min > quant_max:
        raise ArgumentError(f"`quant_min` (={quant_min}) should be less than or equal to `quant_max` (={quant_max}).")
    if lowest < quant_min or highest > quant_max:
        raise ArgumentError(f"`zero_point` must be between `quant_min` (={quant_min}) and `quant_max` (={quant_max}).")


@named("FakeQuantizePerTensorAffineCachemask")
def fake_quantize_per_tensor_affine(input, scale, zero_point, quant_min, quant_max):
    """The nearest of the numbers ``(q - zero_point) * scale`` with an integer q from `quant_min` to `quant_max`.

    Args:
        input (Tensor): (*), floating
        scale (float or Tensor): the distance of two neighbours
        zero_point (int or Tensor): the q that stands for 0
        quant_min (int): the least q
        quant_max (int): the greatest q
    Example:
        >>> torch.fake_quantize_per_tensor_affine(torch.tensor([-1.0, 0.26, 99.0]), 0.1, 0, 0, 255)
        tensor([ 0.0000,  0.3000, 25.5000])
    """
    scale, zero_point = (v.item() if isinstance(v, Tensor) else v for v in (scale, zero_point))
    _check(quant_min, quant_max, zero_point, zero_point)
    return _fake_quantize(input, np.float32(scale), zero_point, quant_min, quant_max)


@named("FakeQuantizePerChannelAffineCachemask")
def fake_quantize_per_channel_affine(input, scale, zero_point, axis, quant_min, quant_max):
    """As `fake_quantize_per_tensor_affine`, with a scale and a zero point for each place along `axis`.

    Args:
        input (Tensor): (*), floating
        scale (Tensor): as long as that axis
        zero_point (Tensor): likewise, int32 or floating
        axis (int): which
        quant_min (int): the least q
        quant_max (int): the greatest q
    Example:
        >>> torch.fake_quantize_per_channel_affine(
        ...     torch.ones(1, 2) * 0.27, torch.tensor([0.1, 0.2]), torch.zeros(2, dtype=torch.int32), 1, 0, 255)
        tensor([[0.3000, 0.2000]])
    """
    if scale.shape != zero_point.shape:
        raise ArgumentError("scale and zero-point need to have the same dimensions")
    if zero_point.dtype not in (dtypes.int32, dtypes.float32, dtypes.float16):
        raise ArgumentError(f"Zero-point must be Int32, Float or Half, found {zero_point.dtype.alias}")
    axis = wrap_dim(axis, input.ndim)
    if scale.ndim != 1 or scale.shape[0] != input.shape[axis]:
        raise ArgumentError(f"dimensions of scale and zero-point are not consistent with input tensor: {tuple(scale.shape)} for "
                            f"{input.shape[axis]} places along `axis` (={axis})")
    _check(quant_min, quant_max, int(zero_point.min()), int(zero_point.max()))
    shape = (-1,) + (1,) * (input.ndim - axis - 1)
    scale, zero_point = (v.detach().float()._array.reshape(shape) for v in (scale, zero_point))
    return _fake_quantize(input, scale, zero_point, quant_min, quant_max)
