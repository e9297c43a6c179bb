"""Which screen to use: the one that was asked for, or the best that is here."""

from __future__ import annotations

from importlib import import_module

from th.errors import ArgumentError
from th.screen import settings, terminal
from th.screen.base import Screen
from th.screen.kept import observed
from th.screen.notebook import in_kernel

__all__ = ["SCREENS", "can_replace", "check_forced", "choose", "screen_named"]

# A screen is one class and one line here; its module is loaded when it is first used.
SCREENS = {
    "cells": "th.screen.text:CellsScreen",
    "file": "th.screen.file:FileScreen",
    "iterm2": "th.screen.iterm2:Iterm2Screen",
    "kitty": "th.screen.kitty:KittyScreen",
    "none": "th.screen.nothing:NoScreen",
    "notebook": "th.screen.notebook:NotebookScreen",
    "sixel": "th.screen.sixel:SixelScreen",
    "window": "th.screen.window:WindowScreen",
}

_made: dict[str, Screen] = {}


def screen_named(name: str) -> Screen:
    """The screen of that name: cells, file, iterm2, kitty, none, notebook, sixel or window."""
    if name not in SCREENS:
        known = ", ".join(SCREENS)
        raise ArgumentError(f"screen (={name!r}) must be one of {known}. See plot.screen and TH_SCREEN.")
    if name not in _made:
        module, kind = SCREENS[name].split(":")
        _made[name] = getattr(import_module(module), kind)()
    return _made[name]


def check_forced() -> None:
    """An error if the user asked for a screen or characters that there are not, or for a window without a display."""
    settings.canvas()
    wanted = settings.forced()
    if wanted:
        screen_named(wanted).check()


def choose() -> Screen:
    """The screen that pictures go to now.

    In this order: what `plot.screen` or TH_SCREEN names; the notebook in a kernel; text where standard output is not a
    terminal; kitty, iTerm2 or sixel where the terminal answers that it has them; text. A window only when asked for.
    """
    return observed(_chosen())


def can_replace() -> bool:
    """Whether a drawing takes the place of the last one; in a pipe or a dumb terminal it comes below, as files' names do."""
    name = choose().name
    return terminal.is_terminal() and not terminal.is_dumb() if name == "cells" else name != "file"


def _chosen() -> Screen:
    wanted = settings.forced()
    if wanted:
        return screen_named(wanted)
    if in_kernel():
        return screen_named("notebook")
    if not terminal.is_terminal() or terminal.is_dumb():
        return screen_named("cells")
    return _best()


def _best() -> Screen:
    """The best of what the terminal says that it has."""
    known = terminal.describe()
    if known.tmux and not (known.kitty and known.placeholders):
        # tmux does not know of pixels: text would be printed under them, and they stay when panes change.
        return screen_named("cells")
    for name in ("kitty", "iterm2", "sixel"):
        if getattr(known, name):
            return screen_named(name)
    return screen_named("cells")
