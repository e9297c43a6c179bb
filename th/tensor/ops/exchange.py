"""What leaves a tensor: Python numbers, numpy arrays, and the protocols of other libraries."""

import numpy as np

from th.errors import ArgumentError, ArgumentTypeError, DeviceError, GradientError
from th.tensor import devices, dtypes
from th.tensor.declare import method
from th.tensor.tensor import Tensor, new_tensor

__all__ = []


def _property(function):
    setattr(Tensor, function.__name__, property(function))


@method
def item(self):
    """The only element, as a Python number.

    Raises:
        ArgumentError: when there is not exactly one element
    """
    if self._array.size != 1:
        raise ArgumentError(f"a Tensor with {self._array.size} elements cannot be converted to Scalar")
    if self._array.__class__ is devices.MetaArray:
        raise DeviceError("Tensor.item() cannot be called on meta tensors")
    return self._array.item()


@method
def tolist(self):
    """The elements as nested lists of Python numbers."""
    return devices.to_host(self._array).tolist()


@method
def numpy(self, *, force=False):
    """The elements as a numpy array that shares their memory.

    Args:
        force (bool): detach and copy to the host first where that is needed
    Raises:
        GradientError: when the tensor wants a gradient
        ArgumentTypeError: when it is on a GPU
    """
    if force:
        return devices.to_host(self.detach()._array)
    if self.requires_grad and not self.is_meta:
        raise GradientError("Can't call numpy() on Tensor that requires grad. Use tensor.detach().numpy() instead.")
    if self.is_cuda or self.is_meta:
        raise ArgumentTypeError(
            f"can't convert {self.device} device type tensor to numpy. Use Tensor.cpu() to copy the tensor to "
            "host memory first."
        )
    return self._array


@method
def __array__(self, dtype=None, copy=None):
    array = self.numpy()
    if dtype is not None and array.dtype != dtype:
        return array.astype(dtype)
    return array.copy() if copy else array


@_property
def __cuda_array_interface__(self):
    if not self.is_cuda:
        raise AttributeError("__cuda_array_interface__ is there for tensors on a GPU only")
    return self._array.__cuda_array_interface__


@method
def __dlpack__(self, *, stream=None, **kwargs):
    if self.requires_grad:
        raise GradientError("Can't export tensors that require gradient, use tensor.detach()")
    if self.is_cuda:
        return self._array.__dlpack__(stream=stream, **kwargs)
    return self._array.__dlpack__(**kwargs)


@method
def __dlpack_device__(self):
    return self._array.__dlpack_device__()


@method
def __bool__(self):
    if self._array.size != 1:
        if self._array.size == 0:
            raise GradientError("Boolean value of Tensor with no values is ambiguous")
        raise GradientError("Boolean value of Tensor with more than one value is ambiguous; use .any() or .all()")
    return bool(self.item())


def _real(number, kind):
    if isinstance(number, complex):
        if number.imag:
            raise ArgumentError(f"value cannot be converted to type {kind} without overflow: {number} is not real")
        return number.real
    return number


@method
def __float__(self):
    return float(_real(self.item(), "double"))


@method
def __int__(self):
    return int(_real(self.item(), "int64_t"))


@method
def __complex__(self):
    return complex(self.item())


@method
def __index__(self):
    if self._array.size != 1 or dtypes.kind_of(self._array.dtype) > dtypes.INTEGRAL:
        raise ArgumentTypeError("only integer tensors of a single element can be converted to an index")
    return int(self._array.item())


@method
def __len__(self):
    if self._array.ndim == 0:
        raise ArgumentTypeError("len() of a 0-d tensor")
    return self._array.shape[0]


@method
def __iter__(self):
    if self._array.ndim == 0:
        raise ArgumentTypeError("iteration over a 0-d tensor")
    return iter(self.unbind(0))


@method
def __contains__(self, element):
    if not isinstance(element, Tensor | bool | int | float | complex | np.generic):
        raise ArgumentError(f"Tensor.__contains__ only supports Tensor or scalar, but you passed in a {type(element)}.")
    return bool((self == element).any())


@method
def __reversed__(self):
    return self if self._array.ndim == 0 else self.flip(0)


@method
def __array_wrap__(self, array, context=None, return_scalar=False):
    """What numpy's functions make of a tensor is a tensor."""
    return new_tensor(np.asarray(array))


@method
def __format__(self, spec):
    if self._array.ndim == 0:
        return self.item().__format__(spec)
    return object.__format__(self, spec)
