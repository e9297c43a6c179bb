"""The line below an error that says what may have been meant."""

import builtins
import keyword
import sys

from th.session import statics

__all__ = ["hint", "nearest"]

BLOCKS = ("if", "for", "while", "def", "class", "with", "try", "else", "elif", "except", "finally")


def nearest(word, names, *, count=3):
    """Return the names nearest to a word, best first.

    Example:
        >>> nearest("zeors", ["zeros", "ones", "eye"])
        ['zeros']
    """
    import difflib  # 6 ms, paid by the first error only

    names = list(dict.fromkeys(names))
    lowered = {name.lower(): name for name in names}
    found = difflib.get_close_matches(word.lower(), lowered, n=count, cutoff=0.7)
    return [lowered[name] for name in found]


def hint(error, namespace):
    """Return a hint for an error, or an empty text."""
    names = candidates(error, namespace)
    word = wanted(error)
    if names and isinstance(word, str):
        found = [name for name in nearest(word, names) if name != word]
        if found:
            prefix = "self." if "self." + found[0] in names else ""
            return f"did you mean {prefix}{' or '.join(found)}?"
    if isinstance(error, NameError) and word in MISSING_IMPORTS:
        return f"type: {MISSING_IMPORTS[word]}"
    return ""


MISSING_IMPORTS = {
    "plt": "import matplotlib.pyplot as plt",
    "pd": "import pandas as pd",
    "math": "import math",
    "os": "import os",
    "sys": "import sys",
    "re": "import re",
    "time": "import time",
    "json": "import json",
    "random": "import random",
    "Path": "from pathlib import Path",
    "tqdm": "from tqdm import tqdm",
}


def wanted(error):
    """Return the name that was not found."""
    message = str(error)
    if isinstance(error, ImportError) and message.startswith("cannot import name"):
        return message.split("'")[1]
    return getattr(error, "name", None)


def source_module(error):
    """Return the module from which `from x import name` failed, when it is loaded."""
    parts = str(error).split("'")
    return sys.modules.get(parts[3]) if len(parts) > 4 and parts[0] == "cannot import name " else None


def candidates(error, namespace):
    """Return the names that could have been meant."""
    if isinstance(error, AttributeError):
        target = getattr(error, "obj", None)
        return statics.names(target) if target is not None else []
    if isinstance(error, ImportError):
        module = source_module(error)
        return statics.names(module) if module is not None else []
    if isinstance(error, NameError):
        names = [name for name in namespace if not name.startswith("_")]
        names += frame_names(error)
        session = namespace.get("__th__")
        names += session.lazy.names() if session is not None else []
        return names + dir(builtins) + keyword.kwlist
    return []


def frame_names(error):
    """Return the local names where the error arose."""
    last = error.__traceback__
    while last is not None and last.tb_next is not None:
        last = last.tb_next
    return list(last.tb_frame.f_locals) if last is not None else []
