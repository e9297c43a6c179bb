"""`torch.fft`: discrete Fourier transforms, with gradients.

The backward transform of a complex one is its adjoint; of a real one, the adjoint restricted to real input.
"""

import numpy as np

from th.errors import ArgumentError, DimensionError, DtypeError, ShapeError
from th.tensor import dtypes
from th.tensor.declare import op
from th.tensor.ops.create import finish
from th.tensor.ops.filled import ones
from th.tensor.ops.parts import place
from th.tensor.ops.viewing import wrap_dim, wrap_dims
from th.tensor.outs import takes_out

__all__ = [
    "fft", "fft2", "fftfreq", "fftn", "fftshift", "hfft", "hfft2", "hfftn", "ifft", "ifft2", "ifftn", "ifftshift", "ihfft",
    "ihfft2", "ihfftn", "irfft", "irfft2", "irfftn", "rfft", "rfft2", "rfftfreq", "rfftn",
]  # fmt: skip

_NORMS = ("forward", "backward", "ortho")


def _check(name, n, norm):
    if norm not in (None, *_NORMS):
        raise ArgumentError(f'{name}: `norm` (={norm!r}) must be one of "forward", "backward", "ortho"')
    if n is not None and n < 1:
        raise ArgumentError(f"{name}: Invalid number of data points ({n}) specified")


def _wide(input):
    """The complex dtype that a transform of `input` has."""
    d = dtypes.from_numpy_dtype(input.dtype)
    return dtypes.complex_of(d if d.kind >= dtypes.FLOAT else dtypes.get_default_dtype()).numpy


def _narrow(input):
    return dtypes.real_of(dtypes.from_numpy_dtype(_wide(input))).numpy


_FLIPPED = {None: "forward", "backward": "forward", "forward": "backward", "ortho": "ortho"}


@op(method=False, samples=lambda t: [(t(4, 5), (1,), (5,), None, False), (t(4, 5), (0, 1), (4, 5), "ortho", True)])
def _transform(xp, input, dims, sizes, norm, inverse):
    """The complex transform over `dims`, cut or padded to `sizes`."""
    out = (xp.fft.ifftn if inverse else xp.fft.fftn)(input, s=sizes, axes=dims, norm=norm)
    return out.astype(_wide(input))


def _transform_rule(g, shape, dims, sizes, norm, inverse):
    out = _transform(g, dims, sizes, _FLIPPED[norm], not inverse)
    return _fitted(out, shape, dims)


def _fitted(g, shape, dims):
    """`g` cut or padded to `shape` along `dims`: the adjoint of numpy's own padding or cutting."""
    for d in dims:
        have, want = g.shape[d], shape[d]
        if have > want:
            g = g.narrow(d, 0, want)
        elif have < want:
            target = list(g.shape)
            target[d] = want
            g = place(g, tuple(target), (slice(None),) * d + (slice(0, have),))
    return g


_transform.backward(input=_transform_rule)
_transform.op.node = "FftC2C"


@op(method=False, samples=lambda t: [(t(4, 5), (1,), (5,), None), (t(4, 6), (0, 1), (4, 6), "ortho")])
def _real_transform(xp, input, dims, sizes, norm):
    """The half of the transform of real input that is not redundant."""
    if input.dtype.kind == "c":
        raise DtypeError("rfft expects a real input tensor, but got a complex one; use fft")
    return xp.fft.rfftn(input, s=sizes, axes=dims, norm=norm).astype(_wide(input))


def _real_transform_rule(g, shape, dims, sizes, norm):
    full = _fitted(g, _with(g.shape, dims, sizes), dims[-1:])
    out = _transform(full, dims, sizes, _FLIPPED[norm], True).real
    return _fitted(out, shape, dims)


def _with(shape, dims, sizes):
    shape = list(shape)
    for d, n in zip(dims, sizes, strict=True):
        shape[d] = n
    return tuple(shape)


_real_transform.backward(input=_real_transform_rule)
_real_transform.op.node = "FftR2C"


@op(method=False, samples=lambda t: [(t(4, 3), (1,), (5,), None)])
def _real_inverse(xp, input, dims, sizes, norm):
    """The real signal of a half transform."""
    return xp.fft.irfftn(input, s=sizes, axes=dims, norm=norm).astype(_narrow(input))


def _real_inverse_rule(g, shape, dims, sizes, norm):
    out = _real_transform(g, dims, sizes, _FLIPPED[norm])
    last, n = dims[-1], sizes[-1]
    double = n - (n // 2 + 1) if n % 2 else n // 2 - 1
    if double > 0:
        weights = ones(out.shape[last], dtype=dtypes.real_of(out.dtype), device=out.device)
        weights[1 : 1 + double] = 2
        out = out * weights.reshape([-1 if d == last else 1 for d in range(out.ndim)])
    return _fitted(out, shape, dims)


_real_inverse.backward(input=_real_inverse_rule)
_real_inverse.op.node = "FftC2R"


def _axes(input, s, dim):
    """(dims from the front, sizes) of an n-dimensional transform."""
    if dim is None:
        dims = tuple(range(input.ndim)) if s is None else tuple(range(input.ndim - len(s), input.ndim))
    else:
        dims = wrap_dims(tuple(dim) if not isinstance(dim, int) else (dim,), input.ndim)
        if not input.ndim and dim not in (None, ()):
            raise DimensionError(f"Dimension specified as {dims[0]} but tensor has no dimensions")
    if s is not None and len(s) != len(dims):
        raise ShapeError(f"When given, dim and shape arguments must have the same length, got {len(dims)} and {len(s)}")
    sizes = [input.shape[d] for d in dims] if s is None else list(s)
    return dims, tuple([input.shape[d] if n == -1 else n for d, n in zip(dims, sizes, strict=True)])


@takes_out
def fft(input, n=None, dim=-1, norm=None):
    """The discrete Fourier transform along `dim`.

    Args:
        input (Tensor): real or complex
        n (int): cut or pad the signal to this length
        norm (str): "backward" (no scaling), "forward" (1/n) or "ortho" (1/sqrt(n))
    Example:
        >>> torch.fft.fft(torch.tensor([1.0, 0.0, 0.0, 0.0]))
        tensor([1.+0.j, 1.+0.j, 1.+0.j, 1.+0.j])
    """
    _check("fft", n, norm)
    d = wrap_dim(dim, input.ndim)
    return _transform(input, (d,), (n or input.shape[d],), norm, False)


@takes_out
def ifft(input, n=None, dim=-1, norm=None):
    """The inverse of `fft`.

    Example:
        >>> torch.fft.ifft(torch.fft.fft(torch.tensor([1.0, 2.0]))).real
        tensor([1., 2.])
    """
    _check("ifft", n, norm)
    d = wrap_dim(dim, input.ndim)
    return _transform(input, (d,), (n or input.shape[d],), norm, True)


@takes_out
def fftn(input, s=None, dim=None, norm=None):
    """The transform over several dims.

    Example:
        >>> torch.fft.fftn(torch.ones(2, 2)).real
        tensor([[4., 0.],
                [0., 0.]])
    """
    _check("fftn", None, norm)
    return _transform(input, *_axes(input, s, dim), norm, False)


@takes_out
def ifftn(input, s=None, dim=None, norm=None):
    """The inverse of `fftn`.

    Example:
        >>> torch.fft.ifftn(torch.ones(2, 2)).real
        tensor([[1., 0.],
                [0., 0.]])
    """
    _check("ifftn", None, norm)
    return _transform(input, *_axes(input, s, dim), norm, True)


@takes_out
def fft2(input, s=None, dim=(-2, -1), norm=None):
    """The transform over two dims.

    Example:
        >>> torch.fft.fft2(torch.ones(2, 2)).real
        tensor([[4., 0.],
                [0., 0.]])
    """
    return fftn(input, s, dim, norm)


@takes_out
def ifft2(input, s=None, dim=(-2, -1), norm=None):
    """The inverse of `fft2`.

    Example:
        >>> torch.fft.ifft2(torch.ones(2, 2)).real
        tensor([[1., 0.],
                [0., 0.]])
    """
    return ifftn(input, s, dim, norm)


@takes_out
def rfft(input, n=None, dim=-1, norm=None):
    """The transform of a real signal: the n//2 + 1 values that are not redundant.

    Example:
        >>> torch.fft.rfft(torch.tensor([1.0, 0.0, 0.0, 0.0]))
        tensor([1.+0.j, 1.+0.j, 1.+0.j])
    """
    _check("rfft", n, norm)
    d = wrap_dim(dim, input.ndim)
    return _real_transform(input, (d,), (n or input.shape[d],), norm)


@takes_out
def irfft(input, n=None, dim=-1, norm=None):
    """The inverse of `rfft`, of length `n` (2 * (m - 1) by default).

    Example:
        >>> torch.fft.irfft(torch.fft.rfft(torch.tensor([1.0, 2.0])))
        tensor([1., 2.])
    """
    _check("irfft", n, norm)
    d = wrap_dim(dim, input.ndim)
    return _real_inverse(input, (d,), (n or 2 * (input.shape[d] - 1),), norm)


@takes_out
def rfftn(input, s=None, dim=None, norm=None):
    """The transform of a real signal over several dims.

    Example:
        >>> torch.fft.rfftn(torch.ones(2, 2)).real
        tensor([[4., 0.],
                [0., 0.]])
    """
    _check("rfftn", None, norm)
    return _real_transform(input, *_axes(input, s, dim), norm)


@takes_out
def irfftn(input, s=None, dim=None, norm=None):
    """The inverse of `rfftn`.

    Example:
        >>> torch.fft.irfftn(torch.fft.rfftn(torch.ones(2, 2)))
        tensor([[1., 1.],
                [1., 1.]])
    """
    _check("irfftn", None, norm)
    dims, sizes = _axes(input, s, dim)
    if s is None:
        sizes = (*sizes[:-1], 2 * (input.shape[dims[-1]] - 1))
    return _real_inverse(input, dims, sizes, norm)


@takes_out
def rfft2(input, s=None, dim=(-2, -1), norm=None):
    """The transform of a real signal over two dims.

    Example:
        >>> torch.fft.rfft2(torch.ones(2, 2)).shape
        torch.Size([2, 2])
    """
    return rfftn(input, s, dim, norm)


@takes_out
def irfft2(input, s=None, dim=(-2, -1), norm=None):
    """The inverse of `rfft2`.

    Example:
        >>> torch.fft.irfft2(torch.fft.rfft2(torch.ones(2, 2)))
        tensor([[1., 1.],
                [1., 1.]])
    """
    return irfftn(input, s, dim, norm)


@takes_out
def hfft(input, n=None, dim=-1, norm=None):
    """The transform of a signal with Hermitian symmetry, which is real.

    Example:
        >>> torch.fft.hfft(torch.tensor([1.0, 0.0]))
        tensor([1., 1.])
    """
    return irfft(input.conj(), n, dim, _FLIPPED[norm])


@takes_out
def ihfft(input, n=None, dim=-1, norm=None):
    """The inverse of `hfft`.

    Example:
        >>> torch.fft.ihfft(torch.tensor([1.0, 1.0])).real
        tensor([1., 0.])
    """
    return rfft(input, n, dim, _FLIPPED[norm]).conj()


@takes_out
def hfftn(input, s=None, dim=None, norm=None):
    """The n-dimensional transform of a signal with Hermitian symmetry, which is real.

    Example:
        >>> torch.fft.hfftn(torch.tensor([[1.0, 0.0]]))
        tensor([[1., 1.]])
    """
    _check("hfftn", None, norm)
    return irfftn(input.conj(), s, dim, _FLIPPED[norm])


@takes_out
def ihfftn(input, s=None, dim=None, norm=None):
    """The inverse of `hfftn`.

    Example:
        >>> torch.fft.ihfftn(torch.tensor([[1.0, 1.0]])).real
        tensor([[1., 0.]])
    """
    _check("ihfftn", None, norm)
    return rfftn(input, s, dim, _FLIPPED[norm]).conj()


@takes_out
def hfft2(input, s=None, dim=(-2, -1), norm=None):
    """`hfftn` over two dims.

    Example:
        >>> torch.fft.hfft2(torch.tensor([[1.0, 0.0]]))
        tensor([[1., 1.]])
    """
    return hfftn(input, s, dim, norm)


@takes_out
def ihfft2(input, s=None, dim=(-2, -1), norm=None):
    """The inverse of `hfft2`."""
    return ihfftn(input, s, dim, norm)


@takes_out
def fftfreq(n, d=1.0, *, dtype=None, device=None, requires_grad=False):
    """The frequencies of the n values of `fft`, in cycles per unit of the spacing `d`.

    Example:
        >>> torch.fft.fftfreq(4)
        tensor([ 0.0000,  0.2500, -0.5000, -0.2500])
    """
    values = np.fft.fftfreq(n, d)
    return finish(values.astype((dtype or dtypes.get_default_dtype()).numpy), device, requires_grad)


@takes_out
def rfftfreq(n, d=1.0, *, dtype=None, device=None, requires_grad=False):
    """The frequencies of the values of `rfft`.

    Example:
        >>> torch.fft.rfftfreq(4)
        tensor([0.0000, 0.2500, 0.5000])
    """
    values = np.fft.rfftfreq(n, d)
    return finish(values.astype((dtype or dtypes.get_default_dtype()).numpy), device, requires_grad)


def fftshift(input, dim=None):
    """The zero frequency moved to the middle.

    Example:
        >>> torch.fft.fftshift(torch.tensor([0, 1, -2, -1]))
        tensor([-2, -1,  0,  1])
    """
    dims = wrap_dims(dim, input.ndim)
    return input.roll([input.shape[d] // 2 for d in dims], dims)


def ifftshift(input, dim=None):
    """The inverse of `fftshift`.

    Example:
        >>> torch.fft.ifftshift(torch.tensor([-2, -1, 0, 1]))
        tensor([ 0,  1, -2, -1])
    """
    dims = wrap_dims(dim, input.ndim)
    return input.roll([(input.shape[d] + 1) // 2 for d in dims], dims)
