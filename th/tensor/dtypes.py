"""dtypes and PyTorch's promotion rules.

An array's numpy dtype is the truth; `dtype` objects are its public names.  bfloat16 is numpy's only through the
package ml_dtypes, which is imported when bfloat16 is first used.
"""

from functools import cache

import numpy as np

from th.errors import ArgumentError, ArgumentTypeError, DtypeError, MissingPackageError

__all__ = [
    "BOOL", "COMPLEX", "DTYPES", "FLOAT", "INTEGRAL", "bfloat16", "bfloat16_limits", "bool_", "can_cast", "checked_number", "complex128", "complex64",
    "complex_of", "dtype", "float16", "float32", "float64", "from_numpy_dtype", "get_default_dtype",
    "int16", "int32", "int64", "int8", "is_dtype", "kind_of", "operand_kind", "promote_types", "real_of", "result_dtype",
    "set_default_dtype", "to_dtype", "uint16", "uint32", "uint64", "uint8",
]

BOOL, INTEGRAL, FLOAT, COMPLEX = range(4)


class dtype:
    """The type of a tensor's elements; printed as PyTorch prints it.

    Example:
        >>> th.float32.itemsize, th.float32.is_floating_point
        (4, True)
    """

    __slots__ = ("_numpy", "_spelling", "alias", "is_wide_unsigned", "itemsize", "kind", "name")

    def __init__(self, name, numpy_name, kind, itemsize, alias):
        self.name, self.kind, self.itemsize, self.alias = name, kind, itemsize, alias
        self._spelling = numpy_name
        self.is_wide_unsigned = name in ("uint16", "uint32", "uint64")  # those of which PyTorch has only a part
        self._numpy = None if numpy_name == "bfloat16" else np.dtype(numpy_name)

    @property
    def numpy(self):
        """The numpy dtype that arrays of this dtype have."""
        if self._numpy is None:
            self._numpy = _bfloat16_of_numpy()
        return self._numpy

    @property
    def is_floating_point(self):
        """True for float16, bfloat16, float32 and float64."""
        return self.kind == FLOAT

    @property
    def is_complex(self):
        """True for complex64 and complex128."""
        return self.kind == COMPLEX

    @property
    def is_signed(self):
        """True when negative numbers can be held."""
        return self.name[0] not in "bu" or self.kind == FLOAT

    @property
    def abbr(self):
        """Its short name, such as "f32" or "bf16"."""
        letters = "b" if self.kind == BOOL else "bf" if self.name == "bfloat16" else self.name[0]
        return f"{letters}{self.itemsize * 8}"

    def to_complex(self):
        """The complex dtype whose parts are of this dtype."""
        return complex_of(self)

    def to_real(self):
        """The dtype of the real and imaginary part."""
        return real_of(self)

    def __repr__(self):
        return f"torch.{self.name}"

    def __reduce__(self):
        return _by_name, (self.name,)


@cache
def _bfloat16_of_numpy():
    try:
        import ml_dtypes  # 5 ms, and bfloat16 is rare on a CPU
    except ImportError:
        raise MissingPackageError("bfloat16 needs the package ml_dtypes: pip install ml_dtypes") from None
    found = np.dtype(ml_dtypes.bfloat16)
    _FROM_NUMPY[found] = bfloat16
    return found


bool_ = dtype("bool", "bool", BOOL, 1, "Bool")
uint8 = dtype("uint8", "uint8", INTEGRAL, 1, "Byte")
int8 = dtype("int8", "int8", INTEGRAL, 1, "Char")
int16 = dtype("int16", "int16", INTEGRAL, 2, "Short")
int32 = dtype("int32", "int32", INTEGRAL, 4, "Int")
int64 = dtype("int64", "int64", INTEGRAL, 8, "Long")
uint16 = dtype("uint16", "uint16", INTEGRAL, 2, "UInt16")
uint32 = dtype("uint32", "uint32", INTEGRAL, 4, "UInt32")
uint64 = dtype("uint64", "uint64", INTEGRAL, 8, "UInt64")
float16 = dtype("float16", "float16", FLOAT, 2, "Half")
bfloat16 = dtype("bfloat16", "bfloat16", FLOAT, 2, "BFloat16")
float32 = dtype("float32", "float32", FLOAT, 4, "Float")
float64 = dtype("float64", "float64", FLOAT, 8, "Double")
complex64 = dtype("complex64", "complex64", COMPLEX, 8, "ComplexFloat")
complex128 = dtype("complex128", "complex128", COMPLEX, 16, "ComplexDouble")

DTYPES = (bool_, uint8, int8, int16, int32, int64, uint16, uint32, uint64, float16, bfloat16, float32, float64, complex64, complex128)
_BY_NAME = {d.name: d for d in DTYPES}
_FROM_NUMPY = {d._numpy: d for d in DTYPES if d._numpy is not None}
_FROM_PYTHON = {bool: bool_, int: int64, float: float32, complex: complex64}


def _by_name(name):
    return _BY_NAME[name]


def is_dtype(value):
    """True for a `th.dtype`, or a Python type that stands for one."""
    return isinstance(value, dtype) or value in (bool, int, float, complex)


def to_dtype(value):
    """The dtype meant by a dtype, a Python type or a numpy dtype.

    Raises:
        ArgumentTypeError: when `value` names no dtype
    """
    if isinstance(value, dtype):
        return value
    if value is float:
        return float64
    if value in (bool, int, complex):
        return {bool: bool_, int: int64, complex: complex128}[value]
    try:
        return from_numpy_dtype(np.dtype(value))
    except TypeError as err:
        raise ArgumentTypeError(
            f"`dtype` (={value!r}) must be a dtype such as torch.float32, one of: "
            + ", ".join(repr(d) for d in DTYPES)
        ) from err


def from_numpy_dtype(numpy_dtype):
    """The dtype of an array with this numpy dtype.

    Raises:
        ArgumentTypeError: when tensors have no such elements
    """
    found = _FROM_NUMPY.get(numpy_dtype)
    if found is not None:
        return found
    if numpy_dtype.name == "bfloat16":
        _bfloat16_of_numpy()
        return bfloat16
    raise ArgumentTypeError(
        f"can't convert np.ndarray of type {numpy_dtype}: the supported types are "
        + ", ".join(d.name for d in DTYPES)
        + "; convert it first, with array.astype('float32') for example"
    )


def kind_of(numpy_dtype):
    """BOOL, INTEGRAL, FLOAT or COMPLEX for a numpy dtype."""
    return from_numpy_dtype(numpy_dtype).kind


def complex_of(d):
    """The complex dtype whose parts have dtype `d`."""
    if d.kind == COMPLEX:
        return d
    return complex128 if d is float64 else complex64


def real_of(d):
    """The dtype of the parts of a complex dtype; any other dtype is its own."""
    return {complex64: float32, complex128: float64}.get(d, d)


_default = float32


def get_default_dtype():
    """The dtype that new floating point tensors get.

    Example:
        >>> th.get_default_dtype()
        torch.float32
    """
    return _default


def set_default_dtype(d):
    """Sets the dtype that new floating point tensors get.

    Args:
        d (dtype): a floating point dtype
    Raises:
        ArgumentTypeError: when `d` is not a floating point dtype
    """
    global _default
    d = to_dtype(d)
    if d.kind != FLOAT:
        raise ArgumentTypeError(f"only floating-point types are supported as the default type, got `d` (={d})")
    _default = d
    _result_dtype.cache_clear()


_ORDER = {d: i for i, d in enumerate(DTYPES)}


@cache
def promote_types(type1, type2):
    """The smallest dtype that both promote to, by PyTorch's table.

    Example:
        >>> th.promote_types(th.int32, th.float32)
        torch.float32
        >>> th.promote_types(th.uint8, th.int8)
        torch.int16
    """
    if type1 is type2:
        return type1
    low, high = sorted((type1, type2), key=_ORDER.__getitem__)
    if (low.is_wide_unsigned or high.is_wide_unsigned) and high.kind != FLOAT:
        raise DtypeError(
            "Promotion for uint16, uint32, uint64 types is not supported, attempted to promote "
            f"{type1.alias} and {type2.alias}; convert one, with x.long() for example"
        )
    if high.kind == COMPLEX:
        return complex128 if float64 in (low, high) or complex128 in (low, high) else complex64
    if low.kind == high.kind == INTEGRAL and low is uint8:
        return int16 if high is int8 else high
    if low is float16 and high is bfloat16:
        return float32
    return high


def _combine(higher, lower):
    """PyTorch's rule for a class of operands that takes precedence over another (dims over 0-d over scalars)."""
    if higher is None or lower is None:
        return higher or lower
    if higher.kind == COMPLEX:
        return higher
    if higher.kind == FLOAT:
        return complex_of(higher) if lower.kind == COMPLEX else higher
    if higher.is_wide_unsigned and lower.kind == COMPLEX:
        return lower
    if higher.kind == BOOL or lower.kind in (FLOAT, COMPLEX):
        return promote_types(higher, lower)
    return higher


@cache
def _result_dtype(key):
    groups = [None, None, None]  # tensors with dims, 0-d tensors, Python numbers
    for rank, d in key:
        if rank == 2:
            d = {bool: bool_, int: int64, float: _default, complex: complex_of(_default)}[d]
        groups[rank] = d if groups[rank] is None else promote_types(groups[rank], d)
    return _combine(groups[0], _combine(groups[1], groups[2]))


def _operand_key(operand):
    numpy_dtype = getattr(operand, "dtype", None)
    if numpy_dtype is None:
        cls = operand.__class__
        if cls not in _FROM_PYTHON:
            raise ArgumentTypeError(f"expected a tensor or a number, got {operand!r} of type {cls.__name__}")
        return 2, cls
    return (0 if getattr(operand, "ndim", 0) else 1), from_numpy_dtype(numpy_dtype)


def operand_kind(operand):
    """The kind of an array's elements, or of a Python number."""
    numpy_dtype = getattr(operand, "dtype", None)
    return (_FROM_PYTHON[operand.__class__] if numpy_dtype is None else from_numpy_dtype(numpy_dtype)).kind


def result_dtype(operands):
    """The dtype of an operation on arrays and Python numbers (numbers and 0-d arrays are weak)."""
    return _result_dtype(tuple([_operand_key(o) for o in operands]))


def can_cast(from_, to):
    """True when PyTorch lets a result of dtype `from_` be written into a tensor of dtype `to`.

    Example:
        >>> th.can_cast(th.float64, th.float32), th.can_cast(th.float32, th.int64)
        (True, False)
    """
    if from_.kind == COMPLEX and to.kind != COMPLEX:
        return False
    if from_.kind == FLOAT and to.kind in (BOOL, INTEGRAL):
        return False
    return not (from_.kind != BOOL and to.kind == BOOL)


_SHORT = {"bool": "bool", "int8": "int8_t", "uint8": "uint8_t", "int16": "int16_t", "int32": "int", "int64": "int64_t",
          "uint16": "uint16_t", "uint32": "uint32_t", "uint64": "uint64_t", "float16": "at::Half", "bfloat16": "at::BFloat16", "float32": "float", "float64": "double"}  # fmt: skip


def checked_number(value, d):
    """A Python number as one that fits elements of dtype `d`: floats cut off in integers, negative ones wrapped in unsigned ones.

    Raises:
        ArgumentError: when it does not fit
    """
    if d.kind == COMPLEX:
        return value
    if value.__class__ is complex:
        if value.imag:
            raise _overflow(value, d)
        value = value.real
    if d.kind == BOOL:
        return value != 0
    if d.kind == INTEGRAL:
        return _checked_integer(value, d)
    if d.itemsize < 8 and abs(value) > _largest(d) and abs(value) != float("inf"):
        raise _overflow(value, d)
    return float(value)


def _checked_integer(value, d):
    infinite = value != value or value in (float("inf"), -float("inf"))
    if infinite or (value < 0 and not d.is_signed and isinstance(value, float)):
        raise _overflow(value, d)
    value = int(value)
    top = 2 ** (8 * d.itemsize - d.is_signed) - 1
    if not -top - d.is_signed <= value <= top:
        raise _overflow(value, d)
    return value if d.is_signed else value % (top + 1)


@cache
def _largest(d):
    return float(bfloat16_limits().max if d is bfloat16 else np.finfo(d.numpy).max)


def bfloat16_limits():
    """What numpy's finfo would be for bfloat16."""
    import ml_dtypes

    return ml_dtypes.finfo(_bfloat16_of_numpy())


def _overflow(value, d):
    return ArgumentError(f"value cannot be converted to type {_SHORT[d.name]} without overflow: {value!r}")
