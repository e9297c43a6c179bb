"""Views under autograd.

A view remembers its base and the chain of view operations that made it.  Writing into a view is, for the tape,
`base = view_scatter(base, new value)`; every other view of that base then takes its node from the base anew, by
replaying its chain, when it is next asked for.
"""

from th.tensor.autograd import LEAF, edge_of
from th.tensor.modes import modes

__all__ = ["View", "rebase"]


class View:
    """What a view's `_node` is: its base, the chain from there, and the node that follows from the base's."""

    __slots__ = ("base", "chain", "node", "seen", "tracked")

    def __init__(self, base, chain, node, tracked=True):
        self.base, self.chain, self.node, self.seen, self.tracked = base, chain, node, base._node, tracked

    def resolve(self):
        """The node as of now: None when the base wants no gradient."""
        now = self.base._node
        if now is not self.seen:
            self.seen = now
            if now is LEAF and self.node is None:
                return None  # the base became a leaf after this view was taken: the view is not on its tape
            self.node = self._replay()
        return self.node

    def edge(self):
        """Where a gradient of this view goes."""
        return self.resolve()

    def _replay(self):
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
        return node.node if isinstance(node, View) else node


def rebase(tensor, node, scatter):
    """Makes `node` the history of `tensor` after a write into it.

    `scatter(base, node, chain)` records what the write means for the base of a view.
    """
    state = tensor._node
    if not isinstance(state, View):
        tensor._node, tensor._index = node, 0
        return
    base = state.base
    base._node = scatter(edge_of(base), base, node, state.chain)
    base._index = 0
