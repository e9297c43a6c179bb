"""Where an array lives.  The one module that knows cupy."""

import contextlib
import os
import sys
import threading

import numpy as np

from th.errors import ArgumentError, ArgumentTypeError, DeviceError

__all__ = [
    "CPU", "META", "MetaArray", "address_of", "cuda_is_available", "cuda_namespace", "current_device", "device",
    "device_of", "elementless", "get_default_device", "is_array", "move", "namespace", "on_meta", "owner_of",
    "set_default_device", "to_device", "to_host", "use_cuda_namespace",
]


class device:
    """A place for tensors: ``device("cpu")``, ``device("cuda")``, ``device("cuda:1")``, ``device("cuda", 1)``.

    ``device("meta")`` is no place: tensors there have a shape and a dtype, and what is computed of them has too.

    As a context manager it is where new tensors go.

    Example:
        >>> th.device("cuda:1")
        device(type='cuda', index=1)
        >>> with th.device("cpu"):
        ...     th.zeros(2).device
        device(type='cpu')
    """

    __slots__ = ("_outer", "index", "type")

    def __init__(self, type, index=None):
        if isinstance(type, device):
            type, index = type.type, type.index
        elif isinstance(type, int) and not isinstance(type, bool):
            type, index = "cuda", type
        elif not isinstance(type, str):
            raise ArgumentTypeError(f"`device` (={type!r}) must be a string such as 'cpu' or 'cuda:0', or a device")
        kind, _, number = type.partition(":")
        if number:
            if index is not None:
                raise ArgumentError(f"`type` (={type!r}) must not include an index because index was passed explicitly")
            if not number.isdigit():
                raise DeviceError(f"Invalid device string: {type!r}; write 'cpu', 'cuda' or 'cuda:0'")
            index = int(number)
        if kind not in ("cpu", "cuda", "meta"):
            raise DeviceError(f"`device` (={type!r}) must be one of 'cpu', 'cuda', 'cuda:0', 'cuda:1', ...")
        self.type, self.index = kind, index

    def __eq__(self, other):
        return isinstance(other, device) and (self.type, self.index) == (other.type, other.index)

    def __hash__(self):
        return hash((self.type, self.index))

    def __repr__(self):
        return f"device(type='{self.type}'" + (f", index={self.index})" if self.index is not None else ")")

    def __str__(self):
        return self.type + (f":{self.index}" if self.index is not None else "")

    def __reduce__(self):
        return device, (self.type, self.index)

    def __enter__(self):
        self._outer = _local.device
        _local.device = self
        return self

    def __exit__(self, *exc):
        _local.device = self._outer


CPU = device("cpu")
META = device("meta")


class MetaArray(np.ndarray):
    """The array of a tensor on device "meta": its memory is never looked at, and the system gives none before that."""


def elementless(shape, dtype):
    """A MetaArray."""
    try:
        return np.empty(shape, dtype).view(MetaArray)
    except MemoryError:  # more than the system would promise: one element stands for all
        return np.lib.stride_tricks.as_strided(np.empty((), dtype), shape, [0] * len(shape)).view(MetaArray)


def on_meta(result):
    """What a kernel computed of MetaArrays, as such."""
    if result.__class__ is tuple:
        return tuple(on_meta(r) for r in result)
    return np.asarray(result).view(MetaArray)


class _Local(threading.local):
    device = None  # of the innermost ``with th.device(...)``


_local = _Local()
_default = CPU
_cuda = None  # cupy, or what stands in for it


def use_cuda_namespace(module):
    """Makes `module` the array namespace of device "cuda" (the tests' stand-in for cupy); None means cupy again."""
    global _cuda
    _cuda = module


def _cupy():
    global _cuda
    if _cuda is None:
        import cupy  # 300 ms, and few machines have a GPU

        _cuda = cupy
    return _cuda


# How Linux shows the GPUs that cupy knows: NVIDIA's, those of Jetsons, of the system around WSL, and AMD's.
_GPU_FILES = ("nvidia", "nvhost", "nvmap", "dxg", "kfd")


def _may_have_gpu():
    """False where there is certainly none: to ask cupy costs its import."""
    if _cuda is not None or "cupy" in sys.modules or not sys.platform.startswith("linux"):
        return True
    try:
        return any(name.startswith(_GPU_FILES) for name in os.listdir("/dev"))
    except OSError:
        return True


def cuda_is_available():
    """True when there is a GPU that cupy can use."""
    if not _may_have_gpu():
        return False
    try:
        return bool(_cupy().cuda.is_available())
    except ImportError:
        return False


def cuda_namespace():
    """The array namespace of device "cuda".

    Raises:
        DeviceError: when cupy is not installed or finds no GPU
    """
    try:
        module = _cupy()
    except ImportError:
        raise DeviceError(
            "device 'cuda' needs the package cupy, which is not installed: pip install 'th[gpu]'"
        ) from None
    if not module.cuda.is_available():
        raise DeviceError("device 'cuda' is not there: cupy found no NVIDIA GPU; use device='cpu'")
    return module


def is_array(value):
    """True for a numpy array, and for one of device "cuda"."""
    return isinstance(value, np.ndarray) or (_cuda is not None and isinstance(value, _cuda.ndarray))


def namespace(array):
    """numpy or cupy, whichever `array` belongs to."""
    return np if isinstance(array, np.ndarray) else _cuda


def owner_of(array):
    """The array that holds the memory of `array`."""
    link = array
    while link is not None:  # between two arrays may stand what numpy's as_strided puts there
        if hasattr(link, "dtype"):
            array = link
        link = getattr(link, "base", None)
    return array


def address_of(array):
    """The address of the first element."""
    return array.ctypes.data if hasattr(array, "ctypes") else array.data.ptr


def device_of(array):
    """The device that holds `array`."""
    if array.__class__ is MetaArray:
        return META
    return CPU if isinstance(array, np.ndarray) else device("cuda", int(array.device.id))


def to_device(value):
    """The device meant by None (the default), a string, an index or a device, with its index filled in."""
    if value is None:
        return current_device()
    found = value if isinstance(value, device) else device(value)
    if found.type == "cuda" and found.index is None:
        module = cuda_namespace()
        return device("cuda", int(module.cuda.Device().id))
    return CPU if found.type == "cpu" else META if found.type == "meta" else found


def current_device():
    """Where new tensors go: the innermost ``with th.device(...)``, else the default."""
    found = _local.device or _default
    return found if found is CPU else to_device(found)


def get_default_device():
    """The device that new tensors go to.

    Example:
        >>> th.get_default_device()
        device(type='cpu')
    """
    return current_device()


def set_default_device(device):
    """Sets the device that new tensors go to; None means the CPU."""
    global _default
    _default = CPU if device is None else to_device(device)


@contextlib.contextmanager
def _on(place):
    module = cuda_namespace()
    count = module.cuda.runtime.getDeviceCount()
    if place.index is not None and place.index >= count:
        raise DeviceError(f"`device` (={place}) is not there: this machine has {count} GPU(s), numbered from 0")
    with module.cuda.Device(place.index or 0):
        yield module


def move(array, place):
    """`array` on device `place`; itself when it is there already."""
    here = device_of(array)
    if here == place:
        return array
    if here is META:
        raise NotImplementedError("Cannot copy out of meta tensor; no data!")
    if place is META:
        return elementless(array.shape, array.dtype)
    if place.type == "cpu":
        return _cuda.asnumpy(array)
    with _on(place) as module:
        return module.asarray(array)


def to_host(array):
    """`array` as a numpy array."""
    if array.__class__ is MetaArray:
        raise NotImplementedError("Cannot copy out of meta tensor; no data!")
    return array if isinstance(array, np.ndarray) else _cuda.asnumpy(array)
