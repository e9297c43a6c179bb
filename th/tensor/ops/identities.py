"""Several tensors passed through one node of the tape, so that something can watch their gradients together."""

from th.tensor.declare import op

__all__ = ["identities"]


@op(variadic=True, method=False, samples=lambda t: [([t(2), t(3)],)])
def identities(xp, tensors):
    """The same tensors, as the outputs of one node.

    Args:
        tensors (sequence of Tensor): at least one
    Returns:
        a tuple of tensors that share memory with the inputs
    """
    return tuple([x[...] for x in tensors]) if len(tensors) > 1 else (tensors[0][...],)


identities.backward(lambda g: g if isinstance(g, list | tuple) else [g])
