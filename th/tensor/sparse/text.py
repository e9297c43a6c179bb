"""A sparse tensor as PyTorch prints it: its parts, each as a tensor of its own."""

from th.tensor import dtypes
from th.tensor.printing import gradient_note
from th.tensor.text import contents, with_notes

__all__ = ["sparse_repr"]

_PREFIX = "tensor("


def sparse_repr(tensor):
    """The text of a sparse tensor.

    Example:
        >>> torch.eye(2).to_sparse()
        tensor(indices=tensor([[0, 1],
                               [0, 1]]),
               values=tensor([1., 1.]),
               size=(2, 2), nnz=2, layout=torch.sparse_coo)
    """
    indent = len(_PREFIX)
    parts = [_part(name, part, indent) for name, part in tensor._named_parts()]
    text = _PREFIX + (",\n" + " " * indent).join(parts)
    notes = [f"size={tuple(tensor.shape)}", f"nnz={tensor._nnz()}"]
    if tensor.is_cuda:
        notes.insert(0, f"device='{tensor.device}'")
    default = dtypes.get_default_dtype()
    if tensor.dtype not in (default, dtypes.complex_of(default), dtypes.int64, dtypes.bool_):
        notes.append(f"dtype={tensor.dtype}")
    notes.append(f"layout={tensor.layout}")
    gradient = gradient_note(tensor)
    # PyTorch begins a line behind the parts of a tensor by coordinates, and not of others.
    return with_notes(text, [*notes, gradient] if gradient else notes, indent, new_line=tensor.is_sparse)


def _part(name, part, indent):
    prefix = f"{name}=tensor("
    size = "" if part.numel() else f", size={tuple(part.shape)}"
    return prefix + contents(part._array, indent + len(prefix)) + size + ")"
