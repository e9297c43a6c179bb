"""The squared difference as one operation: one node of the graph, as in PyTorch, and one array less than two."""

from th.tensor import dtypes
from th.tensor.declare import op
from th.tensor.summing import added

__all__ = ["squared_difference"]


@op(
    method=False, accepts=(dtypes.FLOAT,), inputs=("input", "target"), node="MseLoss",
    samples=lambda t: [(t(2, 3), t(2, 3), reduction) for reduction in ("none", "mean", "sum")],
)
def squared_difference(xp, input, target, reduction):
    """``(input - target) ** 2``, its mean or its sum; both of one shape and dtype."""
    difference = input - target
    difference *= difference
    if reduction == "none":
        return difference
    if input.dtype.itemsize == 2:
        difference = difference.astype("float32")
    total = added(xp, difference, None, False)
    return (total / total.dtype.type(input.size) if reduction == "mean" else total).astype(input.dtype)


def _slope(g, input, target, reduction):
    return (input - target) * (g * (2 / input.numel() if reduction == "mean" else 2))


squared_difference.backward(
    input=lambda g, input, target, reduction: _slope(g, input, target, reduction),
    target=lambda g, input, target, reduction: -_slope(g, input, target, reduction),
)
