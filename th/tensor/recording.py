"""Making nodes: what a call leaves on the tape.

`record` does it for any op.  `record_one`, `record_two` and the others say the same for the commonest shapes of call
with everything written out: they run once for every operation of a training step.
"""

from th.tensor.node import LEAF, Node, anomaly, counter_of, edge_of, next_number, record_trace
from th.tensor.tensor import Tensor, fresh

__all__ = ["record", "record_one", "record_single", "record_two"]

_isinstance = isinstance


def _save_out(op, node, out, array):
    counter = counter_of(out)
    node.out = array
    node.guard = (*node.guard, counter)
    node.version += counter[0]


def record_one(op, x, out, array):
    """The node of an op of one tensor and nothing else."""
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
    if op.masks[0]:
        node.args = (x,)
        counter = x._counter
        if counter is None:
            counter = x._counter = [0]
        node.guard = (counter,)
        node.version = counter[0]
    else:
        node.args = (None,)
    node.number = next_number()
    node.shape = array.shape
    node.dtype = array.dtype
    if op.saves_out:
        _save_out(op, node, out, array)
    if anomaly.enabled:
        node.trace = record_trace()
    out._node = node


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
        version, guard, args = 0, (), (None, None)
        if mask & 1:
            counter = x._counter
            if counter is None:
                counter = x._counter = [0]
            version, guard, args = counter[0], (counter,), (x, None)
        if mask & 2:
            args = (args[0], y)
            if is_tensor:
                counter = y._counter
                if counter is None:
                    counter = y._counter = [0]
                version += counter[0]
                guard = (*guard, counter)
        node.args, node.guard, node.version = args, guard, version
    node.number = next_number()
    node.shape = array.shape
    node.dtype = array.dtype
    if op.saves_out:
        _save_out(op, node, out, array)
    if anomaly.enabled:
        node.trace = record_trace()
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
        if len(args) != len(op.parameters):
            args = op.completed(args)
        if mask & 1:
            counter = x._counter
            if counter is None:
                counter = x._counter = [0]
            node.guard, node.version = (counter,), counter[0]
            node.args = args
        else:
            node.args = (None, *args[1:])
    if op.needs_shapes:
        node.in_shapes = (x._array.shape,)
    node.number = next_number()
    node.shape = array.shape
    node.dtype = array.dtype
    if anomaly.enabled:
        node.trace = record_trace()
    if out is not None:
        if op.saves_out:
            _save_out(op, node, out, array)
        out._node = node
    return node


def record(op, args, outs, arrays):
    """Makes the node of `op(*args)` and hangs it on the tensors `outs`; None when no input wants a gradient."""
    edges, live, mask = _edges(op, args)
    if not live:
        return None
    node = Node()
    node.op, node.edges, node.number = op, edges, next_number()
    full = op.completed(args)
    node.args, guard = _saved(full, mask)
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
        guard.extend(counter_of(t) for t in outs)
    node.guard, node.version = guard, sum(c[0] for c in guard)
    if anomaly.enabled:
        node.trace = record_trace()
    for index, out in enumerate(outs):
        if out._array.dtype.kind in "fcV":
            out._node = node
            if index:
                out._index = index
    return node


def _saved(full, mask):
    """(the arguments that `mask` names, None for the others; the version counters of the tensors among them)."""
    saved, guard = [], []
    for position, value in enumerate(full):
        if not mask >> position & 1:
            saved.append(None)
            continue
        saved.append(value)
        for tensor in value if _isinstance(value, list | tuple) else (value,):
            if _isinstance(tensor, Tensor):
                guard.append(counter_of(tensor))
    return saved, guard


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
