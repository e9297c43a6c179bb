"""The tape: nodes that remember how a tensor came about, and the edges between them.

A tensor's `_node` is None (no gradient wanted), LEAF (a leaf that wants one), a Node, or a `views.View`.
An *edge* says where a gradient goes: None, a leaf tensor, a Node, or (Node, number of its output).
Nodes are numbered as they are made, so going by falling number is a topological order.
"""

import functools
import itertools
import sys
import weakref

from th.errors import GradientError

__all__ = [
    "AccumulateGrad",
    "LEAF",
    "Node",
    "RemovableHandle",
    "anomaly",
    "counter_of",
    "edge_of",
    "next_number",
    "node_parents",
    "noted",
    "saved_version",
    "shown",
]


class _Leaf:
    def __repr__(self):
        return "LEAF"


LEAF = _Leaf()

next_number = itertools.count(0, -1).__next__  # falls, so that a min-heap yields the newest node first


class _Anomaly:
    enabled = False  # something is to be done with each new node: see `noted`
    tracing = False  # anomaly mode
    check_nan = True
    packers = []  # the pairs of hooks for what is saved; the last one counts
    pack = unpack = None  # th.tensor.graph's
    refusal = None

    def trace(self, mode, check_nan):
        """Switches anomaly mode."""
        self.tracing, self.check_nan = mode, check_nan
        self.enabled = mode or bool(self.packers)


anomaly = _Anomaly()


class Node:
    """One recorded operation.

    Its attributes: `op` (has `pull(node, g) -> gradients`), `edges`, `args` (the saved arguments, None where not
    saved), `out` (the saved result's array), `version` (what `saved_version` said when it was
    recorded), `counter` (the version counter of the saved result), `shape` and `dtype` of its output (lists when it has several), `number`.
    """

    count = 1  # outputs
    args = ()
    out = None
    counter = None
    version = 0
    freed = False
    hooks = None  # {output number: {id: callable}}
    node_hooks = None
    pre_hooks = None
    retained = None  # {output number: weakref of the tensor that retains its gradient}
    trace = None
    packed = False
    in_shapes = None
    metadata_ = None

    def name(self):
        """The name that PyTorch gives this kind of node."""
        return self.op.node_name(self)

    def __repr__(self):
        return f"<{self.name().rpartition('::')[2]} object at {id(self):#x}>"

    @property
    def metadata(self):
        """A dict for the user's own use."""
        if self.metadata_ is None:
            self.metadata_ = {}
        return self.metadata_

    def __call__(self, *gradients):
        """The gradients of the inputs, given those of the outputs."""
        pulled = self.op.pull(self, gradients[0] if self.count == 1 else list(gradients))
        return pulled[0] if len(pulled) == 1 else tuple(pulled)

    def __getattr__(self, name):
        """PyTorch's ``_saved_self``, ``_saved_other``, ``_saved_result`` and so on."""
        if name.startswith("_saved_"):
            return _saved(self, name.removeprefix("_saved_"))
        raise AttributeError(f"'{type(self).__name__}' object has no attribute '{name}'")

    @property
    def next_functions(self):
        """The nodes that the gradient goes to, with the number of their output."""
        return tuple(_public_edge(e) for e in self.edges)

    def register_hook(self, hook):
        """Calls ``hook(grad_inputs, grad_outputs)`` when this node has run in a backward."""
        self.node_hooks = {} if self.node_hooks is None else self.node_hooks
        return RemovableHandle(self.node_hooks, hook)

    def register_prehook(self, hook):
        """Calls ``hook(grad_outputs)`` before this node runs in a backward."""
        self.pre_hooks = {} if self.pre_hooks is None else self.pre_hooks
        return RemovableHandle(self.pre_hooks, hook)

    def release(self):
        """Lets go of what was saved."""
        if (self.args or self.out is not None) and self.op.holds_tensors:
            self.args = ()
            self.out = None
            self.version, self.counter = 0, None
            self.freed = True


class AccumulateGrad:
    """The end of the tape: adds to a leaf's `grad`."""

    __slots__ = ("variable",)

    def __init__(self, variable):
        self.variable = variable

    def name(self):
        """PyTorch's name for it."""
        return "torch::autograd::AccumulateGrad"

    next_functions = ()

    def __eq__(self, other):
        return isinstance(other, AccumulateGrad) and other.variable is self.variable

    def __hash__(self):
        return id(self.variable)

    def __repr__(self):
        return f"<AccumulateGrad object at {id(self.variable):#x}>"


class RemovableHandle:
    """What `register_hook` returns; `remove()` takes the hook out again."""

    _numbers = itertools.count()

    def __init__(self, hooks, hook):
        self.id = next(self._numbers)
        self._hooks = weakref.ref(hooks) if not isinstance(hooks, dict) else (lambda: hooks)
        hooks[self.id] = hook

    def remove(self):
        """Takes the hook out; a second call does nothing."""
        self._hooks().pop(self.id, None)

    def __enter__(self):
        return self

    def __exit__(self, *exc):
        self.remove()


def _saved(node, name):
    if node.freed:
        raise GradientError(
            "Trying to backward through the graph a second time (or directly access saved tensors after they have already "
            "been freed)."
        )
    if name == "result" and node.out is not None:
        return node.saved_result()
    place = getattr(node.op, "position", {}).get("input" if name == "self" else name)
    if place is None or place >= len(node.args):
        raise AttributeError(f"'{node.name()}' object has no attribute '_saved_{name}'")
    return node.args[place]


@functools.cache
def _class_named(name):
    return type(name.rpartition("::")[2], (Node,), {"__module__": "th"})


def shown(node):
    """`node` with a class of its own name, as PyTorch's have: given when someone looks at it, for it costs."""
    if node.__class__ is Node:
        node.__class__ = _class_named(node.name())
    return node


def _public_edge(edge):
    if edge is None:
        return None, 0
    if isinstance(edge, Node):
        return shown(edge), 0
    if isinstance(edge, tuple):
        return shown(edge[0]), edge[1]
    return AccumulateGrad(edge), 0


def node_parents(node):
    """The Nodes that `node` sends gradients to (leaves left out)."""
    for edge in node.edges:
        if edge.__class__ is tuple:
            edge = edge[0]
        if isinstance(edge, Node):
            yield edge


def edge_of(tensor):
    """Where the gradient of `tensor` goes."""
    node = tensor._node
    if node is None:
        return None
    if node is LEAF:
        return tensor
    if not isinstance(node, Node):  # a View
        return node.edge()
    return (node, tensor._index) if tensor._index else node


def counter_of(tensor):
    """The version counter that a tensor shares with its views: a list of one number."""
    counter = tensor._counter
    if counter is None:
        counter = tensor._counter = [0]
    return counter


def saved_version(node):
    """The sum of the version counters of what a node saved: it grows when anything of it is overwritten."""
    total = 0 if node.counter is None else node.counter[0]
    for value in node.args:
        if value is None:
            continue
        for tensor in value if value.__class__ is list or value.__class__ is tuple else (value,):
            counter = getattr(tensor, "_counter", None)
            if counter is not None:
                total += counter[0]
    return total


def noted(node):
    """Does with a new node what anomaly mode and hooks for saved tensors ask for."""
    if anomaly.tracing:
        import traceback  # 3 ms, for anomaly mode only

        node.trace = "".join(traceback.format_stack(sys._getframe(2)))
    if anomaly.packers:
        anomaly.pack(node)
