"""Tensors filled with one value or one pattern."""

import numpy as np

from th.errors import ArgumentTypeError, ShapeError
from th.tensor import devices, dtypes
from th.tensor.declare import method
from th.tensor.ops.create import dtype_or_default, finish, named_size
from th.tensor.ops.viewing import sizes
from th.tensor.tensor import Tensor, new_tensor

__all__ = [
    "documented",
    "empty",
    "empty_like",
    "empty_permuted",
    "empty_strided",
    "eye",
    "full",
    "full_like",
    "ones",
    "ones_like",
    "scalar_tensor",
    "tril_indices",
    "triu_indices",
    "zeros",
    "zeros_like",
]


def scalar_tensor(s, *, dtype=None, device=None, requires_grad=False):
    """A 0-d tensor.

    Example:
        >>> torch.scalar_tensor(3)
        tensor(3.)
    """
    return finish(np.asarray(s).astype(dtype_or_default(dtype)), device, requires_grad)


def _filled(kind):
    on_cpu = _float_ones if kind == "ones" else getattr(np, kind)

    def make(
        *size, out=None, dtype=None, layout=None, device=None, requires_grad=False, pin_memory=False, **named
    ):
        if named:
            size = (*size, *named_size(kind, named))
        if not size:
            raise ArgumentTypeError(f"{kind}() missing 1 required positional arguments: \"size\"")
        if device is None and out is None and _are_sizes(size) and devices.current_device() is devices.CPU:
            made = new_tensor(on_cpu(size, dtype_or_default(dtype)))
            return made.requires_grad_() if requires_grad else made
        size = _checked_size(size)
        where = devices.to_device(device)
        numpy_dtype = out.dtype.numpy if out is not None and dtype is None else dtype_or_default(dtype)
        if where is devices.META:
            return finish(devices.elementless(size, numpy_dtype), where, requires_grad, out)
        if where is devices.CPU:
            return finish(getattr(np, kind)(size, numpy_dtype), where, requires_grad, out)
        with devices._on(where) as xp:
            return finish(getattr(xp, kind)(size, numpy_dtype), where, requires_grad, out)

    return make


def _float_ones(size, numpy_dtype):
    """As np.ones, which is Python and costs twice as much."""
    array = np.empty(size, numpy_dtype)
    array.fill(1)
    return array


def _are_sizes(size):
    """True for plain sizes, which need no further look."""
    for n in size:
        if n.__class__ is not int or n < 0:
            return False
    return bool(size)


def _checked_size(size):
    try:
        size = sizes(size)
    except TypeError:
        raise ArgumentTypeError(f"`size` (={size!r}) must be ints, or one sequence of ints") from None
    if any(n < 0 for n in size):
        raise ShapeError(f"Trying to create tensor with negative dimension {min(size)}: {list(size)}")
    return size


def documented(function, name, doc):
    function.__name__ = function.__qualname__ = name
    function.__module__ = "th"
    function.__doc__ = doc
    return function


zeros = documented(
    _filled("zeros"),
    "zeros",
    """A tensor of zeros.

    Args:
        size (ints): the shape
        dtype (dtype): float32 by default
        device (device or str): where
    Example:
        >>> torch.zeros(2, 3)
        tensor([[0., 0., 0.],
                [0., 0., 0.]])
    """,
)

ones = documented(
    _filled("ones"),
    "ones",
    """A tensor of ones.

    Args:
        size (ints): the shape
        dtype (dtype): float32 by default
        device (device or str): where
    Example:
        >>> torch.ones(2)
        tensor([1., 1.])
    """,
)

empty = documented(
    _filled("empty"),
    "empty",
    """A tensor whose elements are whatever was in memory.

    Args:
        size (ints): the shape
    Example:
        >>> torch.empty(2, 3).shape
        torch.Size([2, 3])
    """,
)


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
        dtype = dtypes.get_default_dtype() if fill_value.__class__ is float else dtypes.result_dtype((fill_value,))
    dtype = dtypes.to_dtype(dtype)
    value = dtypes.checked_number(fill_value, dtype)
    array = np.empty(size if size.__class__ is tuple and _are_sizes(size) else _checked_size((tuple(size),)), dtype.numpy)
    array.fill(value)  # np.full is Python and costs twice as much
    return finish(array, device, requires_grad, out)


def _like(name):
    def make(input, *, dtype=None, device=None, requires_grad=False, layout=None, memory_format=None):
        xp = devices.namespace(input._array)
        numpy_dtype = input._array.dtype if dtype is None else dtypes.to_dtype(dtype).numpy
        array = input._array
        if array.flags.c_contiguous or 0 in array.strides or str(memory_format) == "torch.contiguous_format":
            made = getattr(xp, name)(array.shape, numpy_dtype)
        else:
            made = getattr(xp, f"{name}_like")(array, numpy_dtype, order="K")
        return finish(made, device or input.device, requires_grad)

    return make


zeros_like = documented(
    _like("zeros"),
    "zeros_like",
    """Zeros with the shape, dtype and device of `input`.

    Example:
        >>> torch.zeros_like(torch.tensor([1, 2]))
        tensor([0, 0])
    """,
)

ones_like = documented(
    _like("ones"),
    "ones_like",
    """Ones with the shape, dtype and device of `input`.

    Example:
        >>> torch.ones_like(torch.tensor([1, 2]))
        tensor([1, 1])
    """,
)

empty_like = documented(
    _like("empty"),
    "empty_like",
    """Uninitialised, with the shape, dtype and device of `input`.

    Example:
        >>> torch.empty_like(torch.tensor([1, 2])).shape
        torch.Size([2])
    """,
)


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
    flat = np.empty(total, dtype_or_default(dtype))
    array = np.lib.stride_tricks.as_strided(flat, size, [s * flat.itemsize for s in stride])
    return finish(array, device, requires_grad)


def empty_permuted(size, physical_layout, *, dtype=None, layout=None, device=None, requires_grad=False):
    """Uninitialised, with the dims in memory in the order `physical_layout`.

    Example:
        >>> torch.empty_permuted((2, 3), (1, 0)).stride()
        (1, 2)
    """
    if len(physical_layout) != len(size):
        raise ShapeError(
            "Number of dimensions in size does not match the length of the physical_layout; i.e. "
            f"len(size) = {len(size)} is not equal to len(physical_layout) = {len(physical_layout)}"
        )
    strides, step = {}, 1
    for d in reversed(physical_layout):
        if not 0 <= d < len(size):
            raise ShapeError(
                f"Dimension out of range (expected to be between 0 and {len(size) - 1}, but got {d} in physical_layout)"
            )
        if d in strides:
            raise ShapeError("Duplicate dim not allowed")
        strides[d], step = step, step * max(size[d], 1)
    stride = [strides[d] for d in range(len(size))]
    return empty_strided(size, stride, dtype=dtype, device=device, requires_grad=requires_grad)


@method
def new_empty_strided(self, size, stride, *, dtype=None, layout=None, device=None, requires_grad=False):
    """Uninitialised, with the given sizes and strides, and this tensor's dtype and device."""
    return empty_strided(size, stride, dtype=dtype or self.dtype, device=device or self.device, requires_grad=requires_grad)


def eye(n, m=None, *, out=None, dtype=None, device=None, requires_grad=False):
    """The identity matrix.

    Example:
        >>> torch.eye(2)
        tensor([[1., 0.],
                [0., 1.]])
    """
    if n < 0 or (m or 0) < 0:
        raise ShapeError(f"`n` (={n}) and `m` (={m}) must be greater or equal to 0")
    m = n if m is None else m
    array = np.zeros((n, m), dtype_or_default(dtype))
    array.reshape(-1)[: m * m : m + 1] = 1  # np.eye is Python and costs twice as much
    return finish(array, device, requires_grad, out)


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
