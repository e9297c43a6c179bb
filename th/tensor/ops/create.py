"""Making tensors: from data, filled, counted; and changing dtype, device and memory layout."""

import math

import numpy as np

from th.errors import ArgumentError, ArgumentTypeError, ShapeError
from th.tensor import devices
from th.tensor import dtypes
from th.tensor.autograd import counter_of
from th.tensor.declare import method, op
from th.tensor.dispatch import quietly, write_out
from th.tensor.modes import modes
from th.tensor.recording import record
from th.tensor.writing import check_writable, write_history
from th.tensor.ops.viewing import sizes
from th.tensor.tensor import Tensor, new_tensor

__all__ = [
    "arange", "as_tensor", "asarray", "clone", "complex", "empty", "empty_like", "empty_strided", "eye", "from_dlpack",
    "from_numpy", "from_numpy_on", "frombuffer", "full", "full_like", "linspace", "logspace", "ones", "ones_like", "polar",
    "range", "scalar_tensor", "tensor", "tril_indices", "triu_indices", "zeros", "zeros_like",
]

_range, _complex = range, complex


def finish(array, device, requires_grad, out=None):  # noqa: A002
    """A new tensor of `array` on `device`, wanting a gradient if asked."""
    made = new_tensor(devices.move(array, devices.to_device(device)))
    if out is not None:
        return write_out(made, out)
    return made.requires_grad_() if requires_grad else made


def _numpy_dtype(dtype):
    return (dtypes.get_default_dtype() if dtype is None else dtypes.to_dtype(dtype)).numpy


def _contains_tensor(data):
    return any(isinstance(v, Tensor) or (isinstance(v, list | tuple) and _contains_tensor(v)) for v in data)


def _plain(data):
    """Nested sequences with the tensors in them as arrays."""
    if isinstance(data, Tensor):
        return devices.to_host(data._array)
    return [_plain(v) for v in data] if isinstance(data, list | tuple) else data


def _check_lengths(data):
    """Raises PyTorch's error for ragged nested sequences."""
    if not isinstance(data, list | tuple) or not data or not isinstance(data[0], list | tuple):
        return
    for place, row in enumerate(data):
        if not isinstance(row, list | tuple) or len(row) != len(data[0]):
            found = len(row) if isinstance(row, list | tuple) else type(row).__name__
            raise ArgumentError(f"expected sequence of length {len(data[0])} at dim 1 (got {found}); row {place}")


def host_array(data, dtype):
    """`data` as a numpy array of the dtype that PyTorch infers."""
    if isinstance(data, np.ndarray | np.generic):
        array = np.asarray(data)
    else:
        if isinstance(data, list | tuple) and _contains_tensor(data):
            data = _plain(data)
        try:
            array = np.array(data)
        except ValueError as err:
            _check_lengths(data)
            raise ArgumentError(f"could not make a tensor of `data`: {err}") from None
        except OverflowError as err:
            raise ArgumentError(f"could not make a tensor of `data`: {err}") from None
        if dtype is None:
            array = _inferred(array, data)
    if array.dtype.kind in "OUS":
        kind = type(data).__name__ if not isinstance(data, list | tuple) else "a sequence of other things"
        raise ArgumentTypeError(f"`data` must be numbers, nested sequences of numbers, arrays or tensors, not {kind}")
    if dtype is None:
        dtypes.from_numpy_dtype(array.dtype)
        return array
    return quietly(array.astype, dtypes.to_dtype(dtype).numpy)


def _inferred(array, data):
    kind = array.dtype.kind
    if array.size == 0 and not isinstance(data, np.ndarray):
        return array.astype(dtypes.get_default_dtype().numpy)
    if kind == "f" and array.dtype == np.float64 and not _holds_numpy(data):
        return array.astype(dtypes.get_default_dtype().numpy)
    if kind == "c" and not _holds_numpy(data):
        return array.astype(dtypes.complex_of(dtypes.get_default_dtype()).numpy)
    if kind == "u" and array.dtype == np.uint64:
        raise ArgumentError("Overflow when unpacking long: an integer in `data` does not fit int64")
    return array


def _holds_numpy(data):
    while isinstance(data, list | tuple) and data:
        data = data[0]
    return isinstance(data, np.ndarray | np.generic)


def tensor(data, *, dtype=None, device=None, requires_grad=False, pin_memory=False):
    """A tensor holding a copy of `data`.

    Args:
        data: a number, nested sequences of numbers, a numpy array
        dtype (dtype): inferred by default: float32 from floats, int64 from ints, bool from bools
        device (device or str): the default device by default
        requires_grad (bool): record what is done to it
    Raises:
        ArgumentError: when nested sequences are ragged
        ArgumentTypeError: when `data` holds something else than numbers
    Example:
        >>> torch.tensor([[1.0, -1.0], [1.0, -1.0]])
        tensor([[ 1., -1.],
                [ 1., -1.]])
    """
    if isinstance(data, Tensor):
        array = data._array.astype(dtypes.to_dtype(dtype or data.dtype).numpy)
        return finish(array, device or data.device, requires_grad)
    if devices.is_array(data) and not isinstance(data, np.ndarray):
        return finish(data.copy(), device or devices.device_of(data), requires_grad)
    array = host_array(data, dtype)
    if isinstance(data, np.ndarray) and np.shares_memory(array, data):
        array = array.copy()
    return finish(array, device, requires_grad)


def as_tensor(data, dtype=None, device=None):  # noqa: A002
    """`data` as a tensor, sharing memory where dtype and device allow it.

    Example:
        >>> torch.as_tensor([1, 2])
        tensor([1, 2])
    """
    if isinstance(data, Tensor):
        return data.to(device=device or data.device, dtype=dtype or data.dtype)
    if devices.is_array(data) and not isinstance(data, np.ndarray):
        return new_tensor(data).to(device=device, dtype=dtype)
    return finish(host_array(data, dtype), device, False)


def asarray(obj, *, dtype=None, device=None, copy=None, requires_grad=False):
    """`obj` as a tensor; `copy` says whether memory is shared.

    Example:
        >>> torch.asarray([1, 2])
        tensor([1, 2])
    """
    made = tensor(obj, dtype=dtype, device=device) if copy else as_tensor(obj, dtype, device)
    return made.requires_grad_() if requires_grad else made


def from_numpy(ndarray):
    """A tensor that shares the memory of a numpy array.

    Example:
        >>> torch.from_numpy(np.array([1, 2]))
        tensor([1, 2])
    """
    if not isinstance(ndarray, np.ndarray):
        raise ArgumentTypeError(f"expected np.ndarray (got {type(ndarray).__name__})")
    dtypes.from_numpy_dtype(ndarray.dtype)
    if any(s < 0 for s in ndarray.strides):
        raise ArgumentError(
            "At least one stride in the given numpy array is negative, and tensors with negative strides are not "
            "currently supported. (You can probably work around this by making a copy of your array with array.copy().)"
        )
    return new_tensor(ndarray)


def from_numpy_on(array, like):
    """A host array as a tensor on the device of the tensor `like`."""
    return new_tensor(devices.move(array, like.device))


def from_dlpack(ext_tensor):
    """A tensor that shares the memory of any object with ``__dlpack__``.

    Example:
        >>> torch.from_dlpack(np.array([1.0]))
        tensor([1.], dtype=torch.float64)
    """
    place = ext_tensor.__dlpack_device__()[0]
    return new_tensor((np if place == 1 else devices.cuda_namespace()).from_dlpack(ext_tensor))


def frombuffer(buffer, *, dtype, count=-1, offset=0, requires_grad=False):
    """A tensor over the memory of a bytes-like object.

    Example:
        >>> torch.frombuffer(bytearray([1, 2]), dtype=torch.uint8)
        tensor([1, 2], dtype=torch.uint8)
    """
    return finish(np.frombuffer(buffer, dtypes.to_dtype(dtype).numpy, count, offset), "cpu", requires_grad)


def scalar_tensor(s, *, dtype=None, device=None, requires_grad=False):
    """A 0-d tensor.

    Example:
        >>> torch.scalar_tensor(3)
        tensor(3.)
    """
    return finish(np.asarray(s, _numpy_dtype(dtype)), device, requires_grad)


def _filled(kind):
    def make(*size, out=None, dtype=None, device=None, requires_grad=False, layout=None, pin_memory=False,
             memory_format=None):
        size = _checked_size(size if size else ((),))
        where = devices.to_device(device)
        numpy_dtype = (out.dtype.numpy if out is not None and dtype is None else _numpy_dtype(dtype))
        if where is devices.CPU:
            return finish(getattr(np, kind)(size, numpy_dtype), where, requires_grad, out)
        with devices._on(where) as xp:
            return finish(getattr(xp, kind)(size, numpy_dtype), where, requires_grad, out)

    return make


def _checked_size(size):
    try:
        size = sizes(size)
    except TypeError:
        raise ArgumentTypeError(f"`size` (={size!r}) must be ints, or one sequence of ints") from None
    if any(n < 0 for n in size):
        raise ShapeError(f"Trying to create tensor with negative dimension {min(size)}: {list(size)}")
    return size


def _documented(function, name, doc):
    function.__name__ = function.__qualname__ = name
    function.__module__ = "th"
    function.__doc__ = doc
    return function


zeros = _documented(_filled("zeros"), "zeros", """A tensor of zeros.

    Args:
        size (ints): the shape
        dtype (dtype): float32 by default
        device (device or str): where
    Example:
        >>> torch.zeros(2, 3)
        tensor([[0., 0., 0.],
                [0., 0., 0.]])
    """)
ones = _documented(_filled("ones"), "ones", """A tensor of ones.

    Args:
        size (ints): the shape
        dtype (dtype): float32 by default
        device (device or str): where
    Example:
        >>> torch.ones(2)
        tensor([1., 1.])
    """)
empty = _documented(_filled("empty"), "empty", """A tensor whose elements are whatever was in memory.

    Args:
        size (ints): the shape
    Example:
        >>> torch.empty(2, 3).shape
        torch.Size([2, 3])
    """)


def full(size, fill_value, *, out=None, dtype=None, device=None, requires_grad=False, layout=None):
    """A tensor filled with one value.

    Example:
        >>> torch.full((2,), 3.5)
        tensor([3.5000, 3.5000])
    """
    size = (size,) if isinstance(size, int) else size
    if isinstance(fill_value, Tensor):
        fill_value = fill_value.item()
    if dtype is None:
        dtype = dtypes.result_dtype((fill_value,))
    return finish(np.full(_checked_size((tuple(size),)), fill_value, _numpy_dtype(dtype)), device, requires_grad, out)


def _like(name):
    def make(input, *, dtype=None, device=None, requires_grad=False, layout=None, memory_format=None):  # noqa: A002
        xp = devices.namespace(input._array)
        numpy_dtype = input._array.dtype if dtype is None else dtypes.to_dtype(dtype).numpy
        made = getattr(xp, name)(input._array.shape, numpy_dtype)
        return finish(made, device or input.device, requires_grad)

    return make


zeros_like = _documented(_like("zeros"), "zeros_like", """Zeros with the shape, dtype and device of `input`.

    Example:
        >>> torch.zeros_like(torch.tensor([1, 2]))
        tensor([0, 0])
    """)
ones_like = _documented(_like("ones"), "ones_like", """Ones with the shape, dtype and device of `input`.

    Example:
        >>> torch.ones_like(torch.tensor([1, 2]))
        tensor([1, 1])
    """)
empty_like = _documented(_like("empty"), "empty_like", """Uninitialised, with the shape, dtype and device of `input`.

    Example:
        >>> torch.empty_like(torch.tensor([1, 2])).shape
        torch.Size([2])
    """)


def full_like(input, fill_value, *, dtype=None, device=None, requires_grad=False):
    """One value, with the shape, dtype and device of `input`.

    Example:
        >>> torch.full_like(torch.tensor([1, 2]), 7)
        tensor([7, 7])
    """
    made = full(input.shape, fill_value, dtype=dtype or input.dtype, device=device or input.device)
    return made.requires_grad_() if requires_grad else made


def empty_strided(size, stride, *, dtype=None, device=None, requires_grad=False):
    """Uninitialised, with the given sizes and strides (in elements).

    Example:
        >>> torch.empty_strided((2, 3), (1, 2)).stride()
        (1, 2)
    """
    total = 1 + sum((n - 1) * s for n, s in zip(size, stride, strict=True)) if 0 not in size else 0
    flat = np.empty(total, _numpy_dtype(dtype))
    array = np.lib.stride_tricks.as_strided(flat, size, [s * flat.itemsize for s in stride])
    return finish(array, device, requires_grad)


def _steps(start, end, step, dtype):
    values = (start, end, step)
    values = [v.item() if isinstance(v, Tensor) else v for v in values]
    if dtype is None:
        whole = all(isinstance(v, int) for v in values)
        dtype = dtypes.int64 if whole else dtypes.get_default_dtype()
    return (*values, dtypes.to_dtype(dtype))


def arange(start, end=None, step=1, *, out=None, dtype=None, device=None, requires_grad=False, layout=None):
    """Numbers from `start` up to, not including, `end`, `step` apart.

    Example:
        >>> torch.arange(1, 2.5, 0.5)
        tensor([1.0000, 1.5000, 2.0000])
    """
    start, end = (0, start) if end is None else (start, end)
    start, end, step, dtype = _steps(start, end, step, dtype)
    if step == 0:
        raise ArgumentError("`step` (=0) must be nonzero")
    if (end - start) * step < 0:
        raise ArgumentError(
            f"upper bound and lower bound inconsistent with step sign: arange({start}, {end}, {step})"
        )
    count = math.ceil((end - start) / step)
    if all(isinstance(v, int) for v in (start, end, step)):
        array = (np.arange(count, dtype=np.int64) * step + start).astype(dtype.numpy)
    else:
        array = (start + np.arange(count, dtype=np.float64) * step).astype(dtype.numpy)
    return finish(array, device, requires_grad, out)


def range(start=0, end=None, step=1, *, dtype=None, device=None, requires_grad=False):  # noqa: A001
    """Torch7's `range`: numbers from `start` to `end`, both included.

    Example:
        >>> torch.range(1, 3)
        tensor([1., 2., 3.])
    """
    start, end = (0, start) if end is None else (start, end)
    count = math.floor((end - start) / step) + 1
    array = start + np.arange(count, dtype=np.float64) * step
    return finish(array.astype(_numpy_dtype(dtype)), device, requires_grad)


def linspace(start, end, steps, *, out=None, dtype=None, device=None, requires_grad=False):
    """`steps` numbers from `start` to `end`, both included, evenly apart.

    Example:
        >>> torch.linspace(0, 1, 3)
        tensor([0.0000, 0.5000, 1.0000])
    """
    start, end = (v.item() if isinstance(v, Tensor) else v for v in (start, end))
    return finish(_spaced(start, end, steps, _numpy_dtype(dtype)), device, requires_grad, out)


def _spaced(start, end, steps, numpy_dtype):
    """PyTorch's own arithmetic: the first half counted from the start, the second from the end."""
    if steps < 0:
        raise ArgumentError(f"`steps` (={steps}) must be non-negative")
    work = numpy_dtype if numpy_dtype.kind in "fc" else np.dtype("float64")
    if steps == 1:
        return np.array([start]).astype(numpy_dtype)
    if numpy_dtype.kind in "iu":
        work = np.dtype("float32") if numpy_dtype.itemsize < 4 else work
    places = np.arange(steps)
    scalar = work.type
    step = (scalar(end) - scalar(start)) / scalar(max(steps - 1, 1))
    low = scalar(start) + step * places.astype(work)
    high = scalar(end) - step * (steps - 1 - places).astype(work)
    return np.where(places < steps // 2, low, high).astype(numpy_dtype)


def logspace(start, end, steps, base=10.0, *, dtype=None, device=None, requires_grad=False):
    """`steps` numbers from ``base**start`` to ``base**end``, evenly apart on a logarithmic scale.

    Example:
        >>> torch.logspace(0, 2, 3)
        tensor([  1.,  10., 100.])
    """
    exponents = _spaced(float(start), float(end), steps, np.dtype("float64"))
    return finish((float(base) ** exponents).astype(_numpy_dtype(dtype)), device, requires_grad)


def eye(n, m=None, *, out=None, dtype=None, device=None, requires_grad=False):
    """The identity matrix.

    Example:
        >>> torch.eye(2)
        tensor([[1., 0.],
                [0., 1.]])
    """
    if n < 0 or (m or 0) < 0:
        raise ShapeError(f"`n` (={n}) and `m` (={m}) must be greater or equal to 0")
    return finish(np.eye(n, m, dtype=_numpy_dtype(dtype)), device, requires_grad, out)


def tril_indices(row, col, offset=0, *, dtype=dtypes.int64, device=None):
    """The indices of the lower triangle, a (2, n) tensor.

    Example:
        >>> torch.tril_indices(2, 2)
        tensor([[0, 1, 1],
                [0, 0, 1]])
    """
    return finish(np.stack(np.tril_indices(row, offset, col)).astype(dtype.numpy), device, False)


def triu_indices(row, col, offset=0, *, dtype=dtypes.int64, device=None):
    """The indices of the upper triangle, a (2, n) tensor.

    Example:
        >>> torch.triu_indices(2, 2)
        tensor([[0, 0, 1],
                [0, 1, 1]])
    """
    return finish(np.stack(np.triu_indices(row, offset, col)).astype(dtype.numpy), device, False)


@op(method=False, inputs=("real", "imag"), samples=lambda t: [(t(2), t(2))])
def complex(xp, real, imag):  # noqa: A001
    """Complex numbers from their parts.

    Example:
        >>> torch.complex(torch.tensor([1.0]), torch.tensor([2.0]))
        tensor([1.+2.j])
    """
    out = xp.empty(np.broadcast_shapes(real.shape, imag.shape),
                   dtypes.complex_of(dtypes.from_numpy_dtype(real.dtype)).numpy)
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


# ---- dtype, device, layout


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
        if isinstance(value, dtypes.dtype) or value in (float, int, bool, _complex):
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
    def call(self):
        return self if self._array.dtype is dtype.numpy else self.to(dtype)

    return _documented(call, name, f"This tensor as {dtype}.\n\n    See `Tensor.to`.")


for _name, _dtype in (("float", dtypes.float32), ("double", dtypes.float64), ("half", dtypes.float16),
                      ("int", dtypes.int32), ("long", dtypes.int64), ("short", dtypes.int16), ("char", dtypes.int8),
                      ("byte", dtypes.uint8), ("bool", dtypes.bool_), ("cfloat", dtypes.complex64),
                      ("cdouble", dtypes.complex128), ("bfloat16", dtypes.bfloat16)):
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
    return xp.ascontiguousarray(input)


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
    make = globals()[name]

    def call(self, *args, dtype=None, device=None, requires_grad=False, **kwargs):
        return make(*args, dtype=dtype or self.dtype, device=device or self.device, requires_grad=requires_grad)

    setattr(Tensor, f"new_{name}", _documented(call, f"new_{name}", f"`torch.{name}` with this tensor's dtype and device."))


for _name in ("zeros", "ones", "empty", "full", "tensor"):
    _new(_name)
