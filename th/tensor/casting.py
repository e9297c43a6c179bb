"""Casts: what an open `autocast` block asks for, and half precision computed in single.

PyTorch casts the arguments of an operation by its name, from a list for each device type.  Operations of more than one
way of calling look here while a block is open (`casts.open`); outside of one that is all they pay.
"""

import functools
import threading

from th.tensor import dtypes
from th.tensor.tensor import Tensor

__all__ = ["HALVES", "cast_arguments", "casts", "follows_autocast", "in_single", "lowered"]

HALVES = (dtypes.float16, dtypes.bfloat16)

# Products, for which half precision is enough: the dtype of the block.
_LOWER = frozenset((
    "addbmm", "addmm", "baddbmm", "linear", "matmul", "prelu", "convolution", "recurrent_layer",
    "scaled_dot_product_attention",
))
_LOSSES = frozenset((
    "binary_cross_entropy", "binary_cross_entropy_with_logits", "cosine_embedding_loss", "cross_entropy", "ctc_loss",
    "hinge_embedding_loss", "huber_loss", "kl_div", "l1_loss", "margin_ranking_loss", "mse_loss", "multi_margin_loss",
    "multilabel_margin_loss", "nll_loss", "poisson_nll_loss", "smooth_l1_loss", "soft_margin_loss", "triplet_margin_loss",
))
# What loses too much in half precision: float32.
_SINGLE = {
    "cpu": _LOSSES | frozenset((
        "cdist", "cholesky", "cholesky_inverse", "cholesky_solve", "det", "eig", "eigh", "grid_sample", "inv", "nanquantile", "pinv",
        "prod", "qr", "quantile", "solve", "solve_triangular", "svd", "trace",
    )),
    "cuda": _LOSSES | frozenset((
        "acos", "asin", "cdist", "cosh", "cosine_similarity", "cumprod", "cumsum", "dist", "erfinv", "exp", "expm1", "group_norm",
        "layer_norm", "log", "log10", "log1p", "log2", "log_softmax", "norm", "normalize", "pow", "prod", "reciprocal", "renorm",
        "rsqrt", "sinh", "softmax", "softplus", "sum", "tan",
    )),
}


class _Casts(threading.local):
    dtypes = {}  # device type -> dtype, of the innermost block of this thread


class _Open:
    """How many blocks are open in all threads: one look that costs an operation nothing to speak of."""

    open = 0


casts = _Open()
casts.here = _Casts()


def _is_castable(value):
    return isinstance(value, Tensor) and value.is_floating_point() and value.dtype is not dtypes.float64


def _changed(value, dtype):
    if isinstance(value, list | tuple):
        return type(value)(_changed(v, dtype) for v in value) if not hasattr(value, "_fields") else value
    return value.to(dtype) if _is_castable(value) and value.dtype is not dtype else value


def _wanted(name, values):
    """The dtype that this thread's block wants for the tensors of an operation; None for theirs."""
    first = next((v for v in values if isinstance(v, Tensor)), None)
    device = first.device.type if first is not None else "cpu"
    dtype = casts.here.dtypes.get(device)
    if dtype is None:
        return None
    return dtype if name in _LOWER else dtypes.float32 if name in _SINGLE[device] else None


def lowered(name, *values):
    """`values` (tensors, sequences of them, or None) as the open block wants them for the operation `name`."""
    dtype = _wanted(name, values)
    return values if dtype is None else tuple(_changed(v, dtype) for v in values)


def cast_arguments(name, args, kwargs):
    """The same for the arguments of a call."""
    dtype = _wanted(name, (*args, *kwargs.values()))
    if dtype is None:
        return args, kwargs
    return tuple(_changed(a, dtype) for a in args), {k: _changed(v, dtype) for k, v in kwargs.items()}


def follows_autocast(function):
    """Makes a function that is composed of others do what the open block says of its name."""
    name = function.__name__

    @functools.wraps(function)
    def call(*args, **kwargs):
        if casts.open:
            args, kwargs = cast_arguments(name, args, kwargs)
        return function(*args, **kwargs)

    return call


def in_single(function):
    """Makes `function` compute in float32 what comes in half precision, and round its result once.

    In an open `autocast` block the result stays as the block has it.
    """
    name = function.__name__

    @functools.wraps(function)
    def call(*args, **kwargs):
        if casts.open:
            args, kwargs = cast_arguments(name, args, kwargs)
        half = args[0].dtype if args and isinstance(args[0], Tensor) else None
        if half not in HALVES:
            return function(*args, **kwargs)
        args = [_changed(a, dtypes.float32) for a in args]
        found = function(*args, **{k: _changed(v, dtypes.float32) for k, v in kwargs.items()})
        return _changed(found, half)

    return call
