"""Quantiles."""

from th.errors import ArgumentError, ConflictError
from th.tensor import dtypes
from th.tensor.casting import follows_autocast
from th.tensor.declare import method
from th.tensor.ops.viewing import wrap_dim
from th.tensor.outs import takes_out
from th.tensor.tensor import Tensor

__all__ = [
    "nanquantile",
    "quantile",
]


def _quantile(input, q, dim, keepdim, interpolation, ignore_nan):
    if input.dtype not in (dtypes.float32, dtypes.float64):
        raise ConflictError(f"quantile() input tensor must be either float or double dtype, not {input.dtype}")
    if not isinstance(q, Tensor):
        q = input.new_tensor(q)
    if bool(((q < 0) | (q > 1)).any()):
        raise ArgumentError("quantile() q values must be in the range [0, 1]")
    if interpolation not in ("linear", "lower", "higher", "midpoint", "nearest"):
        raise ArgumentError(
            "quantile() interpolation must be one of linear, lower, higher, midpoint or nearest, but got "
            f"{interpolation}"
        )
    own_dim = dim
    if not input.ndim:
        if dim is not None:
            wrap_dim(dim, 0)
        input, dim, own_dim, keepdim = input.reshape(1), None, None, False
    if dim is None:
        input, dim = input.reshape(-1), 0
    x = input.movedim(dim, -1).sort(-1).values
    n = x.shape[-1]
    missing = x.isnan().sum(-1, True)
    count = (n - missing) if ignore_nan else n
    shape = (-1, *[1] * x.ndim)
    place = q.reshape(shape) * (count - 1)
    place = place.clamp(min=0).expand(q.numel(), *x.shape[:-1], 1)
    low, high = place.floor(), place.ceil()
    if interpolation == "lower":
        high = low
    elif interpolation == "higher":
        low = high
    elif interpolation == "nearest":
        low = high = place.round()
    rows = x.unsqueeze(0).expand(q.numel(), *x.shape)
    first, second = rows.gather(-1, low.long()), rows.gather(-1, high.long())
    weight = 0.5 if interpolation == "midpoint" else place - low
    out = (first + (second - first) * weight).squeeze(-1)
    if not ignore_nan:
        out = out.masked_fill((missing.squeeze(-1) > 0).expand(out.shape), float("nan"))
    if keepdim:
        out = (
            out.unsqueeze(dim + 1 if dim >= 0 else dim)
            if own_dim is not None
            else out.reshape(q.numel(), *[1] * _ndim(own_dim, input))
        )
    return out.squeeze(0) if q.ndim == 0 else out


def _ndim(dim, input):
    return input.ndim if dim is not None else 1


@takes_out
@method
@follows_autocast
def quantile(input, q, dim=None, keepdim=False, *, interpolation="linear"):
    """The q-th quantiles, of all elements or along `dim`.

    Example:
        >>> torch.quantile(torch.tensor([0.0, 1.0, 2.0]), 0.5)
        tensor(1.)
    """
    return _quantile(input, q, dim, keepdim, interpolation, False)


@takes_out
@method
@follows_autocast
def nanquantile(input, q, dim=None, keepdim=False, *, interpolation="linear"):
    """As `quantile`, without the NaN.

    Example:
        >>> torch.nanquantile(torch.tensor([0.0, float("nan"), 2.0]), 0.5)
        tensor(1.)
    """
    return _quantile(input, q, dim, keepdim, interpolation, True)
