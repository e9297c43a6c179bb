"""Writing into tensors, on the tape too: the in-place methods."""

import numpy as np
from numpy import ndarray

from th.errors import DtypeError, GradientError, ShapeError
from th.tensor import dtypes
from th.tensor.dispatch import QUIET, hush, unhush, wants_grad
from th.tensor.modes import modes
from th.tensor.node import LEAF, Node, counter_of, next_number
from th.tensor.openblas import add_multiple
from th.tensor.outs import check_single
from th.tensor.pointwise import FLOATS
from th.tensor.recording import record
from th.tensor.tensor import Tensor, fresh, new_tensor
from th.tensor.views import View, rebase

__all__ = ["check_overlap", "check_writable", "in_place", "make_in_place", "set_scatter", "write_back", "write_history"]

_F16 = np.dtype("float16")
_isinstance = isinstance
_scatter = None
_OVERLAP_WORK = 10_000  # enough for regular views; a harder case is taken to be apart


def set_scatter(op):
    """Names the op that puts a view's new value into its base."""
    global _scatter
    _scatter = op


def make_in_place(op):
    """The method ``name_`` of a pointwise op, with a fast path for one dtype and nothing recorded."""
    ufunc = op.ufunc_of(np)
    others = len(op.input_positions) - 1
    native = op.native - {_F16}  # numbers may have to take part unrounded

    def call(self, *args, **kwargs):
        array = self._array
        factor = None
        if kwargs and len(kwargs) == 1 and "alpha" in kwargs and op.prepare is not None:
            factor = kwargs["alpha"]
        if (ufunc is not None and (not kwargs or factor.__class__ is float) and len(args) == others and array.__class__ is ndarray
                and array.dtype in native and (self._node is None or not modes.grad)):
            arrays = _plain_operands(array, args)
            if arrays is not None:
                if array.base is not None:
                    check_overlap(self, args)
                token = hush(QUIET)
                try:
                    if factor is None:
                        ufunc(array, *arrays, array)
                    else:
                        _accumulate(ufunc, array, arrays[0], factor)
                finally:
                    unhush(token)
                counter = self._counter
                if counter is not None:
                    counter[0] += 1
                else:
                    self._counter = [1]
                return self
        return in_place(op, self, args, kwargs)

    return call


def _accumulate(ufunc, array, other, factor):
    """Adds (or subtracts) a multiple."""
    same = getattr(other, "shape", None) == array.shape
    if same and add_multiple(array, other, factor if ufunc is np.add else -factor):
        return
    if not same or array.dtype.kind not in "fc":
        factor = array.dtype.type(factor)
    ufunc(array, other * factor, array)


def _plain_operands(array, args):
    """The operands of a write that needs no conversion, None when one does."""
    dtype, arrays = array.dtype, []
    for a in args:
        if _isinstance(a, Tensor):
            y = a._array
            if (a._node is not None and modes.grad) or y.dtype is not dtype or y.__class__ is not ndarray:
                return None
            if y.shape != array.shape and y.ndim:
                return None
            arrays.append(y)
        elif (a.__class__ is float or a.__class__ is int) and dtype in FLOATS:
            arrays.append(a)
        else:
            return None
    return arrays


def check_writable(tensor, values=()):
    """Raises when autograd forbids writing `values` (some of them maybe tensors) into `tensor`."""
    state = tensor._node
    if state is None or not modes.grad:
        return
    if state is LEAF:
        raise GradientError(
            "a leaf Variable that requires grad is being used in an in-place operation; "
            "write inside `with torch.no_grad():`, or work on x.clone()"
        )
    if state.__class__ is not View:
        return
    if state.base._node is None and not any(_isinstance(v, Tensor) and v.requires_grad for v in values):
        return
    state.check("is being modified inplace")
    if state.base._node is LEAF:
        raise GradientError(
            "a view of a leaf Variable that requires grad is being used in an in-place operation; "
            "write inside `with torch.no_grad():`, or work on x.clone()"
        )


def check_overlap(tensor, values=()):
    """Raises when elements of `tensor` share memory with each other, or with elements of `values` at other places."""
    array = tensor._array
    check_single(array)
    if array.__class__ is not ndarray or not array.size:
        return
    for v in values:
        if v.__class__ is Tensor and v._array.base is not None and v is not tensor:
            _check_apart(array, v._array)


def _check_apart(array, other):
    if other.__class__ is not ndarray or other.base is not (array.base if array.base is not None else array):
        return
    same = other.strides == array.strides and other.shape == array.shape and other.ctypes.data == array.ctypes.data
    if not same and np.may_share_memory(array, other) and np.shares_memory(array, other, max_work=_OVERLAP_WORK):
        raise ShapeError(
            "unsupported operation: some elements of the input tensor and the written-to tensor refer to a single memory "
            "location. Please clone() the tensor before performing the operation."
        )


def in_place(op, tensor, args, kwargs):
    """``tensor.op_(*args)``: computes `op` and writes the result into `tensor`."""
    check_writable(tensor, (*args, *kwargs.values()))
    check_overlap(tensor, args)
    if kwargs and op.prepare is not None:
        op, args, kwargs = op.prepare(op, (tensor, *args), dict(kwargs))
        args = args[1:]
    if kwargs:
        args = op.bind((tensor, *args), kwargs)[1:]
    wants = modes.grad and op.rules and wants_grad((tensor, *args))
    before = _before(op, tensor) if wants else tensor
    outer, modes.grad = modes.grad, False
    try:
        value = op.function(tensor, *args)
    finally:
        modes.grad = outer
    _check_result(value, tensor)
    node = None
    if wants:
        shell = fresh(Tensor)
        shell._array = tensor._array
        shell._counter = counter_of(tensor)
        node = record(op, (before, *args), (shell,), (shell._array,))
    tensor._array[...] = value._array
    counter_of(tensor)[0] += 1
    if node is not None:
        if op.saves_out:  # what was saved is the tensor after this write
            node.version += 1
        write_history(tensor, node)
    return tensor


def _before(op, tensor):
    """The tensor as it was, copied when a rule needs what is about to be overwritten."""
    if not any(m & 1 for m in op.masks):
        return tensor
    before = new_tensor(tensor._array.copy())
    before._node, before._index = tensor._node, tensor._index
    return before


def write_back(function, tensor, args, kwargs):
    """The in-place method of a composite: what `function` makes of `tensor` is written into it, with its history."""
    given = (*args, *kwargs.values())
    check_writable(tensor, given)
    check_overlap(tensor)
    source = tensor
    if modes.grad and wants_grad((tensor, *given)):  # a rule may need what is about to be overwritten
        source = new_tensor(tensor._array.copy())
        source._node, source._index = tensor._node, tensor._index
    value = function(source, *args, **kwargs)
    if value._node is not None and not isinstance(value._node, Node):
        return tensor.copy_(value)
    _check_result(value, tensor)
    tensor._array[...] = value._array
    counter_of(tensor)[0] += 1
    if value._node is not None:
        write_history(tensor, value._node)
    return tensor


def _check_result(value, tensor):
    if not dtypes.can_cast(value.dtype, tensor.dtype):
        raise DtypeError(
            f"result type {value.dtype.alias} can't be cast to the desired output type {tensor.dtype.alias}"
        )
    if value._array.shape != tensor._array.shape:
        raise ShapeError(
            f"output with shape {list(tensor._array.shape)} doesn't match the broadcast shape "
            f"{list(value._array.shape)}"
        )


def write_history(tensor, node):
    """Makes `node` the history of `tensor`, and of the base that it is a view of."""
    rebase(tensor, node, _scatter_node)


def _scatter_node(base_edge, base, node, chain):
    made = Node()
    made.op, made.number = _scatter, next_number()
    made.edges = (base_edge, node)
    made.args = (None, None, chain)
    made.shape, made.dtype = base._array.shape, base._array.dtype
    return made
