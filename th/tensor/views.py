"""Views under autograd.

A view remembers its base and the operations that made it.  Writing into a view is, for the tape,
`base = view_scatter(base, new value)`; every other view of that base then takes its node from the base anew, by
replaying its operations, when it is next asked for.
"""

from th.tensor.modes import modes
from th.tensor.node import LEAF, edge_of

__all__ = ["View", "rebase"]


class View:
    """What a view's `_node` is: its base, how it was made from there, and the node that follows from the base's.

    `op` and `args` are the last step, `parent` the View before it (None when that was the base itself), `seen` the
    node of the base when `node` was found.
    """

    __slots__ = ("args", "base", "node", "op", "parent", "seen")

    @property
    def chain(self):
        """The steps from the base, as pairs of op and settings."""
        steps, link = [], self
        while link is not None:
            steps.append((link.op, link.args[1:]))
            link = link.parent
        return tuple(reversed(steps))

    def edge(self):
        """Where a gradient of this view goes, as of now: None when the base wants no gradient."""
        now = self.base._node
        if now is not self.seen:
            before, self.seen = self.seen, now
            if now is LEAF and before is None:
                return None  # the base became a leaf after this view was taken: the view is not on its tape
            self.node = self._replayed()
        return self.node

    def _replayed(self):
        if self.seen is None:
            return None
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
