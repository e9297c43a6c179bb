"""Sparse tensors as pickles and files hold them: a layout, and the parts that belong to it in PyTorch's order."""

from th.errors import FileFormatError
from th.tensor.layouts import sparse_coo
from th.tensor.sparse.compressed import compressed_tensor
from th.tensor.sparse.making import sparse_coo_tensor

__all__ = ["from_parts"]


def from_parts(layout, parts):
    """The sparse tensor of what `SparseTensor.saved_parts` gave; files may come from elsewhere, so places are checked.

    Raises:
        FileFormatError: when the parts are not those of `layout`
    """
    try:
        first, *rest = parts
        if layout is sparse_coo:
            values, size, is_coalesced = rest
            return sparse_coo_tensor(first, values, size, is_coalesced=is_coalesced)
        return compressed_tensor(layout, first, *rest)
    except (ValueError, TypeError) as err:
        raise FileFormatError(f"the parts of a {layout} tensor do not fit together: {err}") from err
