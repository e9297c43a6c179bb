"""The reverse sweep over the tape: iterative, newest node first, so that no chain of operations is too long for it."""

import heapq
import sys

from th.errors import ArgumentTypeError, GradientError
from th.tensor.modes import modes
from th.tensor.node import Node, anomaly, counter_of, node_parents, saved_version

__all__ = [
    "sweep",
]


def _overwritten(node):
    return GradientError(
        "one of the variables needed for gradient computation has been modified by an inplace operation: "
        f"{node.name()} saved a tensor that was overwritten before backward reached it. "
        "Write the operation out of place (x = x + y, not x += y), or clone() the tensor first"
    )


def _freed(node):
    return GradientError(
        "Trying to backward through the graph a second time (or directly access saved tensors after they have "
        f"already been freed): {node.name()} has let go of what it saved. "
        "Specify retain_graph=True in the first backward if you need to backward a second time"
    )


def _repeated(node):
    """Computes an overwritten result again, where the op allows that and its inputs are as they were."""
    counter, node.counter = node.counter, None
    repeat = getattr(node.op, "repeat", None)
    if repeat is None or counter is None or saved_version(node) != node.version:
        return False
    node.out = repeat(node)
    return True


class _Sweep:
    """One reverse pass.  Gradients wait in `pending` until every later node has run."""

    def __init__(self, create, wanted=None, captured=None):
        self.create = create
        self.heap = []
        self.pending = {}
        self.owned = set()  # keys of `pending` whose gradient was summed here, so may be added to in place
        self.leaves = {}
        self.wanted = wanted  # None: every node
        self.captured = captured  # None: accumulate into leaves; else {edge key: None or gradient}

    def send(self, edge, g):
        """Adds `g` to what waits at `edge`."""
        if edge.__class__ is tuple:
            node, index = edge
        else:
            node, index = edge, 0
        if not isinstance(node, Node):
            self._send_leaf(node, g)
            return
        if self.wanted is not None and node not in self.wanted:
            return
        if node.count == 1:
            shape, dtype = node.shape, node.dtype
        else:
            shape, dtype = node.shape[index], node.dtype[index]
        array = g._array
        if array.shape != shape or array.dtype is not dtype:
            g = g._fit(shape, dtype)
        slot = self.pending.get(node)
        if slot is None:
            heapq.heappush(self.heap, (node.number, node))
            slot = self.pending[node] = [None] * node.count
        before = slot[index]
        slot[index] = g if before is None else self._add((node, index), before, g)

    def _send_leaf(self, leaf, g):
        array = leaf._array
        if g._array.shape != array.shape or g._array.dtype is not array.dtype:
            g = g._fit(array.shape, array.dtype)
        key = id(leaf)
        before = self.leaves.get(key)
        if before is not None:
            g = self._add(key, before[1], g)
        self.leaves[key] = (leaf, g)

    def _add(self, key, before, g):
        if key in self.owned and not self.create:
            before._array.__iadd__(g._array)  # not +=, which would make a scalar of a 0-d array
            return before
        self.owned.add(key)
        return before + g

    def run(self, keep):
        """Runs every node that has a gradient, newest first."""
        heap, pending = self.heap, self.pending
        while heap:
            node = heapq.heappop(heap)[1]
            grads = pending.pop(node)
            if node.hooks is not None or node.retained is not None or node.pre_hooks is not None:
                grads = _before_node(node, grads)
            if self.captured is not None:
                self._capture(node, grads)
            if node.freed:
                raise _freed(node)
            if saved_version(node) != node.version and not _repeated(node):
                raise _overwritten(node)
            pulled = self._pull(node, grads[0] if node.count == 1 else grads)
            if node.node_hooks:
                pulled = _after_node(node, pulled, grads)
            for edge, g in zip(node.edges, pulled, strict=True):
                if edge is not None and g is not None:
                    self.send(edge, g)
            if not keep:
                node.release()
            # A leaf may only keep a gradient that nothing else refers to.
            del grads, pulled, g

    def _pull(self, node, g):
        packed = anomaly.unpack(node) if node.packed else None
        try:
            pulled = node.op.pull(node, g)
        except Exception as err:
            if node.trace:
                err.add_note(f"{node.name()} was recorded here:\n{node.trace}")
            err.add_note(f"in the backward of {node.name()}")
            raise
        finally:
            if packed is not None:
                node.args, node.out = packed
        if anomaly.tracing and anomaly.check_nan:
            for number, grad in enumerate(pulled):
                if grad is not None and bool(grad.isnan().any()):
                    where = f"; it was recorded here:\n{node.trace}" if node.trace else ""
                    raise GradientError(f"Function '{node.name()}' returned nan values in its {number}th output{where}")
        return pulled

    def _capture(self, node, grads):
        for index, g in enumerate(grads):
            if (id(node), index) in self.captured and g is not None:
                self.captured[id(node), index] = g

    def finish(self):
        """Gives the leaves what arrived for them, those of the last layers first."""
        while self.leaves:
            key = next(iter(self.leaves))
            leaf, g = self.leaves.pop(key)
            for hook in list((leaf._hooks or {}).values()):
                g = _checked_hook(hook, g)
            if self.captured is not None:
                if key in self.captured:
                    self.captured[key] = g
                continue
            _accumulate(leaf, g, self.create)
            for hook in list((leaf._post_hooks or {}).values()):
                hook(leaf)


def _checked_hook(hook, g):
    result = hook(g)
    if result is None:
        return g
    if not isinstance(result, g.__class__) and not isinstance(g, result.__class__):
        raise ArgumentTypeError(f"expected Variable, but hook returned '{type(result).__name__}'")
    if result._array.shape != g._array.shape:
        raise GradientError(f"hook has changed the size of value: {list(g._array.shape)} to {list(result._array.shape)}")
    return result


def _before_node(node, grads):
    for index, hooks in (node.hooks or {}).items():
        if grads[index] is not None:
            for hook in list(hooks.values()):
                grads[index] = _checked_hook(hook, grads[index])
    for hook in list((node.pre_hooks or {}).values()):
        changed = hook(tuple(grads))
        if changed is not None:
            grads = list(changed) if isinstance(changed, tuple | list) else [changed]
    for index, ref in (node.retained or {}).items():
        tensor = ref()
        if tensor is not None and grads[index] is not None:
            g = grads[index]
            tensor._grad = g.clone() if tensor._grad is None else tensor._grad + g
    return grads


def _after_node(node, pulled, grads):
    for hook in list(node.node_hooks.values()):
        changed = hook(tuple(pulled), tuple(grads))
        if changed is not None:
            pulled = changed if isinstance(changed, tuple) else (changed,)
    return pulled


_EXCLUSIVE = 2  # what sys.getrefcount says of an object with one owner: the owner, and its own argument


def _accumulate(leaf, g, create):
    if leaf._grad is None:
        shared = (
            g._array.base is not None or sys.getrefcount(g._array) > _EXCLUSIVE or sys.getrefcount(g) > _EXCLUSIVE + 2
        )
        if create:
            leaf.grad = g
        else:
            leaf.grad = g.detach().clone() if shared else g
    elif create or leaf.grad.requires_grad:
        leaf.grad = leaf.grad + g
    else:
        leaf.grad._array.__iadd__(g._array)
        counter_of(leaf.grad)[0] += 1


def _reaching(roots, targets):
    """The nodes from which some edge of `targets` (keys) is reached.  Iterative, children before parents."""
    order, seen, stack = [], set(), [r for r in roots if isinstance(r, Node)]
    while stack:
        node = stack.pop()
        if node in seen:
            continue
        seen.add(node)
        order.append(node)
        stack.extend(node_parents(node))
    order.sort(key=lambda n: n.number, reverse=True)  # oldest first: what a node reaches is older than itself
    wanted = set()
    target_nodes = {k[0] for k in targets if isinstance(k, tuple)}
    for node in order:
        if id(node) in target_nodes or any(_leads(e, wanted, targets) for e in node.edges):
            wanted.add(node)
    return wanted


def _leads(edge, wanted, targets):
    if edge is None:
        return False
    if edge.__class__ is tuple:
        edge = edge[0]
    return edge in wanted if isinstance(edge, Node) else id(edge) in targets


def _key(edge):
    if edge.__class__ is tuple:
        return id(edge[0]), edge[1]
    return (id(edge), 0) if isinstance(edge, Node) else id(edge)


def sweep(roots, grads, keep, create, targets=None, accumulate=False):
    """The reverse sweep.

    Args:
        roots: the edges to start from
        grads: a gradient tensor for each
        keep: keep what the nodes saved
        create: record the sweep itself, for higher derivatives
        targets: edges whose gradients are wanted; None for all leaves
        accumulate: with `targets`, add to their `grad` instead of returning
    Returns:
        the gradients of `targets`, None where nothing arrived
    """
    keys = None if targets is None else [_key(e) for e in targets]
    captured = None if keys is None else dict.fromkeys(keys)
    nodes = [r[0] if r.__class__ is tuple else r for r in roots]
    wanted = None if keys is None else _reaching(nodes, captured)
    run = _Sweep(create, wanted, captured)
    outer, modes.grad = modes.grad, create
    try:
        for edge, g in zip(roots, grads, strict=True):
            run.send(edge, g)
        del g
        run.run(keep)
        run.finish()
    finally:
        modes.grad = outer
    if keys is None:
        return None
    return [captured[k] for k in keys]
