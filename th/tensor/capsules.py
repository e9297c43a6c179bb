"""DLPack's capsules by themselves, as libraries handed them about before objects had ``__dlpack__``."""

import ctypes

import numpy as np

from th.errors import ConflictError
from th.tensor import devices

__all__ = ["array_of"]

_NAME = b"dltensor"  # another one once it was taken


class _Start(ctypes.Structure):
    """How a DLTensor begins."""

    _fields_ = (("data", ctypes.c_void_p), ("device_type", ctypes.c_int32), ("device_id", ctypes.c_int32))


class _Capsule:
    """A capsule as an object that numpy and cupy take over."""

    def __init__(self, capsule):
        is_valid = ctypes.pythonapi.PyCapsule_IsValid
        is_valid.argtypes = (ctypes.py_object, ctypes.c_char_p)
        if not is_valid(capsule, _NAME):
            raise ConflictError(
                "from_dlpack received an invalid capsule. Note that DLTensor capsules can be consumed only once, so you "
                "might have already constructed a tensor from it once."
            )
        self._capsule = capsule

    def __dlpack__(self, **kwargs):
        return self._capsule

    def __dlpack_device__(self):
        pointer = ctypes.pythonapi.PyCapsule_GetPointer
        pointer.restype, pointer.argtypes = ctypes.c_void_p, (ctypes.py_object, ctypes.c_char_p)
        start = _Start.from_address(pointer(self._capsule, _NAME))
        return start.device_type, start.device_id


class _Writable:
    """The memory of an array, which numpy takes for read-only when it comes from a bare capsule."""

    def __init__(self, array):
        self.array = array  # keeps the memory
        address, _ = array.__array_interface__["data"]
        self.__array_interface__ = {**array.__array_interface__, "data": (address, False)}


def array_of(capsule):
    """The array in a capsule: numpy's, or that of the GPU's library."""
    given = _Capsule(capsule)
    if given.__dlpack_device__()[0] == 1:
        return np.asarray(_Writable(np.from_dlpack(given)))
    return devices.cuda_namespace().from_dlpack(given)
