"""Making tensors: from data, filled, counted; and changing dtype, device and memory layout."""

import functools
import os
import warnings

import numpy as np

from th.errors import ArgumentError, ArgumentTypeError
from th.tensor import devices, dtypes
from th.tensor.capsules import array_of
from th.tensor.dispatch import quietly
from th.tensor.outs import refill_out
from th.tensor.tensor import Tensor, new_tensor

__all__ = [
    "as_tensor",
    "asarray",
    "dtype_or_default",
    "finish",
    "from_dlpack",
    "from_file",
    "from_numpy",
    "from_numpy_on",
    "frombuffer",
    "host_array",
    "named_size",
    "tensor",
]


def finish(array, device, requires_grad, out=None):
    """A new tensor of `array` on `device`, wanting a gradient if asked."""
    place = devices.current_device() if device is None else devices.to_device(device)
    if place is not devices.CPU or array.__class__ is not np.ndarray:
        array = devices.move(array, place)
    made = new_tensor(array)
    if out is not None:
        return refill_out(made, out)
    return made.requires_grad_() if requires_grad else made


def dtype_or_default(dtype):
    if dtype is None:
        return dtypes.get_default_dtype().numpy
    return (dtype if dtype.__class__ is dtypes.dtype else dtypes.to_dtype(dtype)).numpy


def named_size(name, named):
    """The shape given as ``f(size=(2, 3))``; PyTorch's other keywords change nothing here."""
    unknown = set(named) - {"size", "names", "memory_format"}
    if unknown:
        raise ArgumentTypeError(f"{name}() got an unexpected keyword argument '{min(unknown)}'")
    return (named["size"],) if "size" in named else ()


def _contains_tensor(data):
    return any(isinstance(v, Tensor) or (isinstance(v, list | tuple) and _contains_tensor(v)) for v in data)


def _plain(data):
    """Nested sequences with the tensors in them, of one element each, as arrays of no dims."""
    if isinstance(data, Tensor):
        if data.numel() != 1:
            raise ArgumentError(
                "only one element tensors can be converted to Python scalars: `data` holds one of shape "
                f"{list(data.shape)}; join tensors with torch.stack"
            )
        return devices.to_host(data._array).reshape(())
    return [_plain(v) for v in data] if isinstance(data, list | tuple) else data


def _check_lengths(data):
    """Raises PyTorch's error for ragged nested sequences."""
    if not isinstance(data, list | tuple) or not data or not isinstance(data[0], list | tuple):
        return
    for place, row in enumerate(data):
        if not isinstance(row, list | tuple) or len(row) != len(data[0]):
            found = len(row) if isinstance(row, list | tuple) else type(row).__name__
            raise ArgumentError(f"expected sequence of length {len(data[0])} at dim 1 (got {found}); row {place}")


_NUMBERS = frozenset((float, int, bool))


def host_array(data, dtype):
    """`data` as a numpy array of the dtype that PyTorch infers."""
    if isinstance(data, np.ndarray | np.generic):
        array = np.asarray(data)
    else:
        flat = data.__class__ is list and _NUMBERS.issuperset(map(type, data))
        if not flat and isinstance(data, list | tuple) and _contains_tensor(data):
            data = _plain(data)
        try:
            array = np.array(data, np.uint64) if dtype is dtypes.uint64 else np.array(data)  # numpy makes floats of 2**63 and 1
        except ValueError as err:
            _check_lengths(data)
            raise ArgumentError(f"could not make a tensor of `data`: {err}") from None
        except OverflowError as err:
            raise ArgumentError(f"could not make a tensor of `data`: {err}") from None
        if dtype is None:
            array = _inferred(array, data)
    if array.dtype.kind in "OUS":
        raise _no_numbers(data, array)
    if dtype is None:
        dtypes.from_numpy_dtype(array.dtype)
        return array
    dtype = dtypes.to_dtype(dtype)
    if not isinstance(data, np.ndarray | np.generic):
        _check_fits(array, dtype)
    return quietly(array.astype, dtype.numpy)


def _no_numbers(data, array):
    """PyTorch's error for data that is not numbers."""
    wanted = "`data` must be numbers, nested sequences of numbers, arrays or tensors"
    if isinstance(data, str | np.ndarray):
        return ArgumentTypeError(f"{wanted}, not {type(data).__name__} {array.dtype}")
    leaf = data
    if isinstance(data, list | tuple):
        leaves = array.ravel().tolist()
        leaf = next((v for v in leaves if not isinstance(v, int | float | complex)), leaves[0])
    if array.dtype.kind in "US" and isinstance(data, list | tuple) and any(isinstance(v, int | float | complex) for v in data):
        return ArgumentTypeError(f"must be real number, not {type(leaf).__name__}: {wanted}")
    if isinstance(leaf, int):
        return ArgumentError("Overflow when unpacking long long: an integer in `data` does not fit int64")
    return ArgumentError(f"Could not infer dtype of {type(leaf).__name__}: {wanted}")


def _check_fits(array, dtype):
    """Raises where Python numbers do not fit the dtype asked for."""
    if array.dtype.kind == "c" and dtype.kind not in (dtypes.COMPLEX, dtypes.BOOL):
        raise ArgumentTypeError("must be real number, not complex")
    if dtype.kind != dtypes.INTEGRAL or not array.size or array.dtype.kind not in "iuf":
        return
    for value in (array.min().item(), array.max().item()):
        dtypes.checked_number(value, dtype)


def _inferred(array, data):
    kind = array.dtype.kind
    if array.size == 0 and not isinstance(data, np.ndarray):
        return array.astype(dtypes.get_default_dtype().numpy)
    if kind == "f" and array.dtype == np.float64:
        return array.astype(_common_dtype(data).numpy)
    if kind == "c" and not _holds_numpy(data):
        return array.astype(dtypes.complex_of(dtypes.get_default_dtype()).numpy)
    if kind == "u" and array.dtype == np.uint64:
        raise ArgumentError("Overflow when unpacking long: an integer in `data` does not fit int64")
    return array


def _common_dtype(data):
    """The dtype of numbers in nested sequences: Python's floats are of the default one, numpy's of their own."""
    if isinstance(data, list | tuple):
        kinds = set(map(type, data))
        if kinds <= {float, int, bool}:
            return dtypes.get_default_dtype() if float in kinds else dtypes.int64
        return functools.reduce(dtypes.promote_types, [_common_dtype(part) for part in data])
    if isinstance(data, np.ndarray | np.generic):
        return dtypes.from_numpy_dtype(data.dtype)
    return dtypes.int64 if isinstance(data, int) else dtypes.get_default_dtype()


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
        warnings.warn(
            "To copy construct from a tensor, it is recommended to use sourceTensor.detach().clone() or "
            "sourceTensor.detach().clone().requires_grad_(True), rather than torch.tensor(sourceTensor).",
            stacklevel=2,
        )
        return _copied(data, dtype, device).requires_grad_(requires_grad)
    if devices.is_array(data) and not isinstance(data, np.ndarray):
        return finish(data.copy(), device or devices.device_of(data), requires_grad)
    array = host_array(data, dtype)
    if isinstance(data, np.ndarray) and np.shares_memory(array, data):
        array = array.copy()
    return finish(array, device, requires_grad)


def _copied(data, dtype, device):
    array = data._array.astype(dtypes.to_dtype(dtype or data.dtype).numpy)
    return finish(array, device or data.device, False)


def as_tensor(data, dtype=None, device=None):
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
    if copy:
        made = _copied(obj, dtype, device) if isinstance(obj, Tensor) else tensor(obj, dtype=dtype, device=device)
    else:
        made = as_tensor(obj, dtype, device)
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
    if not ndarray.flags.writeable:
        warnings.warn(
            "The given NumPy array is not writable, and PyTorch does not support non-writable tensors: writing to this tensor "
            "is an error. You may want to copy the array to protect its data or make it writable before converting it.",
            stacklevel=2,
        )
    return new_tensor(ndarray)


def from_numpy_on(array, like):
    """A host array as a tensor on the device of the tensor `like`."""
    return new_tensor(devices.move(array, like.device))


def from_dlpack(ext_tensor):
    """A tensor that shares the memory of any object with ``__dlpack__``, or of a capsule, which can be taken once.

    Raises:
        ConflictError: when the capsule was taken before
    Example:
        >>> torch.from_dlpack(np.array([1.0]))
        tensor([1.], dtype=torch.float64)
    """
    if type(ext_tensor).__name__ == "PyCapsule":
        return new_tensor(array_of(ext_tensor))
    place = ext_tensor.__dlpack_device__()[0]
    return new_tensor((np if place == 1 else devices.cuda_namespace()).from_dlpack(ext_tensor))


def frombuffer(buffer, *, dtype, count=-1, offset=0, requires_grad=False):
    """A tensor over the memory of a bytes-like object.

    Example:
        >>> torch.frombuffer(bytearray([1, 2]), dtype=torch.uint8)
        tensor([1, 2], dtype=torch.uint8)
    """
    return finish(np.frombuffer(buffer, dtypes.to_dtype(dtype).numpy, count, offset), "cpu", requires_grad)


def from_file(filename, shared=None, size=0, *, dtype=None, requires_grad=False):
    """The elements that stand in a file one after the other, mapped into memory: none is read before it is used.

    Args:
        filename (str): the file; with `shared` it is made as long as it must be
        shared (bool): write changes into the file; by default they stay in this process
        size (int): how many elements
        dtype (dtype): theirs; the default dtype when left out
    Raises:
        ArgumentError: when the file is too short
    Example:
        >>> import tempfile
        >>> path = tempfile.mkdtemp() + "/numbers.bin"
        >>> torch.from_file(path, shared=True, size=3).fill_(2.0)
        tensor([2., 2., 2.])
        >>> torch.from_file(path, size=2)
        tensor([2., 2.])
    """
    numpy_dtype = dtype_or_default(dtype)
    wanted = size * numpy_dtype.itemsize
    if shared:
        with open(filename, "ab") as file:
            file.truncate(max(file.tell(), wanted))
    elif os.path.getsize(filename) < wanted:
        raise ArgumentError(f"file {filename!r} has {os.path.getsize(filename)} bytes, {size} elements need {wanted}")
    found = np.memmap(filename, numpy_dtype, "r+" if shared else "c", 0, size) if size else np.empty(0, numpy_dtype)
    return finish(found.view(np.ndarray), "cpu", requires_grad)
