"""Views under autograd.

A view remembers its base and the operations that made it.  Writing into a view is, for the tape,
`base = view_scatter(base, new value)`; every other view of that base then takes its node from the base anew, by
replaying its operations, when it is next asked for.  Where these would give something else by now (the base has been
transposed in place, say), the elements are picked by their places in the base.
"""

import numpy as np

from th.errors import GradientError
from th.tensor import devices
from th.tensor.modes import modes
from th.tensor.node import Node, edge_of

__all__ = ["MULTIPLE", "UNTRACKED", "View", "places_of", "rebase", "set_picker"]

# What kind of view one may not write into while autograd records.
MULTIPLE = (
    "This view is the output of a function that returns multiple views. Such functions do not allow the output views to "
    "be modified inplace. You should replace the inplace operation by an out-of-place one."
)
UNTRACKED = (
    "Given that this use case is ambiguous and error-prone, it is forbidden. You can clarify your code by moving both "
    "the view and the inplace either both inside the no_grad block (if you don't want the inplace to be tracked) or both "
    "outside (if you want the inplace to be tracked)."
)


_picker = None


def set_picker(op):
    """Names the op that picks elements of a tensor by their places."""
    global _picker
    _picker = op


class View:
    """What a view's `_node` is: its base, how it was made from there, and the node that follows from the base's.

    `node` is an edge: parts that one call made share a Node.  `op` and `args` are the last step, `parent` the View before
    it (None when that was the base itself), `seen` the node of the base when `node` was found, `kind` MULTIPLE, UNTRACKED or None, `memory` the array of the base.
    """

    __slots__ = ("args", "base", "kind", "memory", "node", "op", "parent", "seen")

    @property
    def chain(self):
        """The steps from the base as it is now, as pairs of op and settings; they mean the same in any layout of memory."""
        steps = self._steps()
        if self.base._array is self.memory and not any([op.by_layout for op, _ in steps]):
            return steps
        return ((_picker, (self._places(steps),)),)

    def _steps(self):
        steps, link = [], self
        while link is not None:
            steps.append((link.op, link.args[1:]))
            link = link.parent
        return tuple(reversed(steps))

    def _places(self, steps):
        """For each element of this view, its place among those of the base; None when it is not there."""
        part, base = self.memory, self.base._array
        for op, args in steps:
            part = op.forward(devices.namespace(part), part, *args)
        own, there = _addresses(part), _addresses(base).reshape(-1)
        order = np.argsort(there)
        found = np.searchsorted(there[order], own).clip(0, max(there.size - 1, 0))
        places = order[found] if there.size else np.zeros_like(own)
        return places if there.size and (there[places] == own).all() else None

    def edge(self):
        """Where a gradient of this view goes, as of now: None when the base wants no gradient."""
        now = self.base._node
        if now is not self.seen:
            if not isinstance(now, Node) and (now is None or self.seen is None):
                # Cut off its tape, or no leaf yet when this view was taken: the view stays as it is.
                self.seen = now
                return self.node
            self.check("its base or another view of its base has been modified inplace")
            self.seen = now
            self.node = self._replayed()
        return self.node

    def check(self, what):
        """Raises when a write would leave this view without a history that can be told."""
        if self.kind is not None:
            made = "of a function with several outputs" if self.kind is MULTIPLE else "created in no_grad mode"
            raise GradientError(f"A view {made} is given and {what} with grad mode enabled. {self.kind}")
        if self.base._array is not self.memory and self._places(self._steps()) is None:
            raise GradientError(
                f"a view is given and {what}, but its base has been given other memory since the view was taken "
                "(resize_, set_ or .data); take the view after that"
            )

    def _replayed(self):
        outer, modes.grad = modes.grad, True
        try:
            value = self.base
            for op, args in self.chain:
                value = op.function(value, *args)
        finally:
            modes.grad = outer
        node = value._node
        return node.node if node.__class__ is View else node


def rebase(tensor, node, scatter):
    """Makes `node` the history of `tensor` after a write into it.

    `scatter(edge, base, node, chain)` makes the node of what the write means for the base of a view.
    """
    state = tensor._node
    if state.__class__ is not View:
        tensor._node, tensor._index = node, 0
        return
    base = state.base
    base._node = scatter(edge_of(base), base, node, state.chain)
    base._index = 0


def places_of(shape, strides, start):
    """For each element of an array of this geometry, its place in memory."""
    places = np.full(shape, start, np.int64)
    for dim, (n, step) in enumerate(zip(shape, strides, strict=True)):
        places += np.arange(n).reshape((n,) + (1,) * (len(shape) - dim - 1)) * step
    return places


def _addresses(array):
    return places_of(array.shape, array.strides, devices.address_of(array))
