"""The memory behind tensors: which share one, and tensors rebuilt from it.  For copying, pickling and files."""

import copy
import math

import numpy as np

from th.errors import FileFormatError, GradientError
from th.tensor import devices
from th.tensor.tensor import fresh, new_tensor

__all__ = ["attach", "contiguous_strides", "layout_of", "tensor_from"]

_OWN = ("_array", "_node", "_index", "_counter", "_hooks", "_post_hooks", "_grad", "_names")


def layout_of(array):
    """(flat memory, offset, strides) of an array, in elements; of a copy where the memory is not simply laid out."""
    if isinstance(array, np.ndarray):
        owner = devices.owner_of(array)
        flat = owner.ravel(order="K")
        size = array.dtype.itemsize
        if np.may_share_memory(flat, owner) and flat.nbytes % size == 0 and flat.flags.c_contiguous:
            flat = flat.view(array.dtype)
            offset = array.__array_interface__["data"][0] - flat.__array_interface__["data"][0]
            fits = offset >= 0 and offset % size == 0 and all(s >= 0 and s % size == 0 for s in array.strides)
            if fits and array.size:
                return flat, offset // size, tuple([s // size for s in array.strides])
    flat = np.ascontiguousarray(devices.to_host(array)).reshape(-1)
    return flat, 0, contiguous_strides(array.shape)


def contiguous_strides(shape):
    """The strides, in elements, of a contiguous array."""
    strides, step = [], 1
    for n in reversed(shape):
        strides.append(step)
        step *= max(n, 1)
    return tuple(reversed(strides))


def strided(flat, offset, shape, strides):
    """The array at `offset` of flat memory.

    Raises:
        FileFormatError: when it would reach beyond the memory
    """
    numbers = (offset, *shape, *strides)
    if len(shape) != len(strides) or not all(isinstance(n, int) and n >= 0 for n in numbers):
        raise FileFormatError(f"a tensor of offset {offset}, shape {shape} and strides {strides} cannot be")
    count = math.prod(shape)
    last = offset + sum((n - 1) * s for n, s in zip(shape, strides, strict=True)) if count else offset - 1
    if last >= flat.size or offset > flat.size:
        raise FileFormatError(f"a tensor of shape {shape} at {offset} reaches beyond its memory of {flat.size} elements")
    if strides == contiguous_strides(shape):
        return flat[offset: offset + count].reshape(shape)
    # Not as_strided, whose result does not say in whose memory it lies: saved again, it would share nothing.
    return np.ndarray(shape, flat.dtype, flat, offset * flat.itemsize, [s * flat.itemsize for s in strides])


def tensor_from(flat, offset, shape, strides, requires_grad=False):
    """A tensor over flat memory."""
    if isinstance(flat, np.ndarray):
        made = new_tensor(strided(flat, offset, tuple(shape), tuple(strides)))
    else:
        count = math.prod(shape)
        made = new_tensor(flat[offset: offset + count].reshape(shape))
    return made.requires_grad_() if requires_grad else made


# ---- copying and pickling


def _extra(tensor):
    """What a user has hung on a tensor."""
    return {k: v for k, v in tensor.__dict__.items() if k not in _OWN}


def _deep_copied(array, memo):
    """A copy of `array`; arrays of one memory are copied together, so that copies share as their originals do."""
    if array.__class__ is devices.MetaArray:
        return devices.elementless(array.shape, array.dtype)
    if not isinstance(array, np.ndarray):
        return array.copy()
    flat, offset, strides = layout_of(array)
    key = ("th.storage", flat.__array_interface__["data"][0], flat.dtype.str, flat.size)
    if key not in memo:
        memo[key] = (flat.copy(), flat)  # the original too, so that its address stays taken
    return strided(memo[key][0], offset, array.shape, strides)


def _deepcopy(self, memo):
    if id(self) in memo:
        return memo[id(self)]
    if not self.is_leaf:
        raise GradientError(
            "Only Tensors created explicitly by the user (graph leaves) support the deepcopy protocol at the moment; "
            "copy x.detach() instead"
        )
    made = fresh(type(self))
    memo[id(self)] = made
    made._array = _deep_copied(self._array, memo)
    if self.requires_grad:
        made.requires_grad_()
    if self._grad is not None:
        made._grad = copy.deepcopy(self._grad, memo)
    made.__dict__.update(copy.deepcopy(_extra(self), memo))
    return made


def _rebuilt(cls, array, place, requires_grad, extra):
    made = fresh(cls)
    made._array = devices.move(array, devices.to_device(place))
    if requires_grad:
        made.requires_grad_()
    made.__dict__.update(extra)
    return made


def _reduce(self, protocol):
    array = devices.to_host(self._array)
    return _rebuilt, (type(self), array, str(self.device), self.requires_grad, _extra(self))


def attach(cls):
    """Gives Tensor its ways of being pickled and copied."""
    cls.__reduce_ex__ = _reduce
    cls.__deepcopy__ = _deepcopy
