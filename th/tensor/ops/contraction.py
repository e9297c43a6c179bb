"""Sums of products over chosen dims: einsum, tensordot and their kin."""

import functools
import math
import string

import numpy as np

from th.errors import ShapeError
from th.tensor.casting import follows_autocast
from th.tensor.declare import method
from th.tensor.naming import named
from th.tensor.ops.matrix import dot
from th.tensor.outs import takes_out
from th.tensor.tensor import Tensor

__all__ = [
    "bilinear",
    "chain_matmul",
    "cross",
    "einsum",
    "inner",
    "kron",
    "tensordot",
    "trace",
    "vdot",
]


@takes_out
@method
def inner(input, other):
    """The scalar product along the last dim of both.

    Example:
        >>> torch.inner(torch.tensor([1, 2]), torch.tensor([3, 4]))
        tensor(11)
    """
    if input.ndim == 0 or other.ndim == 0:
        return input * other
    return tensordot(input, other, dims=([-1], [-1]))


@takes_out
@method
def vdot(input, other):
    """The scalar product of two vectors, the first conjugated.

    Example:
        >>> torch.vdot(torch.tensor([2, 3]), torch.tensor([2, 1]))
        tensor(7)
    """
    return dot(input.conj(), other)


def bilinear(input1, input2, weight, bias=None):
    """``input1 @ weight[k] @ input2 + bias[k]`` for each output k.

    Args:
        input1 (Tensor): (*, in1)
        input2 (Tensor): (*, in2)
        weight (Tensor): (out, in1, in2)
        bias (Tensor): (out,)
    Example:
        >>> torch.bilinear(torch.ones(1, 2), torch.ones(1, 2), torch.ones(1, 2, 2))
        tensor([[4.]])
    """
    left = input1.reshape(-1, input1.shape[-1])
    right = input2.reshape(-1, input2.shape[-1])
    mixed = tensordot(left, weight, dims=([1], [1]))
    out = (mixed * right.unsqueeze(1)).sum(-1).reshape(*input1.shape[:-1], weight.shape[0])
    return out if bias is None else out + bias


@takes_out
def tensordot(a, b, dims=2):
    """The sum of products over several dims of both.

    Args:
        dims (int or two lists): how many last and first dims, or which of `a` and which of `b`
    Example:
        >>> torch.tensordot(torch.ones(2, 3), torch.ones(3, 2), dims=1).shape
        torch.Size([2, 2])
    """
    if isinstance(dims, int):
        if dims < 0 or dims > min(a.ndim, b.ndim):
            raise ShapeError(f"tensordot expects dims >= 0 and at most the tensors' dims, but got dims={dims}")
        left, right = list(range(a.ndim - dims, a.ndim)), list(range(dims))
    else:
        left, right = (
            [dims[0]] if isinstance(dims[0], int) else list(dims[0]),
            [dims[1]] if isinstance(dims[1], int) else list(dims[1]),
        )
    left, right = [d % a.ndim for d in left], [d % b.ndim for d in right]
    for i, j in zip(left, right, strict=True):
        if a.shape[i] == 1 != b.shape[j]:
            b = b.sum(j, True, dtype=b.dtype)  # a dim of size 1 is broadcast
        elif b.shape[j] == 1 != a.shape[i]:
            a = a.sum(i, True, dtype=a.dtype)
        elif a.shape[i] != b.shape[j]:
            raise ShapeError(
                f"contracted dimensions need to match, but first has size {a.shape[i]} in dim {i} and second has size "
                f"{b.shape[j]} in dim {j}"
            )
    keep_a = [d for d in range(a.ndim) if d not in left]
    keep_b = [d for d in range(b.ndim) if d not in right]
    inside = int(np.prod([a.shape[d] for d in left]))
    shape = [a.shape[d] for d in keep_a] + [b.shape[d] for d in keep_b]
    first = a.permute(keep_a + left).reshape(-1 if a.numel() else int(np.prod([a.shape[d] for d in keep_a])), inside)
    second = b.permute(right + keep_b).reshape(inside, -1 if b.numel() else int(np.prod([b.shape[d] for d in keep_b])))
    return (first @ second).reshape(shape)


def chain_matmul(*matrices):
    """The product of several matrices.

    Example:
        >>> torch.chain_matmul(torch.ones(1, 2), torch.ones(2, 3), torch.ones(3, 1))
        tensor([[6.]])
    """
    out = matrices[0]
    for m in matrices[1:]:
        out = out @ m
    return out


@takes_out
@method
def kron(input, other):
    """The Kronecker product.

    Example:
        >>> torch.kron(torch.tensor([1, 2]), torch.tensor([1, 1]))
        tensor([1, 1, 2, 2])
    """
    ndim = max(input.ndim, other.ndim)
    a = input.reshape((1,) * (ndim - input.ndim) + input._array.shape)
    b = other.reshape((1,) * (ndim - other.ndim) + other._array.shape)
    left = [n for s in a.shape for n in (s, 1)]
    right = [n for s in b.shape for n in (1, s)]
    return (a.reshape(left) * b.reshape(right)).reshape([m * n for m, n in zip(a.shape, b.shape, strict=True)])


@method
@follows_autocast
@named("Trace")
def trace(input):
    """The sum of the diagonal of a matrix.

    Example:
        >>> torch.trace(torch.eye(3))
        tensor(3.)
    """
    if input.ndim != 2:
        raise ShapeError(f"trace: expected a matrix, but got tensor with dim {input.ndim}")
    return input.diagonal().sum()


@takes_out
@method
def cross(input, other, dim=None):
    """The cross product along a dim of size 3.

    Example:
        >>> torch.cross(torch.tensor([1, 0, 0]), torch.tensor([0, 1, 0]), dim=0)
        tensor([0, 0, 1])
    """
    if dim is None:
        dim = next((d for d, n in enumerate(input.shape) if n == 3), None)
        if dim is None:
            raise ShapeError("no dimension of size 3 in input")
    if input.ndim != other.ndim:
        raise ShapeError("linalg.cross: inputs must have the same number of dimensions.")
    if input.shape[dim] != 3 or other.shape[dim] != 3:
        raise ShapeError(
            f"linalg.cross: inputs dimension {dim} must have length 3. Got {input.shape[dim]} and {other.shape[dim]}"
        )
    a, b = input.roll(-1, dim), other.roll(-1, dim)
    c, d = input.roll(-2, dim), other.roll(-2, dim)
    return a * d - c * b


@functools.lru_cache(maxsize=256)  # a fifth of the time of a small product; programs have few equations
def _parse_einsum(equation, shapes):
    """(the operands' subscripts, subscripts of the result), the ellipsis written out in capitals-free marks."""
    equation = equation.replace(" ", "")
    left, arrow, right = equation.partition("->")
    inputs = left.split(",")
    if len(inputs) != len(shapes):
        raise ShapeError(
            f"einsum(): the number of subscripts in the equation ({len(inputs)}) does not match the number of operands "
            f"({len(shapes)})"
        )
    extra = max(
        [len(shape) - len(s.replace("...", "")) for s, shape in zip(inputs, shapes, strict=True) if "..." in s], default=0
    )
    marks = [chr(0x3B1 + i) for i in range(extra)]
    full = []
    for s, shape in zip(inputs, shapes, strict=True):
        own = len(shape) - len(s.replace("...", ""))
        if ("..." not in s and own != 0) or own < 0:
            raise ShapeError(
                f"einsum(): the number of subscripts of '{s}' does not match the {len(shape)} dims of operand of shape "
                f"{list(shape)}"
            )
        full.append(s.replace("...", "".join(marks[extra - own :] if own else [])))
    if arrow:
        return tuple(full), right.replace("...", "".join(marks))
    letters = "".join(full)
    return tuple(full), "".join(marks) + "".join(sorted(c for c in set(letters) - set(marks) if letters.count(c) == 1))


def _with_diagonals(x, subscripts):
    """`x` with repeated subscripts replaced by the diagonal over them."""
    while len(set(subscripts)) != len(subscripts):
        twice = next(c for c in subscripts if subscripts.count(c) > 1)
        i = subscripts.index(twice)
        j = subscripts.index(twice, i + 1)
        x = x.diagonal(0, i, j)
        subscripts = subscripts[:i] + subscripts[i + 1 : j] + subscripts[j + 1 :] + twice
    return x, subscripts


def einsum(equation, *operands):
    """Sums of products in Einstein's notation.

    Args:
        equation (str): such as "ij,jk->ik"; or operands and lists of numbers in turn: ``einsum(x, [0, 1], y, [1], [0])``
        operands (Tensors): one for each subscript
    Example:
        >>> torch.einsum("ij,j->i", torch.ones(2, 3), torch.ones(3))
        tensor([3., 3.])
    """
    if isinstance(equation, Tensor):
        equation, operands = _from_lists((equation, *operands))
    if len(operands) == 1 and isinstance(operands[0], list | tuple):
        operands = tuple(operands[0])
    subscripts, result = _parse_einsum(equation, tuple([x._array.shape for x in operands]))
    pairs = [_with_diagonals(x, s) for x, s in zip(operands, subscripts, strict=True)]
    sizes = _einsum_sizes(pairs)
    unknown = set(result) - set(sizes)
    if unknown:
        raise ShapeError(
            f"einsum(): output subscript {sorted(unknown)[0]} does not appear in the equation for any input"
        )
    while len(pairs) > 1:
        (a, sa), (b, sb), *rest = pairs
        later = set(result).union(*[s for _, s in rest])
        pairs = [_contract(a, sa, b, sb, later), *rest]
    x, s = pairs[0]
    drop = tuple(i for i, c in enumerate(s) if c not in result)
    if drop:
        x, s = x.sum(drop), "".join(c for c in s if c in result)
    return _in_order(x, s, result)


def _from_lists(arguments):
    """(equation, operands) of the form with lists of numbers: ``einsum(x, [0, 1], y, [1], [0])``."""
    operands, lists = arguments[0::2], arguments[1::2]
    result = ""
    if len(operands) > len(lists):
        *operands, last = operands
        result = "->" + _letters(last)
    return ",".join(_letters(part) for part in lists) + result, tuple(operands)


def _letters(numbers):
    return "".join("..." if n is Ellipsis else string.ascii_letters[n] for n in numbers)


def _einsum_sizes(pairs):
    sizes = {}
    for x, s in pairs:
        for c, n in zip(s, x._array.shape, strict=True):
            if sizes.get(c, 1) == 1:
                sizes[c] = n
            elif n not in (1, sizes[c]):
                raise ShapeError(
                    f"einsum(): operands do not broadcast with remapped shapes: subscript {c} has size {n} which does "
                    f"not broadcast with previously seen size {sizes[c]}"
                )
    return sizes


def _contract(a, sa, b, sb, later):
    """The product of two operands, summed over what is not needed later, as one batched matrix product."""
    a, sa = _summed(a, sa, set(sb) | later)
    b, sb = _summed(b, sb, set(sa) | later)
    shared = [c for c in sa if c in sb]
    batch = [c for c in shared if c in later or a.shape[sa.index(c)] != b.shape[sb.index(c)]]
    inside = [c for c in shared if c not in batch]
    left = [c for c in sa if c not in sb]
    right = [c for c in sb if c not in sa]
    x = _in_order(a, sa, batch + left + inside)
    y = _in_order(b, sb, batch + inside + right)
    nb, nl, ni = len(batch), len(left), len(inside)
    if nl == ni == len(right) == 1:
        return _summed(x @ y, "".join(batch + left + right), later)
    xs, ys = x._array.shape, y._array.shape
    k = math.prod(ys[nb : nb + ni])
    x = x.reshape([*xs[:nb], math.prod(xs[nb : nb + nl]), k])
    y = y.reshape([*ys[:nb], k, math.prod(ys[nb + ni :])])
    out = x @ y if nb or nl or right or ni else x * y
    outer_batch = [max(m, n) if 0 not in (m, n) else 0 for m, n in zip(xs[:nb], ys[:nb], strict=True)]
    out = out.reshape([*outer_batch, *xs[nb : nb + nl], *ys[nb + ni :]])
    s = "".join(batch + left + right)
    return _summed(out, s, later)


def _in_order(x, subscripts, wanted):
    order = [subscripts.index(c) for c in wanted]
    return x if order == list(range(len(order))) else x.permute(order)


def _summed(x, s, needed):
    drop = tuple(i for i, c in enumerate(s) if c not in needed)
    return (x.sum(drop), "".join(c for c in s if c in needed)) if drop else (x, s)
