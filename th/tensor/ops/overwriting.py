"""What a write into a view means for the tensor it is a view of."""

from th.tensor.declare import op
from th.tensor.writing import set_scatter

__all__ = ["replay", "view_scatter"]


@op(method=False, inputs=("input", "src"))
def view_scatter(xp, input, src, chain):
    """`input` with `src` written into the view that `chain` makes of it."""
    out = input.copy()
    part = out
    for step, args in chain:
        part = step.forward(xp, part, *args)
    part[...] = src
    return out


def replay(tensor, chain):
    """The view that `chain` makes of `tensor`."""
    for step, args in chain:
        tensor = step.function(tensor, *args)
    return tensor


def _zeros_of(tensor):
    return tensor.new_zeros(tensor._array.shape)


view_scatter.backward(
    input=lambda g, chain: view_scatter(g, _zeros_of(replay(g, chain)), chain),  # not times 0: inf * 0 is NaN
    src=lambda g, chain: replay(g, chain),
)

view_scatter.op.node_name = lambda node: "torch::autograd::CopySlices"

set_scatter(view_scatter.op)
