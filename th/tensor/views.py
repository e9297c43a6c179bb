"""Views under autograd.

A view remembers its base and the operations that made it.  Writing into a view is, for the tape,
`base = view_scatter(base, new value)`; every other view of that base then takes its node from the base anew, by
replaying its operations, when it is next asked for.
"""

from th.errors import GradientError
from th.tensor.modes import modes
from th.tensor.node import LEAF, Node, edge_of

__all__ = ["MULTIPLE", "UNTRACKED", "View", "rebase"]

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


class View:
    """What a view's `_node` is: its base, how it was made from there, and the node that follows from the base's.

    `node` is an edge: parts that one call made share a Node.  `op` and `args` are the last step, `parent` the View before
    it (None when that was the base itself), `seen` the node of the base when `node` was found, `kind` MULTIPLE, UNTRACKED or None, `memory` the array of the base.
    """

    __slots__ = ("args", "base", "kind", "memory", "node", "op", "parent", "seen")

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
        if self.base._array is not self.memory:
            raise GradientError(
                f"a view is given and {what}, but its base has been given another shape or other memory in place since "
                "the view was taken (resize_, t_, unsqueeze_, set_ or .data); take the view after that"
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
