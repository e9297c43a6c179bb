"""How the elements of a tensor lie in memory: all of them in a block, or only those that are not zero."""

import math

from th.errors import LayoutError

__all__ = ["Layout", "Sparsity", "sparse_coo", "sparse_csc", "sparse_csr", "strided"]


class Layout:
    """The kind of a tensor's memory, as ``x.layout`` gives it; there is one object of each."""

    __slots__ = ("label", "name")

    def __init__(self, name, label):
        self.name, self.label = name, label  # label: PyTorch's word for it in errors

    def __repr__(self):
        return f"torch.{self.name}"

    def __reduce__(self):
        return self.name  # pickled as the constant of this module


strided = Layout("strided", "Strided")
sparse_coo = Layout("sparse_coo", "Sparse")
sparse_csr = Layout("sparse_csr", "SparseCsr")
sparse_csc = Layout("sparse_csc", "SparseCsc")


class Sparsity:
    """What a sparse tensor has in the place of its array: a shape and a dtype, and no elements.

    An operation that finds one among its arrays calls `run` with itself and its arguments; code that wants to
    look at elements is told that there are none.
    """

    __slots__ = ("dtype", "shape")

    run = None  # set by th.tensor.sparse: run(op, args), an operation on tensors of which some are sparse

    def __init__(self, shape, dtype):
        self.shape, self.dtype = tuple(shape), dtype

    @property
    def ndim(self):
        """The number of dimensions."""
        return len(self.shape)

    @property
    def size(self):
        """The number of elements, those that are zero too."""
        return math.prod(self.shape)

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        raise LayoutError("this operation is not there for sparse tensors: x.to_dense() makes a dense one")
