"""Transforms of arrays as a whole: other shapes, and other transforms side by side."""

from th.distributions import constraints
from th.distributions.composition import Transform
from th.distributions.parameters import lazy_property, sum_rightmost
from th.errors import ArgumentError
from th.tensor import Size, cat, stack

__all__ = ["CatTransform", "ReshapeTransform", "StackTransform"]


class ReshapeTransform(Transform):
    """The last dimensions in another shape.

    Args:
        in_shape (torch.Size): the shape of one event before
        out_shape (torch.Size): after, with as many elements
    Example:
        >>> th.distributions.ReshapeTransform((2, 3), (6,)).forward_shape((5, 2, 3))
        torch.Size([5, 6])
    """

    bijective = True

    def __init__(self, in_shape, out_shape, cache_size=0):
        self.in_shape, self.out_shape = Size(in_shape), Size(out_shape)
        if self.in_shape.numel() != self.out_shape.numel():
            raise ArgumentError("in_shape, out_shape have different numbers of elements")
        super().__init__(cache_size=cache_size)

    @constraints.dependent_property(is_discrete=False)
    def domain(self):
        """What it takes."""
        return constraints.independent(constraints.real, len(self.in_shape))

    @constraints.dependent_property(is_discrete=False)
    def codomain(self):
        """What it gives."""
        return constraints.independent(constraints.real, len(self.out_shape))

    def with_cache(self, cache_size=1):
        if self._cache_size == cache_size:
            return self
        return ReshapeTransform(self.in_shape, self.out_shape, cache_size=cache_size)

    def _call(self, x):
        return x.reshape(x.shape[: x.dim() - len(self.in_shape)] + self.out_shape)

    def _inverse(self, y):
        return y.reshape(y.shape[: y.dim() - len(self.out_shape)] + self.in_shape)

    def log_abs_det_jacobian(self, x, y):
        return x.new_zeros(x.shape[: x.dim() - len(self.in_shape)])

    def forward_shape(self, shape):
        return _replaced(shape, self.in_shape, self.out_shape)

    def inverse_shape(self, shape):
        return _replaced(shape, self.out_shape, self.in_shape)


def _replaced(shape, old, new):
    shape = Size(shape)
    if len(shape) < len(old):
        raise ArgumentError("Too few dimensions on input")
    cut = len(shape) - len(old)
    if shape[cut:] != old:
        raise ArgumentError(f"Shape mismatch: expected {shape[cut:]} but got {old}")
    return shape[:cut] + new


class _SideBySide(Transform):
    """Several transforms, each of its part of a tensor along `dim`."""

    def __init__(self, tseq, dim, cache_size):
        for transform in tseq:
            if not isinstance(transform, Transform):
                raise ArgumentError(f"`tseq` must hold transforms, not {transform!r}")
        super().__init__(cache_size=cache_size)
        self.transforms = [t.with_cache(cache_size) for t in tseq] if cache_size else list(tseq)
        self.dim = dim

    def _checked(self, x, length):
        if not -x.dim() <= self.dim < x.dim() or x.size(self.dim) != length:
            raise ArgumentError(f"the input must have {length} elements along `dim` (={self.dim}), got the shape {tuple(x.shape)}")
        return x

    @property
    def bijective(self):
        """True when all are."""
        return all(t.bijective for t in self.transforms)

    def _call(self, x):
        return self._joined([t(part) for t, part in zip(self.transforms, self._parts(x), strict=True)])

    def _inverse(self, y):
        return self._joined([t.inv(part) for t, part in zip(self.transforms, self._parts(y), strict=True)])

    def _terms(self, x, y):
        parts = zip(self.transforms, self._parts(x), self._parts(y), strict=True)
        return [(t, t.log_abs_det_jacobian(a, b)) for t, a, b in parts]


class CatTransform(_SideBySide):
    """Transforms of the parts that `torch.cat` would join along `dim`.

    Args:
        tseq (list): the transforms
        dim (int): the dimension
        lengths (list): of each part; 1 by default
    Example:
        >>> D = th.distributions
        >>> D.CatTransform([D.ExpTransform(), D.identity_transform], lengths=[1, 2])(th.zeros(3))
        tensor([1., 0., 0.])
    """

    def __init__(self, tseq, dim=0, lengths=None, cache_size=0):
        super().__init__(tseq, dim, cache_size)
        self.lengths = [1] * len(self.transforms) if lengths is None else list(lengths)
        if len(self.lengths) != len(self.transforms):
            raise ArgumentError(f"`lengths` (={self.lengths}) must have one for each of {len(self.transforms)} transforms")

    @lazy_property
    def event_dim(self):
        """The dimensions of one event: the most of any part."""
        return max(t.event_dim for t in self.transforms)

    @lazy_property
    def length(self):
        """The lengths of all parts together."""
        return sum(self.lengths)

    def with_cache(self, cache_size=1):
        if self._cache_size == cache_size:
            return self
        return CatTransform(self.transforms, self.dim, self.lengths, cache_size)

    def _parts(self, x):
        return self._checked(x, self.length).split(self.lengths, self.dim)

    def _joined(self, parts):
        return cat(parts, dim=self.dim)

    def log_abs_det_jacobian(self, x, y):
        terms = [sum_rightmost(term, self.event_dim - t.event_dim) for t, term in self._terms(x, y)]
        dim = (self.dim - x.dim() if self.dim >= 0 else self.dim) + self.event_dim
        return cat(terms, dim=dim) if dim < 0 else sum(terms)

    @constraints.dependent_property
    def domain(self):
        """What it takes."""
        return constraints.cat([t.domain for t in self.transforms], self.dim, self.lengths)

    @constraints.dependent_property
    def codomain(self):
        """What it gives."""
        return constraints.cat([t.codomain for t in self.transforms], self.dim, self.lengths)


class StackTransform(_SideBySide):
    """Transforms of the slices that `torch.stack` would join along `dim`.

    Args:
        tseq (list): the transforms
        dim (int): the dimension
    Example:
        >>> D = th.distributions
        >>> D.StackTransform([D.ExpTransform(), D.identity_transform])(th.zeros(2, 1))
        tensor([[1.],
                [0.]])
    """

    def __init__(self, tseq, dim=0, cache_size=0):
        super().__init__(tseq, dim, cache_size)

    def with_cache(self, cache_size=1):
        return self if self._cache_size == cache_size else StackTransform(self.transforms, self.dim, cache_size)

    def _parts(self, x):
        return self._checked(x, len(self.transforms)).unbind(self.dim)

    def _joined(self, parts):
        return stack(parts, dim=self.dim)

    def log_abs_det_jacobian(self, x, y):
        return stack([term for _, term in self._terms(x, y)], dim=self.dim)

    @constraints.dependent_property
    def domain(self):
        """What it takes."""
        return constraints.stack([t.domain for t in self.transforms], self.dim)

    @constraints.dependent_property
    def codomain(self):
        """What it gives."""
        return constraints.stack([t.codomain for t in self.transforms], self.dim)
