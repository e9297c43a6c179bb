"""Small formulas of several operands, written in terms of arithmetic."""

from th.errors import DtypeError
from th.tensor import dtypes
from th.tensor.declare import method, op, written_back
from th.tensor.naming import named
from th.tensor.ops.arithmetic import conjugate, pow
from th.tensor.outs import takes_out
from th.tensor.tensor import Tensor
from th.tensor.writing import write_back
from th.tensor.wrongcalls import need_tensors

__all__ = [
    "addcdiv",
    "addcmul",
    "float_power",
    "ldexp",
    "lerp",
]


@takes_out
@method
@named("Addcmul")
def addcmul(input, tensor1, tensor2, *, value=1):
    """``input + value * tensor1 * tensor2``.

    Example:
        >>> torch.addcmul(torch.zeros(2), torch.ones(2), torch.ones(2), value=0.5)
        tensor([0.5000, 0.5000])
    """
    if _are_half(input, tensor1, tensor2):
        return (input.float() + tensor1.float() * tensor2.float() * value).to(input.dtype)
    return input + tensor1 * tensor2 * value if value != 1 else input + tensor1 * tensor2


@takes_out
@method
@named("Addcdiv")
def addcdiv(input, tensor1, tensor2, *, value=1):
    """``input + value * tensor1 / tensor2``.

    Example:
        >>> torch.addcdiv(torch.zeros(2), torch.ones(2), torch.full((2,), 4.0))
        tensor([0.2500, 0.2500])
    """
    if _are_half(input, tensor1, tensor2):
        return (input.float() + value * (tensor1.float() / tensor2.float())).to(input.dtype)
    return input + value * (tensor1 / tensor2)


def _are_half(*tensors):
    """True for tensors of one half precision: PyTorch rounds the result of three of them once."""
    dtype = tensors[0].dtype
    return dtype.itemsize == 2 and dtype.is_floating_point and all(t.dtype is dtype for t in tensors)


@op(pointwise=True, method=False, accepts=(dtypes.FLOAT, dtypes.COMPLEX), node="Lerp",
    inputs=("input", "end", "weight"), operands=("input", "end"),
    samples=lambda t: [(t(2, 3), t(2, 3), t(2, 3)), (t(2, 3), t(3), 0.25), (t(2, 3), t(3), 0.75)])
def _lerp(xp, input, end, weight):
    """From the nearer end, so that a weight of 1 gives `end` itself."""
    if getattr(weight, "dtype", input.dtype) != input.dtype:  # half precision is computed in single
        weight = weight.astype(input.dtype)
    way = end - input
    return xp.where(xp.abs(weight) < 0.5, input + weight * way, end - way * (1 - weight))


_lerp.backward(
    input=lambda g, weight: g * (1 - conjugate(weight)),
    end=lambda g, weight: g * conjugate(weight),
    weight=lambda g, input, end: g * conjugate(end - input),
)


@takes_out
@method
def lerp(input, end, weight):
    """Linear interpolation, ``input + weight * (end - input)``.

    Example:
        >>> torch.lerp(torch.zeros(2), torch.ones(2), 0.25)
        tensor([0.2500, 0.2500])
    """
    need_tensors("lerp", input=input, end=end)
    for name, value in (("end", end), ("weight", weight)):
        if isinstance(value, Tensor) and value.dtype is not input.dtype:
            raise DtypeError(f"expected dtype {input.dtype} for `{name}` but got dtype {value.dtype}")
    return _lerp(input, end, weight)


@takes_out
@method
def ldexp(input, other):
    """``input * 2**other``.

    Example:
        >>> torch.ldexp(torch.tensor([1.0]), torch.tensor([3]))
        tensor([8.])
    """
    need_tensors("ldexp", input=input, other=other)
    if input.is_floating_point() and other.dtype.kind is dtypes.INTEGRAL:
        return _ldexp(input, other)
    return input * 2.0**other


@op(method=False, accepts=(dtypes.FLOAT,), inputs=("input",), settings_only=False, node="Ldexp",
    samples=lambda t: [(t(2, 3), t.index((2, 3), 4)), (t(2, 3), t.index((3,), 4))])
def _ldexp(xp, input, exponent):
    """Exact, also where the power of 2 itself is out of range."""
    found = xp.ldexp(input if input.dtype.kind == "f" else input.astype("float32"), exponent.astype("int32"))
    return found.astype(input.dtype)


_ldexp.backward(input=lambda g, exponent: _ldexp(g, exponent))


@takes_out
@method
def float_power(input, exponent):
    """`pow` computed in double precision.

    Example:
        >>> torch.float_power(torch.tensor([2, 3]), 2)
        tensor([4., 9.], dtype=torch.float64)
    """
    wide = [
        v.to(dtypes.complex128 if v.is_complex() else dtypes.float64) if isinstance(v, Tensor) else v
        for v in (input, exponent)
    ]
    return pow(*wide)


def float_power_(self, exponent):
    """`float_power`, written into this tensor itself."""
    value = float_power(self, exponent)
    if value.dtype is not self.dtype:
        raise DtypeError(
            f"the base given to float_power_ has dtype {self.dtype.alias} but the operation's result requires dtype "
            f"{value.dtype.alias}"
        )
    return write_back(float_power, self, (exponent,), {})


Tensor.float_power_ = float_power_

for _function in (addcmul, addcdiv, lerp, ldexp):
    written_back(_function)
