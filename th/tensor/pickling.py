"""Pickles in PyTorch's terms: tensors as views of storages that are kept beside the pickle, classes by PyTorch's names."""

import collections
import contextlib
import pickle

from th.errors import ArgumentError, CheckpointError, DeviceError, FileFormatError
from th.tensor import devices, dtypes, layouts
from th.tensor.parameter import Parameter
from th.tensor.size import Size
from th.tensor.storage import layout_of, tensor_from
from th.tensor.tensor import Tensor

__all__ = [
    "Pickler", "RestrictedUnpickler", "Unpickler", "add_safe_globals", "clear_safe_globals", "get_safe_globals",
    "safe_globals",
]

_safe = {}  # (module, name): class that the user vouches for


class Global:
    """A name in PyTorch, to be written as such."""

    def __init__(self, module, name):
        self.module, self.name = module, name

    def __call__(self, *args):
        raise TypeError(f"{self.module}.{self.name} stands for a name in a file")


_TENSOR, _PARAMETER = Global("torch._utils", "_rebuild_tensor_v2"), Global("torch._utils", "_rebuild_parameter")
_UNTYPED_TENSOR, _UNTYPED = Global("torch._utils", "_rebuild_tensor_v3"), Global("torch.storage", "UntypedStorage")
_SIZE, _DEVICE = Global("torch", "Size"), Global("torch", "device")
_SPARSE, _LAYOUT = Global("torch._utils", "_rebuild_sparse_tensor"), Global("torch.serialization", "_get_layout")
_LAYOUTS = {repr(x): x for x in (layouts.sparse_coo, layouts.sparse_csr, layouts.sparse_csc)}
_DTYPES = {d: Global("torch", d.name) for d in dtypes.DTYPES}
_TYPED = [d for d in dtypes.DTYPES if not d.is_wide_unsigned]  # those for which PyTorch has a class of storage
_STORAGES = {d: Global("torch", f"{d.alias}Storage") for d in _TYPED}
_STORAGE_NAMES = {f"{d.alias}Storage": d for d in _TYPED}


class _StoredMemory:
    """The flat memory of tensors, to be kept beside the pickle."""

    def __init__(self, dtype, flat, key, location):
        self.dtype, self.flat, self.key, self.location = dtype, flat, key, location


class Pickler(pickle._Pickler):
    """Writes a pickle for PyTorch; `storages` are the flat arrays that belong to it."""

    def __init__(self, file, protocol):
        super().__init__(file, protocol)
        self._kept = {}

    @property
    def storages(self):
        """Flat arrays by their keys in the file."""
        return {kept.key: kept.flat for kept in self._kept.values()}

    def save(self, obj, save_persistent_id=True):
        """Saves one object; a name of PyTorch is written without looking for it."""
        if isinstance(obj, dtypes.dtype):
            obj = _DTYPES[obj]
        if not isinstance(obj, Global):
            super().save(obj, save_persistent_id)
        elif id(obj) in self.memo:
            self.write(self.get(self.memo[id(obj)][0]))
        else:
            self.write(pickle.GLOBAL + f"{obj.module}\n{obj.name}\n".encode())
            self.memoize(obj)

    def persistent_id(self, obj):
        """What stands for a storage."""
        if not isinstance(obj, _StoredMemory):
            return None
        kind = _STORAGES.get(obj.dtype)
        count = obj.flat.nbytes if kind is None else obj.flat.size
        return "storage", kind or _UNTYPED, obj.key, obj.location, count

    def reducer_override(self, obj):
        """How objects that PyTorch has too are written."""
        cls = type(obj)
        if cls is Tensor:
            if obj.dtype not in _STORAGES:
                return _UNTYPED_TENSOR, (*self._tensor_parts(obj), obj.dtype)
            return _TENSOR, self._tensor_parts(obj)
        if cls is Parameter:
            return _PARAMETER, (obj.data, obj.requires_grad, collections.OrderedDict())
        if isinstance(obj, Tensor) and obj.layout is not layouts.strided:
            return _SPARSE, (obj.layout, obj.saved_parts())
        if cls is layouts.Layout:
            return _LAYOUT, (repr(obj),)
        if cls is Size:
            return _SIZE, (tuple(obj),)
        if cls is devices.device:
            return _DEVICE, (obj.type,) if obj.index is None else (obj.type, obj.index)
        return NotImplemented

    def _tensor_parts(self, tensor):
        array = tensor._array
        flat, offset, strides = layout_of(array)
        key = (flat.__array_interface__["data"][0], flat.dtype.str, flat.size) if tensor.device is devices.CPU else id(array)
        if not flat.size:
            key = ("empty", len(self._kept))
        if key not in self._kept:
            self._kept[key] = _StoredMemory(tensor.dtype, flat, str(len(self._kept)), str(tensor.device))
        parts = (self._kept[key], offset, tuple(array.shape), strides)
        return (*parts, tensor.requires_grad, collections.OrderedDict())


# ---- reading


class _LoadedMemory:
    """The flat memory of a storage of the file, where it is to be used."""

    def __init__(self, dtype, flat):
        self.dtype, self.flat = dtype, flat

    @property
    def device(self):
        """Where it is."""
        return devices.device_of(self.flat)

    def cpu(self):
        """It in the memory of the host."""
        return _LoadedMemory(self.dtype, devices.to_host(self.flat))

    def cuda(self, device=None):
        """It on a GPU."""
        return _LoadedMemory(self.dtype, devices.move(self.flat, devices.to_device("cuda" if device is None else device)))


def placed(memory, location, map_location):
    """`memory` where `map_location` wants what was saved on `location`."""
    if callable(map_location) and not isinstance(map_location, devices.device):
        found = map_location(memory, location)
        return placed(memory, location, None) if found is None else found
    if isinstance(map_location, dict):
        map_location = map_location.get(location, map_location.get(devices.device(location)))
    where = devices.device(location if map_location is None else map_location)
    if where.type == "cpu":
        return memory
    if not devices.cuda_is_available():
        raise DeviceError(
            f"Attempting to deserialize object on a CUDA device ({where}) but torch.cuda.is_available() is False. If you "
            "are running on a CPU-only machine, please use torch.load with map_location=torch.device('cpu') to map your "
            "storages to the CPU."
        )
    return memory.cuda(where)


def _rebuild_tensor(memory, offset, size, stride, requires_grad=False, hooks=None, metadata=None):
    return tensor_from(memory.flat, offset, tuple(size), tuple(stride), requires_grad)


def _rebuild_tensor_v3(memory, offset, size, stride, requires_grad, hooks, dtype, metadata=None):
    typed = _LoadedMemory(dtype, memory.flat.view(dtype.numpy))
    return _rebuild_tensor(typed, offset, size, stride, requires_grad)


def _rebuild_parameter(data, requires_grad, hooks, state=None):
    made = Parameter(data, requires_grad)
    if isinstance(state, dict):
        made.__dict__.update({k: v for k, v in state.items() if k not in made.__dict__ and not hasattr(Parameter, k)})
    return made


def _rebuild_sparse(layout, parts):
    from th.tensor.sparse.storing import from_parts

    return from_parts(layout, parts)


def _layout_of_name(name):
    found = _LAYOUTS.get(name)
    if found is None:
        raise FileFormatError(f"a tensor of the layout {name!r}: {', '.join(_LAYOUTS)} are read")
    return found


def _rebuild_of_type(function, cls, args, state):
    return function(*args)


def _encoded(text, encoding="latin1"):
    """Bytes, as pickles of protocol 2 have them."""
    if encoding != "latin1":
        raise FileFormatError(f"bytes in the encoding {encoding!r} are not read")
    return text.encode(encoding)


_KNOWN = {
    ("torch._utils", "_rebuild_tensor"): _rebuild_tensor,
    ("torch._utils", "_rebuild_tensor_v2"): _rebuild_tensor,
    ("torch._utils", "_rebuild_tensor_v3"): _rebuild_tensor_v3,
    ("torch._utils", "_rebuild_parameter"): _rebuild_parameter,
    ("torch._utils", "_rebuild_parameter_with_state"): _rebuild_parameter,
    ("torch._utils", "_rebuild_sparse_tensor"): _rebuild_sparse,
    ("torch.serialization", "_get_layout"): _layout_of_name,
    ("torch._tensor", "_rebuild_from_type_v2"): _rebuild_of_type,
    ("torch._tensor", "Tensor"): Tensor,
    ("torch", "Tensor"): Tensor,
    ("torch.nn.parameter", "Parameter"): Parameter,
    ("torch", "Size"): Size,
    ("torch", "device"): devices.device,
    ("collections", "OrderedDict"): collections.OrderedDict,
    ("collections", "Counter"): collections.Counter,
    ("collections", "defaultdict"): collections.defaultdict,
    ("_codecs", "encode"): _encoded,
    **{("torch", name): d for name, d in _STORAGE_NAMES.items()},
    **{("torch", d.name): d for d in dtypes.DTYPES},
    **{("torch.storage", n): dtypes.uint8 for n in ("UntypedStorage", "TypedStorage")},
    **{(m, n): t for m in ("builtins", "__builtin__")
       for n, t in {"set": set, "frozenset": frozenset, "complex": complex, "bytearray": bytearray, "int": int,
                    "float": float, "list": list, "dict": dict, "str": str, "tuple": tuple}.items()},
}


class _Reader:
    """What both unpicklers share: storages fetched once each and put where they are wanted."""

    def prepare(self, fetch, map_location):
        """`fetch(key, numpy dtype, count)` gives flat memory."""
        self._fetch, self._map_location, self._memories = fetch, map_location, {}
        return self

    def persistent_load(self, pid):
        """The memory that a persistent id stands for."""
        if not isinstance(pid, tuple) or len(pid) < 5 or pid[0] != "storage" or not isinstance(pid[1], dtypes.dtype):
            raise FileFormatError(f"the pickle refers to {pid!r}, which is not a storage")
        _, dtype, key, location, count = pid[:5]
        if not isinstance(count, int) or count < 0:
            raise FileFormatError(f"storage {key!r} has {count!r} elements")
        if key not in self._memories:
            memory = _LoadedMemory(dtype, self._fetch(str(key), dtype.numpy, count))
            self._memories[key] = placed(memory, location, self._map_location)
        return self._memories[key]


class Unpickler(_Reader, pickle.Unpickler):
    """Reads any pickle, running whatever code it names; PyTorch's classes become those of `th`."""

    def find_class(self, module, name):
        """The object of a name in the pickle."""
        known = _KNOWN.get((module, name))
        if known is not None:
            return known
        if module == "torch" or module.startswith("torch."):
            package = "th." + module.split(".")[1] if module.startswith(("torch.nn", "torch.optim")) else "th"
            return super().find_class(package, name)
        return super().find_class(module, name)


class RestrictedUnpickler(_Reader, pickle._Unpickler):
    """Reads tensors, numbers, text and containers of these, and runs no code that a file names.

    Raises:
        FileFormatError: at anything else
    """

    dispatch = dict(pickle._Unpickler.dispatch)

    def find_class(self, module, name):
        """The object of a name in the pickle, when it is one of those that can do no harm."""
        found = _KNOWN.get((module, name), _safe.get((module, name)))
        if found is None:
            raise CheckpointError(
                f"Weights only load failed: the file names {module}.{name}, and loading it could run any code. If you "
                "trust the file's source, use torch.load(f, weights_only=False); to allow this class alone, "
                f"torch.serialization.add_safe_globals([{name}])"
            )
        return found

    def load_build(self):
        """Sets the attributes of an object: of those alone where that is harmless."""
        target = self.stack[-2] if len(self.stack) > 1 else None
        cls = type(target)
        if cls not in (collections.OrderedDict, Tensor, Parameter) and cls not in _safe.values():
            raise FileFormatError(f"Weights only load failed: the file sets the state of an object of type {cls.__name__}")
        if cls in (Tensor, Parameter):
            self.stack.pop()  # attributes that a user hung on a tensor
            return
        super().load_build()

    dispatch[pickle.BUILD[0]] = load_build


def add_safe_globals(safe_globals):
    """Allows classes and functions in files that are loaded with `weights_only=True`.

    Args:
        safe_globals (list): classes or functions, or pairs of one and its full name in the file
    """
    for item in safe_globals:
        made, path = item if isinstance(item, tuple) else (item, None)
        if not hasattr(made, "__qualname__"):
            raise ArgumentError(f"`safe_globals` must hold classes and functions, not {made!r}")
        module, name = path.rsplit(".", 1) if path else (made.__module__, made.__qualname__)
        _safe[module, name] = made


def clear_safe_globals():
    """Takes back what `add_safe_globals` allowed."""
    _safe.clear()


def get_safe_globals():
    """What `add_safe_globals` allowed."""
    return list(_safe.values())


@contextlib.contextmanager
def safe_globals(safe_globals):
    """Allows classes and functions in files until the end of the block.

    Args:
        safe_globals (list): as for `add_safe_globals`
    """
    before = dict(_safe)
    add_safe_globals(safe_globals)
    try:
        yield
    finally:
        _safe.clear()
        _safe.update(before)
