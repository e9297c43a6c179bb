"""What a write into a view means for the tensor it is a view of."""

import math

from th.tensor import devices
from th.tensor.declare import op
from th.tensor.tensor import new_tensor
from th.tensor.views import set_picker
from th.tensor.writing import set_scatter

__all__ = ["pick", "replay", "view_scatter"]


@op(method=False, node="AsStrided")
def pick(xp, input, places):
    """The elements at `places`, an array that counts them in order."""
    return input.reshape(-1)[xp.asarray(places)]


def _pick_back(g, shape, places):
    where = new_tensor(devices.move(places, g.device))
    return g.new_zeros(math.prod(shape)).index_put((where,), g, accumulate=True).reshape(shape)


pick.backward(input=_pick_back)


@op(method=False, inputs=("input", "src"))
def view_scatter(xp, input, src, chain):
    """`input` with `src` written into the view that `chain` makes of it."""
    out = input.copy(order="C")
    if chain[0][0] is pick.op:
        out.reshape(-1)[xp.asarray(chain[0][1][0])] = src
        return out
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
set_picker(pick.op)
