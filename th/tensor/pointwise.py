"""Pointwise operations: promotion, broadcasting, Python numbers, `out=`.

`unary` and `binary` make their functions.  The first lines of those are a fast path for what an interactive user runs
most, numpy arrays of one native dtype; everything else goes to `pointwise`.
"""

import numpy as np
from numpy import ndarray

from th.errors import DtypeError, ShapeError
from th.tensor import devices, dtypes
from th.tensor.casting import cast_arguments, casts
from th.tensor.dispatch import (
    QUIET,
    annotate,
    check_devices,
    describe,
    explain,
    hush,
    is_array,
    quietly,
    unhush,
    wrap,
)
from th.tensor.layouts import Sparsity
from th.tensor.modes import modes
from th.tensor.outs import write_out
from th.tensor.recording import record_plain, record_two
from th.tensor.tensor import Tensor, as_array, fresh
from th.tensor.unsigned import UNSIGNED_KERNELS
from th.tensor.wrongcalls import reject

__all__ = ["FLOATS", "binary", "broadcast_shape", "pointwise", "settled", "unary"]

_F16, _F32, _I64 = np.dtype("float16"), np.dtype("float32"), np.dtype("int64")
_ONE_THREAD = 1 << 18  # multiplications up to which BLAS stays with one thread: see th.tensor.blas
_WIDE = 1 << 62  # integers that need no wrapping around
FLOATS = frozenset(np.dtype(n) for n in ("float16", "float32", "float64", "complex64", "complex128"))
_asarray = np.asarray
_LEFT_OUT = object()
_isinstance = isinstance


def unary(op, slow):
    """The function of an op of one tensor whose kernel is one call; `slow` is called for everything else."""
    kernel, native = op.kernel, op.native
    f32 = _F32 if _F32 in native else None

    def call(input=_LEFT_OUT, *args, **kwargs):
        if args or kwargs or not _isinstance(input, Tensor):
            if input is _LEFT_OUT:  # given by another name, if at all
                return slow(*args, **kwargs)
            return slow(input, *args, **kwargs) if kwargs else slow(input, *args)
        array = input._array
        dtype = array.dtype
        if array.__class__ is not ndarray or (dtype is not f32 and dtype not in native):
            return slow(input)
        token = hush(QUIET)
        try:
            result = kernel(array)
        except (ValueError, TypeError):
            result = None
        finally:
            unhush(token)
        if result.__class__ is not ndarray:
            if result is None:
                return slow(input)
            result = _asarray(result)
        out = fresh(Tensor)
        out._array = result
        if input._node is not None and op.rules and modes.grad:
            record_plain(op, input, out, result)
        return out

    return call


def binary(op, slow):
    """The function of an op of two operands whose kernel is one call; `slow` is called for everything else."""
    kernel, native, flat = op.kernel, op.native, op.kernel_is_flat
    with_number = frozenset() if "other" in op.tensors else _dtypes_with_numbers(op)
    f32 = _F32 if _F32 in native else None
    f32_number = f32 if with_number else ()  # no dtype is the empty tuple
    i64 = _I64 if _I64 in native and with_number else ()

    def call(input=_LEFT_OUT, other=_LEFT_OUT, *args, **kwargs):
        if args or kwargs or (input.__class__ is not Tensor and not _isinstance(input, Tensor)):
            if input is _LEFT_OUT or other is _LEFT_OUT:
                return slow(*[v for v in (input, other) if v is not _LEFT_OUT], *args, **kwargs)
            return slow(input, other, *args, **kwargs)
        array = input._array
        dtype = array.dtype
        if other.__class__ is Tensor or _isinstance(other, Tensor):
            y = other._array
            if (dtype is not y.dtype or array.__class__ is not ndarray or y.__class__ is not ndarray
                    or (dtype is not f32 and dtype not in native)):
                return slow(input, other)
        elif ((other.__class__ is float or other.__class__ is int) and array.__class__ is ndarray
              and (dtype is f32_number or (dtype in with_number and dtype in native))):
            y = other
        elif other.__class__ is int and dtype is i64 and array.__class__ is ndarray and -_WIDE < other < _WIDE:
            y = other
        else:
            return slow(input) if other is _LEFT_OUT else slow(input, other)
        if flat and (y is other or casts.open or not 0 < array.ndim < 3 or not 0 < y.ndim < 3
                     or (array.size > 4096 and (y.ndim == 2 or array.size > _ONE_THREAD))):
            return slow(input, other)
        token = hush(QUIET)
        try:
            result = kernel(array, y)
        except (ValueError, TypeError, OverflowError):
            result = None
        finally:
            unhush(token)
        if result.__class__ is not ndarray:
            if result is None:
                return slow(input, other)
            result = _asarray(result)
        out = fresh(Tensor)
        out._array = result
        if (input._node is not None or (y is not other and other._node is not None)) and op.rules and modes.grad:
            record_two(op, input, other, out, result)
        return out

    return call


def _promoted(op, values, operands):
    """The compute dtype of a pointwise op on `operands`, checked against what the op accepts."""
    common = dtypes.result_dtype(operands)
    if common.kind not in op.accepts or (op.each and not all(dtypes.operand_kind(o) in op.accepts for o in operands)):
        names = " and ".join(describe(v) for v in values)
        raise DtypeError(op.refusal.format(name=op.name, dtype=common.alias, dtypes=names))
    if common.is_wide_unsigned and op.name in UNSIGNED_KERNELS:
        raise DtypeError(f"\"{UNSIGNED_KERNELS[op.name]}\" not implemented for '{common.alias}'; convert it, with x.long() for example")
    if op.dtype == "float" and common.kind < dtypes.FLOAT:
        return dtypes.get_default_dtype()
    return common


def _cast(value, numpy_dtype, xp):
    """A pointwise operand in the compute dtype; Python integers wrap around as PyTorch's do."""
    if hasattr(value, "dtype"):
        return value if value.dtype is numpy_dtype else value.astype(numpy_dtype)
    if numpy_dtype.kind in "iu" and not _isinstance(value, bool):
        return xp.asarray(int(value)).astype(numpy_dtype)
    return xp.asarray(value, dtype=numpy_dtype)


def _operands(op, args):
    """(positions of the arguments that take part in promotion, their arrays and numbers)"""
    positions, operands = [], []
    for p in op.operand_positions:
        if p < len(args) and args[p] is not None:
            value = args[p]
            if _isinstance(value, Tensor):
                value = value._array
            elif _isinstance(value, ndarray | np.generic):
                value = as_array(value)
            elif not _isinstance(value, bool | int | float | complex):
                reject(op, args)
            positions.append(p)
            operands.append(value)
    return positions, operands


def settled(op):
    """The function of any pointwise op: `pointwise`, with numpy arrays of one native dtype and numbers that take it first."""
    required, positional, native, is_operand = op.required, op.positional, op.native, op.is_operand
    numbers = () if op.tensors else _dtypes_with_numbers(op)

    def call(*args, **kwargs):
        if kwargs and op.prepare is None and "out" not in kwargs:
            args, kwargs = op.bind(args, kwargs), {}
        if kwargs or casts.open or not required <= len(args) <= positional:
            return pointwise(op, args, kwargs)
        dtype, arrays, wants = None, [], False
        for value, takes_part in zip(args, is_operand):
            if value.__class__ is Tensor:
                wants = wants or value._node is not None
                value = value._array
                if value.__class__ is not ndarray:
                    return pointwise(op, args, kwargs)
                if takes_part and value.dtype is not dtype:
                    if dtype is not None or value.dtype not in native:
                        return pointwise(op, args, kwargs)
                    dtype = value.dtype
            elif takes_part and value is not None:
                if dtype not in numbers or value.__class__ is not float and value.__class__ is not int:
                    return pointwise(op, args, kwargs)
                value = _asarray(value, dtype)  # with an array numpy begins in half the time
            arrays.append(value)
        if dtype is None:
            return pointwise(op, args, kwargs)
        token = hush(QUIET)
        try:
            result = op.forward(np, *arrays)
        except Exception:
            result = None
        finally:
            unhush(token)
        if result is None:
            return pointwise(op, args, kwargs)
        if wants or result.__class__ is not ndarray:
            return wrap(op, args, result, np)
        out = fresh(Tensor)
        out._array = result
        return out

    return call


def pointwise(op, args, kwargs):
    """Calls a pointwise op with everything PyTorch allows."""
    if casts.open:
        args, kwargs = cast_arguments(op.label, args, kwargs)
    if kwargs and op.prepare is None and "out" not in kwargs:
        args, kwargs = op.bind(args, kwargs), {}
    out = None
    if kwargs:
        if op.prepare is not None:
            op, args, kwargs = op.prepare(op, args, dict(kwargs))
        out = kwargs.pop("out", None)
    if kwargs or not op.required <= len(args) <= op.positional:
        args = op.bind(args, kwargs)
    positions, operands = _operands(op, args)
    for value in operands:
        if value.__class__ is Sparsity:
            return value.run(op, args)
    if not op.numbers and not any(_isinstance(args[p], Tensor | ndarray) for p in positions):
        reject(op, args)
    if op.tensors:
        reject(op, args, op.tensors)
    check_devices(op, args)
    like = next((o for o in operands if is_array(o)), None)
    if like is None:  # numbers chosen by a condition
        like = next((a._array for a in args if _isinstance(a, Tensor)), None)
    xp = np if like is None else devices.namespace(like)
    numpy_dtype = _promoted(op, [args[p] for p in positions], operands).numpy
    computed = _widened(op, numpy_dtype, operands)
    arrays = [a._array if _isinstance(a, Tensor) else a for a in args]
    for p, value in zip(positions, operands, strict=True):
        if computed is not numpy_dtype and (p == 0 or not op.wide_numbers) and _is_number(value):
            value = quietly(_cast, value, numpy_dtype, xp)
        arrays[p] = quietly(_cast, value, computed, xp)
    _check_broadcast([arrays[p] for p in positions])
    try:
        result = quietly(op.forward, xp, *arrays)
    except TypeError as err:
        raise explain(err, op, args) from err
    except Exception as err:
        if err.__class__ is ValueError:
            _check_broadcast(arrays)
        annotate(err, op, args)
        raise
    if computed is not numpy_dtype and result.dtype == computed:
        result = quietly(result.astype, numpy_dtype)
    if like.__class__ is devices.MetaArray:
        result = devices.on_meta(result)
    value = wrap(op, args, result, xp)
    return value if out is None else write_out(value, out)


def _widened(op, numpy_dtype, operands):
    """Half precision is computed in single where it takes more than one ufunc, and bfloat16 always, as PyTorch does."""
    if numpy_dtype.kind == "V" or (numpy_dtype is _F16 and (op.ufunc is None or op.wide_numbers and any(map(_is_number, operands)))):
        return _F32
    return numpy_dtype


def _is_number(value):
    return not getattr(value, "ndim", 0)


def _dtypes_with_numbers(op):
    """The dtypes in which numpy does with a Python number what PyTorch does."""
    return FLOATS - {_F16} if op.wide_numbers else FLOATS


def _check_broadcast(arrays):
    shapes = [a.shape for a in arrays if is_array(a)]
    if len(set(shapes)) > 1:
        broadcast_shape(*shapes)


def broadcast_shape(*shapes):
    """The shape that `shapes` broadcast to.

    Raises:
        ShapeError: when they do not
    """
    try:
        return np.broadcast_shapes(*shapes)
    except ValueError:
        pass
    first, *rest = shapes
    for other in rest:
        for back in range(1, min(len(first), len(other)) + 1):
            a, b = first[-back], other[-back]
            if a != b and 1 not in (a, b):
                dim = max(len(first), len(other)) - back
                raise ShapeError(
                    f"The size of tensor a ({a}) must match the size of tensor b ({b}) at non-singleton "
                    f"dimension {dim}: shapes {list(first)} and {list(other)}"
                )
        first = np.broadcast_shapes(first, other)
    raise ShapeError(f"shapes {[list(s) for s in shapes]} cannot be broadcast together")


