"""The error for a public name of PyTorch that `th` does not have."""

import difflib

from th.errors import NotAvailableError

__all__ = ["missing_name"]


def missing_name(module, name, known):
    """An error that says so, and names the nearest thing.

    Args:
        module (str): where the name was looked for
        name (str): the name
        known (iterable of str): the names that are there
    """
    near = difflib.get_close_matches(name, [n for n in known if not n.startswith("_")], n=3)
    hint = f"; did you mean {', '.join(f'{module}.{n}' for n in near)}?" if near else ""
    return NotAvailableError(f"module '{module}' has no attribute '{name}'{hint}", name=name)
