"""Weights of a given form: of a norm of their own, of spectral norm 1, orthogonal."""

from th.errors import ArgumentError
from th.nn.functional.normalization import normalize
from th.nn.functional.padding import pad
from th.nn.module import Module
from th.nn.utils.parametrize import register_parametrization
from th.tensor import linalg
from th.tensor.modes import no_grad
from th.tensor.ops.filled import eye
from th.tensor.ops.joining import cat
from th.tensor.ops.matrix import matmul

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


class _Orthogonal(Module):
    """``base @ matrix_exp(a - a.T)`` or its Cayley transform: orthogonal for any `a`."""

    def __init__(self, weight, orthogonal_map, use_trivialization):
        super().__init__()
        self.map, self.shape = orthogonal_map, tuple(weight.shape)
        self.tall = weight.shape[-2] >= weight.shape[-1]
        with no_grad():
            start = linalg.qr(self._upright(weight.detach()))
            q = start[0] * start[1].diagonal(0, -2, -1).sign().unsqueeze(-2)
        self.register_buffer("base", self._completed(q))

    def _upright(self, x):
        return x if self.tall else x.transpose(-2, -1)

    @staticmethod
    def _completed(q):
        """The columns of `q` and more, so that the matrix is square and orthogonal."""
        n, k = q.shape[-2:]
        if n == k:
            return q
        rest = eye(n, dtype=q.dtype) - q @ q.transpose(-2, -1)
        extra = linalg.svd(rest)[0][..., : n - k]
        return cat([q, extra], -1)

    def forward(self, x):
        x = self._upright(x)
        n, k = x.shape[-2:]
        a = x.tril()
        if n != k:
            a = pad(a, (0, n - k))
        skew = a - a.transpose(-2, -1)
        if self.map == "cayley":
            one = eye(n, dtype=x.dtype, device=x.device)
            turned = linalg.solve(one + skew * 0.5, one - skew * 0.5)
        else:
            turned = linalg.matrix_exp(skew)
        found = matmul(self.base, turned)[..., :k]
        return found if self.tall else found.transpose(-2, -1)

    def right_inverse(self, value):
        upright = self._upright(value)
        q, r = linalg.qr(upright)
        q = q * r.diagonal(0, -2, -1).sign().unsqueeze(-2)
        self.base.copy_(self._completed(q))
        return value.new_zeros(value.shape)


def orthogonal(module, name="weight", orthogonal_map=None, *, use_trivialization=True):
    """Keeps the rows or columns of a weight orthogonal.

    Args:
        module (Module): that holds the weight
        name (str): of the weight, at least a matrix
        orthogonal_map (str): "matrix_exp" or "cayley"
        use_trivialization (bool): taken for compatibility; the map always starts from the given weight
    Returns:
        `module`
    Source:
        Lezcano-Casado, 2019
    """
    weight = getattr(module, name, None)
    if weight is None:
        raise ArgumentError(f"Module '{module}' has no parameter or buffer with name '{name}'")
    if weight.ndim < 2:
        raise ArgumentError(f"Expected a matrix or batch of matrices. Got a tensor of {weight.ndim} dimensions.")
    if orthogonal_map is None:
        orthogonal_map = "matrix_exp"
    if orthogonal_map not in ("matrix_exp", "cayley", "householder"):
        raise ArgumentError(f'orthogonal_map has to be one of "matrix_exp", "cayley", "householder". Got: {orthogonal_map}')
    mapped = "matrix_exp" if orthogonal_map == "householder" else orthogonal_map
    return register_parametrization(module, name, _Orthogonal(weight, mapped, use_trivialization), unsafe=True)
