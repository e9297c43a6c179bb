"""What the new processes of `multiprocessing` begin with when `torch` is th here: they import the program again."""

import os
import sys
from multiprocessing import forkserver, spawn

__all__ = ["tell_children"]

_ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
_BEGIN = f"import sys; sys.path.append({_ROOT!r}); import th.as_torch; "
_usual = spawn.get_command_line


def _command_line(**kwargs):
    line = _usual(**kwargs)
    is_th = sys.modules.get("torch") is sys.modules.get("th")
    if is_th and "-c" in line:  # a frozen program has none
        place = line.index("-c") + 1
        line[place] = _BEGIN + line[place]
    return line


def tell_children():
    """Makes processes that are spawned, or forked from a server, take th for `torch` too."""
    spawn.get_command_line = _command_line
    forkserver.set_forkserver_preload(["th.as_torch"])  # and not the program, which is imported where `torch` is th
