"""`torch.nn.modules` and every module below it: the layers, and under PyTorch's names what layers have in common.

Programs ask `isinstance(layer, nn.modules.batchnorm._BatchNorm)`, so that the classes without a public name are here.
"""

import sys

from th.nn import hooks as _hooks
from th.nn import lazy as _lazy
from th.nn import linear as _linear
from th.nn.conv import _ConvNd, _ConvTransposeNd, tuple_of
from th.nn.dropout import _DropoutNd
from th.nn.losses import Loss as _Loss
from th.nn.losses import WeightedLoss as _WeightedLoss
from th.nn.norm import Norm as _NormBase
from th.nn.norm import _BatchNorm, _InstanceNorm
from th.nn.pool import _AvgPoolNd, _MaxPoolNd

__all__ = [
    "SUBMODULES", "_AvgPoolNd", "_BatchNorm", "_ConvNd", "_ConvTransposeNd", "_DropoutNd", "_InstanceNorm", "_Loss", "_MaxPoolNd",
    "_NormBase", "_WeightedLoss", "_ntuple", "_pair", "_quadruple", "_single", "_triple",
]

SUBMODULES = (
    "activation", "adaptive", "batchnorm", "channelshuffle", "container", "conv", "distance", "dropout", "flatten", "fold",
    "instancenorm", "lazy", "linear", "loss", "module", "normalization", "padding", "pixelshuffle", "pooling", "rnn", "sparse",
    "transformer", "upsampling", "utils",
)


def _ntuple(n, name="parse"):
    def parse(value):
        return tuple_of(value, n)

    parse.__name__ = name
    return parse


_single, _pair, _triple, _quadruple = _ntuple(1, "_single"), _ntuple(2, "_pair"), _ntuple(3, "_triple"), _ntuple(4, "_quadruple")


# Importing `th.nn.modules.linear` sets a name here: what this module uses itself has another.
def __getattr__(name):
    if name in SUBMODULES:
        return sys.modules[__name__]
    for home in (sys.modules["th.nn"], _hooks, _lazy, _linear):
        if name in home.__all__:
            return getattr(home, name)
    raise AttributeError(f"module 'torch.nn.modules' has no attribute '{name}'")


def __dir__():
    return [*__all__, *SUBMODULES, *sys.modules["th.nn"].__all__]
