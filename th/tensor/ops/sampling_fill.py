"""Filling a tensor with random numbers: the in-place methods, and the noise of dropout."""

import numpy as np

from th.errors import ArgumentError, ArgumentTypeError, DtypeError, ShapeError
from th.tensor import devices, dtypes, samplers
from th.tensor.declare import method
from th.tensor.limits import finfo
from th.tensor.modes import modes
from th.tensor.node import counter_of
from th.tensor.ops.drawing import (
    check_floating,
    check_probabilities,
    check_probability,
    flat_parameters,
    memory_order,
    part_std,
    sampler_of,
)
from th.tensor.random import engine_of
from th.tensor.tensor import Tensor, new_tensor
from th.tensor.writing import check_writable

__all__ = [
    "bernoulli_", "cauchy_", "dropout_noise", "exponential_", "geometric_", "log_normal_", "normal_", "random_",
    "uniform_",
]


_EVERY_DTYPE = 65504.0  # the largest number that every floating dtype holds


def _fill(tensor, generator, kernel, *args):
    """Writes what the sampler `kernel` draws into `tensor`, in the order of its memory, as PyTorch does."""
    check_writable(tensor)
    array = tensor._array
    if array.__class__ is devices.MetaArray:
        return tensor
    if not array.flags.c_contiguous and any(stride == 0 and n > 1 for stride, n in zip(array.strides, array.shape, strict=True)):
        raise ShapeError(
            "unsupported operation: more than one element of the written-to tensor refers to a single memory "
            "location. Please clone() the tensor before performing the operation."
        )
    if not array.size:
        return tensor
    engine = engine_of(generator, tensor.device)
    if kernel == "normal" and not array.flags.c_contiguous:
        kernel = "serial_normal"
    drawn = _drawn(sampler_of(kernel, engine), engine, array, args)
    if modes.grad and tensor.requires_grad:
        return tensor.copy_(new_tensor(drawn))  # on the tape: nothing of the old value is left
    array[...] = drawn
    counter_of(tensor)[0] += 1
    return tensor


def _drawn(sampler, engine, array, args):
    if array.flags.c_contiguous and array.dtype.kind != "c":
        return sampler(engine, array.size, array.dtype, *args).reshape(array.shape)
    order = list(memory_order(array))
    shape = [array.shape[d] for d in order]
    dtype, count = array.dtype, array.size
    if dtype.kind == "c":
        parts = sampler(engine, 2 * count, np.dtype(f"f{dtype.itemsize // 2}"), *args)
        made = parts.view(dtype).reshape(shape)
    else:
        made = sampler(engine, count, dtype, *args).reshape(shape)
    return made.transpose(np.argsort(order).tolist()) if made.ndim > 1 else made


@method
def uniform_(self, from_=0.0, to=1.0, *, generator=None, **named):
    """Fills this tensor with uniform numbers in [from, to).

    Args:
        from (float): the lower end, 0 by default
        to (float): the upper end, 1 by default
    Raises:
        ArgumentError: when from > to
    Example:
        >>> g = torch.manual_seed(0)
        >>> torch.empty(2).uniform_(-1, 1)
        tensor([-0.0075,  0.5364])
    """
    low, high = float(named.pop("from", from_)), float(to)
    _refuse(named, "uniform_")
    check_floating("check_uniform_bounds", self.dtype)
    if not (-_EVERY_DTYPE <= low and high <= _EVERY_DTYPE):
        most = float(finfo(self.dtype).max)
        for name, value in (("from", low), ("to", high)):
            if abs(value) > most:
                raise ArgumentError(f"{name} is out of bounds for {self.dtype}: {value}")
    if low > high:
        raise ArgumentError(f"uniform_ expects to return a [from, to) range, but found from={low} > to={high}")
    return _fill(self, generator, "uniform", low, high)


def _refuse(named, name):
    if named:
        raise ArgumentTypeError(f"{name}() got an unexpected keyword argument '{min(named)}'")


@method
def normal_(self, mean=0.0, std=1.0, *, generator=None):
    """Fills this tensor with normal numbers.

    Raises:
        ArgumentError: when `std` is negative
    Example:
        >>> g = torch.manual_seed(0)
        >>> torch.empty(2).normal_(10, 0.1)
        tensor([10.1541,  9.9707])
    """
    if not std >= 0:
        raise ArgumentError(f"normal expects std >= 0.0, but found std {std}")
    check_floating("normal_kernel_cpu", self.dtype)
    return _fill(self, generator, "normal", float(mean), part_std(self.dtype, float(std)))


@method
def random_(self, *bounds, generator=None, **named):
    """Fills this tensor with integers in [from, to); ``random_(to)`` starts at 0, ``random_()`` uses all of the dtype.

    Example:
        >>> g = torch.manual_seed(0)
        >>> torch.empty(5, dtype=torch.int64).random_(10)
        tensor([4, 9, 3, 0, 3])
    """
    _check_real(self, "random_")
    low, high = _bounds(self._array.dtype, bounds, named)
    if high is None:
        return _fill(self, generator, "whole_numbers")
    if (low, high) == (-(2**63), 2**63):
        return _fill(self, generator, "integers", low, high)
    return _fill(self, generator, "integers", *samplers.random_bounds(self._array.dtype, int(low), int(high)))


def _bounds(dtype, bounds, named):
    """(from, to) of ``random_()``, ``random_(to)``, ``random_(from, to)``; a `to` of None is the end of the dtype."""
    if len(bounds) > 2:
        raise ArgumentTypeError(f"random_() takes at most `from` and `to`, got {bounds!r}")
    given = dict(zip(("from", "to") if len(bounds) + ("to" in named) == 2 else ("to",), bounds, strict=False))
    given.update(named)
    low, high = given.pop("from", None), given.pop("to", None)
    _refuse(given, "random_")
    if low is not None and high is None:
        high = samplers.end_of(dtype)
    return low or 0, high


def _check_real(tensor, name):
    if tensor.dtype.kind == dtypes.COMPLEX:
        raise DtypeError(f"{name} is not implemented for '{tensor.dtype.alias}'")


@method
def bernoulli_(self, p=0.5, *, generator=None):
    """Fills this tensor with 1 of probability `p`, else 0.

    Args:
        p (float or Tensor): in [0, 1]; a tensor is broadcast to the shape of this one
    Raises:
        ArgumentError: when `p` is not in [0, 1]
    Example:
        >>> torch.empty(3).bernoulli_(1.0)
        tensor([1., 1., 1.])
    """
    _check_real(self, "bernoulli_")
    if not isinstance(p, Tensor):
        check_probability(p, "bernoulli_")
        return _fill(self, generator, "coins", float(p))
    (probabilities,), _, _ = flat_parameters("bernoulli_", p)
    check_probabilities(probabilities)
    xp = devices.namespace(self._array)
    spread = xp.broadcast_to(p._array, self._array.shape)
    order = list(memory_order(self._array))
    return _fill(self, generator, "coins", spread.transpose(order).reshape(-1))


def _continuous(tensor, name):
    if tensor.dtype.kind != dtypes.FLOAT:
        raise DtypeError(
            f"{name} distribution is a continuous probability distribution. dtype must be a floating point but you "
            f"specified {tensor.dtype.alias}"
        )


@method
def exponential_(self, lambd=1.0, *, generator=None):
    """Fills this tensor with exponential numbers of rate `lambd`.

    Raises:
        ArgumentError: when `lambd` is not positive
    Example:
        >>> torch.empty(2).exponential_().min() >= 0
        tensor(True)
    """
    if not lambd > 0:
        raise ArgumentError(f"exponential_ expects lambda > 0.0, but found lambda={lambd}")
    _continuous(self, "Exponential")
    return _fill(self, generator, "exponential", float(lambd))


@method
def geometric_(self, p, *, generator=None):
    """Fills this tensor with the numbers of trials up to the first success of probability `p`.

    Raises:
        ArgumentError: when `p` is not in (0, 1)
    Example:
        >>> torch.empty(2).geometric_(0.5).min() >= 1
        tensor(True)
    """
    if not 0 < p < 1:
        raise ArgumentError(f"geometric_ expects p to be in (0, 1), but got p={p}")
    _check_real(self, "geometric_")
    return _fill(self, generator, "geometric", float(p))


@method
def cauchy_(self, median=0.0, sigma=1.0, *, generator=None):
    """Fills this tensor with Cauchy numbers.

    Raises:
        ArgumentError: when `sigma` is not positive
    Example:
        >>> torch.empty(2).cauchy_().shape
        torch.Size([2])
    """
    if not sigma > 0:
        raise ArgumentError(f"cauchy_ expects sigma > 0.0, but found sigma={sigma}")
    _continuous(self, "Cauchy")
    return _fill(self, generator, "cauchy", float(median), float(sigma))


@method
def log_normal_(self, mean=1.0, std=2.0, *, generator=None):
    """Fills this tensor with the exponentials of normal numbers.

    Raises:
        ArgumentError: when `std` is not positive
    Example:
        >>> torch.empty(2).log_normal_().min() > 0
        tensor(True)
    """
    if not std > 0:
        raise ArgumentError(f"log_normal_ expects std > 0.0, but found std={std}")
    check_floating("log_normal_cpu", self.dtype)
    if self.dtype.kind == dtypes.COMPLEX:
        check_floating("log_normal_cpu", dtypes.int64)
    return _fill(self, generator, "log_normal", float(mean), float(std))


def dropout_noise(input, p, shape=None, generator=None):
    """What dropout multiplies by: 0 with probability `p`, else 1 / (1 - p); drawn as PyTorch draws it.

    Args:
        input (Tensor): gives dtype, device and, without `shape`, shape and order in memory
        p (float): in [0, 1)
        shape (tuple): another shape, for dropout of whole channels
    """
    array = input._array
    if array.dtype.kind in "biu":
        raise DtypeError(f"result type Float can't be cast to the desired output type {input.dtype.alias}: dropout needs floating numbers")
    xp = devices.namespace(array)
    noise = new_tensor(xp.empty_like(array) if shape is None else xp.empty(shape, array.dtype))
    noise.bernoulli_(1 - p, generator=generator)
    if 0 < p < 1:
        if array.dtype.itemsize > 2:
            noise._array /= array.dtype.type(1 - p)
        else:  # PyTorch divides halves in single precision
            noise._array *= array.dtype.type(np.float32(1) / np.float32(1 - p))
    return noise
