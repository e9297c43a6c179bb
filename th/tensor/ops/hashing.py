"""A number that tells tensors apart by their elements."""

import numpy as np

from th.errors import ArgumentError, DimensionError, DtypeError
from th.tensor import devices
from th.tensor.declare import method
from th.tensor.ops.reduce import axis_of
from th.tensor.outs import takes_out
from th.tensor.tensor import new_tensor

__all__ = ["hash_tensor"]


@takes_out
@method
def hash_tensor(input, dim=(), *, keepdim=False, mode=0):
    """The bits of all elements, or of those along `dim`, as 64-bit numbers, exclusive-ored; the order does not count.

    Args:
        input (Tensor): (*), not complex; floating point elements count as float64
        dim (int or ints): the dims to reduce; all by default
        keepdim (bool): keep them with size 1
        mode (int): 0, the only way so far
    Returns:
        uint64
    Example:
        >>> torch.hash_tensor(torch.tensor([1, 2]))
        tensor(3, dtype=torch.uint64)
    """
    if mode != 0:
        raise ArgumentError(f"Unknown hash_tensor mode: {mode}")
    array = input._array
    if array.dtype.kind == "c":
        raise DtypeError(f"\"xor_sum_cpu\" not implemented for '{input.dtype.alias}'; hash x.real and x.imag")
    axis = axis_of(dim, array.ndim)
    if not array.size and axis is None:
        raise ArgumentError(
            "hash_tensor: Expected reduction dim to be specified for input.numel() == 0. Specify the reduction dim with the "
            "'dim' argument."
        )
    empty = next((d for d in axis or () if array.shape[d] == 0), None)
    if empty is not None:
        raise DimensionError(f"hash_tensor: Expected reduction dim {empty} to have non-zero size.")
    host = devices.to_host(array)  # cupy has no exclusive or along a dim
    bits = host.astype(np.float64).view(np.uint64) if host.dtype.kind in "fV" else host.astype(np.int64).view(np.uint64)
    found = np.asarray(np.bitwise_xor.reduce(bits, axis=axis, keepdims=keepdim))
    return new_tensor(devices.move(found, input.device))
