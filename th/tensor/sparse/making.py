"""Sparse tensors from their parts, which are checked."""

import numpy as np

from th.errors import BoundsError, DtypeError, ShapeError
from th.tensor import devices, dtypes
from th.tensor.ops.create import as_tensor
from th.tensor.ops.filled import zeros
from th.tensor.sparse.coo import made_coo

__all__ = ["as_places", "check_places", "own_values", "sparse_coo_tensor"]


def as_places(value, device, name="indices"):
    """`value` as a tensor of int64."""
    made = as_tensor(value, device=device)
    if made.dtype.is_floating_point and not made.numel():
        made = made.to(dtypes.int64)  # an empty list
    if made.dtype.kind != dtypes.INTEGRAL:
        raise DtypeError(f"`{name}` must be integers, not {made.dtype}")
    return made.detach().to(dtypes.int64)


def sparse_coo_tensor(indices=None, values=None, size=None, *, dtype=None, device=None, requires_grad=False,
                      check_invariants=None, is_coalesced=None, pin_memory=False):
    """A tensor of which only some values are stored, by their coordinates.

    Args:
        indices (Tensor or nested lists): (sparse dims, nnz), the place of each value
        values (Tensor or list): (nnz, *dense dims)
        size (sequence of int): the shape; by default as large as the places need
        dtype, device: of the values; by default theirs
        requires_grad (bool): whether gradients for the values are wanted
        check_invariants (bool): for PyTorch's sake; places are always checked
        is_coalesced (bool): promises that the places are sorted and different
    Returns:
        a sparse tensor; values of the same place count as their sum
    Raises:
        ShapeError: when the parts do not fit together
        BoundsError: when a place lies outside `size`
    Example:
        >>> x = torch.sparse_coo_tensor([[0, 1], [2, 0]], [3.0, 4.0], (2, 3))
        >>> x.to_dense()
        tensor([[0., 0., 3.],
                [4., 0., 0.]])
        >>> x @ torch.ones(3)
        tensor([3., 4.])
    """
    if values is None:  # sparse_coo_tensor((2, 3)): nothing is stored
        shape = tuple(size if size is not None else indices)
        values = zeros(0, dtype=dtype, device=device)
        places = zeros(len(shape), 0, dtype=dtypes.int64, device=device)
        return made_coo(places, values.requires_grad_(requires_grad), shape, True)
    values = as_tensor(values, dtype=dtype, device=device)
    places = as_places(indices, values.device)
    shape = _checked_size(places, values, size)
    return made_coo(places, own_values(values, requires_grad), shape, is_coalesced or places.shape[1] < 2)


def own_values(values, requires_grad):
    """`values` as a tensor of its own: a leaf, or the result of an operation where they were to be differentiated."""
    if requires_grad:
        return values.detach().requires_grad_()
    return values.view(values.shape) if values.requires_grad else values.detach()


def _checked_size(places, values, size):
    if places.ndim != 2:
        raise ShapeError(f"indices must be sparse_dim x nnz, but got: {list(places.shape)}")
    if not values.ndim:
        raise ShapeError("values must have a dim for the stored elements, but got a 0-d tensor")
    if places.shape[1] != values.shape[0]:
        raise ShapeError(
            f"indices and values must have same nnz, but got nnz from indices: {places.shape[1]}, nnz from values: {values.shape[0]}"
        )
    array = places._array
    if size is None:
        if not array.shape[1]:
            return (*[0] * len(array), *values.shape[1:])
        return (*[int(n) + 1 for n in array.max(1)], *values.shape[1:])
    size = tuple(int(n) for n in size)
    if len(size) != len(array) + values.ndim - 1:
        raise ShapeError(
            f"'len(size) == sparse_dim + dense_dim' is not satisfied: len(size) = {len(size)}, sparse_dim = {len(array)}, "
            f"dense_dim = {values.ndim - 1}"
        )
    if size[len(array):] != tuple(values.shape[1:]):
        raise ShapeError(f"values has incorrect size, expected {[len(values), *size[len(array):]]}, got {list(values.shape)}")
    check_places(array, size[: len(array)])
    return size


def check_places(array, size):
    """Raises for a place in `array` (dims, nnz) that lies outside `size`."""
    for d, n in enumerate(size):
        row = devices.to_host(array[d]) if array.shape[1] else np.zeros(0)
        wrong = row[(row < 0) | (row >= n)]
        if wrong.size:
            raise BoundsError(f"the place {int(wrong[0])} along dim {d} is outside the size {n}: places are 0 to {n - 1}")
