"""A sparse tensor as PyTorch prints it: its parts, each as a tensor of its own."""

from th.tensor import dtypes
from th.tensor.printing import PRINT_OPTIONS, gradient_note
from th.tensor.text import contents

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
    column = len(text) - text.rfind("\n") + 1
    begins = tensor.is_sparse  # PyTorch begins a line there
    for note in [*notes, gradient] if gradient else notes:
        if begins or column + len(note) + 2 > PRINT_OPTIONS.linewidth:
            text += ",\n" + " " * indent + note
            column = indent + len(note)
        else:
            text += ", " + note
            column += len(note) + 2
        begins = False
    return text + ")"


def _part(name, part, indent):
    prefix = f"{name}=tensor("
    size = "" if part.numel() else f", size={tuple(part.shape)}"
    return prefix + contents(part._array, indent + len(prefix)) + size + ")"
