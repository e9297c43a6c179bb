"""Sparse matrices by rows or columns: where each row's (or column's) values begin, and their places along it."""

from th.errors import ArgumentError, ShapeError
from th.tensor import devices
from th.tensor.layouts import Sparsity, sparse_csc, sparse_csr
from th.tensor.ops.create import as_tensor
from th.tensor.sparse.coo import SparseTensor, made_coo
from th.tensor.sparse.making import as_places, check_places, own_values
from th.tensor.tensor import fresh, new_tensor

__all__ = ["SparseCompressed", "compress", "compressed_tensor", "sparse_csc_tensor", "sparse_csr_tensor"]


class SparseCompressed(SparseTensor):
    """A matrix whose values lie row after row (CSR), or column after column (CSC)."""

    is_sparse_csr = property(lambda self: self.layout is sparse_csr)

    def _parts(self):
        return self._starts, self._places, self._stored

    def saved_parts(self):
        """What a pickle holds."""
        return self._starts, self._places, self._stored.detach(), self.shape

    def _named_parts(self):
        names = ("crow_indices", "col_indices") if self.layout is sparse_csr else ("ccol_indices", "row_indices")
        return [*zip(names, (self._starts.detach(), self._places), strict=True), ("values", self._stored.detach())]

    def _with(self, values):
        return _made(self.layout, self._starts, self._places, values, self.shape)

    def _index(self, name, layout, part):
        if self.layout is not layout:
            kind = "row" if layout is sparse_csr else "column"
            raise ArgumentError(f"{name} expected sparse {kind} compressed tensor layout but got {self.layout.label}")
        return part

    def crow_indices(self):
        """Where the values of each row begin, and their number at the end."""
        return self._index("crow_indices", sparse_csr, self._starts)

    def col_indices(self):
        """The column of each value."""
        return self._index("col_indices", sparse_csr, self._places)

    def ccol_indices(self):
        """Where the values of each column begin, and their number at the end."""
        return self._index("ccol_indices", sparse_csc, self._starts)

    def row_indices(self):
        """The row of each value."""
        return self._index("row_indices", sparse_csc, self._places)

    def to_sparse_coo(self):
        """The same matrix by coordinates."""
        starts = self._starts._array
        xp = devices.namespace(starts)
        lines = xp.repeat(xp.arange(len(starts) - 1), xp.diff(starts))
        rows = [lines, self._places._array]
        if self.layout is sparse_csc:
            rows.reverse()
        return made_coo(new_tensor(xp.stack(rows)), self._stored, self.shape, False).coalesce()

    def to_dense(self, dtype=None, *, masked_grad=None):
        """The same matrix with all its elements."""
        return self.to_sparse_coo().to_dense(dtype)


def _made(layout, starts, places, values, size):
    out = fresh(SparseCompressed)
    out.layout, out._starts, out._places, out._stored = layout, starts, places, values
    out._array = Sparsity(size, values._array.dtype)
    return out


def compress(x, layout):
    """The matrix `x`, sparse by coordinates, by rows or columns."""
    if x.ndim != 2 or x.dense_dim():
        raise ShapeError(f"{layout} holds matrices, but got {x.sparse_dim()} sparse and {x.dense_dim()} dense dims")
    x = x.coalesce()
    lines, places = x._places._array
    xp = devices.namespace(lines)
    values = x._stored
    if layout is sparse_csc:
        order = xp.argsort(places, kind="stable")
        lines, places, values = places[order], lines[order], values.index_select(0, new_tensor(order))
    count = x.shape[0] if layout is sparse_csr else x.shape[1]
    starts = xp.searchsorted(lines, xp.arange(count + 1)).astype("int64")
    return _made(layout, new_tensor(starts), new_tensor(xp.ascontiguousarray(places)), values, x.shape)


def compressed_tensor(layout, starts, places, values, size, dtype=None, device=None, requires_grad=False):
    """The matrix of these parts, checked."""
    values = as_tensor(values, dtype=dtype, device=device)
    starts, places = as_places(starts, values.device, "compressed indices"), as_places(places, values.device, "plain indices")
    if not starts.ndim == places.ndim == values.ndim == 1:
        raise ShapeError(f"indices and values must have one dim, but got shapes {[list(t.shape) for t in (starts, places, values)]}")
    if len(places) != len(values):
        raise ShapeError(f"there must be an index for each value, but got {len(places)} indices and {len(values)} values")
    steps = devices.to_host(starts._array)
    if not len(steps) or steps[0] != 0 or steps[-1] != len(values) or (steps[1:] < steps[:-1]).any():
        raise ArgumentError(f"compressed indices must rise from 0 to the number of values ({len(values)}), got {steps.tolist()}")
    count, by_rows = len(steps) - 1, layout is sparse_csr
    if size is None:
        other = int(places._array.max()) + 1 if len(places) else 0
        size = (count, other) if by_rows else (other, count)
    size = tuple(int(n) for n in size)
    if len(size) != 2 or size[0 if by_rows else 1] != count:
        raise ShapeError(f"`size` (={list(size)}) does not fit the {len(steps)} compressed indices: one more than there are lines")
    check_places(places._array[None], (size[1 if by_rows else 0],))
    return _made(layout, starts, places, own_values(values, requires_grad), size)


def sparse_csr_tensor(crow_indices, col_indices, values, size=None, *, dtype=None, device=None, requires_grad=False,
                      check_invariants=None, pin_memory=False):
    """A sparse matrix by rows.

    Args:
        crow_indices (Tensor or list): (rows + 1,), where each row's values begin, and their number at the end
        col_indices (Tensor or list): (nnz,), the column of each value
        values (Tensor or list): (nnz,)
        size (sequence of int): (rows, columns); by default as large as the columns need
    Raises:
        ShapeError, ArgumentError, BoundsError: when the parts do not fit together; they are always checked
    Example:
        >>> x = torch.sparse_csr_tensor([0, 1, 3], [2, 0, 2], [3.0, 4.0, 5.0], (2, 3))
        >>> x @ torch.ones(3)
        tensor([3., 9.])
    """
    return compressed_tensor(sparse_csr, crow_indices, col_indices, values, size, dtype, device, requires_grad)


def sparse_csc_tensor(ccol_indices, row_indices, values, size=None, *, dtype=None, device=None, requires_grad=False,
                      check_invariants=None, pin_memory=False):
    """A sparse matrix by columns; as `sparse_csr_tensor`, with columns for rows.

    Example:
        >>> torch.sparse_csc_tensor([0, 1, 2], [1, 0], [3.0, 4.0]).to_dense()
        tensor([[0., 4.],
                [3., 0.]])
    """
    return compressed_tensor(sparse_csc, ccol_indices, row_indices, values, size, dtype, device, requires_grad)
