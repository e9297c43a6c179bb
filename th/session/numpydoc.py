"""What a function of numpy's family returns, read from the "Returns" section of its documentation."""

import re
import sys

from th.session import statics
from th.session.inferred import Instance

__all__ = ["loaded", "of_function"]

PACKAGES = ("numpy", "scipy", "pandas", "sklearn", "matplotlib", "builtins", "skimage")
RETURNS = re.compile(r"^[ \t]*Returns\n[ \t]*-{3,}\n[ \t]*(?:[\w, ]+ : )?([^\n]+)", re.MULTILINE)
REFERS = re.compile(r"(?:Refer to|See|see) `?(?:numpy|np)\.(\w+)`?")
C_TYPES = ("function", "builtin_function_or_method", "method_descriptor", "cython_function_or_method")
PLAIN = {"int": int, "float": float, "bool": bool, "str": str, "tuple": tuple, "list": list, "dict": dict}


def of_function(function):
    """Return an Instance of the class that the documentation names, or None."""
    owner = type(function)
    if statics.module_of(owner).split(".")[0] not in PACKAGES and statics.short_name(owner) not in C_TYPES:
        return None
    if statics.short_name(owner) == "ufunc":
        return of_name("ndarray")
    package = home(function).split(".")[0]
    if package not in PACKAGES or package == "builtins":
        return None
    return of_text(getattr(function, "__doc__", None), 2)


def home(function):
    """Return the module of a function written in C, or of the class that it is a method of."""
    module = getattr(function, "__module__", None)
    if isinstance(module, str):
        return module
    owner = getattr(function, "__objclass__", None) or type(getattr(function, "__self__", None))
    return str(statics.module_of(owner))


def of_text(text, hops):
    """Return what a documentation says is returned."""
    if not isinstance(text, str):
        return None
    found = RETURNS.search(text)
    if found:
        return of_name(found.group(1))
    refers = REFERS.search(text)
    numpy = sys.modules.get("numpy")
    if refers and hops and numpy is not None:
        other = statics.lookup(numpy, refers.group(1))
        return None if other is statics.MISSING else of_text(getattr(other, "__doc__", None), hops - 1)
    return None


def of_name(text):
    """Return an Instance of the class named first in text."""
    for word in re.findall(r"\w+", text):
        if word in ("ndarray", "array", "arrays", "array_like", "matrix"):
            return loaded("numpy", "ndarray")
        if word in ("DataFrame", "Series", "Index"):
            return loaded("pandas", word)
        if word in ("Axes", "Figure"):
            return loaded("matplotlib." + word.lower().replace("axes", "axes"), word)
        if word in PLAIN:
            return Instance(PLAIN[word])
    return None


def loaded(module_name, name):
    """Return an Instance of a class whose module is loaded, or None."""
    module = sys.modules.get(module_name)
    found = statics.MISSING if module is None else statics.lookup(module, name)
    return Instance(found) if isinstance(found, type) else None
