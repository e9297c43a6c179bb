"""Activation layers without settings, or with `inplace` alone."""

from th.nn.function_layer import FunctionLayer
from th.nn.functional import activation as F

__all__ = [
    "Hardsigmoid", "Hardswish", "LogSigmoid", "Mish", "ReLU", "SELU", "SiLU", "Sigmoid", "Softsign", "Tanh", "Tanhshrink",
]


class _InPlace(FunctionLayer):
    names = ("inplace",)

    def __init__(self, inplace=False):
        super().__init__()
        self.inplace = inplace


def _layer(name, base, function, what, result="", further=""):
    """The layer of a function: `what` it computes, what is known of the `result`, and `further` sections of its text."""
    settings = "Args:\n        inplace (bool): write the result into the input\n    " if base is _InPlace else ""
    text = f"""{what}

    {settings}Shape:
        (*) to (*){result}
    {further}"""
    return type(name, (base,), {"_function": staticmethod(function), "__doc__": text.rstrip() + "\n    ", "__module__": __name__})


_TANH = """Example:
        >>> nn.Tanh()(th.tensor([0.0, 1.0]))
        tensor([0.0000, 0.7616])"""
_SIGMOID = """Example:
        >>> nn.Sigmoid()(th.tensor([0.0, 2.0]))
        tensor([0.5000, 0.8808])"""
_RELU = """Example:
        >>> nn.ReLU()(th.tensor([-1.0, 2.0]))
        tensor([0., 2.])"""
_SELU = """Source:
        Klambauer and others, 2017"""

Tanh = _layer("Tanh", FunctionLayer, F.tanh, "The hyperbolic tangent.", further=_TANH)
Sigmoid = _layer("Sigmoid", FunctionLayer, F.sigmoid, "``1 / (1 + exp(-x))``.", ", in (0, 1)", _SIGMOID)
LogSigmoid = _layer("LogSigmoid", FunctionLayer, F.logsigmoid, "The logarithm of the sigmoid.")
Softsign = _layer("Softsign", FunctionLayer, F.softsign, "``x / (1 + |x|)``.", ", in (-1, 1)")
Tanhshrink = _layer("Tanhshrink", FunctionLayer, F.tanhshrink, "``x - tanh(x)``.")
ReLU = _layer("ReLU", _InPlace, F.relu, "``max(x, 0)``.", further=_RELU)
SELU = _layer("SELU", _InPlace, F.selu, "The self-normalising exponential unit.", further=_SELU)
SiLU = _layer("SiLU", _InPlace, F.silu, "``x * sigmoid(x)``, also called swish.")
Mish = _layer("Mish", _InPlace, F.mish, "``x * tanh(softplus(x))``.")
Hardsigmoid = _layer("Hardsigmoid", _InPlace, F.hardsigmoid, "``min(max(x + 3, 0), 6) / 6``.", ", in [0, 1]")
Hardswish = _layer("Hardswish", _InPlace, F.hardswish, "``x * hardsigmoid(x)``.")
