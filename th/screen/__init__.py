"""Where pictures go: any terminal, a notebook, a window or a file.

`choose()` finds the screen; a screen shows a matplotlib Figure (`show`) or an image (`picture`). The terminal is asked
one question when the first picture is shown, never before; keys typed meanwhile are in `typeahead`.

    TH_SCREEN   cells, kitty, iterm2, sixel, notebook, window, file or none: use this one
    TH_CANVAS   braille, block or ascii: for fonts that lack braille or blocks
    NO_COLOR    text without colour
"""

from th.screen.base import Handle, Screen, new_statement
from th.screen.choose import SCREENS, can_replace, check_forced, choose, screen_named
from th.screen.query import typeahead
from th.screen.settings import set_screen

__all__ = [
    "Handle", "SCREENS", "Screen", "can_replace", "check_forced", "choose", "new_statement", "screen_named", "set_screen", "typeahead",
]  # fmt: skip
