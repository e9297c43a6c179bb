"""Functions with a backward of one's own: `torch.autograd.Function`."""

import functools
import weakref

from th.errors import ArgumentTypeError, GradientError
from th.tensor.modes import modes, no_grad
from th.tensor.node import Node, counter_of, edge_of, next_number
from th.tensor.tensor import Tensor, new_tensor
from th.tensor.writing import check_writable, write_history

__all__ = ["Function", "once_differentiable"]


class _Output:
    """A saved output: its array, and which one it is."""

    def __init__(self, array, index):
        self.array, self.index = array, index


class _Context:
    """What `forward` leaves for `backward`: saved tensors, and any attribute."""

    def __init__(self):
        self._saved = ()
        self._dirty = ()
        self._silent = set()
        self.needs_input_grad = ()
        self.materialize = True

    def save_for_backward(self, *tensors):
        """Keeps tensors for `backward`, with a check that nobody overwrites them."""
        for t in tensors:
            if t is not None and not isinstance(t, Tensor):
                raise ArgumentTypeError(
                    f"save_for_backward can only save variables, but argument is of type {type(t).__name__}; "
                    "keep other things as attributes of ctx"
                )
        self._saved = tuple([(t, counter_of(t), counter_of(t)[0]) if t is not None else None for t in tensors])

    save_for_forward = save_for_backward

    def _let_go_of(self, outs, node):
        """Keeps saved outputs without their node: the node keeps this context."""
        if not self._saved:
            return
        self._node = weakref.ref(node)
        kept = []
        for entry in self._saved:
            index = None if entry is None else next((i for i, o in enumerate(outs) if o is entry[0]), None)
            kept.append(entry if index is None else (_Output(entry[0]._array, index), *entry[1:]))
        self._saved = tuple(kept)

    def _restored(self, value):
        if value.__class__ is not _Output:
            return value
        tensor, node = new_tensor(value.array), self._node()
        if modes.grad and node is not None:
            tensor._node, tensor._index = node, value.index
        return tensor

    @property
    def saved_tensors(self):
        """What `save_for_backward` was given."""
        if self._saved is None:
            raise GradientError(
                "Trying to backward through the graph a second time (or directly access saved tensors after they have "
                "already been freed). Specify retain_graph=True in the first backward."
            )
        found = []
        for entry in self._saved:
            if entry is not None and entry[1][0] != entry[2]:
                raise GradientError(
                    "one of the variables needed for gradient computation has been modified by an inplace operation: "
                    "a tensor given to save_for_backward was overwritten"
                )
            found.append(None if entry is None else self._restored(entry[0]))
        return tuple(found)

    def mark_dirty(self, *tensors):
        """Says which inputs `forward` changed in place."""
        self._dirty = tensors

    def mark_non_differentiable(self, *tensors):
        """Says which outputs have no gradient."""
        self._silent = {id(t) for t in tensors}

    def set_materialize_grads(self, value):
        """False hands None instead of zeros for outputs without a gradient."""
        self.materialize = value


class _FunctionOp:
    """What a node of a `Function` runs."""

    holds_tensors, saves_out = True, False

    def __init__(self, cls, context):
        self.cls, self.context = cls, context

    def node_name(self, node):
        """The name of the class, as PyTorch gives it."""
        return self.cls.__name__ + "Backward"

    def pull(self, node, g):
        """Calls the user's `backward`."""
        grads = list(g) if node.count > 1 else [g]
        if self.context.materialize:
            shapes = node.shape if node.count > 1 else [node.shape]
            like = next(x for x in grads if x is not None)
            grads = [like.new_zeros(s) if x is None and s is not None else x for x, s in zip(grads, shapes, strict=True)]
        found = self.cls.backward(self.context, *grads)
        found = list(found) if isinstance(found, tuple | list) else [found]
        extra = found[len(node.edges) :]
        if len(found) < len(node.edges) or any(x is not None for x in extra):
            raise GradientError(
                f"function {self.node_name(node)} returned an incorrect number of gradients (expected "
                f"{len(node.edges)}, got {len(found)})"
            )
        for x in found:
            if x is not None and not isinstance(x, Tensor):
                raise GradientError(
                    f"expected Variable or None (got {type(x).__name__}): {self.cls.__name__}.backward must give a Tensor "
                    "or None for each input"
                )
        return found[: len(node.edges)]


class _FunctionNode(Node):
    def release(self):
        if self.op.context._saved:
            self.op.context._saved = None

    def __getattr__(self, name):
        return getattr(self.op.context, name)


@functools.cache
def _node_class(name):
    return type(name, (_FunctionNode,), {"__module__": "th"})


class Function:
    """An operation with a forward and a backward of one's own.

    A subclass has static methods ``forward(ctx, *args)`` and ``backward(ctx, *grads)``; it is called as
    ``Sub.apply(*args)``.  The forward works on tensors without recording; the backward is recorded when a higher
    derivative is wanted.

    Example:
        >>> class Sign(torch.autograd.Function):  # the straight-through estimator of XNOR networks
        ...     @staticmethod
        ...     def forward(ctx, x):
        ...         return x.sign()
        ...     @staticmethod
        ...     def backward(ctx, g):
        ...         return g
        >>> x = torch.tensor([0.5, -2.0], requires_grad=True)
        >>> Sign.apply(x).sum().backward()
        >>> x.grad
        tensor([1., 1.])
    """

    @staticmethod
    def forward(*args, **kwargs):
        """What it computes; to be written by the subclass."""
        raise NotImplementedError("You must implement the forward function for custom autograd.Function.")

    @staticmethod
    def backward(ctx, *grad_outputs):
        """Its gradient; to be written by the subclass."""
        raise NotImplementedError("You must implement either the backward or vjp method for your custom Function.")

    def __call__(self, *args, **kwargs):
        """Refuses, as PyTorch does: a Function is called by its class."""
        name = type(self).__name__
        raise GradientError(f"Legacy autograd function with non-static forward method is deprecated: call {name}.apply(...)")

    @classmethod
    def apply(cls, *args, **kwargs):
        """Runs the forward, and records this function."""
        context = _Context()
        edges = tuple([edge_of(a) if isinstance(a, Tensor) else None for a in args])
        context.needs_input_grad = tuple([e is not None for e in edges])
        wants = modes.grad and any(context.needs_input_grad)
        with no_grad():
            if "setup_context" in cls.__dict__ or hasattr(cls, "setup_context"):
                outputs = cls.forward(*args, **kwargs)
                cls.setup_context(context, args, outputs)
            else:
                outputs = cls.forward(context, *args, **kwargs)
        if not wants:
            return outputs
        for dirty in context._dirty:
            check_writable(dirty)
        several = isinstance(outputs, tuple)
        outs = [_as_output(o, args, context) for o in (outputs if several else (outputs,))]
        _record_function(cls, context, edges, outs)
        return tuple(outs) if several else outs[0]


def _as_output(value, args, context):
    """An output that is an input itself becomes a tensor of its own, unless it was changed in place."""
    if isinstance(value, Tensor) and any(value is a for a in args) and not any(value is d for d in context._dirty):
        return new_tensor(value._array)
    return value


def _record_function(cls, context, edges, outs):
    node = _node_class(cls.__name__ + "Backward")()
    node.op, node.edges, node.number = _FunctionOp(cls, context), edges, next_number()
    node.count = len(outs)
    arrays = [o._array if isinstance(o, Tensor) else None for o in outs]
    node.shape = [None if a is None else a.shape for a in arrays]
    node.dtype = [None if a is None else a.dtype for a in arrays]
    if node.count == 1:
        node.shape, node.dtype = node.shape[0], node.dtype[0]
    context._let_go_of(outs, node)
    for dirty in context._dirty:
        counter_of(dirty)[0] += 1
    for index, out in enumerate(outs):
        if arrays[index] is None or id(out) in context._silent or arrays[index].dtype.kind not in "fcV":
            continue
        if any(out is d for d in context._dirty) and node.count == 1:
            write_history(out, node)
        else:
            out._node, out._index = node, index


def once_differentiable(fn):
    """Marks a `backward` that is not to be differentiated itself: what it gives is on no tape.

    Example:
        >>> class Double(torch.autograd.Function):
        ...     @staticmethod
        ...     def forward(ctx, x):
        ...         return x * 2
        ...     @staticmethod
        ...     @torch.autograd.function.once_differentiable
        ...     def backward(ctx, g):
        ...         return g * 2
        >>> x = torch.tensor(1.0, requires_grad=True)
        >>> torch.autograd.grad(Double.apply(x), x, create_graph=True)
        (tensor(2.),)
    """

    @functools.wraps(fn)
    def wrapped(ctx, *grads):
        with no_grad():
            return fn(ctx, *grads)

    return wrapped
