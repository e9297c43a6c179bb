"""Methods that change what a tensor is over its memory: resizing, setting, filling diagonals, Torch's closures."""

import math
import warnings

import numpy as np

from th.errors import ArgumentTypeError, DeviceError, GradientError, ShapeError
from th.tensor import devices
from th.tensor.declare import method, written_back
from th.tensor.node import counter_of
from th.tensor.ops.create import tensor
from th.tensor.ops.viewing import sizes
from th.tensor.storage import contiguous_strides
from th.tensor.storages import is_storage
from th.tensor.tensor import Tensor, new_tensor

__all__ = []


@method
def resize_(self, *size, memory_format=None):
    """Another shape, in place: the elements there are stay in order, new ones are uninitialised."""
    if self.requires_grad:
        raise ShapeError("cannot resize variables that require grad")
    shape = sizes(size)
    xp = devices.namespace(self._array)
    old = self._array.ravel(order="K") if xp.__name__ == "numpy" else self._array.reshape(-1)  # as they lie in memory
    fresh = xp.empty(shape, old.dtype)
    flat = fresh.reshape(-1)
    n = min(flat.size, old.size)
    if n == flat.size and self._array.flags.c_contiguous:
        self._array = old[:n].reshape(shape)  # still over the same memory
    else:
        flat[:n] = old[:n]
        self._array = fresh
    counter_of(self)[0] += 1
    return self


@method
def resize_as_(self, other, memory_format=None):
    """The shape of `other`, in place; see `resize_`."""
    return resize_(self, tuple(other.shape))


@method
def resize(self, *sizes):
    """The older name of `reshape`, for a size of as many elements.

    Raises:
        ShapeError: when the size has another number of elements
    """
    warnings.warn("non-inplace resize is deprecated: write reshape", stacklevel=2)
    wanted = tuple(sizes[0]) if len(sizes) == 1 and not isinstance(sizes[0], int) else sizes
    if math.prod(wanted) != self.numel():
        raise ShapeError(
            f"requested resize to {wanted} ({math.prod(wanted)} elements in total), but the given tensor has a size of "
            f"{tuple(self.shape)} ({self.numel()} elements). autograd's resize can only change the shape of a given tensor, "
            "while preserving the number of elements."
        )
    return self.reshape(wanted)


@method
def resize_as(self, tensor):
    """`resize` to the shape of `tensor`."""
    return self.resize(*tensor.shape)


@method
def set_(self, source=None, storage_offset=0, size=None, stride=None):
    """Makes this tensor share the memory, size and strides of `source`."""
    if source is None:
        self._array = devices.namespace(self._array).empty((0,), self._array.dtype)
    else:
        if is_storage(source):
            source = new_tensor(source._flat.view(self._array.dtype))
            size = tuple(source.shape) if size is None else size
        self._array = source._array if size is None else _part(source, size, stride, storage_offset)._array
    counter_of(self)[0] += 1
    return self


def _part(source, size, stride, offset):
    shape = (size,) if isinstance(size, int) else tuple(size)
    return source.reshape(-1).as_strided(shape, contiguous_strides(shape) if stride is None else stride, offset)


@method
def fill_diagonal_(self, fill_value, wrap=False):
    """Writes one value on the main diagonal."""
    if self.ndim < 2:
        raise ShapeError("dimensions must larger than 1")
    if self.ndim == 2:
        self.diagonal().fill_(fill_value)
        if wrap and self.shape[0] > self.shape[1]:
            rows, columns = self.shape
            for start in range(columns + 1, rows, columns + 1):
                self.narrow(0, start, min(columns, rows - start)).diagonal().fill_(fill_value)
        return self
    if len(set(self.shape)) != 1:
        raise ShapeError("all dimensions of input must be of equal length")
    place = np.arange(self.shape[0])
    self[tuple([new_tensor(devices.move(place, self.device))] * self.ndim)] = fill_value
    return self


def _on_host(self):
    if self.is_cuda:
        raise DeviceError("apply_ and map_ are for tensors on the CPU: they call Python for each element")


@method
def apply_(self, callable):
    """Replaces each element by what a Python function makes of it (Torch's `apply`); slow."""
    if self.requires_grad:
        raise GradientError("Can't call apply_() on Variable that requires grad. Use var.detach().apply_() instead.")
    _on_host(self)
    flat = [callable(v) for v in self._array.reshape(-1).tolist()]
    self._array[...] = np.array(flat, dtype=self._array.dtype).reshape(self._array.shape)
    counter_of(self)[0] += 1
    return self


@method
def map_(self, other, callable):
    """Replaces each element by ``callable(element, element of other)``; slow."""
    _on_host(self)
    pairs = zip(self._array.reshape(-1).tolist(), other.expand_as(self).reshape(-1).tolist(), strict=True)
    self._array[...] = np.array([callable(a, b) for a, b in pairs], dtype=self._array.dtype).reshape(self._array.shape)
    counter_of(self)[0] += 1
    return self


@method
def new(self, *args, device=None):
    """A tensor of this dtype and device: of the given sizes, or of the given data."""
    if len(args) == 1 and not isinstance(args[0], int | tuple):
        return tensor(args[0], dtype=self.dtype, device=device or self.device)
    return self.new_empty(*args) if args else self.new_empty(0)


@method
def is_set_to(self, tensor):
    """True when `tensor` is the same elements of the same memory."""
    return self.data_ptr() == tensor.data_ptr() and self.shape == tensor.shape and self.stride() == tensor.stride()


@method
def record_stream(self, stream):
    """PyTorch's name: cupy's pool already keeps memory until its stream is done with it."""


@method
def as_subclass(self, cls):
    """The same elements as a tensor of the class `cls`."""
    if not issubclass(cls, Tensor):
        raise ArgumentTypeError(f"`cls` (={cls!r}) must be a subclass of Tensor")
    out = object.__new__(cls)
    out._array, out._node, out._index, out._counter = self._array, self._node, self._index, counter_of(self)
    return out


for _name in ("addmm", "addmv", "addr", "addbmm", "baddbmm", "renorm"):
    written_back(getattr(Tensor, _name))
Tensor.swapaxes_ = Tensor.swapdims_ = Tensor.transpose_
Tensor.is_nested = Tensor.is_sparse_csr = Tensor.is_mps = Tensor.is_xla = Tensor.is_xpu = False
