"""A strict stand-in for cupy on a machine without a GPU.

`cupy` here is a namespace over numpy that behaves as cupy does where that differs from numpy, and is less forgiving:

- its `ndarray` is no numpy array, is not converted to one implicitly, and does not mix with one (TypeError);
- functions return its own arrays, of no dimensions where numpy would return a scalar;
- only names that cupy 14.2 has are there, with the parameters that cupy's functions have (tests/data/cupy_names.json);
- `transfers` counts what crosses between host and device, in both directions;
- there are two devices, and arrays of both do not meet.
"""

import contextlib
import json
import types
import warnings
from pathlib import Path

import numpy as np

from tests import standin_cuda, standin_random
from tests.standin_cuda import CURRENT, Device, transfers

__all__ = ["cupy", "ndarray", "transfers"]

_RECORD = json.loads((Path(__file__).parent / "data" / "cupy_names.json").read_text())
_METHODS = frozenset(_RECORD["ndarray"])
# What cupy answers with numbers, dtypes or tuples of the host.
_HOST_RESULTS = frozenset([
    "broadcast_shapes", "can_cast", "dtype", "finfo", "iinfo", "isdtype", "iscomplexobj", "isrealobj", "isscalar", "issubdtype",
    "may_share_memory", "min_scalar_type", "ndim", "promote_types", "result_type", "shape", "shares_memory", "size",
])
_FROM_HOST = frozenset(["array", "asarray", "asanyarray", "ascontiguousarray", "asfortranarray"])


class Flags:
    """The flags that cupy's arrays have."""

    def __init__(self, flags):
        self.c_contiguous, self.f_contiguous, self.owndata = flags.c_contiguous, flags.f_contiguous, flags.owndata
        self.forc, self.fnc = flags.forc, flags.fnc


def _unsupported(value):
    return TypeError(f"Unsupported type {type(value)}")


def _open(value, place):
    """`value` with the numpy arrays inside it; the device they are on is added to the list `place`."""
    if isinstance(value, ndarray):
        place.append(value._place)
        return value._host
    if isinstance(value, np.ndarray):
        raise _unsupported(value)
    if isinstance(value, tuple | list):
        return type(value)([_open(v, place) for v in value])
    if isinstance(value, slice):
        return slice(*(_open_index(v, place) for v in (value.start, value.stop, value.step)))
    return value


def _open_index(value, place):
    if isinstance(value, ndarray):  # a bound of a slice has to come to the host
        transfers.down += 1
        return int(value._host)
    return value


def _one_place(places):
    if len(set(places)) > 1:
        raise ValueError("Array device must be same as the current device: array device = 1 while current = 0")
    return places[0] if places else CURRENT.device


def _close(value, place, sources=()):
    """Results as this namespace hands them out."""
    if isinstance(value, np.ndarray):
        return _wrapped(value, place, sources)
    if isinstance(value, np.generic | bool | int | float | complex) and not isinstance(value, np.dtype):
        return _wrapped(np.asarray(value), place)
    if isinstance(value, tuple):
        items = [_close(v, place, sources) for v in value]
        return type(value)(*items) if hasattr(value, "_fields") else tuple(items)
    if isinstance(value, list):
        return [_close(v, place, sources) for v in value]
    return value


def _wrapped(host, place, sources=()):
    with warnings.catch_warnings(), contextlib.suppress(ValueError):
        warnings.simplefilter("ignore", FutureWarning)  # numpy's, of what it broadcast
        if host.base is not None and not host.flags.writeable:
            host.flags.writeable = True  # cupy has no such flag: its diagonal can be written to
    out = object.__new__(ndarray)
    out._host, out._place, out._base = host, place, None
    if host.base is not None:
        for source in sources:
            if isinstance(source, ndarray) and np.may_share_memory(host, source._host):
                out._base = source if source._base is None else source._base
                break
    return out


def _call(function, name, args, kwargs):
    places = []
    hosts = [_open(a, places) for a in args]
    options = {k: _open(v, places) for k, v in kwargs.items()}
    place = _one_place(places)
    result = function(*hosts, **options)
    out = kwargs.get("out")
    if isinstance(out, ndarray):
        return out
    return result if name in _HOST_RESULTS else _close(result, place, [*args, *kwargs.values()])


class ndarray:
    """An array on a device that is not there."""

    __array_priority__ = 100
    __hash__ = None

    def __new__(cls, shape, dtype=float, memptr=None, strides=None, order="C"):
        return _wrapped(np.zeros(shape, dtype, order), CURRENT.device)

    def __array__(self, *args, **kwargs):
        raise TypeError(
            "Implicit conversion to a NumPy array is not allowed. Please use `.get()` to construct a NumPy array explicitly."
        )

    def __array_ufunc__(self, ufunc, method, *inputs, **kwargs):
        raise TypeError(f"numpy.{ufunc.__name__} was called with an array of the device; call the namespace's own")

    def __array_function__(self, function, kinds, args, kwargs):
        raise TypeError(f"numpy.{function.__name__} was called with an array of the device; call the namespace's own")

    @property
    def __cuda_array_interface__(self):
        return {"shape": self.shape, "typestr": self.dtype.str, "data": (self._host.ctypes.data, False), "version": 3}

    # ---- what it is

    device = property(lambda self: Device(self._place))
    flags = property(lambda self: Flags(self._host.flags))
    base = property(lambda self: self._base)
    dtype = property(lambda self: self._host.dtype)
    ndim = property(lambda self: self._host.ndim)
    size = property(lambda self: self._host.size)
    strides = property(lambda self: self._host.strides)
    itemsize = property(lambda self: self._host.itemsize)
    nbytes = property(lambda self: self._host.nbytes)
    data = property(lambda self: types.SimpleNamespace(ptr=self._host.ctypes.data))
    T = property(lambda self: _close(self._host.T, self._place, [self]))
    mT = property(lambda self: _close(self._host.mT, self._place, [self]))

    @property
    def shape(self):
        return self._host.shape

    @shape.setter
    def shape(self, value):
        self._host.shape = value

    @property
    def real(self):
        return _close(self._host.real, self._place, [self])

    @real.setter
    def real(self, value):
        self._host.real = _open(value, [self._place])

    @property
    def imag(self):
        return _close(self._host.imag, self._place, [self])

    @imag.setter
    def imag(self, value):
        self._host.imag = _open(value, [self._place])

    # ---- to the host: each counts

    def get(self, *args, **kwargs):
        transfers.down += 1
        return self._host.copy()

    def _number(name):
        def convert(self, *args):
            transfers.down += 1
            return getattr(self._host, name)(*args)

        return convert

    item, tolist, __bool__, __float__ = _number("item"), _number("tolist"), _number("__bool__"), _number("__float__")
    __int__, __complex__, __index__, tobytes = (
        _number("__int__"), _number("__complex__"), _number("__index__"), _number("tobytes")
    )

    def set(self, value, *args):
        transfers.up += 1
        self._host[...] = value

    # ---- parts

    def __len__(self):
        return len(self._host)

    def __iter__(self):
        return iter([self[i] for i in range(len(self._host))])

    def __getitem__(self, index):
        places = [self._place]
        found = self._host[_index(index, places)]
        return _close(found, _one_place(places), [self])

    def __setitem__(self, index, value):
        places = [self._place]
        if isinstance(value, np.ndarray):
            raise _unsupported(value)
        self._host[_index(index, places)] = _open(value, places)
        _one_place(places)

    def __getattr__(self, name):
        if name.startswith("_") or name not in _METHODS:
            raise AttributeError(f"'cupy.ndarray' object has no attribute '{name}'")
        method = getattr(np.ndarray, name)
        return lambda *args, **kwargs: _call(method, name, (self, *args), kwargs)

    def __reduce__(self):
        return _wrapped, (self._host, self._place)

    def __deepcopy__(self, memo):
        return _wrapped(self._host.copy(), self._place)

    def __copy__(self):
        return _wrapped(self._host.copy(), self._place)

    def __repr__(self):
        return repr(self._host)


def _index(index, places):
    """An index opened; a list in it is an upload, as in cupy."""
    parts = index if isinstance(index, tuple) else (index,)
    transfers.up += sum(isinstance(p, list) for p in parts)
    opened = tuple([_open(p, places) for p in parts])
    return opened if isinstance(index, tuple) else opened[0]


def _binary(name):
    def operate(self, other):
        if isinstance(other, np.ndarray):
            raise _unsupported(other)
        if not isinstance(other, ndarray | np.generic | bool | int | float | complex):
            return NotImplemented
        result = _call(getattr(np.ndarray, name), name, (self, other), {})
        return self if name.startswith("__i") and name != "__invert__" else result

    return operate


def _unary(name):
    return lambda self: _call(getattr(np.ndarray, name), name, (self,), {})


for _name in ("add", "sub", "mul", "truediv", "floordiv", "mod", "pow", "matmul", "and", "or", "xor", "lshift", "rshift"):
    for _prefix in ("", "r", "i"):
        setattr(ndarray, f"__{_prefix}{_name}__", _binary(f"__{_prefix}{_name}__"))
for _name in ("eq", "ne", "lt", "le", "gt", "ge", "divmod"):
    setattr(ndarray, f"__{_name}__", _binary(f"__{_name}__"))
for _name in ("neg", "pos", "abs", "invert"):
    setattr(ndarray, f"__{_name}__", _unary(f"__{_name}__"))


class ufunc:
    """An elementwise function with the methods that cupy's have."""

    def __init__(self, function):
        self._function = function
        self.__name__ = function.__name__
        self.nin, self.nout, self.types = function.nin, function.nout, function.types

    def __call__(self, *args, **kwargs):
        unknown = set(kwargs) - {"out", "dtype", "casting"}
        if unknown:
            raise TypeError(f"Wrong arguments {sorted(unknown)} for cupy.{self.__name__}")
        if not any(isinstance(a, ndarray) for a in (*args, kwargs.get("out"))):
            args = tuple([_wrapped(np.asarray(a), CURRENT.device) if np.isscalar(a) else a for a in args])
        return _call(self._function, self.__name__, args, kwargs)

    def _method(name):
        def call(self, *args, **kwargs):
            return _call(getattr(self._function, name), name, args, kwargs)

        return call

    reduce, accumulate, reduceat, at, outer = map(_method, ("reduce", "accumulate", "reduceat", "at", "outer"))


class _Namespace(types.ModuleType):
    """cupy or a module of it: numpy's names as far as cupy has them."""

    def __init__(self, name, source, record):
        super().__init__(name)
        self.__dict__.update(_source=source, _record=record)

    def __getattr__(self, name):
        if name not in self._record or not hasattr(self._source, name):
            raise AttributeError(f"module '{self.__name__}' has no attribute '{name}'")
        value = _lifted(name, getattr(self._source, name), self._record[name], self.__name__)
        setattr(self, name, value)
        return value


def _lifted(name, value, parameters, module):
    if isinstance(value, np.ufunc):
        return ufunc(value)
    if not callable(value) or isinstance(value, type):
        return value

    def function(*args, **kwargs):
        unknown = set() if parameters is None else set(kwargs) - set(parameters)
        if unknown:
            raise TypeError(f"{name}() got an unexpected keyword argument {sorted(unknown)[0]!r} (cupy's has {parameters})")
        return _call(value, name, args, kwargs)

    function.__name__ = name
    function.__module__ = module
    return function


cupy = _Namespace("cupy", np, _RECORD["cupy"])
for _name, _source in (("linalg", np.linalg), ("fft", np.fft), ("random", np.random)):
    setattr(cupy, _name, _Namespace(f"cupy.{_name}", _source, _RECORD[_name]))
cupy.random.Philox4x3210 = standin_random.philox
cupy.random.Generator = standin_random.generator_class(
    lambda host: _wrapped(np.asarray(host), CURRENT.device), lambda value: _open(value, [])
)
cupy.lib = types.ModuleType("cupy.lib")
cupy.lib.stride_tricks = _Namespace("cupy.lib.stride_tricks", np.lib.stride_tricks, _RECORD["lib.stride_tricks"])
cupy.ndarray = ndarray
cupy.ufunc = ufunc
cupy.__version__ = _RECORD["version"]


# ---- what crosses


def _uploading(name):
    function = getattr(np, name)

    def convert(value, *args, **kwargs):
        kwargs.pop("blocking", None)
        if isinstance(value, ndarray):
            if value._place != CURRENT.device:
                return _wrapped(value._host.copy(), CURRENT.device)
            host = function(value._host, *args, **kwargs)
            return value if host is value._host else _close(host, value._place, [value])
        transfers.up += not np.isscalar(value)  # a number goes along with the launch
        if isinstance(value, list | tuple):
            value = _open(value, [])
        host = function(value, *args, **kwargs)
        return _wrapped(host.copy() if host is value else host, CURRENT.device)

    convert.__name__ = name
    return convert


for _name in _FROM_HOST:
    setattr(cupy, _name, _uploading(_name))


def _asnumpy(value, stream=None, order="C", out=None, *, blocking=True):
    if isinstance(value, ndarray):
        return value.get()
    return np.asarray(value)


cupy.asnumpy = _asnumpy
cupy.get_array_module = lambda *args: cupy if any(isinstance(a, ndarray) for a in args) else np


_POOL = standin_cuda.Pool()
cupy.get_default_memory_pool = lambda: _POOL
cupy.get_default_pinned_memory_pool = lambda: _POOL
cupy.is_available = lambda: True
cupy.cuda = standin_cuda.module()


@contextlib.contextmanager
def installed():
    """The stand-in as the namespace of device "cuda"."""
    from th.tensor import devices

    before = devices._cuda
    devices.use_cuda_namespace(cupy)
    transfers.reset()
    try:
        yield cupy
    finally:
        devices.use_cuda_namespace(before)
        CURRENT.device = 0
