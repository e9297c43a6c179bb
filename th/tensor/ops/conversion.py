"""Copies, and changes of dtype, device and memory layout."""

import builtins

import numpy as np

from th.errors import ArgumentTypeError, DtypeError, ShapeError
from th.tensor import devices, dtypes
from th.tensor.blocks import laid_out
from th.tensor.declare import method, op
from th.tensor.dispatch import quietly
from th.tensor.modes import modes
from th.tensor.node import counter_of
from th.tensor.ops import filled
from th.tensor.ops.create import tensor
from th.tensor.ops.filled import documented
from th.tensor.ops.indexing import expand_error
from th.tensor.outs import takes_out
from th.tensor.recording import record
from th.tensor.tensor import Tensor, new_tensor
from th.tensor.writing import check_overlap, check_writable, write_history
from th.tensor.wrongcalls import need_tensors

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
def complex(xp, real, imag):
    """Complex numbers from their parts.

    Example:
        >>> torch.complex(torch.tensor([1.0]), torch.tensor([2.0]))
        tensor([1.+2.j])
    """
    if real.dtype.kind not in "fV" or imag.dtype.kind not in "fV":
        got = " and ".join(dtypes.from_numpy_dtype(a.dtype).alias for a in (real, imag))
        raise DtypeError(f"Expected both inputs to be Half, Float or Double tensors but got {got}")
    if real.dtype != imag.dtype:
        wanted, got = (dtypes.from_numpy_dtype(a.dtype).alias for a in (real, imag))
        raise DtypeError(f"Expected object of scalar type {wanted} but got scalar type {got} for second argument")
    out = xp.empty(
        np.broadcast_shapes(real.shape, imag.shape), dtypes.complex_of(dtypes.from_numpy_dtype(real.dtype)).numpy
    )
    out.real, out.imag = real, imag
    return out


complex.backward(real=lambda g: g.real, imag=lambda g: g.imag)


@takes_out
def polar(abs, angle):
    """Complex numbers from magnitude and angle (radians).

    Example:
        >>> torch.polar(torch.tensor([2.0]), torch.tensor([0.0]))
        tensor([2.+0.j])
    """
    need_tensors("polar", abs=abs, angle=angle)
    if abs.dtype is not angle.dtype:
        raise DtypeError(
            f"Expected object of scalar type {abs.dtype.alias} but got scalar type {angle.dtype.alias} for second argument"
        )
    return complex(abs * angle.cos(), abs * angle.sin())


@op(samples=lambda t: [(t(2, 3),)])
def clone(xp, input, *, memory_format=None):
    """A copy.

    Example:
        >>> torch.clone(torch.tensor([1, 2]))
        tensor([1, 2])
    """
    if 0 in input.strides or str(memory_format) == "torch.contiguous_format":
        return input.copy(order="C")
    return input.copy(order="K")


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
        own = self._array.dtype
        return self if own is dtype.numpy or own == dtype.numpy else convert(self, dtype)

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
    return laid_out(input) if xp is np else xp.ascontiguousarray(input).reshape(input.shape)


_contiguous.backward(input=lambda g: g)


@method
def copy_(self, src, non_blocking=False):
    """Copies `src`, broadcast and converted, into this tensor."""
    if src.__class__ is Tensor and src._node is None and self._node is None:  # the commonest case, written out
        array, source = self._array, src._array
        if array.dtype is source.dtype and array.base is None and array.shape == source.shape and array.__class__ is np.ndarray:
            if source.__class__ is np.ndarray and source.base is not array:
                array[...] = source
                counter_of(self)[0] += 1
                return self
    check_writable(self, (src,))
    check_overlap(self, (src,))
    if not isinstance(src, Tensor):
        if not isinstance(src, builtins.bool | builtins.int | builtins.float | builtins.complex | np.ndarray | np.generic):
            raise ArgumentTypeError(f"copy_(): argument 'src' (position 1) must be Tensor, not {builtins.type(src).__name__}")
        src = tensor(src)
    array = devices.move(src._array, self.device)
    if array.dtype.kind == "c" and self._array.dtype.kind not in "cb":
        array = array.real
    try:
        quietly(self._array.__setitem__, ..., array)
    except ValueError:
        raise expand_error(array.shape, self._array.shape) from None
    _wrote(self, _copied.op, src)
    return self


def _wrote(target, op, value):
    """The tape of a write that replaces every element of `target`."""
    counter_of(target)[0] += 1
    if not modes.grad or (target._node is None and (not isinstance(value, Tensor) or value._node is None)):
        return
    before = new_tensor(target._array)
    before._node, before._index = target._node, target._index
    shell = new_tensor(target._array)
    node = record(op, (before, value), (shell,), (shell._array,))
    if node is not None:
        write_history(target, node)


@op(method=False, inputs=("input", "src"), samples=lambda t: [(t(2, 3), t(3))])
def _copied(xp, input, src):
    return xp.broadcast_to(src, input.shape).astype(input.dtype)


_copied.backward(input=lambda g: g.new_zeros(g._array.shape), src=lambda g: g)

_copied.op.node_name = lambda node: "torch::autograd::CopyBackwards"


@op(method=False, inputs=("input", "value"), samples=lambda t: [(t(2, 3), t())])
def _filled(xp, input, value):
    return xp.full_like(input, value)


_filled.backward(input=lambda g: g.new_zeros(g._array.shape), value=lambda g: g.sum())


@op(method=False, settings_only=False)
def _filled_number(xp, input, value):
    return xp.full_like(input, value)


_filled_number.backward(input=lambda g: g.new_zeros(g._array.shape))

_filled.op.node_name = lambda node: "FillBackward3"

_filled_number.op.node_name = lambda node: "FillBackward2"


@op(method=False, node="Zero", settings_only=False)
def _zeroed(xp, input, value):
    return xp.zeros_like(input)


_zeroed.backward(input=lambda g: g.new_zeros(g._array.shape))


@method
def fill_(self, value):
    """Writes one value everywhere.

    Args:
        value (number or 0-d Tensor): what to write
    """
    check_writable(self, (value,))
    if isinstance(value, Tensor):
        if value._array.ndim:
            raise ShapeError(
                f"fill_ only supports 0-dimension value tensor but got tensor with {value._array.ndim} dimensions."
            )
        quietly(self._array.__setitem__, ..., devices.move(value._array, self.device))
        _wrote(self, _filled.op, value)
        return self
    if not isinstance(value, builtins.bool | builtins.int | builtins.float | builtins.complex | np.generic):
        raise ArgumentTypeError(
            f"fill_(): argument 'value' (position 1) must be Number, not {builtins.type(value).__name__}"
        )
    value = value.item() if isinstance(value, np.generic) else value
    self._array[...] = dtypes.checked_number(value, self.dtype)
    _wrote(self, _filled_number.op, value)
    return self


@method
def zero_(self):
    """Writes 0 everywhere."""
    check_writable(self)
    self._array.fill(0)
    _wrote(self, _zeroed.op, None)
    return self


def _new(name):
    make = getattr(filled, name) if name != "tensor" else tensor

    def call(self, *args, dtype=None, device=None, requires_grad=False, layout=None, pin_memory=False, **named):
        return make(*args, **named, dtype=dtype or self.dtype, device=device or self.device, requires_grad=requires_grad)

    setattr(
        Tensor, f"new_{name}", documented(call, f"new_{name}", f"`torch.{name}` with this tensor's dtype and device.")
    )


for _name in ("zeros", "ones", "empty", "full", "tensor"):
    _new(_name)
