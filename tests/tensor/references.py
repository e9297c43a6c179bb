"""How PyTorch spells the ops that have another name, or none, in `torch`.

`call(torch, op, args)` runs the same thing there.  Ops in NO_REFERENCE are steps that only the engine takes; the
derivative tests and the tests of the public functions built on them cover those.
"""

__all__ = ["NO_REFERENCE", "NoReference", "call", "has"]


class NoReference(LookupError):
    """PyTorch has nothing of this name: a step behind a function that it has."""


NO_REFERENCE = {
    "identities": "the tape's record of many tensors", "_relu_slope": "relu's rule", "_sigmoid_slope": "sigmoid's rule", "_tanh_slope": "tanh's rule",
    "_assign": "the tape's record of copy_", "fold_windows": "the adjoint of unfold", "_forget": "the adjoint of writing",
    "place_diagonal": "the adjoint of diagonal", "put_index": "the adjoint of indexing", "_written": "the tape's record of setitem",
    "get_part": "the tape's record of a view", "place": "the adjoint of get_part",
    "transfer": "between devices", "view_scatter": "the tape's record of a write into a view", "convert": "takes our dtype objects",
    "_view_dtype": "takes our dtype objects",
}


_CALLS = {
    "_as_strided": lambda T, x, *a: T.as_strided(x, *a),
    "_cat": lambda T, tensors, dim=0: T.cat(tensors, dim),
    "_conjugate": lambda T, x: x.conj(),
    "_contiguous": lambda T, x, *a: x.contiguous(),
    "_elu": lambda T, x, alpha, scale, rate: T._C._nn.elu(x, alpha, scale, rate),
    "gelu": lambda T, x, approximate="none": T.nn.functional.gelu(x, approximate=approximate),
    "expand_to": lambda T, x, shape: x.expand(shape),
    "permute_to": lambda T, x, dims: x.permute(dims),
    "reshape_to": lambda T, x, shape: x.reshape(shape),
    "view_to": lambda T, x, shape: x.view(shape),
    "_expand": lambda T, x, shape: x.expand(shape),
    "_flip": lambda T, x, dims: T.flip(x, dims),
    "_imag": lambda T, x: x.imag,
    "_kthvalue": lambda T, x, k, dim: tuple(T.kthvalue(x, k, dim, True)),
    "_median": lambda T, x, dim, ignore_nan: tuple((T.nanmedian if ignore_nan else T.median)(x, dim, True)),
    "_mode": lambda T, x, dim: tuple(T.mode(x, dim, True)),
    "_sort": lambda T, x, dim, descending, stable: tuple(T.sort(x, dim=dim, descending=descending, stable=True)),
    "_topk": lambda T, x, k, dim, largest: tuple(T.topk(x, k, dim, largest)),
    "_det": lambda T, x: T.linalg.det(x),
    "_inv": lambda T, x: T.linalg.inv(x),
    "_ldl": lambda T, x, hermitian=False: tuple(T.linalg.ldl_factor_ex(x, hermitian=hermitian)),
    "_log_softmax": lambda T, x, dim: T.log_softmax(x, dim),
    "_softmax": lambda T, x, dim: T.softmax(x, dim),
    "_max_all": lambda T, x: T.max(x),
    "_max_dim": lambda T, x, dim, keepdim: tuple(T.max(x, dim, keepdim)),
    "_min_all": lambda T, x: T.min(x),
    "_min_dim": lambda T, x, dim, keepdim: tuple(T.min(x, dim, keepdim)),
    "_nonzero": lambda T, x: T.nonzero(x),
    "_norm2": lambda T, x, dim, keepdim: T.linalg.vector_norm(x, 2, dim, keepdim),
    "_permute": lambda T, x, dims: x.permute(dims),
    "_polygamma": lambda T, x, n: T.polygamma(n, x),
    "_prelu_kernel": lambda T, x, w: T._prelu_kernel(x, w),
    "_real": lambda T, x: x.real,
    "_reshape": lambda T, x, shape: x.reshape(shape),
    "_round_decimals": lambda T, x, decimals: T.round(x, decimals=decimals),
    "_scatter": lambda T, x, dim, index, src: T.scatter(x, dim, index, src),
    "_select": lambda T, c, x, y: T.where(c, x, y),
    "_std": lambda T, x, dim, correction, keepdim: T.std(x, dim=dim, correction=correction, keepdim=keepdim),
    "_take_index": lambda T, x, index: x[index],
    "_truncated_divide": lambda T, x, y: T.div(x, y, rounding_mode="trunc"),
    "_var": lambda T, x, dim, correction, keepdim: T.var(x, dim=dim, correction=correction, keepdim=keepdim),
    "_view": lambda T, x, shape: x.view(shape),
    "clone": lambda T, x, *a: x.clone(),
    "all": lambda T, x, *a: x.all(*a),
    "any": lambda T, x, *a: x.any(*a),
    "unfold": lambda T, x, *a: x.unfold(*a),
}


def has(name):
    """True when results of PyTorch are recorded for the op: of steps behind a public function only where told how."""
    return name not in NO_REFERENCE and (name in _CALLS or not name.startswith("_"))


def call(torch, op, args):
    """The result of PyTorch for `op` on PyTorch's tensors.

    Raises:
        NoReference: when PyTorch has nothing of the kind
    """
    special = _CALLS.get(op.name)
    if special is not None:
        return special(torch, *args)
    name = op.name.removeprefix("_")
    for module in (torch, torch.special, torch.nn.functional, torch.linalg, torch.fft):
        function = getattr(module, name, None)
        if function is not None:
            return function(*args)
    if hasattr(torch.Tensor, name):
        return getattr(args[0], name)(*args[1:])
    raise NoReference(op.name)
