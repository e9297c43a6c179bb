"""QR as LAPACK keeps it: Householder reflections in one matrix, and products with them."""

from th.errors import ShapeError
from th.tensor.declare import method
from th.tensor.linalg import householder_product
from th.tensor.named import named_tuple
from th.tensor.ops.joining import cat
from th.tensor.ops.lapack import lapack
from th.tensor.ops.matrixchecks import need_inexact
from th.tensor.outs import takes_out
from th.tensor import devices
from th.tensor.tensor import new_tensor

__all__ = ["geqrf", "orgqr", "ormqr"]

_Geqrf = named_tuple("geqrf", "a", "tau")


@takes_out
@method
def geqrf(input):
    """The QR factors as reflections: R and, below it, the vectors; and their scales.

    Example:
        >>> torch.geqrf(torch.eye(2)).a.abs()
        tensor([[1., 0.],
                [0., 1.]])
    """
    array = input._array
    need_inexact("geqrf", array)
    xp = devices.namespace(array)
    raw, tau = lapack(xp, "qr", "geqrf: the algorithm did not converge", array, "raw")
    return _Geqrf(new_tensor(xp.ascontiguousarray(xp.swapaxes(raw, -2, -1))), new_tensor(tau))


orgqr = method(householder_product, name="orgqr")


@takes_out
@method
def ormqr(input, tau, other, left=True, transpose=False):
    """The product of `other` with the whole orthogonal matrix of the reflections in `input` and `tau`.

    Example:
        >>> torch.ormqr(torch.zeros(2, 1), torch.zeros(1), torch.ones(2, 1))
        tensor([[1.],
                [1.]])
    """
    if input.ndim < 2:
        raise ShapeError("torch.ormqr: input must have at least 2 dimensions.")
    rows, columns = input.shape[-2:]
    side = -2 if left else -1
    if tau.shape[-1] != min(other.shape[side], columns):
        raise ShapeError(f"torch.ormqr: tau.shape[-1] must be equal to min(other.shape[{side}], input.shape[-1])")
    if columns < rows:
        input = cat([input, input.new_zeros(*input.shape[:-1], rows - columns)], -1)
    whole = householder_product(input, tau)[..., :rows]
    whole = whole.mH if transpose else whole
    return whole @ other if left else other @ whole
