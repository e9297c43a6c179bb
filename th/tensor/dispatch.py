"""What happens when an operation is called: arrays out, kernel, tensor back, node recorded.

`general` calls any op.  `single` and `view` make the functions of ops of one tensor: the same with the commonest case
(a numpy array, nothing to convert) written out.  Pointwise ops have their own ways, in `th.tensor.pointwise`.
"""

import numpy as np
from numpy import ndarray

from th.errors import ArgumentTypeError, DeviceError
from th.tensor import devices
from th.tensor.casting import cast_arguments, casts
from th.tensor.layouts import Sparsity
from th.tensor.modes import modes
from th.tensor.outs import write_out
from th.tensor.recording import record, record_single
from th.tensor.tensor import Tensor, fresh
from th.tensor.views import UNTRACKED, View
from th.tensor.wrongcalls import call_problem, reject

__all__ = ["QUIET", "annotate", "check_devices", "describe", "explain", "general", "hush", "is_array", "quietly", "several",
           "single", "unhush", "view", "view_fast", "wants_grad", "wrap"]

try:  # numpy's own errstate costs 0.9 us, as much as two small ops; setting its context variable 0.1 us
    from numpy._core.umath import _extobj_contextvar, _make_extobj

    QUIET = _make_extobj(all="ignore")
    hush, unhush = _extobj_contextvar.set, _extobj_contextvar.reset
except ImportError:  # a numpy that keeps it elsewhere: right, only slower
    QUIET = None

    def hush(_):
        """Turns numpy's floating point warnings off; returns what `unhush` needs."""
        state = np.errstate(all="ignore")
        state.__enter__()
        return state

    def unhush(state):
        """Puts numpy's floating point warnings back."""
        state.__exit__(None, None, None)


_F32 = np.dtype("float32")
_isinstance = isinstance


def quietly(kernel, *args):
    """Calls `kernel` with numpy's floating point warnings off, as PyTorch computes."""
    token = hush(QUIET)
    try:
        return kernel(*args)
    finally:
        unhush(token)


def describe(value):
    """``Tensor(2, 3) float32`` for a tensor, the value itself otherwise."""
    if isinstance(value, Tensor):
        where = "" if not value.is_cuda else f" {value.device}"
        return f"Tensor{tuple(value._array.shape)} {value.dtype.name}{where}"
    if isinstance(value, list | tuple) and any(isinstance(v, Tensor) for v in value):
        return "[" + ", ".join(describe(v) for v in value) + "]"
    text = repr(value)
    return text if len(text) < 60 else text[:57] + "..."


def annotate(err, op, args):
    """Adds to an error which op failed, and on what."""
    note = f"in {op.label}({', '.join(describe(a) for a in args)})"
    if note not in getattr(err, "__notes__", ()):
        err.add_note(note)


def explain(err, op, args):
    """The error to raise for `err`: a wrong call is told in terms of the public signature."""
    if err.__class__ is TypeError or err.__class__ is AttributeError:
        problem = call_problem(op, args)
        if problem is not None:
            return problem
    annotate(err, op, args)
    return err


def wants_grad(args):
    """True when some tensor among `args` may want a gradient."""
    for a in args:
        if _isinstance(a, Tensor):
            if a._node is not None:
                return True
        elif a.__class__ is list or a.__class__ is tuple:
            for b in a:
                if _isinstance(b, Tensor) and b._node is not None:
                    return True
    return False


def is_array(value):
    """True for an array of either device."""
    return value.__class__ is ndarray or devices.is_array(value)


def general(op, args, kwargs):
    """Calls any op: binds, checks devices, runs the kernel on arrays, wraps, records."""
    out = None
    if casts.open:
        args, kwargs = cast_arguments(op.label, args, kwargs)
    if kwargs:
        out = kwargs.pop("out", None)
        if kwargs:
            args = op.bind(args, kwargs)
    arrays, like = [], None
    for a in args:
        if _isinstance(a, Tensor):
            array = a._array
            if array.__class__ is Sparsity:
                return array.run(op, args)
            if like is None:
                like = array
            elif array.__class__ is not like.__class__:
                check_devices(op, args)
            arrays.append(array)
        elif (a.__class__ is list or a.__class__ is tuple) and op.variadic and not arrays:
            inner = _sequence(op, a)
            if inner and inner[0].__class__ is Sparsity:
                return inner[0].run(op, args)
            arrays.append(inner)
            like = inner[0] if inner else like
        else:
            arrays.append(a)
    if like is None or like.__class__ is ndarray:
        xp = np
        if like is None and op.input_positions:
            reject(op, args)
    else:
        check_devices(op, args)
        xp = devices.namespace(like)
    token = hush(QUIET)
    try:
        result = op.forward(xp, *arrays)
    except Exception as err:
        raise explain(err, op, args) from (None if err.__class__ is TypeError else err.__cause__)
    finally:
        unhush(token)
    if like.__class__ is devices.MetaArray:
        result = devices.on_meta(result)
    value = wrap(op, args, result, xp)
    return value if out is None else write_out(value, out)


def _sequence(op, values):
    arrays = []
    for v in values:
        if not _isinstance(v, Tensor):
            raise ArgumentTypeError(f"{op.name}(): expected a sequence of Tensors, got {describe(v)} in it")
        if arrays and v._array.__class__ is not arrays[0].__class__:
            check_devices(op, (values,))
        arrays.append(v._array)
    return arrays


def check_devices(op, args):
    """Raises when the tensors among `args` are not all on one device."""
    first = None
    for a in args:
        for t in a if _isinstance(a, list | tuple) else (a,):
            if not _isinstance(t, Tensor):
                continue
            if first is None:
                first = t
            elif t.device != first.device:
                raise DeviceError(
                    "Expected all tensors to be on the same device, but found at least two devices, "
                    f"{first.device} and {t.device}! (in {op.name}); move one, with x.to('{first.device}')"
                )


def wrap(op, args, result, xp):
    """The tensor (or tensors) of what a kernel returned, with its node."""
    wants = op.rules and modes.grad and wants_grad(args)
    if op.contiguous:
        result = tuple(map(_in_rows, result)) if result.__class__ is tuple else _in_rows(result)
    if result.__class__ is ndarray and not wants and not op.view:
        out = fresh(Tensor)
        out._array = result
        return out
    if result.__class__ is tuple:
        outs = []
        for r in result:
            out = fresh(Tensor)
            out._array = r if r.__class__ is ndarray or is_array(r) else xp.asarray(r)
            outs.append(out)
        if wants:
            record(op, args, outs, [out._array for out in outs])
        return op.returns(*outs) if op.returns is not None else tuple(outs)
    if result.__class__ is not ndarray and not is_array(result):
        result = xp.asarray(result)
    if op.view:
        return view_of(op, args, result)
    out = fresh(Tensor)
    out._array = result
    if wants:
        record(op, args, (out,), (result,))
    return out


def _in_rows(array):
    """`array` itself, or a copy that lies in memory row by row."""
    return array if getattr(array, "ndim", 0) < 2 or array.flags.c_contiguous else array.copy()


def single(op):
    """The function of an op of one tensor and settings."""
    forward, body, two, contiguous = op.forward, op.declared, op.positional > 1, op.contiguous

    def call(*args, **kwargs):
        if kwargs:
            if "out" in kwargs:
                return general(op, args, kwargs)
            args = op.bind(args, kwargs)
        if not args or casts.open or not _isinstance(args[0], Tensor):
            return general(op, args, {})
        input = args[0]
        array = input._array
        if array.__class__ is not ndarray:
            return general(op, args, {})
        token = hush(QUIET)
        try:
            if len(args) == 1:
                result = body(np, array)
            elif len(args) == 2 and two:
                result = body(np, array, args[1])
            else:
                result = forward(np, array, *args[1:])
        except Exception as err:
            raise explain(err, op, args) from (None if err.__class__ is TypeError else err.__cause__)
        finally:
            unhush(token)
        if result.__class__ is not ndarray:
            if result.__class__ is tuple:
                return wrap(op, args, result, np)
            if not is_array(result):  # an op that moves to a GPU gives an array of that
                result = np.asarray(result)
        if contiguous and not result.flags.c_contiguous:
            result = result.copy()
        out = fresh(Tensor)
        out._array = result
        if input._node is not None and op.rules and modes.grad:
            if result.dtype.kind in "fcV":
                record_single(op, args, out, result)
        return out

    return call


def several(op):
    """The function of an op of several tensors: `general` with the commonest case, numpy arrays, written out."""
    forward, variadic, contiguous = op.forward, op.variadic, op.contiguous

    def call(*args, **kwargs):
        if kwargs:
            if "out" in kwargs:
                return general(op, args, kwargs)
            args = op.bind(args, kwargs)
        if casts.open:
            return general(op, args, {})
        arrays, wants, rest = [], False, args
        if variadic:
            if not args or args[0].__class__ is not list and args[0].__class__ is not tuple:
                return general(op, args, {})
            inner, rest = [], args[1:]
            for a in args[0]:
                if not _isinstance(a, Tensor) or a._array.__class__ is not ndarray:
                    return general(op, args, {})
                wants = wants or a._node is not None
                inner.append(a._array)
            arrays.append(inner)
        for a in rest:
            kind = a.__class__
            if kind is Tensor or kind is not int and _isinstance(a, Tensor):
                wants = wants or a._node is not None
                a = a._array
                if a.__class__ is not ndarray:
                    return general(op, args, {})
            elif kind is list or kind is tuple:
                return general(op, args, {})  # tensors may be in it
            arrays.append(a)
        if not arrays or (not variadic and arrays[0].__class__ is not ndarray):
            return general(op, args, {})
        token = hush(QUIET)
        try:
            result = forward(np, *arrays)
        except Exception as err:
            raise explain(err, op, args) from (None if err.__class__ is TypeError else err.__cause__)
        finally:
            unhush(token)
        if wants or result.__class__ is not ndarray:
            return wrap(op, args, result, np)
        if contiguous and not result.flags.c_contiguous:
            result = result.copy()
        out = fresh(Tensor)
        out._array = result
        return out

    return call


# ---- views


def view(op):
    """The function of an op whose result shares memory with its input."""
    forward, may_copy = op.forward, op.may_copy

    def call(*args, **kwargs):
        if kwargs:
            args = op.bind(args, kwargs)
        if not args or not _isinstance(args[0], Tensor):
            return general(op, args, {})
        array = args[0]._array
        if array.__class__ is ndarray:
            xp = np
        elif array.__class__ is Sparsity:
            return array.run(op, args)
        else:
            xp = devices.namespace(array)
        try:
            result = forward(xp, array) if len(args) == 1 else forward(xp, array, *args[1:])
        except Exception as err:
            raise explain(err, op, args) from (None if err.__class__ is TypeError else err.__cause__)
        if may_copy or result is array:
            return view_of(op, args, result)
        return view_fast(op, args, result)

    return call


def view_of(op, args, array):
    """A tensor for `array`, which `op(*args)` made and which mostly shares memory with ``args[0]``."""
    source = args[0]
    own = source._array
    if array is own:
        array = own.view() if own.__class__ is ndarray else own[...]
    if op.may_copy and not _shares(array, own):
        out = fresh(Tensor)
        out._array = array
        if source._node is not None and modes.grad:
            record_single(op, args, out, array)
        return out
    return view_fast(op, args, array)


def view_fast(op, args, array, edge=None):
    """As `view_of`, for an `array` known to share memory and to be an object of its own; `edge` if it has one already."""
    source = args[0]
    out = fresh(Tensor)
    out._array = array
    counter = source._counter
    if counter is None:
        counter = source._counter = [0]
    out._counter = counter
    dtype = array.dtype
    if dtype is not _F32 and dtype.kind not in "fcV":
        return out
    state = source._node
    link = fresh(View)
    if state is None:
        link.node = link.parent = link.seen = link.kind = None
        link.base = source
        link.memory = source._array
    else:
        if state.__class__ is View:
            link.base, link.parent, link.kind, link.memory = state.base, state, state.kind, state.memory
        else:
            link.base, link.parent, link.kind, link.memory = source, None, None, source._array
        link.node = edge or (record_single(op, args, None, array) if modes.grad and op.rules else None)
        link.seen = link.base._node
    if not modes.grad:
        link.kind = UNTRACKED
    link.op = op
    link.args = args
    out._node = link
    return out


def _shares(array, source):
    base = array.base
    if base is None:
        return False
    if base is source:
        return True
    return base is source.base and (source.flags.c_contiguous or bool(devices.namespace(array).may_share_memory(array, source)))
