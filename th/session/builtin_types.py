"""What the functions, methods and attributes that are written in C give: tables for Python's own and numpy's array."""

import types

from th.session import statics
from th.session.inferred import Instance, Known, class_of, element_of
from th.session.statics import is_a

__all__ = ["attribute", "dict_value", "is_builtin", "returned"]

C_FUNCTIONS = (types.BuiltinFunctionType, types.MethodDescriptorType, types.WrapperDescriptorType)
SAME = "same"  # the method gives an object of the class it belongs to
STRING = (
    "capitalize casefold center expandtabs format format_map join ljust lower lstrip removeprefix removesuffix replace"
    " rjust rstrip strip swapcase title translate upper zfill"
)
METHODS = {
    str: {SAME: STRING, bool: "endswith startswith isalpha isdigit islower isupper isspace isnumeric isidentifier",
          int: "count find index rfind rindex", bytes: "encode", list: "split rsplit splitlines", tuple: "partition rpartition"},
    bytes: {SAME: STRING.replace("format format_map ", ""), str: "decode hex", list: "split rsplit splitlines"},
    list: {SAME: "copy", int: "count index"},
    dict: {SAME: "copy"},
    set: {SAME: "copy union intersection difference symmetric_difference", bool: "issubset issuperset isdisjoint"},
    frozenset: {SAME: "copy union intersection difference symmetric_difference"},
    int: {int: "bit_length bit_count", bytes: "to_bytes", bool: "is_integer", tuple: "as_integer_ratio"},
    float: {bool: "is_integer", str: "hex", tuple: "as_integer_ratio"},
    complex: {complex: "conjugate"},
}  # fmt: skip
RESULTS = {
    owner: {name: kind for kind, names in groups.items() for name in names.split()} for owner, groups in METHODS.items()
}
FUNCTIONS = {
    "abs": SAME, "ascii": str, "bin": str, "callable": bool, "chr": str, "dir": list, "divmod": tuple, "format": str,
    "all": bool, "any": bool, "getattr": None, "globals": dict, "hasattr": bool, "hash": int, "hex": str, "id": int,
    "input": str, "isinstance": bool, "issubclass": bool, "len": int, "locals": dict, "oct": str, "ord": int,
    "repr": str, "round": SAME, "vars": dict,
}  # fmt: skip
ARRAY_ATTRIBUTES = {
    "ndarray": "T real imag flat base mT", "tuple": "shape strides", "int": "ndim size nbytes itemsize",
}  # fmt: skip


def is_builtin(function):
    """Whether a callable is written in C: asking it for its name runs nothing of the user's."""
    return is_a(function, C_FUNCTIONS)


def returned(function, name, base, arguments):
    """Return what a function written in C gives, or None."""
    owner = getattr(function, "__objclass__", None)
    if owner is None:
        this = getattr(function, "__self__", None)
        if is_a(this, types.ModuleType) or this is None:
            return of_builtin(name, arguments)
        base, owner = Known(this), type(this)
    if owner is dict:
        return of_dict(name, base)
    if owner is list and name == "pop":
        return element_of(base)
    kind = RESULTS.get(owner, {}).get(name)
    if kind == SAME:
        return Instance(owner, element_of(base))
    if kind is not None:
        return Instance(kind, Instance(owner) if kind in (list, tuple) else None)
    return None


def of_builtin(name, arguments):
    """Return what a builtin function gives."""
    given = arguments[0] if arguments else None
    if name in ("sorted", "list"):
        return Instance(list, element_of(given))
    if name in ("min", "max", "next"):
        return element_of(given) or (given if len(arguments) > 1 else None)
    if name in ("sum",):
        return element_of(given) and Instance(class_of(element_of(given)))
    if name in ("iter", "reversed"):
        return given
    if name == "open":
        import io

        return Instance(io.TextIOWrapper, Instance(str))
    kind = FUNCTIONS.get(name)
    if kind == SAME:
        return Instance(class_of(given)) if class_of(given) is not None else None
    return None if kind is None else Instance(kind)


def of_dict(name, base):
    """Return what a method of a dict gives."""
    value = dict_value(base)
    if name in ("get", "pop", "setdefault"):
        return value
    if name == "values":
        return Instance(list, value)
    if name == "keys":
        return Instance(list, element_of(base))
    if name == "items":
        return Instance(list, Instance(tuple, items={0: element_of(base), 1: value}))
    return base if name == "copy" else None


def dict_value(base):
    """Return what the values of a dict are."""
    if is_a(base, Known) and is_a(base.value, dict):
        for key in dict.keys(base.value):
            return Known(dict.__getitem__(base.value, key))
        return None
    return base.element if is_a(base, Instance) else None


def attribute(owner, name):
    """Return what an attribute of an object of owner holds, or None."""
    if (statics.module_of(owner), statics.short_name(owner)) == ("numpy", "ndarray"):
        for kind, names in ARRAY_ATTRIBUTES.items():
            if name in names.split():
                return Instance(owner if kind == "ndarray" else {"tuple": tuple, "int": int}[kind])
    if owner in (int, float, complex) and name in ("real", "imag", "numerator", "denominator"):
        return Instance(float if owner is complex else owner)
    return None
