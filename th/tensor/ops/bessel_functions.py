"""Bessel, Airy and incomplete gamma functions and orthogonal polynomials, the rarer names of `torch.special`."""

from th.errors import GradientError
from th.tensor import bessel_kernels as kernels
from th.tensor import dtypes
from th.tensor.declare import op
from th.tensor.special_kernels import i0 as i0_kernel
from th.tensor.special_kernels import i1 as i1_kernel

__all__ = [
    "airy_ai", "bessel_j0", "bessel_j1", "bessel_y0", "bessel_y1", "chebyshev_polynomial_t", "chebyshev_polynomial_u",
    "chebyshev_polynomial_v", "chebyshev_polynomial_w", "gammainc", "gammaincc", "hermite_polynomial_h",
    "hermite_polynomial_he", "igamma", "igammac", "laguerre_polynomial_l", "legendre_polynomial_p", "modified_bessel_i0",
    "modified_bessel_i1", "modified_bessel_k0", "modified_bessel_k1", "scaled_modified_bessel_k0",
    "scaled_modified_bessel_k1", "shifted_chebyshev_polynomial_t", "shifted_chebyshev_polynomial_u",
    "shifted_chebyshev_polynomial_v", "shifted_chebyshev_polynomial_w", "spherical_bessel_j0",
]

_REAL = (dtypes.BOOL, dtypes.INTEGRAL, dtypes.FLOAT)
_PLACES = "        >>> torch.special.{name}(torch.tensor([1.0, 2.0]))\n        {shown}"


def _positive(t):
    return [(t(2, 3, low=0.2, high=9),), (t(low=0.2),), (t(0, 3),)]


def _of_one(name, kernel, line, shown):
    """A function of one tensor without a gradient, as PyTorch has these."""

    def body(xp, input):
        return kernel(xp, input)

    body.__name__ = name
    body.__doc__ = f"{line}\n\n    Example:\n{_PLACES.format(name=name, shown=shown)}\n    "
    refusal = f'"{name}_cpu" not implemented for \'{{dtype}}\': got {{dtypes}}'
    return op(pointwise=True, dtype="float", accepts=_REAL, refusal=refusal, method=False, samples=_positive)(body)


airy_ai = _of_one("airy_ai", kernels.airy_ai, "The Airy function Ai.", "tensor([0.1353, 0.0349])")
bessel_j0 = _of_one(
    "bessel_j0", kernels.j0, "The Bessel function of the first kind, of order 0.", "tensor([0.7652, 0.2239])")
bessel_j1 = _of_one(
    "bessel_j1", kernels.j1, "The Bessel function of the first kind, of order 1.", "tensor([0.4401, 0.5767])")
bessel_y0 = _of_one(
    "bessel_y0", kernels.y0, "The Bessel function of the second kind, of order 0.", "tensor([0.0883, 0.5104])")
bessel_y1 = _of_one(
    "bessel_y1", kernels.y1, "The Bessel function of the second kind, of order 1.", "tensor([-0.7812, -0.1070])")
modified_bessel_i0 = _of_one(
    "modified_bessel_i0", i0_kernel, "As `i0`, without a gradient.", "tensor([1.2661, 2.2796])")
modified_bessel_i1 = _of_one(
    "modified_bessel_i1", i1_kernel, "As `i1`, without a gradient.", "tensor([0.5652, 1.5906])")
modified_bessel_k0 = _of_one(
    "modified_bessel_k0", kernels.k0, "The modified Bessel function of the second kind, of order 0.",
    "tensor([0.4210, 0.1139])")
modified_bessel_k1 = _of_one(
    "modified_bessel_k1", kernels.k1, "The modified Bessel function of the second kind, of order 1.",
    "tensor([0.6019, 0.1399])")
scaled_modified_bessel_k0 = _of_one(
    "scaled_modified_bessel_k0", kernels.k0e, "``exp(input) * modified_bessel_k0(input)``.", "tensor([1.1445, 0.8416])")
scaled_modified_bessel_k1 = _of_one(
    "scaled_modified_bessel_k1", kernels.k1e, "``exp(input) * modified_bessel_k1(input)``.", "tensor([1.6362, 1.0335])")
spherical_bessel_j0 = _of_one(
    "spherical_bessel_j0", kernels.spherical_j0, "``sin(input) / input``, 1 at 0.", "tensor([0.8415, 0.4546])")


# ---- incomplete gamma functions


def _pairs(t):
    return [(t(2, 3, low=0.3, high=6), t(2, 3, low=0.3, high=6)), (t(2, 1, low=0.3, high=6), t(3, low=0.3, high=6))]


@op(pointwise=True, accepts=(dtypes.FLOAT,), inplace=True, samples=_pairs,
    tensors=("input", "other"), refusal="\"igamma\" not implemented for '{dtype}': got {dtypes}")
def igamma(xp, input, other):
    """The regularised lower incomplete gamma function P(input, other); `torch.special.gammainc`.

    Example:
        >>> torch.igamma(torch.tensor([4.0]), torch.tensor([3.0]))
        tensor([0.3528])
    """
    return kernels.gammainc(xp, input, other).astype(input.dtype)


@op(pointwise=True, accepts=(dtypes.FLOAT,), inplace=True, samples=_pairs,
    tensors=("input", "other"), refusal="\"igammac\" not implemented for '{dtype}': got {dtypes}")
def igammac(xp, input, other):
    """The regularised upper incomplete gamma function Q(input, other); `torch.special.gammaincc`.

    Example:
        >>> torch.igammac(torch.tensor([4.0]), torch.tensor([3.0]))
        tensor([0.6472])
    """
    return kernels.gammaincc(xp, input, other).astype(input.dtype)


def _density(g, input, other):
    return g * ((input - 1) * other.log() - other - input.lgamma()).exp()


def _no_rule(name):
    def rule(g):
        raise GradientError(f"the derivative for '{name}: input' is not implemented; detach() the first argument")

    return rule


igamma.backward(input=_no_rule("igamma"), other=_density)
igammac.backward(input=_no_rule("igammac"), other=lambda g, input, other: -_density(g, input, other))
gammainc, gammaincc = igamma, igammac


# ---- orthogonal polynomials


def _degrees(t):
    n = t.index((3,), 9)
    return [(t(2, 3), n if t.dtype is not dtypes.bool_ else n > 4), (t(2, 3), 4)]


def _twice(k, x, q, p):
    return (x + x) * q - p


_RECURRENCES = {
    "chebyshev_polynomial_t": (lambda x: x, _twice, "Chebyshev polynomial of the first kind"),
    "chebyshev_polynomial_u": (lambda x: x + x, _twice, "Chebyshev polynomial of the second kind"),
    "chebyshev_polynomial_v": (lambda x: x + x - 1, _twice, "Chebyshev polynomial of the third kind"),
    "chebyshev_polynomial_w": (lambda x: x + x + 1, _twice, "Chebyshev polynomial of the fourth kind"),
    "hermite_polynomial_h": (lambda x: x + x, lambda k, x, q, p: (x + x) * q - 2 * k * p, "physicists' Hermite polynomial"),
    "hermite_polynomial_he": (lambda x: x, lambda k, x, q, p: x * q - k * p, "probabilists' Hermite polynomial"),
    "laguerre_polynomial_l": (
        lambda x: 1 - x, lambda k, x, q, p: ((k + k + 1 - x) * q - k * p) / (k + 1), "Laguerre polynomial"),
    "legendre_polynomial_p": (
        lambda x: x, lambda k, x, q, p: ((k + k + 1) * x * q - k * p) / (k + 1), "Legendre polynomial"),
}
_AT_DEGREE_2 = {  # at 0.5, for the examples
    "chebyshev_polynomial_t": "-0.5000", "chebyshev_polynomial_u": "0.", "chebyshev_polynomial_v": "-1.",
    "chebyshev_polynomial_w": "1.", "hermite_polynomial_h": "-1.", "hermite_polynomial_he": "-0.7500",
    "laguerre_polynomial_l": "0.1250", "legendre_polynomial_p": "-0.1250",
    "shifted_chebyshev_polynomial_t": "-1.", "shifted_chebyshev_polynomial_u": "-1.",
    "shifted_chebyshev_polynomial_v": "-1.", "shifted_chebyshev_polynomial_w": "-1.",
}


def _of_degree(name, first, step, line, shifted=False):
    def body(xp, input, n):
        x = 2.0 * input - 1.0 if shifted else input
        return kernels.orthogonal(xp, x, n, first, step).astype(input.dtype)

    body.__name__ = name
    where = " at ``2 * input - 1``" if shifted else " at `input`"
    body.__doc__ = (
        f"The {line} of degree `n`{where}.\n\n    Example:\n"
        f"        >>> torch.special.{name}(torch.tensor([0.5]), 2)\n        tensor([{_AT_DEGREE_2[name]}])\n    "
    )
    refusal = f'"{name}_cpu" not implemented for \'{{dtype}}\': got {{dtypes}}'
    return op(pointwise=True, dtype="float", accepts=_REAL, refusal=refusal, method=False, samples=_degrees)(body)


for _name, (_first, _step, _line) in _RECURRENCES.items():
    globals()[_name] = _of_degree(_name, _first, _step, _line)
    if _name.startswith("chebyshev"):
        globals()["shifted_" + _name] = _of_degree("shifted_" + _name, _first, _step, _line, shifted=True)
