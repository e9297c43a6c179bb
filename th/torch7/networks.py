"""Networks of Torch7's `nn` as modules of `th.nn`.

What each class becomes stands in one table; `nn` is handed in, so that reading files needs no layers.
"""

from th.errors import ArgumentError, ArgumentTypeError
from th.tensor.random import fork_rng
from th.torch7.values import Object

__all__ = ["to_nn"]


def to_nn(obj, nn, makers=None):
    """Makes a module of `th.nn` of a network that `load` read.

    Weights keep their type and share the memory of `obj`; a module that stands in two places is one module.  Batches
    are expected, and classes count from 0 here.

    Args:
        obj (Object): a network, such as an `nn.Sequential`
        nn: the package `th.nn`
        makers (dict): for classes of your own, from their names ("nn.Mine") to functions that take the `Object` and give a module
    Raises:
        ArgumentError: when `th.nn` has nothing that computes the same
    Example:
        >>> from th import torch7
        >>> layer = torch7.Object("nn.Linear", {"weight": torch.ones(2, 3), "bias": torch.zeros(2)})
        >>> torch7.to_nn(torch7.Object("nn.Sequential", {"modules": [layer, torch7.Object("nn.Tanh")]}), nn)
        Sequential(
          (0): Linear(in_features=3, out_features=2, bias=True)
          (1): Tanh()
        )
    """
    if not isinstance(obj, Object):
        raise ArgumentTypeError(f"`obj` must be a torch7.Object, such as torch7.load gives for a network, not {type(obj).__name__}")
    with fork_rng(devices=[]):  # the weights that layers begin with are drawn for nothing
        return _Conversion(nn, makers or {}).module(obj, obj.torch_typename)


class _Conversion:
    def __init__(self, nn, makers):
        self.nn, self.makers, self.made = nn, makers, {}

    def module(self, obj, path):
        """The module for `obj`, which stands at `path` of the network."""
        if id(obj) in self.made:
            return self.made[id(obj)]
        name = obj.torch_typename
        if name in self.makers:
            made = self.makers[name](obj)
        elif name.partition(".")[2] == "Sequential":
            made = self.nn.Sequential(*self._children(obj, path))
        else:
            made = self._layer(obj, name, path)
        made.training = bool(_field(obj, "train", True))
        self.made[id(obj)] = made
        return made

    def _children(self, obj, path):
        children = enumerate(_field(obj, "modules", []))
        return [self.module(child, f"{path}[{index}] {child.torch_typename}") for index, child in children]

    def _layer(self, obj, name, path):
        package, _, short = name.partition(".")
        if package not in ("nn", "cudnn", "cunn") or short not in _LAYERS:
            raise ArgumentError(f"{path}: th.nn has nothing for {name}; give `makers` a function that makes a module of it")
        try:
            made = _LAYERS[short](self.nn, obj)
        except AttributeError as err:
            raise ArgumentError(f"{path}: {err}") from None
        if made is None:
            raise ArgumentError(f"{path}: this {name} computes something that no module of th.nn does: {obj!r}")
        return made


# ---- fields


def _field(obj, name, default):
    """A field that older files lack."""
    return obj.fields.get(name, default)


def _whole(obj, *names):
    """Fields that count something, 0 where they are missing."""
    return tuple(int(_field(obj, name, 0)) for name in names)


def _filled(nn, module, obj, shape=None, buffers=()):
    """`module` with the weights, bias and buffers of `obj`, in their own memory where they lie in one piece."""
    weight = _field(obj, "weight", None)
    bias = _field(obj, "bias", None)
    if weight is not None:
        module.weight = nn.Parameter(weight.reshape(shape) if shape else weight)
        module.to(weight.dtype)
    if bias is not None and getattr(module, "bias", None) is not None:
        module.bias = nn.Parameter(bias)
    for name in buffers:
        setattr(module, name, getattr(obj, name))
    return module


# ---- layers with weights


def _linear(nn, obj):
    out_features, in_features = obj.weight.shape
    return _filled(nn, nn.Linear(in_features, out_features, bias=_field(obj, "bias", None) is not None), obj)


def _convolution(nn, obj):
    size, stride, padding = _whole(obj, "kH", "kW"), _whole(obj, "dH", "dW"), _padding(obj)
    inside, outside = _whole(obj, "nInputPlane", "nOutputPlane")
    groups = int(_field(obj, "groups", 1) or 1)
    dilation = tuple(int(_field(obj, name, 1)) for name in ("dilationH", "dilationW"))
    has_bias = _field(obj, "bias", None) is not None
    made = nn.Conv2d(inside, outside, size, stride, padding, dilation, groups, bias=has_bias)
    return _filled(nn, made, obj, (outside, inside // groups, *size))


def _full_convolution(nn, obj):
    size, stride, padding = _whole(obj, "kH", "kW"), _whole(obj, "dH", "dW"), _padding(obj)
    inside, outside = _whole(obj, "nInputPlane", "nOutputPlane")
    groups = int(_field(obj, "groups", 1) or 1)
    has_bias = _field(obj, "bias", None) is not None
    made = nn.ConvTranspose2d(inside, outside, size, stride, padding, _whole(obj, "adjH", "adjW"), groups, bias=has_bias)
    return _filled(nn, made, obj, (inside, outside // groups, *size))


def _padding(obj):
    old = int(_field(obj, "padding", 0) or 0)  # one number for both, before 2015
    return tuple(int(_field(obj, name, old)) for name in ("padH", "padW"))


def _batch_norm(name):
    def make(nn, obj):
        if "running_var" not in obj.fields:
            return None  # files of 2014 hold 1 / std, with the epsilon in it
        affine = _field(obj, "weight", None) is not None
        made = getattr(nn, name)(len(obj.running_mean), eps=obj.eps, momentum=_field(obj, "momentum", 0.1), affine=affine)
        made.to(obj.running_mean.dtype)
        return _filled(nn, made, obj, buffers=("running_mean", "running_var"))

    return make


def _prelu(nn, obj):
    return _filled(nn, nn.PReLU(len(obj.weight)), obj)


# ---- layers without


def _plain(name, **arguments):
    """A layer of this name whose arguments, by their names, are fields of these names, or their defaults in Torch7."""

    def make(nn, obj):
        return getattr(nn, name)(**{key: _field(obj, field, default) for key, (field, default) in arguments.items()})

    return make


def _over_channels(name):
    """Softmax and its logarithm go over dim 1 of a batch, as Torch7's do for 2 and 4 dimensions."""
    return lambda nn, obj: getattr(nn, name)(dim=1)


def _max_pool(nn, obj):
    size, stride = _whole(obj, "kH", "kW"), _whole(obj, "dH", "dW")
    return nn.MaxPool2d(size, stride, _padding(obj), ceil_mode=bool(_field(obj, "ceil_mode", False)))


def _average_pool(nn, obj):
    if not _field(obj, "divide", True):
        return None  # sums
    size, stride = _whole(obj, "kH", "kW"), _whole(obj, "dH", "dW")
    counts_padding = bool(_field(obj, "count_include_pad", True))
    return nn.AvgPool2d(size, stride, _padding(obj), bool(_field(obj, "ceil_mode", False)), counts_padding)


def _dropout(nn, obj):
    return nn.Dropout(obj.p) if _field(obj, "v2", False) else None  # the first version scaled when it evaluated


def _threshold(nn, obj):
    return nn.Threshold(_field(obj, "threshold", 1e-6), _field(obj, "val", 0), bool(_field(obj, "inplace", False)))


def _pad(name):
    def make(nn, obj):
        return getattr(nn, name)(_whole(obj, "pad_l", "pad_r", "pad_t", "pad_b"))

    return make


def _view(nn, obj):
    """A view of each example of a batch."""
    shape = [int(n) for n in obj.size.tolist()]
    return nn.Flatten() if len(shape) == 1 else nn.Sequential(nn.Flatten(), nn.Unflatten(1, shape))


_IN_PLACE = {"inplace": ("inplace", False)}
_LAYERS = {
    "BatchNormalization": _batch_norm("BatchNorm1d"),
    "Dropout": _dropout,
    "ELU": _plain("ELU", alpha=("alpha", 1.0), **_IN_PLACE),
    "HardTanh": _plain("Hardtanh", min_val=("min_val", -1), max_val=("max_val", 1), **_IN_PLACE),
    "Identity": _plain("Identity"),
    "LeakyReLU": _plain("LeakyReLU", negative_slope=("negval", 0.01), **_IN_PLACE),
    "Linear": _linear,
    "LogSigmoid": _plain("LogSigmoid"),
    "LogSoftMax": _over_channels("LogSoftmax"),
    "PReLU": _prelu,
    "PixelShuffle": _plain("PixelShuffle", upscale_factor=("upscaleFactor", 1)),
    "ReLU": _plain("ReLU", **_IN_PLACE),
    "ReLU6": _plain("ReLU6", **_IN_PLACE),
    "Reshape": _view,
    "Sigmoid": _plain("Sigmoid"),
    "SoftMax": _over_channels("Softmax"),
    "SoftPlus": _plain("Softplus", beta=("beta", 1), threshold=("threshold", 20)),
    "SoftSign": _plain("Softsign"),
    "SpatialAveragePooling": _average_pool,
    "SpatialBatchNormalization": _batch_norm("BatchNorm2d"),
    "SpatialConvolution": _convolution,
    "SpatialConvolutionMM": _convolution,
    "SpatialDilatedConvolution": _convolution,
    "SpatialFullConvolution": _full_convolution,
    "SpatialLogSoftMax": _over_channels("LogSoftmax"),
    "SpatialMaxPooling": _max_pool,
    "SpatialReflectionPadding": _pad("ReflectionPad2d"),
    "SpatialReplicationPadding": _pad("ReplicationPad2d"),
    "SpatialSoftMax": _over_channels("Softmax"),
    "SpatialUpSamplingNearest": _plain("UpsamplingNearest2d", scale_factor=("scale_factor", 2)),
    "SpatialZeroPadding": _pad("ZeroPad2d"),
    "Tanh": _plain("Tanh"),
    "Threshold": _threshold,
    "View": _view,
    "VolumetricBatchNormalization": _batch_norm("BatchNorm3d"),
}
