"""`torch.storage`: the memory under tensors, as one row of bytes or of elements.

Tensors that share memory share their storage; writing into it writes into all of them.
"""

import numpy as np

from th.errors import ArgumentError, BoundsError
from th.tensor import devices, dtypes
from th.tensor.declare import method
from th.tensor.storage import layout_of
from th.tensor.tensor import new_tensor

__all__ = [
    "BFloat16Storage", "BoolStorage", "ByteStorage", "CharStorage", "ComplexDoubleStorage", "ComplexFloatStorage",
    "DoubleStorage", "FloatStorage", "HalfStorage", "IntStorage", "LongStorage", "ShortStorage", "StorageType",
    "TypedStorage", "UntypedStorage", "is_storage", "storage_of",
]


class _Storage:
    """What storages of bytes and of elements have in common: a flat array."""

    def __init__(self, *args, dtype, device=None):
        place = devices.to_device(device)
        data = args[0] if args else 0
        if len(args) > 1:
            raise ArgumentError(f"{type(self).__name__} takes a size or one sequence, got {len(args)} arguments")
        if isinstance(data, int):
            if data < 0:
                raise ArgumentError(f"the size of a storage must not be negative, got {data}")
            flat = np.empty(data, dtype.numpy)
        else:
            flat = np.array(list(data), dtype.numpy)
        self._flat = devices.move(flat, place)

    @classmethod
    def _over(cls, flat):
        made = cls.__new__(cls)
        made._flat = flat
        return made

    @property
    def dtype(self):
        """The dtype of the elements."""
        return dtypes.from_numpy_dtype(self._flat.dtype)

    @property
    def device(self):
        """Where the memory is."""
        return devices.device_of(self._flat)

    @property
    def is_cuda(self):
        """True for the memory of a GPU."""
        return not isinstance(self._flat, np.ndarray)

    def __len__(self):
        return int(self._flat.size)

    def size(self):
        """The number of elements; of an untyped storage that of bytes."""
        return len(self)

    def nbytes(self):
        """The number of bytes."""
        return int(self._flat.nbytes)

    def element_size(self):
        """Bytes of one element."""
        return self._flat.itemsize

    def data_ptr(self):
        """The address."""
        return devices.address_of(self._flat)

    def _place(self, index):
        if not isinstance(index, int):
            raise ArgumentError(f"can't index a {type(self)} with {type(index)}")
        if not -len(self) <= index < len(self):
            raise BoundsError(f"index {index} out of range for storage of size {len(self)}")
        return index

    def __getitem__(self, index):
        return self._flat[self._place(index)].item()

    def __setitem__(self, index, value):
        self._flat[index if isinstance(index, slice) else self._place(index)] = value

    def __iter__(self):
        return iter(self.tolist())

    def __eq__(self, other):
        return type(self) is type(other) and self.data_ptr() == other.data_ptr() and len(self) == len(other)

    def __hash__(self):
        return hash((self.data_ptr(), len(self)))

    def tolist(self):
        """The elements as a list."""
        return self._flat.tolist()

    def fill_(self, value):
        """Writes one value everywhere."""
        self._flat[...] = value
        return self

    def copy_(self, source, non_blocking=None):
        """Writes the elements of a storage as long as this one."""
        if len(source) != len(self):
            raise ArgumentError(f"size does not match: self was {len(self)}, source was {len(source)} elements")
        self._flat[...] = devices.move(source._flat, self.device)
        return self

    def clone(self):
        """A copy."""
        return self._over(self._flat.copy())

    def cpu(self):
        """This storage in host memory."""
        return self._over(devices.to_host(self._flat))

    def cuda(self, device=None, non_blocking=False):
        """This storage on a GPU."""
        return self._over(devices.move(self._flat, devices.to_device("cuda" if device is None else device)))

    def is_shared(self):
        """True for memory that several processes see."""
        return new_tensor(self._flat).is_shared()

    def _shown(self, what):
        rows = "".join([f" {v}\n" for v in self.tolist()])
        return f"{rows}[torch.storage.{type(self).__name__}({what}device={self.device}) of size {len(self)}]"


class UntypedStorage(_Storage):
    """Memory, byte by byte.

    Args:
        source (int or sequence): how many bytes, uninitialised, or the bytes
    Example:
        >>> torch.UntypedStorage([1, 2])
         1
         2
        [torch.storage.UntypedStorage(device=cpu) of size 2]
    """

    def __init__(self, *args, device=None):
        super().__init__(*args, dtype=dtypes.uint8, device=device)

    def __getitem__(self, index):
        return self._over(self._flat[index]) if isinstance(index, slice) else super().__getitem__(index)

    def untyped(self):
        """This storage."""
        return self

    def type(self):
        """``torch.storage.UntypedStorage``."""
        return "torch.storage.UntypedStorage"

    def __repr__(self):
        return self._shown("")


class TypedStorage(_Storage):
    """Memory, element by element.

    Args:
        source (int or sequence): how many elements, uninitialised, or the elements
        dtype (dtype): of the elements; the default dtype when left out
    Example:
        >>> torch.arange(2.0).storage()
         0.0
         1.0
        [torch.storage.TypedStorage(dtype=torch.float32, device=cpu) of size 2]
    """

    def __init__(self, *args, dtype=None, device=None):
        super().__init__(*args, dtype=dtypes.get_default_dtype() if dtype is None else dtypes.to_dtype(dtype), device=device)

    def untyped(self):
        """The same memory, byte by byte."""
        return UntypedStorage._over(self._flat.view("uint8"))

    def type(self):
        """The name of the older type, such as ``torch.FloatStorage``."""
        return f"torch.{'cuda.' if self.is_cuda else ''}{self.pickle_storage_type()}"

    def pickle_storage_type(self):
        """The name without its module."""
        return f"{self.dtype.alias}Storage"

    def to(self, dtype):
        """The elements in another dtype."""
        return self._over(new_tensor(self._flat).to(dtype)._array)

    def __repr__(self):
        return self._shown(f"dtype={self.dtype}, ")


class StorageType:
    """One of the older names: ``FloatStorage(3)``, ``FloatStorage([1.0])``, and ``isinstance(s, FloatStorage)``."""

    def __init__(self, dtype):
        self.dtype = dtype

    def __call__(self, *args, device=None):
        return TypedStorage(*args, dtype=self.dtype, device=device)

    def __instancecheck__(self, instance):
        return isinstance(instance, TypedStorage) and instance.dtype is self.dtype

    def __repr__(self):
        return f"<class 'torch.{self.dtype.alias}Storage'>"


BFloat16Storage, BoolStorage, ByteStorage = StorageType(dtypes.bfloat16), StorageType(dtypes.bool_), StorageType(dtypes.uint8)
CharStorage, ComplexDoubleStorage = StorageType(dtypes.int8), StorageType(dtypes.complex128)
ComplexFloatStorage, DoubleStorage = StorageType(dtypes.complex64), StorageType(dtypes.float64)
FloatStorage, HalfStorage, IntStorage = StorageType(dtypes.float32), StorageType(dtypes.float16), StorageType(dtypes.int32)
LongStorage, ShortStorage = StorageType(dtypes.int64), StorageType(dtypes.int16)


def is_storage(obj):
    """True for a storage.

    Example:
        >>> torch.is_storage(torch.zeros(1).storage())
        True
    """
    return isinstance(obj, _Storage)


@method(name="storage")
def storage_of(self):
    """The memory under this tensor, element by element."""
    array = self._array
    owner = devices.owner_of(array)
    if isinstance(array, np.ndarray):
        flat = layout_of(array)[0] if array.size else owner.reshape(-1)
    else:
        flat = owner.reshape(-1)
    return TypedStorage._over(flat)


def _converter(dtype, name):
    def call(self):
        return self.to(dtype)

    call.__name__, call.__doc__ = name, f"The elements as {dtype}."
    return call


for _name, _dtype in (("bool", dtypes.bool_), ("byte", dtypes.uint8), ("char", dtypes.int8), ("double", dtypes.float64),
                      ("float", dtypes.float32), ("half", dtypes.float16), ("int", dtypes.int32), ("long", dtypes.int64),
                      ("short", dtypes.int16)):  # fmt: skip
    setattr(TypedStorage, _name, _converter(_dtype, _name))


@method
def untyped_storage(self):
    """The memory under this tensor, byte by byte."""
    return storage_of(self).untyped()
