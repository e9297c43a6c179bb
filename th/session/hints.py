"""The line below an error that says what may have been meant."""

import builtins
import keyword
import re
import sys

from th.session import files, statics

__all__ = ["hint", "nearest"]

PROGRAM = re.compile(r"(?P<name>[a-z][\w.+-]*)(?:[ \t]+[\w./~-][^\n]*)?")  # a word, or words
BLOCKS = ("if", "for", "while", "def", "class", "with", "try", "else", "elif", "except", "finally")


def nearest(word, names, *, count=2):
    """Return the names nearest to a word, best first.

    Example:
        >>> nearest("zeors", ["zeros", "ones", "eye"])
        ['zeros']
    """
    import difflib  # 6 ms, paid by the first error only

    names = list(dict.fromkeys(names))
    lowered = {name.lower(): name for name in names}
    found = difflib.get_close_matches(word.lower(), lowered, n=3 * count, cutoff=0.6 if len(word) < 5 else 0.7)
    found.sort(key=lambda name: name[:1] != word[:1].lower())  # the first letter is seldom the wrong one
    return [lowered[name] for name in found[:count]]


def hint(error, namespace):
    """Return a hint for an error, or an empty text."""
    if isinstance(error, SyntaxError) and str(error.msg).startswith("invalid character"):
        return plain_line(error)
    word = wanted(error)
    failure = late_failure(word, namespace)
    if isinstance(error, NameError) and failure is not None:
        return f"`{word}` could not be loaded: {type(failure).__name__}: {failure}"
    if isinstance(error, NameError) and word in MISSING_IMPORTS:
        return f"type: {MISSING_IMPORTS[word]}"
    names = candidates(error, namespace)
    if names and isinstance(word, str):
        found = [name for name in nearest(word, names) if name != word]
        if found:
            prefix = "self." if "self." + found[0] in names else ""
            return f"did you mean {prefix}{' or '.join(found)}?"
    if isinstance(error, ModuleNotFoundError):
        return missing_module(error)
    line = program_line(error, namespace)
    return f"to run the program: $ {line}" if line else ""


def program_line(error, namespace):
    """Return the statement that failed where it reads like a program's line: `git status`, `python work.py`."""
    session = namespace.get("__th__")
    text = session.entry.text.strip() if session is not None and session.entry is not None else ""
    match = PROGRAM.fullmatch(text)
    if match is None or not isinstance(error, (SyntaxError, NameError)):
        return ""
    import shutil  # 4 ms

    name = match["name"]
    is_python = name in namespace or hasattr(builtins, name) or keyword.iskeyword(name)
    return text if not is_python and shutil.which(name) else ""


def plain_line(error):
    """Return the line of a text out of a word processor with the signs that Python knows."""
    line = (error.text or "").strip()
    changed = line.translate(TYPOGRAPHY)
    return f"did you mean {changed}" if changed != line else ""


TYPOGRAPHY = str.maketrans({**dict.fromkeys("“”„«»", '"'), **dict.fromkeys("‘’‚", "'"), **dict.fromkeys("–−", "-"), "×": "*"})
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


def late_failure(word, namespace):
    """Return the error with which a name that is loaded at its first touch failed, or None."""
    session = namespace.get("__th__")
    return None if session is None else session.lazy.failures.get(word)


def missing_module(error):
    """Return what to type for a module that is not installed, or the nearest that is."""
    name, _, rest = (error.name or "").partition(".")
    if rest and name in sys.modules:
        return missing_part(error.name)
    near = [each for each in nearest(name, files.modules()) if each != name]
    known = PACKAGES.get(name, name)
    if near and name not in PACKAGES:
        return f"did you mean {near[0]}? or type: $ pip install {known}"
    return f"type: $ pip install {known}"


def missing_part(name):
    """Return the nearest module of a package that is installed and has no module of this name."""
    import pkgutil  # 3 ms

    package, _, part = name.rpartition(".")
    folders = getattr(sys.modules.get(package), "__path__", ())
    near = nearest(part, [module.name for module in pkgutil.iter_modules(folders)])
    return f"did you mean {' or '.join(f'{package}.{each}' for each in near)}?" if near else ""


# module -> the package that brings it, where the names differ
PACKAGES = {
    "PIL": "pillow", "sklearn": "scikit-learn", "skimage": "scikit-image", "cv2": "opencv-python", "yaml": "pyyaml",
    "cupy": "cupy-cuda12x", "pandas": "pandas", "scipy": "scipy", "matplotlib": "matplotlib", "IPython": "ipython",
}  # fmt: skip


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
