"""The parts of complex numbers, as views."""

from th.errors import DtypeError, ShapeError
from th.tensor import dtypes
from th.tensor.declare import method, op, written_back
from th.tensor.outs import takes_out
from th.tensor.tensor import Tensor

__all__ = [
    "conj",
    "conj_physical",
    "imag",
    "real",
    "view_as_complex",
    "view_as_real",
]


@op(view=True, method=False)
def _real(xp, input):
    return input.real


@op(view=True, method=False)
def _imag(xp, input):
    return input.imag


_real.backward(input=lambda g: g + 0j)

_imag.backward(input=lambda g: g * 1j)


def real(input):
    """The real part; a real tensor itself.

    Example:
        >>> torch.real(torch.tensor([1 + 2j]))
        tensor([1.])
    """
    return _real(input) if input.is_complex() else input


def imag(input):
    """The imaginary part of a complex tensor.

    Example:
        >>> torch.imag(torch.tensor([1 + 2j]))
        tensor([2.])
    """
    if not input.is_complex():
        raise DtypeError("imag is not implemented for tensors with non-complex dtypes.")
    return _imag(input)


@op(method=False, samples=lambda t: [(t(2, 2),)])
def _conjugate(xp, input):
    return xp.conjugate(input) if input.dtype.kind == "c" else input.copy()


_conjugate.backward(input=lambda g: g.conj())


@method
def conj(input):
    """The complex conjugate; a real tensor itself.

    Example:
        >>> torch.conj(torch.tensor([1 + 2j]))
        tensor([1.-2.j])
    """
    return _conjugate(input) if input._array.dtype.kind == "c" else input


@takes_out
@method
def conj_physical(input):
    """The complex conjugate, as `conj`.

    Example:
        >>> torch.conj_physical(torch.tensor([1 + 2j]))
        tensor([1.-2.j])
    """
    return conj(input)


written_back(conj_physical)


@op(view=True, method=False)
def view_as_real(xp, input):
    """A complex tensor as real pairs in a new last dimension; a view.

    Example:
        >>> torch.view_as_real(torch.tensor([1 + 2j]))
        tensor([[1., 2.]])
    """
    if input.dtype.kind != "c":
        raise DtypeError("view_as_real is only supported for complex tensors")
    part = xp.dtype("float32" if input.dtype.itemsize == 8 else "float64")
    return input[..., None].view(part)


@op(view=True, method=False)
def view_as_complex(xp, input):
    """Real pairs in the last dimension as complex numbers; a view.

    Example:
        >>> torch.view_as_complex(torch.tensor([[1.0, 2.0]]))
        tensor([1.+2.j])
    """
    if input.ndim == 0 or input.shape[-1] != 2:
        raise ShapeError("Tensor must have a last dimension of size 2")
    if input.strides[-1] != input.itemsize:
        raise ShapeError("Tensor must have a last dimension with stride 1")
    if input.dtype.kind != "f" or input.dtype.itemsize < 4:
        name = dtypes.from_numpy_dtype(input.dtype).alias
        raise DtypeError(f"view_as_complex is only supported for float and double tensors, but got a tensor of scalar type: {name}")
    whole = xp.dtype("complex64" if input.dtype.itemsize == 4 else "complex128")
    return input.view(whole)[..., 0]


view_as_real.backward(input=lambda g: view_as_complex(g.contiguous()))

view_as_complex.backward(input=lambda g: view_as_real(g))


Tensor.real, Tensor.imag = property(real), property(imag)
