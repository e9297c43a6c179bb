"""Making nodes: what a call leaves on the tape.

`record` does it for any op.  `record_plain`, `record_two` and the other say the same for the commonest shapes of call
with everything written out: they run once for every operation of a training step.
"""

from th.tensor.node import LEAF, Node, anomaly, counter_of, edge_of, next_number, noted, saved_version
from th.tensor.tensor import Tensor, fresh

__all__ = ["record", "record_plain", "record_single", "record_two"]

_isinstance = isinstance


def _save_out(op, node, out, array):
    counter = counter_of(out)
    node.out = array
    node.counter = counter
    node.version += counter[0]


def record_two(op, x, y, out, array):
    """The node of an op of two operands, the second maybe a number."""
    left = x._node
    if left is LEAF:
        left = x
    elif left is not None and (left.__class__ is not Node or x._index):
        left = edge_of(x)
    is_tensor = _isinstance(y, Tensor)
    right = y._node if is_tensor else None
    if right is LEAF:
        right = y
    elif right is not None and (right.__class__ is not Node or y._index):
        right = edge_of(y)
    if left is None:
        if right is None:
            return
        mask = op.masks[1]
    else:
        mask = op.masks[0] if right is None else op.masks[0] | op.masks[1]
    node = fresh(Node)
    node.op = op
    node.edges = (left, right)
    if mask:
        node.args = (x if mask & 1 else None, y if mask & 2 else None)
        counter = x._counter
        if counter is not None and mask & 1:
            node.version = counter[0]
        if mask & 2 and is_tensor:
            counter = y._counter
            if counter is not None:
                node.version += counter[0]
    node.number = next_number()
    node.shape = array.shape
    node.dtype = array.dtype
    if op.saves_out:
        _save_out(op, node, out, array)
    if anomaly.enabled:
        noted(node)
    out._node = node


def record_plain(op, x, out, array):
    """The node of an op of one tensor called without its settings."""
    edge = x._node
    if edge is LEAF:
        edge = x
    elif edge.__class__ is not Node or x._index:
        edge = edge_of(x)
        if edge is None:
            return
    node = fresh(Node)
    node.op = op
    node.edges = (edge,)
    if op.masks[0] & 1:
        node.args = (x, *op.rest)
        counter = x._counter
        if counter is not None:
            node.version = counter[0]
    else:
        node.args = op.bare
    if op.needs_shapes:
        node.in_shapes = (x._array.shape,)
    node.number = next_number()
    node.shape = array.shape
    node.dtype = array.dtype
    if op.saves_out:
        _save_out(op, node, out, array)
    if anomaly.enabled:
        noted(node)
    out._node = node


def record_single(op, args, out, array):
    """The node of an op of one tensor and settings; `out` is None for a view, which is wrapped by the caller."""
    x = args[0]
    edge = x._node
    if edge is LEAF:
        edge = x
    elif edge.__class__ is not Node or x._index:
        edge = edge_of(x)
        if edge is None:
            return None
    node = fresh(Node)
    node.op = op
    node.edges = (edge,)
    mask = op.masks[0]
    if mask:
        if len(args) == 1:
            args = (x, *op.rest)
        elif len(args) != len(op.parameters):
            args = op.completed(args)
        if mask & 1:
            counter = x._counter
            if counter is not None:
                node.version = counter[0]
            node.args = args
        else:
            node.args = (None, *args[1:])
    if op.needs_shapes:
        node.in_shapes = (x._array.shape,)
    node.number = next_number()
    node.shape = array.shape
    node.dtype = array.dtype
    if out is not None:
        if op.saves_out:
            _save_out(op, node, out, array)
        out._node = node
    if anomaly.enabled:
        noted(node)
    return node


def record(op, args, outs, arrays):
    """Makes the node of `op(*args)` and hangs it on the tensors `outs`; None when no input wants a gradient."""
    edges, live, mask = _edges(op, args)
    if not live:
        return None
    node = Node()
    node.op, node.edges, node.number = op, edges, next_number()
    full = op.completed(args)
    node.args = [value if mask >> place & 1 else None for place, value in enumerate(full)]
    if op.needs_shapes:
        node.in_shapes = [v._array.shape if _isinstance(v, Tensor) else () for v in _inputs(op, full)]
    if len(arrays) == 1:
        node.shape, node.dtype = arrays[0].shape, arrays[0].dtype
    else:
        node.count = len(arrays)
        node.shape = [a.shape for a in arrays]
        node.dtype = [a.dtype for a in arrays]
    if op.saves_out:
        node.out = list(arrays) if len(arrays) > 1 else arrays[0]
        node.counter = counter_of(outs[0]) if len(arrays) == 1 else _Counters(op, outs)
    node.version = saved_version(node)
    if anomaly.enabled:
        noted(node)
    for index, out in enumerate(outs):
        if out._array.dtype.kind in "fcV":
            out._node = node
            if index:
                out._index = index
    return node


class _Counters:
    """The version counters of those of several results whose values the rule reads, as one."""

    def __init__(self, op, outs):
        self.counters = [counter_of(outs[i]) for i in (range(len(outs)) if op.reads is None else op.reads)]

    def __getitem__(self, place):
        return sum([c[place] for c in self.counters])


def _inputs(op, args):
    """The values of the differentiable inputs, a sequence of tensors flattened."""
    if op.variadic:
        return list(args[0])
    return [args[p] if p < len(args) else None for p in op.input_positions]


def _edges(op, args):
    """(the edges of the inputs, is any live, the arguments that the rules of the live ones need)"""
    edges, live, mask = [], False, 0
    for index, value in enumerate(_inputs(op, args)):
        edge = None
        if _isinstance(value, Tensor) and value._node is not None and op.rule_exists(index):
            edge = edge_of(value)
            if edge is not None:
                live = True
                mask |= op.masks[0 if op.variadic else index]
        edges.append(edge)
    return tuple(edges), live, mask
