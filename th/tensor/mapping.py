"""`torch.vmap`: runs a function once for each slice of its arguments and stacks what it returns."""

import contextlib
import functools

from th.errors import ArgumentError
from th.tensor.modes import modes
from th.tensor.ops.joining import stack
from th.tensor.random import default_generator
from th.tensor.tensor import Tensor
from th.tensor.trees import flatten_tree, map_tree, unflatten_tree

__all__ = ["vmap"]

_RANDOMNESS = ("error", "different", "same")


def vmap(func, in_dims=0, out_dims=0, randomness="error", *, chunk_size=None):
    """A function that runs `func` over a dim of its arguments, and stacks the results.

    Args:
        in_dims (int, None or nested): which dim of each argument; None for one that is handed over whole
        out_dims (int or nested): where the new dim goes; None for what is not stacked
        randomness (str): what a random operation inside does: "error" refuses, "different" draws for each slice,
            "same" gives each slice the same numbers
        chunk_size (int): how many slices PyTorch takes at a time; without effect here, where it is one
    Example:
        >>> torch.func.vmap(torch.dot)(torch.ones(2, 3), torch.ones(2, 3))
        tensor([3., 3.])
    """
    if randomness not in _RANDOMNESS:
        raise ArgumentError(f"Only allowed values for randomness are 'error', 'different', or 'same'. Got {randomness}")
    if chunk_size is not None and chunk_size < 1:
        raise ArgumentError(f"vmap: `chunk_size` should be None or greater than 0. (got {chunk_size})")

    @functools.wraps(func)
    def wrapped(*args, **kwargs):
        tree = [list(args), kwargs]
        leaves = flatten_tree(tree)
        dims = flatten_tree(_matched(in_dims, list(args), in_dims)) + [0] * len(flatten_tree(kwargs))
        size = _batch_size(leaves, dims)
        whole = size or 1  # of no slices, one of zeros tells the shapes
        results = []
        for i in range(whole):
            part = [_slice(x, d, i, size) for x, d in zip(leaves, dims, strict=True)]
            own_args, own_kwargs = unflatten_tree(tree, part)
            with _drawing(randomness, i):
                results.append(func(*own_args, **own_kwargs))
        return _stacked(results, out_dims, size)

    return wrapped


def _matched(dims, tree, given):
    """`dims` spread over the leaves of `tree`."""
    if isinstance(tree, list | tuple | dict) and isinstance(dims, list | tuple | dict):
        keys = tree if isinstance(tree, dict) else range(len(tree))
        if isinstance(tree, dict) != isinstance(dims, dict) or len(dims) != len(tree):
            raise ArgumentError(f"vmap: `in_dims` (={given}) is not compatible with the structure of the {len(tree)} inputs")
        return [_matched(dims[k], tree[k], given) for k in keys]
    if isinstance(dims, int) or (dims is None and given is not None):
        return map_tree(lambda _: dims, tree)
    raise ArgumentError(
        f"vmap: expected `in_dims` (={given}) to be int or a (potentially nested) tuple matching the structure of inputs"
    )


def _batch_size(leaves, dims):
    sizes = set()
    for x, d in zip(leaves, dims, strict=True):
        if not isinstance(x, Tensor) or d is None:
            continue
        if not -x.ndim <= d < x.ndim:
            raise ArgumentError(
                f"vmap: Got in_dim={d} for some input, but that input is a Tensor of dimensionality {x.ndim} so expected "
                f"in_dim to satisfy -{x.ndim} <= in_dim < {x.ndim}."
            )
        sizes.add(x.shape[d])
    if not sizes:
        raise ArgumentError("vmap: at least one argument must be a Tensor with a dim to map over")
    if len(sizes) > 1:
        raise ArgumentError(
            f"vmap: Expected all tensors to have the same size in the mapped dimension, got sizes {sorted(sizes)}"
        )
    return sizes.pop()


def _slice(x, dim, number, size):
    if dim is None or not isinstance(x, Tensor):
        return x
    if size:
        return x.select(dim, number)
    shape = list(x.shape)
    del shape[dim]
    return x.new_zeros(shape)


@contextlib.contextmanager
def _drawing(randomness, number):
    """What random operations do in the slice of this number."""
    outer, modes.randomness = modes.randomness, None if randomness == "different" else randomness
    try:
        if randomness == "same" and number == 0:
            modes.replayed = default_generator.get_state()
        elif randomness == "same":
            default_generator.set_state(modes.replayed)
        yield
    finally:
        modes.randomness = outer


def _stacked(results, out_dims, size):
    columns = list(zip(*[flatten_tree(r) for r in results], strict=True))
    single = out_dims is None or isinstance(out_dims, int)
    dims = [out_dims] * len(columns) if single else flatten_tree(list(out_dims) if isinstance(out_dims, tuple) else out_dims)
    if len(dims) != len(columns):
        raise ArgumentError(f"vmap: `out_dims` (={out_dims}) is not compatible with the {len(columns)} outputs")
    outs = [_joined(column, dim, size) for column, dim in zip(columns, dims, strict=True)]
    return unflatten_tree(results[0], outs)


def _joined(column, dim, size):
    if dim is None:
        return column[-1]
    if not isinstance(column[0], Tensor):
        raise ArgumentError(
            f"vmap: the function must only return Tensors, got type {type(column[0])}. Did you mean to set out_dims= to "
            "None for output?"
        )
    joined = stack(column, 0)[:size]
    return joined.movedim(0, dim) if dim else joined
