"""Copies, and changes of dtype, device and memory layout."""

import builtins

import numpy as np

from th.errors import ArgumentTypeError, ShapeError
from th.tensor import devices, dtypes
from th.tensor.declare import method, op
from th.tensor.dispatch import quietly
from th.tensor.modes import modes
from th.tensor.node import counter_of
from th.tensor.ops import filled
from th.tensor.ops.create import tensor
from th.tensor.ops.filled import documented
from th.tensor.recording import record
from th.tensor.tensor import Tensor, new_tensor
from th.tensor.writing import check_writable, write_history

__all__ = [
    "clone",
    "complex",
    "contiguous",
    "convert",
    "copy_",
    "cpu",
    "cuda",
    "fill_",
    "polar",
    "to",
    "transfer",
    "zero_",
]


@op(method=False, inputs=("real", "imag"), samples=lambda t: [(t(2), t(2))])
def complex(xp, real, imag):  # noqa: A001
    """Complex numbers from their parts.

    Example:
        >>> torch.complex(torch.tensor([1.0]), torch.tensor([2.0]))
        tensor([1.+2.j])
    """
    out = xp.empty(
        np.broadcast_shapes(real.shape, imag.shape), dtypes.complex_of(dtypes.from_numpy_dtype(real.dtype)).numpy
    )
    out.real, out.imag = real, imag
    return out


complex.backward(real=lambda g: g.real, imag=lambda g: g.imag)


def polar(abs, angle):  # noqa: A002
    """Complex numbers from magnitude and angle (radians).

    Example:
        >>> torch.polar(torch.tensor([2.0]), torch.tensor([0.0]))
        tensor([2.+0.j])
    """
    return complex(abs * angle.cos(), abs * angle.sin())


@op(samples=lambda t: [(t(2, 3),)])
def clone(xp, input):
    """A copy.

    Example:
        >>> torch.clone(torch.tensor([1, 2]))
        tensor([1, 2])
    """
    return input.copy(order="K") if xp is np else input.copy()


clone.backward(input=lambda g: g)


@op(method=False, samples=lambda t: [(t(2, 3), dtypes.float64)], node="ToCopy")
def convert(xp, input, dtype):
    """`input` in another dtype."""
    if input.dtype.kind == "c" and dtype.kind != dtypes.COMPLEX and dtype.kind != dtypes.BOOL:
        input = input.real
    return input.astype(dtype.numpy)


convert.backward(input=lambda g: g)  # the sweep brings it to the dtype of the input


@op(method=False, node="ToCopy")
def transfer(xp, input, device):
    """`input` on another device."""
    return devices.move(input, device)


transfer.backward(input=lambda g, input: g.to(input.device))


def _place_and_dtype(args, kwargs):
    """(device, dtype) from the ways PyTorch lets one write ``to(...)``."""
    place, dtype = kwargs.pop("device", None), kwargs.pop("dtype", None)
    other = kwargs.pop("other", None)
    args = list(args)
    if args and isinstance(args[0], Tensor):
        other = args.pop(0)
    if other is not None:
        return other.device, other.dtype
    for value in args[:2]:
        if isinstance(value, dtypes.dtype) or value in (float, int, bool, builtins.complex):
            dtype = value
        elif value is not None and not isinstance(value, bool):
            place = value
    return place, dtype


@method
def to(self, *args, copy=False, non_blocking=False, memory_format=None, **kwargs):
    """This tensor on another device, or in another dtype; itself when nothing changes.

    Args:
        device (device or str): where
        dtype (dtype): which
        other (Tensor): take both from it
        copy (bool): copy even when nothing changes
    Example:
        >>> torch.tensor([1, 2]).to(torch.float32)
        tensor([1., 2.])
    """
    place, dtype = _place_and_dtype(args, kwargs)
    if kwargs:
        raise ArgumentTypeError(f"to() got an unexpected keyword argument '{next(iter(kwargs))}'")
    out = self
    if dtype is not None:
        dtype = dtypes.to_dtype(dtype)
        if dtype.numpy is not self._array.dtype and dtype.numpy != self._array.dtype:
            out = convert(out, dtype)
    if place is not None:
        place = devices.to_device(place)
        if place != out.device:
            out = transfer(out, place)
    return clone(out) if copy and out is self else out


def _converter(dtype, name):
    def call(self, memory_format=None):
        return self if self._array.dtype is dtype.numpy else self.to(dtype)

    return documented(call, name, f"This tensor as {dtype}.\n\n    See `Tensor.to`.")


for _name, _dtype in (
    ("float", dtypes.float32),
    ("double", dtypes.float64),
    ("half", dtypes.float16),
    ("int", dtypes.int32),
    ("long", dtypes.int64),
    ("short", dtypes.int16),
    ("char", dtypes.int8),
    ("byte", dtypes.uint8),
    ("bool", dtypes.bool_),
    ("cfloat", dtypes.complex64),
    ("cdouble", dtypes.complex128),
    ("bfloat16", dtypes.bfloat16),
):
    setattr(Tensor, _name, _converter(_dtype, _name))


@method
def cpu(self):
    """This tensor in host memory."""
    return self.to("cpu")


@method
def cuda(self, device=None, non_blocking=False):
    """This tensor on a GPU, the current one by default."""
    return self.to("cuda" if device is None else device)


@method
def contiguous(self, memory_format=None):
    """This tensor with its elements in one block in order; itself when they are."""
    if self._array.flags.c_contiguous:
        return self
    return _contiguous(self)


@op(method=False, node="Clone")
def _contiguous(xp, input):
    return xp.ascontiguousarray(input).reshape(input.shape)  # numpy gives a 0-d array a dim


_contiguous.backward(input=lambda g: g)


@method
def copy_(self, src, non_blocking=False):
    """Copies `src`, broadcast and converted, into this tensor."""
    check_writable(self)
    if not isinstance(src, Tensor):
        src = tensor(src)
    array = devices.move(src._array, self.device)
    try:
        if array.dtype.kind == "c" and self._array.dtype.kind != "c":
            array = array.real
        quietly(self._array.__setitem__, ..., array)
    except ValueError:
        raise ShapeError(
            f"The size of `src` {list(array.shape)} must broadcast to the size of this tensor {list(self._array.shape)}"
        ) from None
    counter_of(self)[0] += 1
    if modes.grad and (src._node is not None or self._node is not None):
        _record_write(self, src)
    return self


def _record_write(target, src):
    """The tape of ``target.copy_(src)``: the old value is forgotten, the gradient goes to `src`."""
    shell = new_tensor(target._array)
    node = record(_assign.op, (src,), (shell,), (shell._array,))
    if node is None and target.requires_grad:
        node = record(_forget.op, (target,), (shell,), (shell._array,))
    if node is not None:
        write_history(target, node)


@op(method=False, node="Copy")
def _assign(xp, input):
    return input.copy()


@op(method=False, node="Copy")
def _forget(xp, input):
    return xp.zeros_like(input)


_assign.backward(input=lambda g: g)

_forget.backward(input=lambda g: g * 0)


@method
def fill_(self, value):
    """Writes one value everywhere."""
    return self.copy_(value if isinstance(value, Tensor) else tensor(value, device=self.device))


@method
def zero_(self):
    """Writes 0 everywhere."""
    if self._node is None:
        self._array[...] = 0
        counter_of(self)[0] += 1
        return self
    return self.fill_(0)


def _new(name):
    make = getattr(filled, name) if name != "tensor" else tensor

    def call(self, *args, dtype=None, device=None, requires_grad=False, **kwargs):
        return make(*args, dtype=dtype or self.dtype, device=device or self.device, requires_grad=requires_grad)

    setattr(
        Tensor, f"new_{name}", documented(call, f"new_{name}", f"`torch.{name}` with this tensor's dtype and device.")
    )


for _name in ("zeros", "ones", "empty", "full", "tensor"):
    _new(_name)
