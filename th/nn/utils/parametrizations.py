"""Weights of a given form: of a norm of their own, of spectral norm 1, orthogonal."""

from th.errors import ArgumentError, DtypeError
from th.nn.functional.normalization import normalize
from th.nn.functional.padding import pad
from th.nn.module import Module
from th.nn.utils.parametrize import register_parametrization
from th.tensor import linalg
from th.tensor.limits import finfo
from th.tensor.modes import no_grad
from th.tensor.ops.choosing import where
from th.tensor.ops.compare import allclose
from th.tensor.ops.filled import eye, zeros_like
from th.tensor.ops.joining import cat
from th.tensor.ops.reflections import geqrf
from th.tensor.ops.sampling import randn

__all__ = ["orthogonal", "spectral_norm", "weight_norm"]


def _length(v, dim):
    """The norm over all dims but one, kept as dims of size 1."""
    if dim == -1 or dim is None:
        return v.norm()
    axes = [d for d in range(v.ndim) if d != dim % v.ndim]
    return (v * v).sum(axes, keepdim=True).sqrt() if axes else v.abs()


class _WeightNorm(Module):
    def __init__(self, dim=0):
        super().__init__()
        self.dim = -1 if dim is None else dim

    def forward(self, weight_g, weight_v):
        return weight_v * (weight_g / _length(weight_v, self.dim))

    def right_inverse(self, weight):
        return _length(weight, self.dim), weight


def weight_norm(module, name="weight", dim=0):
    """Learns the length and the direction of a weight apart.

    Args:
        module (Module): that holds the weight
        name (str): of the weight
        dim (int or None): one length for each index of this dim; None for one in all
    Returns:
        `module`
    Example:
        >>> layer = nn.utils.parametrizations.weight_norm(nn.Linear(2, 3))
        >>> layer.parametrizations.weight.original0.shape
        torch.Size([3, 1])
    Source:
        Salimans and Kingma, 2016
    """
    if getattr(module, name, None) is None:
        raise ArgumentError(f"Module '{module}' has no parameter or buffer with name '{name}'")
    return register_parametrization(module, name, _WeightNorm(dim), unsafe=True)


class _SpectralNorm(Module):
    def __init__(self, weight, n_power_iterations=1, dim=0, eps=1e-12):
        super().__init__()
        if not -weight.ndim <= dim < weight.ndim:
            raise ArgumentError(
                "Dimension out of range (expected to be in range of "
                f"[-{weight.ndim}, {weight.ndim - 1}] but got {dim})"
            )
        if n_power_iterations <= 0:
            raise ArgumentError(f"Expected n_power_iterations to be positive, but got n_power_iterations={n_power_iterations}")
        self.dim, self.eps, self.n_power_iterations = dim % weight.ndim, eps, n_power_iterations
        if weight.ndim > 1:
            matrix = self._matrix(weight.detach())
            rows, columns = matrix.shape
            u, v = matrix.new_empty(rows).normal_(0, 1), matrix.new_empty(columns).normal_(0, 1)
            self.register_buffer("_u", normalize(u, dim=0, eps=eps))
            self.register_buffer("_v", normalize(v, dim=0, eps=eps))
            self._iterate(matrix, 15)

    def _matrix(self, weight):
        if self.dim != 0:
            weight = weight.permute(self.dim, *[d for d in range(weight.ndim) if d != self.dim])
        return weight.flatten(1)

    def _iterate(self, matrix, times):
        with no_grad():
            for _ in range(times):
                self._u = normalize(matrix @ self._v, dim=0, eps=self.eps)
                self._v = normalize(matrix.t() @ self._u, dim=0, eps=self.eps)

    def forward(self, weight):
        if weight.ndim == 1:
            return normalize(weight, dim=0, eps=self.eps)
        matrix = self._matrix(weight)
        if self.training:
            self._iterate(matrix.detach(), self.n_power_iterations)
        u, v = self._u.clone(), self._v.clone()
        return weight / (u @ (matrix @ v))

    def right_inverse(self, value):
        return value


def spectral_norm(module, name="weight", n_power_iterations=1, eps=1e-12, dim=None):
    """Divides a weight by its largest singular value, estimated by power iteration.

    Args:
        module (Module): that holds the weight
        name (str): of the weight
        n_power_iterations (int): at each forward in training
        eps (float): the least norm to divide by
        dim (int): of the outputs; 0, or 1 for transposed convolutions
    Returns:
        `module`
    Source:
        Miyato and others, 2018
    """
    weight = getattr(module, name, None)
    if weight is None:
        raise ArgumentError(f"Module '{module}' has no parameter or buffer with name '{name}'")
    if dim is None:
        dim = 1 if getattr(module, "transposed", False) else 0
    return register_parametrization(module, name, _SpectralNorm(weight, n_power_iterations, dim, eps))


def _with_positive_r(x):
    """The `q` of ``x = q @ r`` where the diagonal of `r` is positive."""
    reflectors, tau = geqrf(x)
    return linalg.householder_product(reflectors, tau) * reflectors.diagonal(0, -2, -1).sgn().unsqueeze(-2)


def _is_orthogonal(q):
    one = eye(q.shape[-1], dtype=q.dtype, device=q.device)
    return allclose(q.mH @ q, one, atol=10.0 * q.shape[-2] * finfo(q.dtype).eps)


class _Orthogonal(Module):
    """A map from any matrix to an orthogonal one, of which the weight at the start is the result for minus one.

    All three maps take minus one to one: the reflectors keep the signs of the diagonal, and the others use only ``x - x.mH``.
    So what the map gives is multiplied by `base`, an orthogonal matrix whose first columns are the weight's.
    """

    def __init__(self, weight, orthogonal_map, use_trivialization):
        super().__init__()
        if weight.is_complex() and orthogonal_map == "householder":
            raise ArgumentError("The householder parametrization does not support complex tensors.")
        self.orthogonal_map, self.shape = orthogonal_map, weight.shape
        if use_trivialization:
            self.register_buffer("base", None)

    @property
    def _is_wide(self):
        return self.shape[-2] < self.shape[-1]

    def forward(self, x):
        x = x.mT if self._is_wide else x
        q = self._reflected(x) if self.orthogonal_map == "householder" else self._turned(x)
        if hasattr(self, "base"):
            q = self.base @ q
        return q.mT if self._is_wide else q

    @staticmethod
    def _reflected(x):
        vectors = x.tril(-1)
        tau = 2.0 / (1.0 + (vectors * vectors).sum(-2))
        # Signs, which nothing is to be learnt about.
        return linalg.householder_product(vectors, tau) * x.detach().diagonal(0, -2, -1).int().unsqueeze(-2)

    def _turned(self, x):
        n, k = x.shape[-2:]
        lower = pad(x.tril(), (0, n - k))
        skew = lower - lower.mH
        if self.orthogonal_map == "matrix_exp":
            q = linalg.matrix_exp(skew)
        else:
            one = eye(n, dtype=x.dtype, device=x.device)
            q = linalg.solve(one - skew * 0.5, one + skew * 0.5)
        return q if n == k else q[..., :k]

    def right_inverse(self, value):
        if value.shape != self.shape:
            raise ArgumentError(
                f"Expected a matrix or batch of matrices of shape {self.shape}. Got a tensor of shape {value.shape}."
            )
        with no_grad():
            upright = value.mT if self._is_wide else value
            if hasattr(self, "base"):
                self.base = self._completed(upright)
                minus_one = zeros_like(value)
                minus_one.diagonal(0, -2, -1).fill_(-1)
                return minus_one
            return self._reflectors(upright)

    @staticmethod
    def _completed(q):
        """The columns of `q`, made orthogonal, and as many more as make the matrix square."""
        n, k = q.shape[-2:]
        if n == k:
            return q.clone() if _is_orthogonal(q) else _with_positive_r(q)
        more = randn(*q.shape[:-2], n, n - k, dtype=q.dtype, device=q.device)
        return _with_positive_r(cat([q, more], -1))

    def _reflectors(self, q):
        if self.orthogonal_map != "householder":
            raise DtypeError(
                "It is not possible to assign to the matrix exponential or the Cayley parametrizations when use_trivialization=False."
            )
        found, tau = geqrf(q)
        signs = found.diagonal(0, -2, -1).sign()
        # What LAPACK leaves out (a scale of 0) `forward` reflects with a scale of 2, which turns the sign.
        found.diagonal(0, -2, -1).copy_(where(tau == 0, -signs, signs))
        return found.mT if self._is_wide else found


def orthogonal(module, name="weight", orthogonal_map=None, *, use_trivialization=True):
    """Keeps the rows or columns of a weight orthogonal.

    Args:
        module (Module): that holds the weight
        name (str): of the weight, at least a matrix
        orthogonal_map (str): "matrix_exp", "cayley" or "householder"; "matrix_exp" for square weights, else "householder"
        use_trivialization (bool): start from the weight as it is, made orthogonal; False lets only "householder" be assigned to
    Returns:
        `module`
    Example:
        >>> layer = nn.utils.parametrizations.orthogonal(nn.Linear(4, 2))
        >>> torch.dist(layer.weight @ layer.weight.T, torch.eye(2)) < 1e-5
        tensor(True)
    Source:
        Lezcano-Casado, 2019
    """
    weight = getattr(module, name, None)
    if weight is None:
        raise ArgumentError(f"Module '{module}' has no parameter or buffer with name '{name}'")
    if weight.ndim < 2:
        raise ArgumentError(f"Expected a matrix or batch of matrices. Got a tensor of {weight.ndim} dimensions.")
    if orthogonal_map is None:
        orthogonal_map = "matrix_exp" if weight.shape[-2] == weight.shape[-1] or weight.is_complex() else "householder"
    if orthogonal_map not in ("matrix_exp", "cayley", "householder"):
        raise ArgumentError(f'orthogonal_map has to be one of "matrix_exp", "cayley", "householder". Got: {orthogonal_map}')
    return register_parametrization(module, name, _Orthogonal(weight, orthogonal_map, use_trivialization), unsafe=True)
