"""What happens when an operation is called: arrays out, kernel, tensor back, node recorded.

Three ways lead through here.  `unary` and `binary` make the functions of pointwise ops, whose first lines are a fast
path for what an interactive user runs most: numpy arrays of one native dtype.  Everything they do not cover goes to
`pointwise` (promotion, broadcasting, `out=`), and ops that are not pointwise go to `general`.
"""

import numpy as np
from numpy import ndarray

from th.errors import ArgumentTypeError, DeviceError, DtypeError, GradientError, ShapeError
from th.tensor import devices, dtypes, views
from th.tensor.autograd import LEAF, Node, _record_trace, anomaly, counter_of, edge_of, next_number
from th.tensor.modes import modes
from th.tensor.tensor import Tensor, as_array, fresh, new_tensor, view_of

__all__ = ["binary", "describe", "general", "in_place", "make_in_place", "pointwise", "quietly", "record", "unary",
           "write_history"]

try:  # numpy's own errstate costs 0.9 us, as much as two small ops; setting its context variable 0.1 us
    from numpy._core.umath import _extobj_contextvar, _make_extobj

    _QUIET = _make_extobj(all="ignore")
    _hush, _unhush = _extobj_contextvar.set, _extobj_contextvar.reset
except ImportError:  # a numpy that keeps it elsewhere: right, only slower

    def _hush(_):
        state = np.errstate(all="ignore")
        state.__enter__()
        return state

    def _unhush(state):
        state.__exit__(None, None, None)

    _QUIET = None

_F32 = np.dtype("float32")
_FLOATS = frozenset(np.dtype(n) for n in ("float16", "float32", "float64", "complex64", "complex128"))
_asarray = np.asarray
_isinstance = isinstance


def quietly(kernel, *args):
    """Calls `kernel` with numpy's floating point warnings off, as PyTorch computes."""
    token = _hush(_QUIET)
    try:
        return kernel(*args)
    finally:
        _unhush(token)


def describe(value):
    """``Tensor(2, 3) float32`` for a tensor, the value itself otherwise."""
    if isinstance(value, Tensor):
        where = "" if not value.is_cuda else f" {value.device}"
        return f"Tensor{tuple(value._array.shape)} {value.dtype.name}{where}"
    if isinstance(value, list | tuple) and any(isinstance(v, Tensor) for v in value):
        return "[" + ", ".join(describe(v) for v in value) + "]"
    text = repr(value)
    return text if len(text) < 60 else text[:57] + "..."


def _annotate(err, op, args):
    note = f"in {op.name}({', '.join(describe(a) for a in args)})"
    if note not in getattr(err, "__notes__", ()):
        err.add_note(note)


# ---- recording


def _node(op, edges, args, guard, out, array):
    node = Node()
    node.op = op
    node.edges = edges
    node.args = args
    node.guard = guard
    node.number = next_number()
    node.shape = array.shape
    node.dtype = array.dtype
    if op.saves_out:
        node.out = array
        node.guard = (*guard, (counter_of(out), counter_of(out)[0]))
    if anomaly.enabled:
        node.trace = _record_trace()
    return node


def _record_unary(op, x, out):
    edge = edge_of(x)
    if edge is None:
        return
    if op.masks[0]:
        counter = counter_of(x)
        out._node = _node(op, (edge,), (x,), ((counter, counter[0]),), out, out._array)
    else:
        out._node = _node(op, (edge,), (None,), (), out, out._array)


def _record_binary(op, x, y, out):
    left = edge_of(x)
    right = edge_of(y) if _isinstance(y, Tensor) else None
    mask = (op.masks[0] if left is not None else 0) | (op.masks[1] if right is not None else 0)
    if left is None and right is None:
        return
    guard = ()
    if mask & 1:
        counter = counter_of(x)
        guard = ((counter, counter[0]),)
    if mask & 2 and _isinstance(y, Tensor):
        counter = counter_of(y)
        guard = (*guard, (counter, counter[0]))
    args = (x if mask & 1 else None, y if mask & 2 else None)
    out._node = _node(op, (left, right), args, guard, out, out._array)


def record(op, args, outs, arrays):
    """Makes the node of `op(*args)` and hangs it on the tensors `outs`; does nothing when no input wants a gradient."""
    edges, mask = _edges(op, args)
    if not mask[0]:
        return None
    node = Node()
    node.op, node.edges, node.number = op, edges, next_number()
    saved, guard = [], []
    full = op.completed(args)
    for position, value in enumerate(full):
        if not mask[1] >> position & 1:
            saved.append(None)
            continue
        saved.append(value)
        for tensor in value if _isinstance(value, list | tuple) else (value,):
            if _isinstance(tensor, Tensor):
                counter = counter_of(tensor)
                guard.append((counter, counter[0]))
    node.args = saved
    if op.needs_shapes:
        node.in_shapes = _shapes(op, full)
    _describe_outputs(node, arrays)
    if op.saves_out:
        node.out = arrays if len(arrays) > 1 else arrays[0]
        guard.extend((counter_of(t), counter_of(t)[0]) for t in outs)
    node.guard = guard
    if anomaly.enabled:
        node.trace = _record_trace()
    for index, out in enumerate(outs):
        if out._array.dtype.kind in "fcV":
            out._node = node
            if index:
                out._index = index
    return node


def _describe_outputs(node, arrays):
    if len(arrays) == 1:
        node.shape, node.dtype = arrays[0].shape, arrays[0].dtype
        return
    node.count = len(arrays)
    node.shape = [a.shape for a in arrays]
    node.dtype = [a.dtype for a in arrays]


def _inputs(op, args):
    """The values of the differentiable inputs, a sequence of tensors flattened."""
    if op.variadic:
        return list(args[0])
    return [args[p] if p < len(args) else None for p in op.input_positions]


def _edges(op, args):
    """The edges of the inputs, and (is any live, which arguments the live ones' rules need)."""
    edges, live, mask = [], False, 0
    for index, value in enumerate(_inputs(op, args)):
        edge = None
        if _isinstance(value, Tensor) and value._node is not None and op.rule_exists(index):
            edge = edge_of(value)
            if edge is not None:
                live = True
                mask |= op.masks[0 if op.variadic else index]
        edges.append(edge)
    return tuple(edges), (live, mask)


def _shapes(op, args):
    return [v._array.shape if _isinstance(v, Tensor) else () for v in _inputs(op, args)]


def _wants_grad(args):
    for a in args:
        if _isinstance(a, Tensor):
            if a._node is not None:
                return True
        elif a.__class__ is list or a.__class__ is tuple:
            for b in a:
                if _isinstance(b, Tensor) and b._node is not None:
                    return True
    return False


# ---- ops that are not pointwise


def general(op, args, kwargs):
    """Calls any op: binds, checks devices, runs the kernel on arrays, wraps, records."""
    out = None
    if kwargs:
        out = kwargs.pop("out", None)
        if kwargs:
            args = op.bind(args, kwargs)
    arrays, like = [], None
    for a in args:
        if _isinstance(a, Tensor):
            array = a._array
            if like is None:
                like = array
            elif array.__class__ is not like.__class__:
                _check_devices(op, args)
            arrays.append(array)
        elif (a.__class__ is list or a.__class__ is tuple) and op.variadic and not arrays:
            inner = _sequence(op, a)
            arrays.append(inner)
            like = inner[0] if inner else like
        else:
            arrays.append(a)
    if like is None or like.__class__ is ndarray:
        xp = np
        if like is None and op.input_positions:
            op.reject(args)
    else:
        _check_devices(op, args)
        xp = devices.namespace(like)
    token = _hush(_QUIET)
    try:
        result = op.forward(xp, *arrays)
    except Exception as err:
        raise _explain(err, op, args) from None if err.__class__ is TypeError else err
    finally:
        _unhush(token)
    value = _wrap(op, args, result, xp)
    return value if out is None else write_out(value, out)


def _explain(err, op, args):
    """The error to raise for `err`: a wrong call is told in terms of the public signature."""
    if err.__class__ is TypeError:
        problem = op.call_problem(args)
        if problem is not None:
            return problem
    _annotate(err, op, args)
    return err


def _sequence(op, values):
    arrays = []
    for v in values:
        if not _isinstance(v, Tensor):
            raise ArgumentTypeError(f"{op.name}(): expected a sequence of Tensors, got {describe(v)} in it")
        arrays.append(v._array)
    return arrays


def _check_devices(op, args):
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


def _wrap(op, args, result, xp):
    wants = op.rules and modes.grad and _wants_grad(args)
    if result.__class__ is tuple:
        arrays = [r if _is_array(r) else xp.asarray(r) for r in result]
        outs = [new_tensor(a) for a in arrays]
        if wants:
            record(op, args, outs, arrays)
        return op.returns(*outs) if op.returns is not None else tuple(outs)
    if result.__class__ is not ndarray and not _is_array(result):
        result = xp.asarray(result)
    if op.view:
        return _wrap_view(op, args, result, wants)
    out = fresh(Tensor)
    out._array = result
    if wants:
        record(op, args, (out,), (result,))
    return out


def _is_array(value):
    return value.__class__ is ndarray or devices.is_array(value)


def _wrap_view(op, args, array, wants):
    source = args[0]
    if array is source._array:
        array = array.view() if _isinstance(array, ndarray) else array[...]
    if op.may_copy and not _shares(array, source._array):
        out = new_tensor(array)
        if wants:
            record(op, args, (out,), (array,))
        return out
    node = record(op, args, (), (array,)) if wants else None
    if array.dtype.kind not in "fcV":
        out = new_tensor(array)
        out._counter = counter_of(source)
        return out
    return view_of(source, array, op, args[1:], node)


def _shares(array, source):
    if array.base is None:
        return False
    if array.base is source or array.base is source.base:
        return array.base is source or source.flags.c_contiguous or np.may_share_memory(array, source)
    return False


def write_out(value, out):
    """Copies a result into what the caller gave as ``out=``, resized to fit."""
    if _isinstance(out, list | tuple):
        for v, o in zip(value, out, strict=True):
            write_out(v, o)
        return out
    if not _isinstance(out, Tensor):
        raise ArgumentTypeError(f"`out` (={out!r}) must be a Tensor")
    if out.requires_grad or value.requires_grad:
        raise GradientError(
            "functions with out=... arguments don't support automatic differentiation, "
            "but one of the arguments requires grad."
        )
    if not dtypes.can_cast(value.dtype, out.dtype):
        raise DtypeError(
            f"result type {value.dtype.alias} can't be cast to the desired output type {out.dtype.alias}"
        )
    if out.device != value.device:
        raise DeviceError(f"`out` is on {out.device}, the result on {value.device}; both must be on one device")
    if out._array.shape != value._array.shape:
        out._array = devices.namespace(out._array).empty(value._array.shape, out._array.dtype)
    out._array[...] = value._array
    counter_of(out)[0] += 1
    return out


# ---- pointwise ops


def unary(op):
    """The function of a pointwise op of one tensor."""
    kernel, native = op.kernel, op.native

    def call(input, *args, **kwargs):  # noqa: A002
        if args or kwargs or not _isinstance(input, Tensor):
            return pointwise(op, (input, *args), kwargs)
        array = input._array
        if array.__class__ is not ndarray or (array.dtype is not _F32 and array.dtype not in native):
            return pointwise(op, (input,), kwargs)
        token = _hush(_QUIET)
        try:
            result = kernel(array)
        finally:
            _unhush(token)
        if result.__class__ is not ndarray:
            result = _asarray(result)
        out = fresh(Tensor)
        out._array = result
        if input._node is not None and modes.grad and op.rules:
            _record_unary(op, input, out)
        return out

    return call


def binary(op):
    """The function of a pointwise op of two operands (of matmul too, which has the same fast path)."""
    kernel, native, slow = op.kernel, op.native, op.slow
    records = _record_binary if len(op.parameters) == 2 else _record_padded

    def call(input, other, *args, **kwargs):  # noqa: A002
        if args or kwargs or not _isinstance(input, Tensor):
            return slow(op, (input, other, *args), kwargs)
        array = input._array
        if _isinstance(other, Tensor):
            y = other._array
            dtype = array.dtype
            if (dtype is not y.dtype or array.__class__ is not ndarray or y.__class__ is not ndarray
                    or (dtype is not _F32 and dtype not in native)):
                return slow(op, (input, other), kwargs)
        elif (other.__class__ is float or other.__class__ is int) and array.__class__ is ndarray and (
                array.dtype is _F32 or (array.dtype in _FLOATS and array.dtype in native)):
            y = other
        else:
            return slow(op, (input, other), kwargs)
        token = _hush(_QUIET)
        try:
            result = kernel(array, y)
        except (ValueError, TypeError, OverflowError):
            return slow(op, (input, other), kwargs)
        finally:
            _unhush(token)
        if result.__class__ is not ndarray:
            result = _asarray(result)
        out = fresh(Tensor)
        out._array = result
        if op.rules and (input._node is not None or (y is not other and other._node is not None)) and modes.grad:
            records(op, input, other, out)
        return out

    return call


def _record_padded(op, x, y, out):
    record(op, (x, y), (out,), (out._array,))


def _promoted(op, values, operands):
    """The compute dtype of a pointwise op on `operands`, checked against what the op accepts."""
    common = dtypes.result_dtype(operands)
    if common.kind not in op.accepts:
        names = " and ".join(describe(v) for v in values)
        raise DtypeError(op.refusal.format(name=op.name, dtype=common.alias, dtypes=names))
    if op.dtype == "float" and common.kind < dtypes.FLOAT:
        return dtypes.get_default_dtype()
    return common


def _cast(value, numpy_dtype, xp):
    """A pointwise operand in the compute dtype; Python numbers stay weak where numpy keeps them so."""
    if hasattr(value, "dtype"):
        return value if value.dtype is numpy_dtype else value.astype(numpy_dtype)
    if numpy_dtype.kind in "iub" and not isinstance(value, bool):
        return xp.asarray(int(value)).astype(numpy_dtype)  # wraps around as PyTorch does
    return xp.asarray(value, dtype=numpy_dtype)


def _operands(op, args):
    """(positions of operands, their arrays and numbers): the arguments that take part in promotion."""
    positions, operands = [], []
    for p in op.operand_positions:
        if p < len(args) and args[p] is not None:
            value = args[p]
            if _isinstance(value, Tensor):
                value = value._array
            elif _isinstance(value, ndarray | np.generic):
                value = as_array(value)
            elif not _isinstance(value, bool | int | float | complex):
                op.reject(args)
            positions.append(p)
            operands.append(value)
    return positions, operands


def pointwise(op, args, kwargs):
    """Calls a pointwise op with everything PyTorch allows: promotion, broadcasting, numbers, `out=`."""
    out = None
    if kwargs:
        if op.prepare is not None:
            op, args, kwargs = op.prepare(op, args, dict(kwargs))
        out = kwargs.pop("out", None)
    args = op.bind(args, kwargs) if kwargs or len(args) < op.required or len(args) > op.positional else args
    positions, operands = _operands(op, args)
    if not any(_isinstance(args[p], Tensor | ndarray) for p in positions) and not op.numbers:
        op.reject(args)
    _check_devices(op, args)
    like = next((o for o in operands if _is_array(o)), None)
    xp = np if like is None else devices.namespace(like)
    compute = _promoted(op, [args[p] for p in positions], operands)
    numpy_dtype = compute.numpy
    arrays = list(args)
    for p, value in zip(positions, operands, strict=True):
        arrays[p] = _cast(value, numpy_dtype, xp)
    _check_broadcast([arrays[p] for p in positions])
    try:
        result = quietly(op.forward, xp, *arrays)
    except TypeError as err:
        raise _explain(err, op, args) from err
    except Exception as err:
        _annotate(err, op, args)
        raise
    value = _wrap(op, args, result, xp)
    return value if out is None else write_out(value, out)


def _check_broadcast(arrays):
    shapes = {a.shape for a in arrays if _is_array(a)}
    if len(shapes) < 2:
        return
    broadcast_shape(*shapes, original=[a.shape for a in arrays if _is_array(a)])


def broadcast_shape(*shapes, original=None):
    """The shape that `shapes` broadcast to.

    Raises:
        ShapeError: when they do not
    """
    try:
        return np.broadcast_shapes(*shapes)
    except ValueError:
        pass
    first, *rest = original or shapes
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


# ---- in place


def make_in_place(op):
    """The method ``name_`` of a pointwise op, with a fast path for one dtype and nothing recorded."""
    ufunc = op.ufunc_of(np)

    def call(self, *args, **kwargs):
        if ufunc is not None and not kwargs and len(args) == len(op.input_positions) - 1 and self._node is None:
            array = self._array
            dtype = array.dtype
            if array.__class__ is ndarray and dtype in op.native:
                ready = True
                arrays = [array]
                for a in args:
                    if _isinstance(a, Tensor):
                        y = a._array
                        ready = (a._node is None or not modes.grad) and y.dtype is dtype and y.__class__ is ndarray
                        ready = ready and (y.shape == array.shape or y.ndim == 0)
                    else:
                        y = a
                        ready = (a.__class__ is float or a.__class__ is int) and dtype in _FLOATS
                    if not ready:
                        break
                    arrays.append(y)
                if ready:
                    quietly(ufunc, *arrays, array)
                    counter_of(self)[0] += 1
                    return self
        return in_place(op, self, args, kwargs)

    return call


def check_writable(tensor):
    """Raises when autograd forbids writing into `tensor`."""
    if not modes.grad or tensor._node is None:
        return
    if tensor._node is LEAF:
        raise GradientError(
            "a leaf Variable that requires grad is being used in an in-place operation; "
            "write inside `with torch.no_grad():`, or work on x.clone()"
        )
    base = tensor._base
    if base is not None and base._node is LEAF:
        raise GradientError(
            "a view of a leaf Variable that requires grad is being used in an in-place operation; "
            "write inside `with torch.no_grad():`, or work on x.clone()"
        )


def in_place(op, tensor, args, kwargs):
    """``tensor.op_(*args)``: computes `op` and writes the result into `tensor`, on the tape too."""
    check_writable(tensor)
    if kwargs and op.prepare is not None:
        op, args, kwargs = op.prepare(op, (tensor, *args), dict(kwargs))
        args = args[1:]
    if kwargs:
        args = op.bind((tensor, *args), kwargs)[1:]
    wants = modes.grad and op.rules and _wants_grad((tensor, *args))
    array = tensor._array
    before = tensor
    if wants and op.masks and any(m & 1 for m in op.masks):
        before = new_tensor(array.copy())  # the rule needs what is about to be overwritten
        before._node, before._index = tensor._node, tensor._index
    outer, modes.grad = modes.grad, False
    try:
        call = pointwise if op.pointwise else general
        value = call(op, (tensor, *args), {})
    finally:
        modes.grad = outer
    result = value._array
    if not dtypes.can_cast(value.dtype, tensor.dtype):
        raise DtypeError(
            f"result type {value.dtype.alias} can't be cast to the desired output type {tensor.dtype.alias}"
        )
    if result.shape != array.shape:
        raise ShapeError(
            f"output with shape {list(array.shape)} doesn't match the broadcast shape {list(result.shape)}"
        )
    edges = None
    if wants:
        shell = new_tensor(array)
        shell._counter = counter_of(tensor)
        node = _in_place_node(op, before, args, shell)
        edges = node
    array[...] = result
    counter_of(tensor)[0] += 1
    if edges is not None:
        if op.saves_out:  # what was saved is the tensor after this write
            edges.guard = [*edges.guard[:-1], (counter_of(tensor), counter_of(tensor)[0])]
        write_history(tensor, edges)
    return tensor


def _in_place_node(op, before, args, shell):
    return record(op, (before, *args), (shell,), (shell._array,))


def write_history(tensor, node):
    """Makes `node` the history of `tensor`, and of the base that it is a view of."""
    views.rebase(tensor, node, _scatter_node)


def _scatter_node(base_edge, base, node, chain):
    from th.tensor.ops.viewing import view_scatter

    op = view_scatter.op
    made = Node()
    made.op, made.number = op, next_number()
    made.edges = (base_edge, node)
    made.args = (None, None, chain)
    made.shape, made.dtype = base._array.shape, base._array.dtype
    return made
