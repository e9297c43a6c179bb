"""Pointwise operations that PyTorch does not have for uint16, uint32 and uint64, by the names that its errors give them."""

__all__ = ["UNSIGNED_KERNELS"]

_UNDER_OWN_NAME = (
    "abs", "bitwise_not", "clamp", "fmod", "frac", "gcd", "ge", "gt", "hardshrink", "hardsigmoid", "hardswish", "heaviside",
    "hypot", "lcm", "le", "leaky_relu", "logaddexp", "logaddexp2", "logical_and", "logical_not", "logical_or", "logical_xor",
    "lt", "maximum", "minimum", "mish", "neg", "nextafter", "remainder", "sign", "silu", "softplus", "threshold",
)  # fmt: skip

UNSIGNED_KERNELS = {
    **{name: f"{name}_cpu" for name in _UNDER_OWN_NAME},
    "_elu": "elu_cpu",
    "_prelu_kernel": "prelu_cpu",
    "_round_decimals": "round_cpu",
    "_truncated_divide": "div_trunc_cpu",
    "add": "add_stub",
    "bitwise_left_shift": "lshift_cpu",
    "bitwise_right_shift": "rshift_cpu",
    "floor_divide": "div_floor_cpu",
    "fmax": "maximum_cpu",
    "fmin": "minimum_cpu",
    "gelu": "GeluKernelImpl",
    "hardtanh": "clamp_scalar_cpu",
    "logsigmoid": "log_sigmoid_cpu",
    "pow": "pow",
    "relu": "clamp_min_scalar_cpu",
    "sgn": "sign_cpu",
    "softshrink": "softshrink_check",
    "square": "pow",
    "sub": "add_stub",
}
