"""The families of the session's own commands, declared when the first command is looked for."""

import importlib

__all__ = ["FAMILIES", "load"]

FAMILIES = ("display", "errors", "files", "front", "memory", "packages", "timing")


def load():
    """Import every family, which declares its commands; 5 ms at the first call, nothing later."""
    for family in FAMILIES:
        importlib.import_module(f"th.session.commands_{family}")
