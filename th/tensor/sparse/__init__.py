"""`torch.sparse`: tensors of which only some elements are stored.

An operation meets a sparse tensor as a `Sparsity` in the place of an array (`th.tensor.layouts`) and looks for its rule in
`th.tensor.sparse.rules`; what has none raises `LayoutError`. Loaded when the first sparse tensor is made.
"""

from th.errors import ArgumentError, LayoutError, ShapeError
from th.tensor import devices
from th.tensor.layouts import Sparsity, sparse_coo, sparse_csc, sparse_csr
from th.tensor.ops.matrix import addmm as _addmm
from th.tensor.ops.matrix import matmul as _matmul
from th.tensor.ops.reduce import sum as _sum
from th.tensor.ops.viewing import wrap_dim
from th.tensor.sparse.compressed import (
    SparseCompressed,
    compress,
    sparse_csc_tensor,
    sparse_csr_tensor,
)
from th.tensor.sparse.coo import SparseCOO, SparseTensor, flat_places, made_coo
from th.tensor.sparse.making import sparse_coo_tensor
from th.tensor.sparse.rules import run, selected
from th.tensor.sparse.storing import from_parts
from th.tensor.tensor import Tensor, new_tensor

__all__ = [
    "addmm", "log_softmax", "mm", "sampled_addmm", "softmax", "sparse_coo_tensor", "sparse_csc_tensor", "sparse_csr_tensor",
    "sparse_mask", "spmm", "sum", "to_dense", "to_sparse", "to_sparse_coo", "to_sparse_csc", "to_sparse_csr",
]  # fmt: skip

Sparsity.run = staticmethod(run)
SparseTensor.__getitem__ = selected
SparseTensor.__reduce_ex__ = lambda self, protocol: (from_parts, (self.layout, self.saved_parts()))


# ---- from and to dense tensors; methods of every tensor


def to_sparse(self, sparse_dim=None, *, layout=None, blocksize=None, dense_dim=None):
    """A sparse tensor of the elements that are not zero.

    Args:
        sparse_dim (int): how many leading dims are sparse, all by default; the rest stays dense
        layout (torch.layout): torch.sparse_coo (default), torch.sparse_csr or torch.sparse_csc
    Example:
        >>> torch.tensor([[0, 5], [6, 0]]).to_sparse().values()
        tensor([5, 6])
    """
    if blocksize is not None or dense_dim:
        raise LayoutError("`blocksize` and `dense_dim` belong to layouts of blocks, which are not there")
    if layout is None or layout is sparse_coo:
        if isinstance(self, SparseCompressed):
            return self.to_sparse_coo()
        return self if isinstance(self, SparseTensor) else _stored_of(self, self.ndim if sparse_dim is None else sparse_dim)
    if layout not in (sparse_csr, sparse_csc):
        raise LayoutError(f"`layout` (={layout!r}) must be torch.sparse_coo, torch.sparse_csr or torch.sparse_csc")
    return self if self.layout is layout else compress(to_sparse(self), layout)


def _stored_of(x, sparse_dim):
    if not 0 <= sparse_dim <= x.ndim:
        raise ArgumentError(f"`sparse_dim` (={sparse_dim}) must be 0 to {x.ndim}, the number of dims")
    array = x._array
    xp = devices.namespace(array)
    wanted = array != 0
    if sparse_dim < array.ndim:
        wanted = wanted.any(tuple(range(sparse_dim, array.ndim)))
    places = xp.stack(xp.nonzero(wanted)) if sparse_dim else xp.zeros((0, 1), "int64")
    values = x[tuple(new_tensor(row) for row in places)] if sparse_dim else x.unsqueeze(0)
    return made_coo(new_tensor(places), values, x.shape, True)


def to_sparse_coo(self):
    """A sparse tensor by coordinates of the elements that are not zero."""
    return to_sparse(self)


def to_sparse_csr(self, dense_dim=None):
    """A sparse matrix by rows of the elements that are not zero."""
    return to_sparse(self, layout=sparse_csr, dense_dim=dense_dim)


def to_sparse_csc(self, dense_dim=None):
    """A sparse matrix by columns of the elements that are not zero."""
    return to_sparse(self, layout=sparse_csc, dense_dim=dense_dim)


def to_dense(self, dtype=None, *, masked_grad=None):
    """This tensor with all its elements in memory: a dense one is that already."""
    return self if dtype is None else self.to(dtype)


def sparse_mask(self, mask):
    """The elements of a dense tensor in the places of the sparse tensor `mask`.

    Example:
        >>> torch.ones(2, 2).sparse_mask(torch.eye(2).to_sparse()).values()
        tensor([1., 1.])
    """
    if not isinstance(mask, SparseCOO) or self.shape != mask.shape:
        raise ArgumentError(f"`mask` must be a sparse tensor by coordinates of shape {list(self.shape)}")
    mask = mask.coalesce()
    return mask._with(self.to_dense()[tuple(mask._places)])


# ---- torch.sparse


def mm(input, mat2):
    """The product of two matrices of which the first or both are sparse; gradients reach both.

    Example:
        >>> torch.sparse.mm(torch.eye(2).to_sparse(), torch.ones(2, 1))
        tensor([[1.],
                [1.]])
    """
    if input.ndim != 2 or mat2.ndim != 2:
        raise ShapeError(f"mm takes two matrices, but got shapes {list(input.shape)} and {list(mat2.shape)}")
    return _matmul(input, mat2)


spmm = mm


def addmm(mat, mat1, mat2, *, beta=1.0, alpha=1.0):
    """``beta * mat + alpha * (mat1 @ mat2)`` with a sparse `mat1`.

    Example:
        >>> torch.sparse.addmm(torch.ones(1, 1), torch.ones(1, 1).to_sparse(), torch.ones(1, 1))
        tensor([[2.]])
    """
    return _addmm(mat, mat1, mat2, beta=beta, alpha=alpha)


def sum(input, dim=None, dtype=None):
    """The sum of all values, or over `dim`: sparse where a sparse dim is left.

    Example:
        >>> torch.sparse.sum(torch.eye(3).to_sparse(), 0).to_dense()
        tensor([1., 1., 1.])
    """
    return _sum(input, dim, dtype=dtype)


def softmax(input, dim, *, dtype=None):
    """Softmax along `dim` over the stored values alone: what is not stored counts as minus infinity.

    Example:
        >>> torch.sparse.softmax(torch.eye(2).to_sparse(), 1).values()
        tensor([1., 1.])
    """
    x, exponentials, totals = _exponentials(input, dim, dtype)
    return x._with(exponentials / totals)


def log_softmax(input, dim, *, dtype=None):
    """The logarithm of `softmax`.

    Example:
        >>> torch.sparse.log_softmax(torch.eye(2).to_sparse(), 1).values()
        tensor([0., 0.])
    """
    x, exponentials, totals = _exponentials(input, dim, dtype)
    return x._with(exponentials.log() - totals.log())


def _exponentials(input, dim, dtype):
    """(the tensor, exponentials of its values less the largest of their line, for each the sum of its line)."""
    x = input.to_sparse_coo().coalesce()
    if dtype is not None:
        x = x.to(dtype)
    dim, values = wrap_dim(dim, x.ndim), x._stored
    if dim >= x.sparse_dim():
        exponentials = (values - values.detach().amax(dim - x.sparse_dim() + 1, keepdim=True)).exp()
        return x, exponentials, exponentials.sum(dim - x.sparse_dim() + 1, keepdim=True)
    flat = flat_places(x, [d for d in range(x.sparse_dim()) if d != dim])
    found, lines = devices.namespace(flat).unique(flat, return_inverse=True)
    lines = new_tensor(lines.reshape(-1))
    start = values.new_full((len(found), *values.shape[1:]), float("-inf"))
    largest = start.index_reduce(0, lines, values.detach(), "amax")
    exponentials = (values - largest[lines]).exp()
    totals = values.new_zeros(start.shape).index_add(0, lines, exponentials)
    return x, exponentials, totals[lines]


def sampled_addmm(input, mat1, mat2, *, beta=1.0, alpha=1.0):
    """``beta * input + alpha * (mat1 @ mat2)``, in the places of the sparse matrix `input` alone.

    Example:
        >>> x = torch.eye(2).to_sparse_csr()
        >>> torch.sparse.sampled_addmm(x, torch.ones(2, 3), torch.ones(3, 2)).values()
        tensor([4., 4.])
    """
    x = input.to_sparse_coo().coalesce()
    rows, columns = x._places
    products = (mat1[rows] * mat2.transpose(0, 1)[columns]).sum(1)
    found = x._with(x._stored * beta + products * alpha)
    return found.to_sparse(layout=input.layout)


# ---- what only some layouts have


def _only(name, wanted):
    def call(self, *args, **kwargs):
        raise LayoutError(f"{name} expected {wanted} tensor layout but got {self.layout.label}")

    call.__name__ = call.__qualname__ = name
    call.__doc__ = f"Of sparse tensors ({wanted}) only."
    return call


for _name, _wanted in (
    ("indices", "sparse coordinate"), ("values", "sparse"), ("coalesce", "sparse coordinate"), ("is_coalesced", "sparse coordinate"),
    ("crow_indices", "sparse row compressed"), ("col_indices", "sparse row compressed"), ("ccol_indices", "sparse column compressed"),
    ("row_indices", "sparse column compressed"), ("_nnz", "sparse"), ("_indices", "sparse coordinate"), ("_values", "sparse coordinate"),
):  # fmt: skip
    setattr(Tensor, _name, _only(_name, _wanted))
for _function in (to_sparse, to_sparse_coo, to_sparse_csr, to_sparse_csc, sparse_mask, to_dense):
    setattr(Tensor, _function.__name__, _function)
