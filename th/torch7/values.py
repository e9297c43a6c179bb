"""What Torch7 has and Python has not: its objects, functions, storages, and tables that no dict can hold."""

import re

import numpy as np

from th.errors import ArgumentTypeError, DtypeError
from th.tensor.tensor import Tensor, as_array, new_tensor

__all__ = ["DTYPES", "Function", "Object", "Storage", "Table", "array_class", "kind_of"]

# Torch7's name of each element type; its longs are as wide as the writer's machine made them, 64 bits in memory here.
DTYPES = {
    "Byte": np.dtype("<u1"),
    "Char": np.dtype("<i1"),
    "Short": np.dtype("<i2"),
    "Int": np.dtype("<i4"),
    "Long": np.dtype("<i8"),
    "Float": np.dtype("<f4"),
    "Double": np.dtype("<f8"),
    "Half": np.dtype("<f2"),
}
_ARRAY_CLASS = re.compile(rf"torch\.(?:Cuda)?({'|'.join(DTYPES)})(Tensor|Storage)|torch\.Cuda(Tensor|Storage)")
_KINDS = {dtype: kind for kind, dtype in DTYPES.items()} | {np.dtype(bool): "Byte"}


def array_class(name):
    """("Float", "Tensor") of "torch.FloatTensor", and of "torch.CudaTensor"; None of a class of another sort."""
    found = _ARRAY_CLASS.fullmatch(name)
    if found is None:
        return None
    return (found[1], found[2]) if found[1] else ("Float", found[3])


def kind_of(dtype):
    """Torch7's name of a numpy dtype; truth values are bytes there."""
    if dtype not in _KINDS:
        raise DtypeError(f"a tensor of {dtype} cannot be written: Torch7 has {', '.join(DTYPES)} only; convert it, as in x.float()")
    return _KINDS[dtype]


class Object:
    """An object of a Torch7 class that is no tensor, such as a module of `nn`.

    Its fields are read and set as attributes; those whose names are no Python names stand in `fields`.

    Args:
        torch_typename (str): the class, such as "nn.Linear"
        fields (dict): what the object holds
        torch_version (int): the version of the class that the file names
    Example:
        >>> from th import torch7
        >>> layer = torch7.Object("nn.Linear", {"weight": torch.zeros(2, 3)})
        >>> layer.train = False
        >>> layer
        <nn.Linear: weight, train>
        >>> layer.weight.shape
        torch.Size([2, 3])
    """

    def __init__(self, torch_typename, fields=None, torch_version=1):
        self.__dict__.update(
            torch_typename=torch_typename, fields={} if fields is None else fields, torch_version=torch_version
        )

    def __getattr__(self, name):
        fields = self.__dict__.get("fields")
        if isinstance(fields, dict) and name in fields:
            return fields[name]
        owner = self.__dict__.get("torch_typename", "Object")
        raise AttributeError(f"this {owner} has no field {name!r}")

    def __setattr__(self, name, value):
        if name in self.__dict__ or not isinstance(self.fields, dict):
            self.__dict__[name] = value
        else:
            self.fields[name] = value

    def __delattr__(self, name):
        if name in self.__dict__ or not isinstance(self.fields, dict) or name not in self.fields:
            raise AttributeError(f"{name!r} is no field of this {self.torch_typename}")
        del self.fields[name]

    def __dir__(self):
        fields = self.fields if isinstance(self.fields, dict) else ()
        return sorted({*super().__dir__(), *(name for name in fields if isinstance(name, str))})

    def __repr__(self):
        names = ", ".join(map(str, self.fields)) if isinstance(self.fields, dict) else type(self.fields).__name__
        return f"<{self.torch_typename}: {names}>" if names else f"<{self.torch_typename}>"


class Function:
    """A Lua function: its compiled code, which nothing here runs, and the variables that it takes from outside.

    Args:
        dumped (bytes): the code as `string.dump` gave it
        upvalues (list): the variables
        tag (int): which of the file format's three kinds of functions it is; 8 since 2015
    Example:
        >>> from th import torch7
        >>> torch7.Function(b"LJ", [])
        <Lua function of 2 bytes>
    """

    def __init__(self, dumped, upvalues=None, tag=8):
        if tag not in (6, 7, 8):
            raise ArgumentTypeError(f"`tag` (={tag!r}) must be 6, 7 or 8")
        self.dumped, self.tag = dumped, tag
        self.upvalues = [] if upvalues is None else upvalues

    def __repr__(self):
        return f"<Lua function of {len(self.dumped)} bytes>"


class Storage:
    """A row of elements of one type, the memory that Torch7's tensors lie in.

    Args:
        data (Tensor, numpy array or sequence): the elements, all of them in one row; memory is shared where that is possible
    Example:
        >>> from th import torch7
        >>> row = torch7.Storage(torch.tensor([1, 2, 3]))
        >>> row.torch_typename, len(row), row[0]
        ('torch.LongStorage', 3, 1)
        >>> row.tensor()
        tensor([1, 2, 3])
    """

    def __init__(self, data):
        array = as_array(data.detach().cpu()) if isinstance(data, Tensor) else np.asarray(data)
        self.array = array.reshape(-1)

    @property
    def torch_typename(self):
        """The class, such as "torch.LongStorage"."""
        return f"torch.{kind_of(self.array.dtype)}Storage"

    def tensor(self):
        """All elements as a tensor of one dimension, sharing the memory."""
        return new_tensor(self.array)

    def size(self):
        """The number of elements."""
        return self.array.size

    def tolist(self):
        """The elements as a list."""
        return self.array.tolist()

    def __len__(self):
        return self.array.size

    def __getitem__(self, index):
        return self.array[index].tolist()

    def __setitem__(self, index, value):
        self.array[index] = value

    def __repr__(self):
        rows = "".join(f" {value}\n" for value in self.array.tolist())
        return f"{rows}[{self.torch_typename} of size {len(self)}]"


class Table:
    """A Lua table that no dict can hold: one with tables as keys, or with both 1 and true, which are one key in Python.

    Args:
        pairs (list): the keys and their values, as tuples
    Example:
        >>> from th import torch7
        >>> table = torch7.Table([(1, "one"), (True, "true")])
        >>> table[True]
        'true'
        >>> len(table)
        2
    """

    def __init__(self, pairs=()):
        self.pairs = list(pairs)

    def keys(self):
        """The keys."""
        return [key for key, _ in self.pairs]

    def values(self):
        """The values."""
        return [value for _, value in self.pairs]

    def items(self):
        """The keys and their values."""
        return list(self.pairs)

    def __getitem__(self, key):
        for own, value in self.pairs:
            if own is key or (_is_plain(key) and _is_plain(own) and isinstance(own, bool) == isinstance(key, bool) and own == key):
                return value
        raise KeyError(key)

    def __len__(self):
        return len(self.pairs)

    def __iter__(self):
        return iter(self.keys())

    def __repr__(self):
        return f"<Lua table of {len(self)} pairs>"


def _is_plain(key):
    return isinstance(key, int | float | str | bytes)
