"""Products of matrices and vectors."""

import math

import numpy as np

from th.errors import DtypeError, ShapeError
from th.tensor import dtypes
from th.tensor.blas import threads_for, widened_product
from th.tensor.casting import follows_autocast
from th.tensor.declare import method, op
from th.tensor.naming import named
from th.tensor.ops.arithmetic import conjugate
from th.tensor.outs import takes_out
from th.tensor.tensor import Tensor

__all__ = [
    "addbmm",
    "addmm",
    "addmv",
    "addr",
    "baddbmm",
    "bmm",
    "dot",
    "ger",
    "linear",
    "matmul",
    "mm",
    "mv",
    "outer",
]


def _same_dtype(name, *arrays):
    for a in arrays[1:]:
        if a.dtype != arrays[0].dtype:
            names = [dtypes.from_numpy_dtype(x.dtype).alias.lower() for x in (arrays[0], a)]
            raise DtypeError(
                f"expected m1 and m2 to have the same dtype, but got: {names[0]} != {names[1]} (in {name}); "
                "convert one, with x.to(y.dtype)"
            )


@op(
    kernel=np.ndarray.dot,  # 0.5 us less than np.matmul
    kernel_is_flat=True,
    operator="matmul",
    inputs=("input", "other"),
    samples=lambda t: [
        (t(2, 3), t(3, 4)),
        (t(3), t(3)),
        (t(2, 3), t(3)),
        (t(3), t(3, 2)),
        (t(5, 2, 3), t(3, 4)),
        (t(5, 1, 2, 3), t(4, 3, 2)),
        (t(3), t(2, 3, 4)),
    ],
)
def matmul(xp, input, other):
    """The matrix product; batches broadcast, vectors are rows or columns.

    Args:
        input (Tensor): (*, n, k) or (k,)
        other (Tensor): (*, k, m) or (k,)
    Returns:
        (*, n, m)
    Raises:
        ShapeError: when the inner sizes differ
    Example:
        >>> torch.tensor([[1.0, 2.0]]) @ torch.tensor([[3.0], [4.0]])
        tensor([[11.]])
    """
    if input.ndim == 0 or other.ndim == 0:
        raise ShapeError(
            f"both arguments to matmul need to be at least 1D, but they are {input.ndim}D and {other.ndim}D"
        )
    _same_dtype("matmul", input, other)
    inner = other.shape[-2] if other.ndim > 1 else other.shape[0]
    if input.shape[-1] != inner:
        raise _inner_error(input, other)
    if input.dtype.kind in "iuV" or input.dtype.itemsize == 2:
        return widened_product(xp, input, other)
    with threads_for(input.size * (other.shape[-1] if other.ndim > 1 else 1)):
        if input.ndim > 2 and other.ndim == 2 and input.size and xp is np:  # one product instead of a batch of them
            return np.dot(input.reshape(-1, inner), other).reshape(*input.shape[:-1], other.shape[-1])
        return xp.matmul(input, other)


def _inner_error(a, b):
    if a.ndim == b.ndim == 1:
        return ShapeError(
            f"inconsistent tensor size, expected tensor [{a.shape[0]}] and src [{b.shape[0]}] to have the same number of "
            f"elements, but got {a.shape[0]} and {b.shape[0]} elements respectively"
        )
    if b.ndim == 1 and a.ndim == 2:
        return ShapeError(
            f"size mismatch, got input ({a.shape[0]}), mat ({a.shape[0]}x{a.shape[1]}), vec ({b.shape[0]})"
        )
    rows = a.reshape(-1, a.shape[-1]) if a.size else a.reshape(int(np.prod(a.shape[:-1])), a.shape[-1])
    second = b.shape[-2:] if b.ndim > 1 else (b.shape[0], 1)
    return ShapeError(
        f"mat1 and mat2 shapes cannot be multiplied ({rows.shape[0]}x{rows.shape[1]} and {second[0]}x{second[1]}): "
        f"shapes {list(a.shape)} and {list(b.shape)}"
    )


def _matmul_input(g, input, other):
    if input.ndim == 1 and other.ndim == 1:
        return g * conjugate(other)
    if other.ndim == 1:
        return g.unsqueeze(-1) * conjugate(other)
    if input.ndim == 1:
        return (conjugate(other) @ g.unsqueeze(-1)).squeeze(-1)
    if other.ndim == 2 and input.ndim > 2:
        return g @ conjugate(other).t()
    return g @ conjugate(other).transpose(-2, -1)


def _matmul_other(g, input, other):
    if input.ndim == 1 and other.ndim == 1:
        return g * conjugate(input)
    if input.ndim == 1:
        return conjugate(input).unsqueeze(-1) * g.unsqueeze(-2)
    if other.ndim == 1:
        return (conjugate(input).transpose(-2, -1) @ g.unsqueeze(-1)).squeeze(-1)
    if other.ndim == 2 and input.ndim > 2:
        return _rows(conjugate(input)).t() @ _rows(g)
    return conjugate(input).transpose(-2, -1) @ g


def _rows(x):
    """All vectors along the last dim as the rows of one matrix."""
    *lead, last = x._array.shape
    return x.reshape(math.prod(lead), last)


matmul.backward(input=_matmul_input, other=_matmul_other)

matmul.op.node = "Mm"

Tensor.__rmatmul__ = lambda self, other: matmul(other, self)


def _need_dims(name, tensors, dims):
    for (label, x), d in zip(tensors.items(), dims, strict=True):
        if x.ndim != d:
            what = {1: "vector", 2: "matrix", 3: "batch of matrices (3D)"}[d]
            raise ShapeError(
                f"{name}: `{label}` must be a {what}, got {x.ndim}D tensor of shape {list(x._array.shape)}"
            )


@takes_out
@method
def mm(input, mat2):
    """The product of two matrices.

    Example:
        >>> torch.mm(torch.ones(2, 3), torch.ones(3, 1))
        tensor([[3.],
                [3.]])
    """
    _need_dims("mm", {"self": input, "mat2": mat2}, (2, 2))
    return matmul(input, mat2)


@takes_out
@method
def bmm(input, mat2):
    """The products of two batches of matrices.

    Example:
        >>> torch.bmm(torch.ones(1, 2, 3), torch.ones(1, 3, 1)).shape
        torch.Size([1, 2, 1])
    """
    _need_dims("bmm", {"batch1": input, "batch2": mat2}, (3, 3))
    if input._array.shape[0] != mat2._array.shape[0]:
        raise ShapeError(
            f"Expected size for first two dimensions of batch2 tensor to be: [{input.shape[0]}, {input.shape[2]}] but got: "
            f"[{mat2.shape[0]}, {mat2.shape[1]}]."
        )
    return matmul(input, mat2)


@takes_out
@method
@named("Mv")
def mv(input, vec):
    """The product of a matrix and a vector.

    Example:
        >>> torch.mv(torch.ones(2, 3), torch.ones(3))
        tensor([3., 3.])
    """
    if input._array.ndim != 2 or vec._array.ndim != 1:
        _need_dims("mv", {"input": input, "vec": vec}, (2, 1))
    return matmul(input, vec)


@takes_out
@method
def dot(input, tensor):
    """The scalar product of two vectors.

    Example:
        >>> torch.dot(torch.tensor([2, 3]), torch.tensor([2, 1]))
        tensor(7)
    """
    if input._array.ndim != 1 or tensor._array.ndim != 1:
        raise ShapeError(f"1D tensors expected, but got {input.ndim}D and {tensor.ndim}D tensors")
    return matmul(input, tensor)


@takes_out
@method
def outer(input, vec2):
    """The outer product of two vectors.

    Example:
        >>> torch.outer(torch.tensor([1, 2]), torch.tensor([3, 4]))
        tensor([[3, 4],
                [6, 8]])
    """
    _need_dims("outer", {"self": input, "vec2": vec2}, (1, 1))
    return input.unsqueeze(1) * vec2


ger = outer

Tensor.ger = outer


def _product_added(product, input, left, right, beta, alpha):
    """``beta * input + alpha * product(left, right)``; half precision is rounded once, at the end."""
    if all(getattr(t, "dtype", None) in (dtypes.float16, dtypes.bfloat16) for t in (input, left, right)):
        return _scaled_sum(input.float(), product(left.float(), right.float()), beta, alpha).to(left.dtype)
    return _scaled_sum(input, product(left, right), beta, alpha)


def _scaled_sum(input, product, beta, alpha):
    beta, alpha = _in_kind(beta, input), _in_kind(alpha, product)
    if alpha != 1:
        product = product * alpha
    if beta == 0:
        return product
    return (input if beta == 1 else input * beta) + product


def _in_kind(number, like):
    """A factor as a tensor of integers or truth values takes it."""
    kind = like._array.dtype.kind
    return bool(number) if kind == "b" else int(number) if kind in "iu" else number


@takes_out
@method
@follows_autocast
@named("Addmm")
def addmm(input, mat1, mat2, *, beta=1, alpha=1):
    """``beta * input + alpha * (mat1 @ mat2)``.

    Example:
        >>> torch.addmm(torch.ones(1), torch.ones(1, 2), torch.ones(2, 1))
        tensor([[3.]])
    """
    return _product_added(mm, input, mat1, mat2, beta, alpha)


@takes_out
@method
@named("Addmv")
def addmv(input, mat, vec, *, beta=1, alpha=1):
    """``beta * input + alpha * (mat @ vec)``.

    Example:
        >>> torch.addmv(torch.ones(1), torch.ones(1, 2), torch.ones(2))
        tensor([3.])
    """
    return _product_added(mv, input, mat, vec, beta, alpha)


@takes_out
@method
@named("Addr")
def addr(input, vec1, vec2, *, beta=1, alpha=1):
    """``beta * input + alpha * outer(vec1, vec2)``.

    Example:
        >>> torch.addr(torch.ones(1, 1), torch.ones(1), torch.ones(1))
        tensor([[2.]])
    """
    return _scaled_sum(input, outer(vec1, vec2), beta, alpha)


@takes_out
@method
@follows_autocast
@named("Baddbmm")
def baddbmm(input, batch1, batch2, *, beta=1, alpha=1):
    """``beta * input + alpha * bmm(batch1, batch2)``.

    Example:
        >>> torch.baddbmm(torch.ones(1, 1, 1), torch.ones(1, 1, 2), torch.ones(1, 2, 1))
        tensor([[[3.]]])
    """
    return _product_added(bmm, input, batch1, batch2, beta, alpha)


def _added(batch):
    return batch.sum(0, dtype=batch.dtype)


@takes_out
@method
@follows_autocast
@named("Addbmm")
def addbmm(input, batch1, batch2, *, beta=1, alpha=1):
    """``beta * input + alpha * bmm(batch1, batch2).sum(0)``.

    Example:
        >>> torch.addbmm(torch.ones(1, 1), torch.ones(2, 1, 2), torch.ones(2, 2, 1))
        tensor([[5.]])
    """
    return _scaled_sum(input, _added(bmm(batch1, batch2)), beta, alpha)


# Up to here OpenBLAS is quicker with the product turned round, weight @ input.T: 0.75 of the time for 32 rows of 784 by
# 128 features, 0.46 for 16 of 1024 by 1024.
_FEW_ROWS = 64


@op(
    method=False,
    inputs=("input", "weight", "bias"),
    samples=lambda t: [
        (t(2, 3), t(4, 3), t(4)),
        (t(2, 3), t(4, 3)),
        (t(3), t(4, 3), t(4)),
        (t(2, 5, 3), t(4, 3), t(4)),
    ],
)
def linear(xp, input, weight, bias=None):
    """``input @ weight.T + bias``: the fully connected layer.

    Args:
        input (Tensor): (*, in_features)
        weight (Tensor): (out_features, in_features)
        bias (Tensor): (out_features,)
    Returns:
        (*, out_features)
    Example:
        >>> F.linear(torch.ones(1, 2), torch.ones(3, 2))
        tensor([[2., 2., 2.]])
    """
    if input.ndim == 0 or weight.ndim not in (1, 2) or input.shape[-1] != weight.shape[-1]:
        rows = input.size // max(input.shape[-1], 1) if input.ndim else 0
        shape = weight.shape[::-1]
        raise ShapeError(
            f"mat1 and mat2 shapes cannot be multiplied ({rows}x{input.shape[-1] if input.ndim else 0} and "
            f"{'x'.join(map(str, shape))}): the input has {input.shape[-1] if input.ndim else 0} features, the weight "
            f"takes {weight.shape[-1]}"
        )
    _same_dtype("linear", input, weight)
    if input.dtype.itemsize == 2 and input.dtype.kind in "fV":
        if bias is not None:
            _same_dtype("linear", input, bias)
            bias = bias.astype("float32")
        return linear.op.forward(xp, input.astype("float32"), weight.astype("float32"), bias).astype(input.dtype)
    flat = input.reshape(-1, input.shape[-1]) if input.ndim > 2 and xp is np else input
    with threads_for(input.size * len(weight)):
        if xp is np and flat.ndim == weight.ndim == 2 and 1 < len(flat) <= _FEW_ROWS:
            out = np.ascontiguousarray(weight.dot(flat.T).T)
        else:
            out = flat @ weight.T
    if flat is not input:
        out = out.reshape(*input.shape[:-1], *weight.shape[:-1])
    if bias is not None:
        if bias.dtype != out.dtype:
            _same_dtype("linear", out, bias)
        out = out + bias if out.ndim == 0 or not out.size else xp.add(out, bias, out=out)
    return out


def _linear_weight(g, input, weight):
    if weight.ndim == 1:
        return _rows(g.unsqueeze(-1) * conjugate(input)).sum(0)
    if input.ndim == 1:
        return g.unsqueeze(-1) * conjugate(input)
    if input.ndim > 2:
        input, g = _rows(input), _rows(g)
    return g.t() @ conjugate(input)


linear.backward(
    input=lambda g, weight: g @ conjugate(weight) if weight.ndim == 2 else g.unsqueeze(-1) * conjugate(weight),
    weight=_linear_weight,
    bias=lambda g: g.sum(tuple(range(g.ndim - 1))) if g.ndim > 1 else g,
)

linear.op.node = "Addmm"
