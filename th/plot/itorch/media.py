"""Images, sound, film and HTML as iTorch showed them."""

from __future__ import annotations

from th.image import display

__all__ = ["image"]

# iTorch's space between the images of a grid.
_PADDING = 2


def image(img, opts=None, **options):
    """Show a tensor, a list of tensors or a file as an image.

    Args:
        img: what `image.display` takes
        opts (dict): more for `image.display`, as Torch7's scripts give them
    """
    merged = {"padding": _PADDING, **(opts or {}), **options}
    return display(img, **merged)
