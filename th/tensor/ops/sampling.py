"""Random tensors: PyTorch's numbers on the CPU, from the same seed."""

import operator

import numpy as np

from th.errors import ArgumentError, ArgumentTypeError, ShapeError
from th.tensor import devices, dtypes, samplers
from th.tensor.ops.create import named_size
from th.tensor.ops.drawing import check_floating, draw, finish_drawn, memory_order, part_std, shape_of, target_of

__all__ = [
    "rand", "rand_like", "randint", "randint_like", "randn", "randn_like", "randperm",
]


def rand(*size, generator=None, out=None, dtype=None, layout=None, device=None, requires_grad=False, pin_memory=False,
         **named):
    """Uniform numbers in [0, 1).

    Args:
        size (ints): the shape
        generator (Generator): the default one by default
        dtype (dtype): floating; float32 by default
        device (device or str): where
    Example:
        >>> g = torch.manual_seed(0)
        >>> torch.rand(2, 3)
        tensor([[0.4963, 0.7682, 0.0885],
                [0.1320, 0.3074, 0.6341]])
    """
    shape = shape_of("rand", (*size, *named_size("rand", named)) if named else size)
    dtype, place = target_of(dtype, device, out)
    check_floating("check_uniform_bounds", dtype)
    return finish_drawn(draw("uniform", shape, dtype, place, generator), out, requires_grad)


def randn(*size, generator=None, out=None, dtype=None, layout=None, device=None, requires_grad=False, pin_memory=False,
          **named):
    """Normal numbers, of mean 0 and variance 1.

    Args:
        size (ints): the shape
        generator (Generator): the default one by default
        dtype (dtype): floating or complex; float32 by default
        device (device or str): where
    Example:
        >>> g = torch.manual_seed(0)
        >>> torch.randn(2, 2)
        tensor([[ 1.5410, -0.2934],
                [-2.1788,  0.5684]])
    """
    shape = shape_of("randn", (*size, *named_size("randn", named)) if named else size)
    dtype, place = target_of(dtype, device, out)
    check_floating("normal_kernel_cpu", dtype)
    return finish_drawn(draw("normal", shape, dtype, place, generator, 0.0, part_std(dtype, 1.0)), out, requires_grad)


def randint(low=0, high=None, size=None, *, generator=None, out=None, dtype=None, layout=None, device=None,
            requires_grad=False, pin_memory=False):
    """Integers in [low, high); ``randint(high, size)`` starts at 0.

    Args:
        low (int): the smallest
        high (int): one above the largest
        size (tuple): the shape
        dtype (dtype): int64 by default
    Raises:
        ArgumentError: when `low` is not less than `high`, or the dtype does not reach so far
    Example:
        >>> g = torch.manual_seed(0)
        >>> torch.randint(0, 10, (5,))
        tensor([4, 9, 3, 0, 3])
    """
    if size is None:
        if not isinstance(high, tuple | list):
            raise ArgumentTypeError("randint(): argument 'size' is missing; write torch.randint(low, high, (2, 3))")
        low, high, size = 0, low, high
    elif high is None:
        low, high = 0, low
    shape = shape_of("randint", size if size.__class__ is tuple and size else (size,))
    dtype, place = target_of(dtype, device, out, dtypes.int64)
    low, high = samplers.random_bounds(dtype.numpy, _whole("randint", "low", low), _whole("randint", "high", high))
    return finish_drawn(draw("integers", shape, dtype, place, generator, low, high), out, requires_grad)


def _whole(function, name, value):
    if value.__class__ is int:
        return value
    if isinstance(value, bool) or not hasattr(value, "__index__"):
        raise ArgumentTypeError(f"{function}(): argument '{name}' must be int, not {type(value).__name__}: {value!r}")
    return operator.index(value)


def randperm(n, *, generator=None, out=None, dtype=None, layout=None, device=None, requires_grad=False,
             pin_memory=False):
    """The numbers 0 .. n - 1 in random order.

    Args:
        n (int): how many
        dtype (dtype): int64 by default
    Example:
        >>> g = torch.manual_seed(0)
        >>> torch.randperm(6)
        tensor([2, 5, 3, 0, 1, 4])
    """
    n = _whole("randperm", "n", n)
    if n < 0:
        raise ShapeError(f"Trying to create tensor with negative dimension {n}: [{n}]")
    dtype, place = target_of(dtype, device, out, dtypes.int64)
    digits = samplers.DIGITS.get(dtype.name)
    most = (1 << digits) + 1 if digits else int(np.iinfo(dtype.numpy).max) + 1
    if n > most:
        raise ArgumentError(f"`n` (={n}) cannot be greater than {most} for {dtype.alias} type")
    return finish_drawn(draw("permutation", (n,), dtype, place, generator), out, requires_grad)


# ---- like another tensor


def _like(input, dtype, device):
    """The order of dims in memory, and the shape in that order, dtype and place of a tensor made like `input`."""
    dtype = input.dtype if dtype is None else dtypes.to_dtype(dtype)
    place = input.device if device is None else devices.to_device(device)
    order = memory_order(input._array)
    return order, tuple([input._array.shape[d] for d in order]), dtype, place


def _drawn_like(kernel, input, dtype, device, generator, args, requires_grad):
    order, shape, dtype, place = _like(input, dtype, device)
    if kernel == "normal" and list(order) != sorted(order):
        kernel = "serial_normal"  # what PyTorch does for strided memory
    made = draw(kernel, shape, dtype, place, generator, *args(dtype))
    back = np.argsort(order).tolist()
    return finish_drawn(made.transpose(back) if made.ndim > 1 else made, None, requires_grad)


def rand_like(input, *, generator=None, dtype=None, layout=None, device=None, requires_grad=False, memory_format=None,
              pin_memory=False):
    """Uniform numbers in [0, 1), with the shape, dtype and device of `input`.

    Example:
        >>> torch.rand_like(torch.zeros(2, 3)).shape
        torch.Size([2, 3])
    """
    check_floating("check_uniform_bounds", input.dtype if dtype is None else dtypes.to_dtype(dtype))
    return _drawn_like("uniform", input, dtype, device, generator, lambda d: (), requires_grad)


def randn_like(input, *, generator=None, dtype=None, layout=None, device=None, requires_grad=False, memory_format=None,
               pin_memory=False):
    """Normal numbers of mean 0 and variance 1, with the shape, dtype and device of `input`.

    Example:
        >>> torch.randn_like(torch.zeros(2, 3)).shape
        torch.Size([2, 3])
    """
    check_floating("normal_kernel_cpu", input.dtype if dtype is None else dtypes.to_dtype(dtype))
    return _drawn_like("normal", input, dtype, device, generator, lambda d: (0.0, part_std(d, 1.0)), requires_grad)


def randint_like(input, low, high=None, *, generator=None, dtype=None, layout=None, device=None, requires_grad=False,
                 memory_format=None, pin_memory=False):
    """Integers in [low, high), with the shape, dtype and device of `input`; ``randint_like(input, high)`` starts at 0.

    Example:
        >>> torch.randint_like(torch.zeros(2, 3), 10).shape
        torch.Size([2, 3])
    """
    low, high = (0, low) if high is None else (low, high)
    low, high = _whole("randint_like", "low", low), _whole("randint_like", "high", high)
    return _drawn_like("integers", input, dtype, device, generator,
                       lambda d: samplers.random_bounds(d.numpy, low, high), requires_grad)
