"""`th.special`: the special functions under the names of `torch.special`."""

from th.tensor.ops.error_functions import erf, erfc, erfcx, erfinv, log_ndtr, ndtr, ndtri
from th.tensor.ops.maths import exp2, expm1, log1p
from th.tensor.ops.pairs import xlogy
from th.tensor.ops.rounding import round
from th.tensor.ops.special_functions import (
    digamma,
    entr,
    expit,
    gammaln,
    i0,
    i0e,
    i1,
    i1e,
    logit,
    multigammaln,
    polygamma,
    psi,
    xlog1py,
    zeta,
)
from th.tensor.ops.spread import logsumexp
from th.tensor.ops.trigonometry import sinc

__all__ = [
    "digamma", "entr", "erf", "erfc", "erfcx", "erfinv", "exp2", "expit", "expm1", "gammaln", "i0", "i0e", "i1", "i1e",
    "log1p", "log_ndtr", "logit", "logsumexp", "multigammaln", "ndtr", "ndtri", "polygamma", "psi", "round", "sinc",
    "xlog1py", "xlogy", "zeta",
]
