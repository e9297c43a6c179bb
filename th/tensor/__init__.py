"""The tensor core: arrays, autograd, and the operations, on numpy and cupy alone."""

from th.tensor import dtypes
from th.tensor.declare import OPS
from th.tensor.devices import device, get_default_device, set_default_device
from th.tensor.dtypes import (
    bfloat16,
    can_cast,
    complex64,
    complex128,
    dtype,
    finfo,
    float16,
    float32,
    float64,
    get_default_dtype,
    iinfo,
    int8,
    int16,
    int32,
    int64,
    promote_types,
    set_default_dtype,
    uint8,
)
from th.tensor.modes import enable_grad, inference_mode, is_grad_enabled, is_inference_mode_enabled, no_grad, set_grad_enabled
from th.tensor.ops.activations import celu, selu
from th.tensor.ops.arithmetic import *  # noqa: F403
from th.tensor.ops.attributes import *  # noqa: F403
from th.tensor.ops.compare import *  # noqa: F403
from th.tensor.ops.create import *  # noqa: F403
from th.tensor.ops.error_functions import erf, erfc, erfinv
from th.tensor.ops.index import *  # noqa: F403
from th.tensor.ops.maths import *  # noqa: F403
from th.tensor.ops.matrix import *  # noqa: F403
from th.tensor.ops.piecewise import hardshrink, prelu, relu, threshold
from th.tensor.ops.reduce import *  # noqa: F403
from th.tensor.ops.rounding import *  # noqa: F403
from th.tensor.ops.shape import *  # noqa: F403
from th.tensor.ops.special_functions import digamma, i0, lgamma, logit, mvlgamma, polygamma, sigmoid
from th.tensor.ops.trigonometry import *  # noqa: F403
from th.tensor.ops.viewing import *  # noqa: F403
from th.tensor.tensor import Parameter, Size, Tensor
from th.tensor import text

text.attach(Tensor)
bool = dtypes.bool_
half, float, double = float16, float32, float64
short, int, long = int16, int32, int64
cfloat, cdouble = complex64, complex128
