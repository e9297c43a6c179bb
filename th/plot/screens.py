"""`plot.screen`: say where pictures go."""

from __future__ import annotations

from th.screen import choose, screen_named, set_screen

__all__ = ["screen"]


def screen(name=None, *, size=None, canvas=None, colours=None) -> str:
    """Say where pictures go from now on, and how; without arguments, tell where they go.

    Args:
        name (str): 'auto', 'cells', 'kitty', 'iterm2', 'sixel', 'notebook', 'window', 'file' or 'none'
        size (columns, rows): of plots in a terminal; by default what fits
        canvas (str): 'braille', 'block' or 'ascii', for fonts that lack braille or blocks
        colours (int): bits of colour, 0, 4, 8 or 24; by default what the terminal has
    Returns:
        str: the name of the screen in use
    Example:
        >>> plot.screen('sixel')
        'sixel'
        >>> plot.screen('cells', size=(100, 30), canvas='block')
        'cells'
        >>> plot.screen('auto')
        'cells'
    """
    if name is None and size is None and canvas is None and colours is None:
        return choose().name
    if name not in (None, "auto"):
        screen_named(name).check()
    set_screen(None if name == "auto" else name, size=size, canvas=canvas, colours=colours)
    return choose().name
