"""What one asks a tensor about itself: functions and methods that compute nothing."""

from th.errors import ArgumentError, ShapeError
from th.tensor import devices, dtypes
from th.tensor.declare import method
from th.tensor.layouts import strided
from th.tensor.pointwise import broadcast_shape
from th.tensor.tensor import Tensor

__all__ = [
    "get_device", "is_complex", "is_conj", "is_floating_point", "is_inference", "is_neg", "is_nonzero", "is_same_size", "is_signed",
    "is_tensor", "numel", "resolve_conj", "resolve_neg", "result_type",
]


@method
def numel(input):
    """The number of elements.

    Example:
        >>> torch.numel(torch.zeros(2, 3))
        6
    """
    return int(input._array.size)


def is_tensor(obj):
    """True for a Tensor.

    Example:
        >>> torch.is_tensor(torch.zeros(1))
        True
    """
    return isinstance(obj, Tensor)


@method
def is_floating_point(input):
    """True when the dtype is floating point.

    Example:
        >>> torch.is_floating_point(torch.tensor([1]))
        False
    """
    return input.dtype.kind == dtypes.FLOAT


@method
def is_complex(input):
    """True when the dtype is complex.

    Example:
        >>> torch.is_complex(torch.tensor([1j]))
        True
    """
    return input._array.dtype.kind == "c"


@method
def is_nonzero(input):
    """True when the only element is not 0.

    Example:
        >>> torch.is_nonzero(torch.tensor([1]))
        True
    """
    return bool(input)


def result_type(tensor, other):
    """The dtype of an operation on two tensors or numbers.

    Example:
        >>> torch.result_type(torch.tensor([1]), 1.0)
        torch.float32
    """
    return dtypes.result_dtype([t._array if isinstance(t, Tensor) else t for t in (tensor, other)])


def broadcast_shapes(*shapes):
    """The shape that `shapes` broadcast to.

    Example:
        >>> torch.broadcast_shapes((2, 1), (3,))
        torch.Size([2, 3])
    """
    from th.tensor.size import Size

    return Size(broadcast_shape(*[(s,) if isinstance(s, int) else tuple(s) for s in shapes]))


__all__.append("broadcast_shapes")


@method
def sum_to_size(self, *size):
    """This tensor summed to `size`, from which it could have been broadcast."""
    shape = tuple(size[0]) if len(size) == 1 and isinstance(size[0], tuple | list) else size
    own = self._array.shape
    if not shape:
        return self.sum()
    if own == shape:
        return self
    lead = len(own) - len(shape)
    if lead < 0 or any(n not in (1, m) for n, m in zip(shape, own[lead:], strict=True)):
        raise ShapeError(f"size {list(shape)} is not expandable to size {list(own)}.")
    out = self
    dims = tuple(range(lead)) + tuple(i + lead for i, n in enumerate(shape) if n == 1 and own[i + lead] != 1)
    if dims:
        out = out.sum(dims, True)
    return out.reshape(shape) if lead else out


def _strides(array):
    found = [s // array.itemsize for s in array.strides]
    if 0 in found and (1 in array.shape or 0 in array.shape):
        return _with_steps(found, array.shape)
    return tuple(found)


def _with_steps(strides, shape):
    """numpy's strides with those of PyTorch where numpy has 0 because nobody goes that way."""
    following = 1  # what a step along this dim would be if what comes after it lies in rows
    for d in range(len(shape) - 1, -1, -1):
        if strides[d] == 0 and (shape[d] == 1 or 0 in shape):
            strides[d] = following
        following = strides[d] * max(shape[d], 1)
    return tuple(strides)


@method
def stride(self, dim=None):
    """The distance, in elements, between neighbours along each dim."""
    found = _strides(self._array)
    return found if dim is None else found[dim]


@method
def storage_offset(self):
    """The place of the first element in the underlying memory, in elements."""
    return (self.data_ptr() - devices.address_of(devices.owner_of(self._array))) // self._array.itemsize


@method
def data_ptr(self):
    """The address of the first element."""
    return devices.address_of(self._array)


@method
def is_contiguous(self, memory_format=None):
    """True when the elements are in one block in order."""
    return bool(self._array.flags.c_contiguous)


@method
def type_as(self, other):
    """This tensor in the dtype and on the device of `other`."""
    return self.to(other.device, other.dtype)


@method
def type(self, dtype=None, non_blocking=False):
    """The name of the tensor's type; with `dtype`, this tensor converted."""
    if dtype is None:
        where = "torch.cuda." if self.is_cuda else "torch."
        return f"{where}{self.dtype.alias}Tensor"
    if isinstance(dtype, str):
        name = dtype.rpartition(".")[2].removesuffix("Tensor")
        named, dtype = dtype, next((d for d in dtypes.DTYPES if d.alias == name), None)
        if dtype is None:
            raise ArgumentError(f"invalid type: '{named}'")
    elif hasattr(dtype, "dtype") and not isinstance(dtype, dtypes.dtype):
        dtype = dtype.dtype  # torch.FloatTensor and the like
    return self.to(dtype)


@method
def pin_memory(self, device=None):
    """This tensor in memory that a GPU can read at once; itself without one."""
    return self


@method
def is_pinned(self):
    """True when in page-locked memory."""
    return False


@method
def is_signed(input):
    """True when negative numbers can be held.

    Example:
        >>> torch.is_signed(torch.zeros(1, dtype=torch.uint8))
        False
    """
    return input.dtype.is_signed


@method
def is_same_size(input, other):
    """True when `other` has the same shape.

    Example:
        >>> torch.is_same_size(torch.zeros(2), torch.ones(2))
        True
    """
    return input.shape == other.shape


@method
def get_device(input):
    """The number of the GPU; -1 on the CPU.

    Example:
        >>> torch.get_device(torch.zeros(1))
        -1
    """
    return input.device.index if input.is_cuda else -1


@method
def is_inference(input):
    """False: what is made in inference mode bears no mark here, and may be used anywhere.

    Example:
        >>> torch.is_inference(torch.zeros(1))
        False
    """
    return False


@method
def is_conj(input):
    """False: conjugates are computed at once.

    Example:
        >>> torch.is_conj(torch.tensor([1j]).conj())
        False
    """
    return False


@method
def is_neg(input):
    """False: negatives are computed at once.

    Example:
        >>> torch.is_neg(-torch.ones(1))
        False
    """
    return False


@method
def resolve_conj(input):
    """The tensor itself: see `is_conj`.

    Example:
        >>> torch.resolve_conj(torch.tensor([1j]).conj())
        tensor([0.-1.j])
    """
    return input


@method
def resolve_neg(input):
    """The tensor itself: see `is_neg`.

    Example:
        >>> torch.resolve_neg(-torch.ones(1))
        tensor([-1.])
    """
    return input


@method
def dim_order(self, *, ambiguity_check=False):
    """The dims by falling stride: (0, 1, ...) for a contiguous tensor."""
    strides = _strides(self._array)
    return tuple(sorted(range(self._array.ndim), key=lambda d: -strides[d]))


def _simple(name, call, doc):
    call.__name__, call.__doc__ = name, doc
    setattr(Tensor, name, call)


_simple("dim", lambda self: self._array.ndim, "The number of dimensions.")
_simple("ndimension", lambda self: self._array.ndim, "The number of dimensions.")
_simple("nelement", numel, numel.__doc__)
_simple("element_size", lambda self: self._array.dtype.itemsize, "Bytes of one element.")
_simple("sparse_dim", lambda self: 0, "The number of sparse dims; 0 of a dense tensor.")
_simple("dense_dim", lambda self: self._array.ndim, "The number of dims that are not sparse.")
Tensor.is_sparse = Tensor.is_quantized = Tensor.is_mkldnn = False
Tensor.is_cpu = property(lambda self: self.device is devices.CPU)
Tensor.is_meta = property(lambda self: self._array.__class__ is devices.MetaArray)
Tensor.layout = strided
