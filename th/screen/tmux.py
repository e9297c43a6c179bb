"""Talking through tmux to the terminal outside."""

from __future__ import annotations

__all__ = ["wrap"]


def wrap(sequence: str) -> str:
    """The sequence in the envelope that tmux passes on, where `allow-passthrough` is on.

    >>> wrap(chr(27) + "[c") == chr(27) + "Ptmux;" + chr(27) * 2 + "[c" + chr(27) + chr(92)
    True
    """
    return "\x1bPtmux;" + sequence.replace("\x1b", "\x1b\x1b") + "\x1b\\"
