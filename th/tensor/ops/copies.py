"""The operations that give views, giving copies instead: ``torch.permute_copy`` and so on."""

import functools
import inspect

from th.tensor.ops import complexviews, parts, splitting, viewing
from th.tensor.outs import takes_out
from th.tensor.tensor import Tensor

__all__ = [
    "alias_copy", "as_strided_copy", "detach_copy", "diagonal_copy", "expand_copy", "permute_copy", "select_copy",
    "split_copy", "split_with_sizes_copy", "squeeze_copy", "t_copy", "transpose_copy", "unbind_copy", "unfold_copy", "unsqueeze_copy",
    "view_as_complex_copy", "view_as_real_copy", "view_copy",
]  # fmt: skip


def _copied(found):
    if isinstance(found, tuple | list):
        return tuple([_copied(f) for f in found])
    return found.clone() if found.is_contiguous() else found.contiguous()


def _copying(view):
    """`view`, with its results copied."""
    name = view.__name__.strip("_") + "_copy"

    def call(*args, **kwargs):
        return _copied(view(*args, **kwargs))

    functools.update_wrapper(call, view, assigned=(), updated=())
    call.__name__ = call.__qualname__ = name
    call.__module__ = "th"
    call.__signature__ = inspect.signature(view)
    call.__doc__ = f"As `{view.__name__}`, a copy."
    return takes_out(call)


def _alias(input):
    return input


alias_copy = _copying(_alias)
as_strided_copy = _copying(parts.as_strided)
detach_copy = _copying(Tensor.detach)
diagonal_copy = _copying(parts.diagonal)
expand_copy = _copying(viewing.expand)
permute_copy = _copying(viewing.permute)
select_copy = _copying(parts.select)
split_copy = _copying(splitting.split)
split_with_sizes_copy = _copying(Tensor.split_with_sizes)
squeeze_copy = _copying(viewing.squeeze)
t_copy = _copying(splitting.t)
transpose_copy = _copying(viewing.transpose)
unbind_copy = _copying(splitting.unbind)
unfold_copy = _copying(parts.unfold)
unsqueeze_copy = _copying(viewing.unsqueeze)
view_as_complex_copy = _copying(complexviews.view_as_complex)
view_as_real_copy = _copying(complexviews.view_as_real)
view_copy = _copying(viewing.view)
