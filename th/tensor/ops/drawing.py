"""What the families of random ops share: which sampler draws for a device, sizes, dtypes, order in memory."""

import functools
import math
import operator

from th.errors import ArgumentError, ArgumentTypeError, DtypeError, ShapeError
from th.tensor import devices, dtypes, gpu_samplers, rejection, samplers
from th.tensor.engines import Twister
from th.tensor.outs import refill_out
from th.tensor.pointwise import broadcast_shape
from th.tensor.random import engine_of
from th.tensor.tensor import Tensor, new_tensor

__all__ = [
    "check_floating", "check_probabilities", "check_probability", "draw", "finish_drawn", "flat_parameters",
    "memory_order", "part_std", "sampler_of", "shape_of", "target_of",
]


_ON_CPU = {n: getattr(m, n) for m in (samplers, rejection) for n in m.__all__}


def sampler_of(name, engine):
    """The sampler `name` for what `engine` draws on."""
    if engine.__class__ is not Twister:
        return functools.partial(_on_gpu, getattr(gpu_samplers, name))
    return _ON_CPU[name]


def _on_gpu(sampler, engine, *args):
    with devices._on(engine.place):
        return sampler(engine, *args)


def shape_of(name, size):
    """A shape given as ``f(2, 3)`` or ``f((2, 3))``."""
    for n in size:
        if n.__class__ is not int or n < 0:
            break
    else:
        if size:
            return size
    if len(size) == 1 and isinstance(size[0], tuple | list | Tensor):
        size = tuple(size[0])
    elif not size:
        raise ArgumentTypeError(f"{name}(): argument 'size' is missing; write {name}(2, 3), or {name}(()) for a number")
    found = []
    for n in size:
        if isinstance(n, bool) or not hasattr(n, "__index__"):
            raise ArgumentTypeError(f"{name}(): argument 'size' must be ints, not {type(n).__name__}: {size!r}")
        found.append(operator.index(n))
    if min(found, default=0) < 0:
        raise ShapeError(f"Trying to create tensor with negative dimension {min(found)}: {found}")
    return tuple(found)


def finish_drawn(array, out, requires_grad):
    made = new_tensor(array)
    if out is not None:
        return refill_out(made, out)
    return made.requires_grad_() if requires_grad else made


def target_of(dtype, device, out, default=None):
    """The dtype and place of a new tensor."""
    if out is not None:
        return out.dtype, out.device
    if dtype is None:
        dtype = default or dtypes.get_default_dtype()
    elif dtype.__class__ is not dtypes.dtype:
        dtype = dtypes.to_dtype(dtype)
    return dtype, devices.current_device() if device is None else devices.to_device(device)


def check_floating(name, dtype):
    if dtype.kind < dtypes.FLOAT:
        raise DtypeError(f'"{name}" not implemented for \'{dtype.alias}\'; it needs a floating point or complex dtype')


def draw(kernel, shape, dtype, place, generator, *args):
    """An array of what the sampler `kernel` draws; of a complex dtype, real and imaginary parts in turn."""
    if place is devices.META:
        return devices.elementless(shape, dtype.numpy)
    engine = engine_of(generator, place)
    sampler = _ON_CPU[kernel] if engine.__class__ is Twister else sampler_of(kernel, engine)
    count = shape[0] if len(shape) == 1 else math.prod(shape)
    numpy_dtype = dtype.numpy
    if dtype.kind == dtypes.COMPLEX:
        parts = sampler(engine, 2 * count, dtypes.real_of(dtype).numpy, *args)
        return parts.view(numpy_dtype).reshape(shape)
    drawn = sampler(engine, count, numpy_dtype, *args)
    return drawn if len(shape) == 1 else drawn.reshape(shape)


def part_std(dtype, std):
    """The deviation of the parts of a complex number whose own is `std`."""
    return std / math.sqrt(2) if dtype.kind == dtypes.COMPLEX else std


def memory_order(array):
    """Dims by falling stride: the order in which PyTorch goes through memory."""
    if array.flags.c_contiguous:
        return range(array.ndim)
    return sorted(range(array.ndim), key=lambda d: -array.strides[d])


def flat_parameters(name, *tensors):
    """The arrays of the parameters of a distribution in one shape and dtype, and where they are."""
    for tensor in tensors:
        if not isinstance(tensor, Tensor):
            raise ArgumentTypeError(f"{name}(): its arguments must be Tensors, not {type(tensor).__name__}")
        if tensor.dtype.kind != dtypes.FLOAT:
            raise DtypeError(f"{name} is not implemented for '{tensor.dtype.alias}'; it needs a floating point dtype")
    if len(tensors) == 1:
        array = tensors[0]._array
        return [array.reshape(-1)], array.shape, tensors[0].device
    shape = broadcast_shape(*[t._array.shape for t in tensors])
    dtype = dtypes.result_dtype([t._array for t in tensors]).numpy
    xp = devices.namespace(tensors[0]._array)
    arrays = [xp.broadcast_to(t._array, shape).astype(dtype).reshape(-1) for t in tensors]
    return arrays, shape, tensors[0].device


def check_probability(p, name):
    if not 0 <= p <= 1:
        raise ArgumentError(f"{name} expects p to be in [0, 1], but got p={p}")


def check_probabilities(array):
    if not array.size:
        return
    flat = array.reshape(-1)
    if not (flat[array.argmin()] >= 0 and flat[array.argmax()] <= 1):
        raise ArgumentError("bernoulli: Expected p_in >= 0 && p_in <= 1 to be true, but got false: "
                            "every probability must be in [0, 1]")
