"""Sparse tensors by coordinates: for each stored value its place along the sparse dims.

All arithmetic is done on the values, which are a dense tensor, so that gradients and devices need no code of their own.
"""

import math

from th.errors import ArgumentError, ArgumentTypeError, DtypeError, GradientError
from th.tensor import devices, dtypes
from th.tensor.layouts import Sparsity, sparse_coo
from th.tensor.modes import modes
from th.tensor.ops.filled import zeros
from th.tensor.sparse.text import sparse_repr
from th.tensor.tensor import Tensor, fresh, new_tensor

__all__ = ["SparseCOO", "SparseTensor", "flat_places", "made_coo"]


class SparseTensor(Tensor):
    """What sparse tensors of all layouts have in common: `_stored`, the dense tensor of their values."""

    is_sparse = False
    is_cuda = property(lambda self: self._stored.is_cuda)
    device = property(lambda self: self._stored.device)
    nbytes = property(lambda self: sum(t.nbytes for t in self._parts()))

    def _parts(self):
        """The dense tensors that this one consists of."""
        raise NotImplementedError

    def _with(self, values):
        """This tensor with other `values` in the same places."""
        raise NotImplementedError

    # ---- autograd: that of the values

    @property
    def requires_grad(self):
        """True when gradients are wanted for the values."""
        return self._stored.requires_grad

    @requires_grad.setter
    def requires_grad(self, value):
        self.requires_grad_(value)

    def requires_grad_(self, requires_grad=True):
        """Says whether gradients are wanted for the values, in place."""
        self._stored.requires_grad_(requires_grad)
        return self

    @property
    def grad(self):
        """The gradient of the values in the places of this tensor; None before the first."""
        found = self._stored.grad
        return None if found is None else self._with(found)

    @grad.setter
    def grad(self, value):
        if value is None or isinstance(value, SparseTensor):
            self._stored.grad = None if value is None else value._stored
        else:
            raise ArgumentTypeError(f"`grad` (={value!r}) of a sparse tensor must be a sparse tensor or None")

    @property
    def is_leaf(self):
        """True when no recorded operation made the values."""
        return self._stored.is_leaf

    @property
    def grad_fn(self):
        """The node that made the values; None for a leaf."""
        return self._stored.grad_fn

    def retain_grad(self):
        """Keeps the gradient though this is no leaf."""
        self._stored.retain_grad()

    def detach(self):
        """The same elements, unknown to autograd."""
        return self._with(self._stored.detach())

    @property
    def data(self):
        """The same elements, unknown to autograd."""
        return self.detach()

    # ---- what is stored

    def _nnz(self):
        """The number of stored values."""
        return self._stored.shape[0]

    def values(self):
        """The stored values, (nnz, *dense dims)."""
        return self._stored

    def dense_dim(self):
        """The number of dims that each stored value has itself."""
        return self._stored.ndim - 1

    def sparse_dim(self):
        """The number of dims of which only some places are stored."""
        return self.ndim - self.dense_dim()

    # ---- what dense memory alone has

    def stride(self, dim=None):
        """Zeros: there is no step from one element to the next."""
        return (0,) * self.ndim if dim is None else 0

    def type(self, dtype=None, non_blocking=False):
        """The name of PyTorch's class for it; with `dtype`, this tensor in it."""
        if dtype is not None:
            return self.to(dtype)
        return super().type().replace("torch.", "torch.sparse.", 1)

    @property
    def T(self):
        """With its dims in reverse order."""
        return self.permute(*range(self.ndim)[::-1])

    def is_contiguous(self, memory_format=None):
        """False: the elements are in no order of memory."""
        return False

    def numpy(self, *, force=False):
        """Refused: numpy has no sparse arrays."""
        raise ArgumentTypeError(f"can't convert {self.layout.label} layout tensor to numpy. Use Tensor.to_dense() first.")

    def __array__(self, dtype=None, copy=None):
        return self.numpy()

    def tolist(self):
        """Refused; ``x.to_dense().tolist()`` gives lists."""
        raise ArgumentError("Cannot access data pointer of Tensor that doesn't have storage: use x.to_dense().tolist()")

    def item(self):
        """The number, of a tensor of one element."""
        return self.to_dense().item()

    def __bool__(self):
        return bool(self.to_dense())

    def __iter__(self):
        if not self.ndim:
            raise ArgumentTypeError("iteration over a 0-d tensor")
        return (self[i] for i in range(self.shape[0]))

    def copy_(self, src, non_blocking=False):
        """Takes over places and values of the sparse tensor `src`, in place."""
        if not isinstance(src, SparseTensor) or src.layout is not self.layout or src.shape != self.shape:
            raise ArgumentError(f"copy_() between sparse tensors takes one of layout {self.layout} and shape {list(self.shape)}")
        self.__dict__.update(src.detach().clone().to(self.device).to(self.dtype).__dict__)
        return self

    def __deepcopy__(self, memo):
        copied = memo[id(self)] = self._with(self._stored.detach().clone().requires_grad_(self.requires_grad))
        return copied

    def __repr__(self):
        return sparse_repr(self)

    def _repr_pretty_(self, p, cycle):
        p.text(repr(self))

    def _repr_mimebundle_(self, include=None, exclude=None):
        return {"text/plain": repr(self)}


def _in_place(name):
    function = getattr(Tensor, name)

    def call(self, *args, **kwargs):
        if modes.grad and self.requires_grad and self.is_leaf:
            raise GradientError("a leaf Variable that requires grad is being used in an in-place operation.")
        found = function(self, *args, **kwargs)
        if dtypes.kind_of(found._array.dtype) > dtypes.kind_of(self._array.dtype):
            raise DtypeError(f"result type {found.dtype} can't be cast to the desired output type {self.dtype}")
        self.__dict__.update(found.to(self.dtype).__dict__)
        return self

    call.__name__ = call.__qualname__ = name + "_"
    call.__doc__ = f"`{name}`, in place."
    return call


for _name in ("abs", "add", "div", "mul", "neg", "pow", "sqrt", "sub"):
    setattr(SparseTensor, _name + "_", _in_place(_name))
for _name, _method in (("__iadd__", "add_"), ("__isub__", "sub_"), ("__imul__", "mul_"), ("__itruediv__", "div_")):
    setattr(SparseTensor, _name, getattr(SparseTensor, _method))


class SparseCOO(SparseTensor):
    """A sparse tensor by coordinates: `_places` (sparse dims, nnz), and `_stored` (nnz, *dense dims)."""

    layout = sparse_coo
    is_sparse = True

    def _parts(self):
        return self._places, self._stored

    def saved_parts(self):
        """What a pickle holds."""
        return self._places, self._stored.detach(), self.shape, self._is_coalesced

    def _named_parts(self):
        return (("indices", self._places), ("values", self._stored.detach()))

    def _with(self, values):
        return made_coo(self._places, values, self.shape, self._is_coalesced)

    def is_coalesced(self):
        """True when the places are sorted and none is there twice."""
        return self._is_coalesced

    def _indices(self):
        """The places as they are stored, (sparse dims, nnz)."""
        return self._places

    def _values(self):
        """The values as they are stored."""
        return self._stored

    def indices(self):
        """The places of a coalesced tensor, (sparse dims, nnz).

        Raises:
            ArgumentError: when a place may be stored more than once
        """
        self._need_coalesced("indices")
        return self._places

    def values(self):
        """The values of a coalesced tensor, (nnz, *dense dims).

        Raises:
            ArgumentError: when a place may be stored more than once
        """
        self._need_coalesced("values")
        return self._stored

    def _need_coalesced(self, what):
        if not self._is_coalesced:
            raise ArgumentError(f"Cannot get {what} on an uncoalesced tensor, please call .coalesce() first")

    def coalesce(self):
        """This tensor with sorted places, each there once; values of the same place are added up.

        Example:
            >>> x = torch.sparse_coo_tensor([[0, 0], [1, 1]], [1.0, 2.0], (2, 2))
            >>> x.coalesce().values()
            tensor([3.])
        """
        if self._is_coalesced:
            return self
        flat = flat_places(self)
        xp = devices.namespace(flat)
        found, first, inverse = xp.unique(flat, return_index=True, return_inverse=True)
        values, places = self._stored, self._places._array[:, first]
        if len(found) == len(flat):
            values = values.index_select(0, new_tensor(first))
        else:
            values = _summed(values, inverse.reshape(-1), len(found))
        return made_coo(new_tensor(places), values, self.shape, True)

    def to_dense(self, dtype=None, *, masked_grad=None):
        """The same tensor with all its elements."""
        sparse_sizes, rest = self.shape[: self.sparse_dim()], self.shape[self.sparse_dim():]
        out = _summed(self._stored, flat_places(self), math.prod(sparse_sizes)).reshape(*sparse_sizes, *rest)
        return out if dtype is None else out.to(dtype)


def _summed(values, groups, count):
    """(count, ...): the sums of the values of each group; booleans are joined by "or"."""
    if values.dtype == dtypes.bool_:
        return _summed(values.to(dtypes.uint8), groups, count).to(dtypes.bool_)
    return zeros(count, *values.shape[1:], dtype=values.dtype, device=values.device).index_add(0, new_tensor(groups), values)


def flat_places(x, dims=None):
    """The places of `x` along `dims` (all sparse ones by default), each as one number in row-major order; an array."""
    places = x._places._array
    xp = devices.namespace(places)
    flat = xp.zeros(places.shape[1], dtype="int64")
    for d in range(x.sparse_dim()) if dims is None else dims:
        flat = flat * x.shape[d] + places[d]
    return flat


def made_coo(places, values, size, is_coalesced=False):
    """The sparse tensor of these parts, which are not checked."""
    out = fresh(SparseCOO)
    out._places, out._stored, out._is_coalesced = places, values, bool(is_coalesced)
    out._array = Sparsity(size, values._array.dtype)
    return out
