"""`torch.autograd`: what stands in `th.tensor.gradients` and `th.tensor.functional`, under one name."""

from th.tensor import functional, graph
from th.tensor.custom import once_differentiable
from th.tensor.gradients import (
    Function,
    Variable,
    backward,
    detect_anomaly,
    enable_grad,
    grad,
    gradcheck,
    gradgradcheck,
    inference_mode,
    no_grad,
    set_detect_anomaly,
    set_grad_enabled,
)

__all__ = [
    "Function", "Variable", "backward", "detect_anomaly", "enable_grad", "functional", "grad", "gradcheck",
    "gradgradcheck", "graph", "inference_mode", "no_grad", "once_differentiable", "set_detect_anomaly",
    "set_grad_enabled",
]  # fmt: skip
