"""Signatures of callables, found without running anything of the user's."""

import re
import types

from th.session import statics
from th.session.inferred import Bound, Instance
from th.session.statics import MISSING, is_a

__all__ = ["documentation", "first_line", "is_heap", "name_of", "of", "parameters", "text", "without_signature"]

DOC_SIGNATURE = re.compile(
    r"\s*(?:[\w.]+\s*=\s*)?(?:[\w.]*\.)?(\w+)\(((?:[^()\n]|\n[ \t]*(?=[^ \t\n])|\([^()]*\))*)\)[ \t]*(?:-+>[^\n]*)?(?:\n|\Z)"
)
PARAMETER = re.compile(r"(\*{0,2}[^\W\d]\w*)\s*(?:[:=].*)?\Z", re.DOTALL)
ANNOTATION = re.compile(r"\b(?:typing|builtins|th\.tensor\.\w+|numpy)\.")


def parameters(inferred):
    """Return the parameters of a callable as texts, `self` left out, or None where nothing is known."""
    if is_a(inferred, Bound):
        found = of(inferred.function)
        return found if found is None or not found or is_static(inferred) else found[1:]
    if is_a(inferred, Instance):
        return of_call(inferred.owner)
    if inferred is None:
        return None
    value = inferred.value
    if is_a(value, type):
        return of_class(value)
    if is_a(value, types.MethodType):
        found = of(value.__func__)
        return found[1:] if found and not is_cython(value.__func__) else found
    found = of(value)
    return found if found is not None else of_call(type(value))


def is_static(bound):
    """Whether a signature read from C or a declaration already leaves `self` out."""
    found = of(bound.function)
    return (
        not found
        or is_cython(bound.function)
        or not re.match(r"(?:self|cls|\$self|input|x|mcs)\b|/\Z", found[0])
        and not is_a(bound.function, types.FunctionType)
    )


def of(function):
    """Return the parameters of a function or callable object as texts, or None."""
    space = statics.instance_dict(function)
    declared = space.get("__signature__")
    if is_cython(function):
        return of_doc(function.__doc__)
    if statics.is_signature(declared):
        return of_signature(declared)
    if is_a(function, types.FunctionType):
        wrapped = space.get("__wrapped__")
        return of(wrapped) if wrapped is not None and wrapped is not function else of_python(function)
    if is_a(function, (staticmethod, classmethod)):
        return of(function.__func__)
    if space.get("__wrapped__") is not None and is_a(space["__wrapped__"], types.FunctionType):
        return of_python(space["__wrapped__"])
    if is_a(function, (types.BuiltinFunctionType, types.MethodDescriptorType, types.WrapperDescriptorType)):
        return of_c(function)
    if statics.module_of(type(function)).split(".")[0] in ("numpy", "functools"):
        return of_doc(getattr(function, "__doc__", None))
    return None


def is_cython(function):
    """Whether a function was written in Cython: only its documentation says what it takes, and leaves `self` out."""
    return statics.short_name(type(function)) == "cython_function_or_method"


def of_signature(signature):
    """Return the parameters of an inspect.Signature as texts."""
    marked = str(signature.replace(return_annotation=signature.empty))
    return split(ANNOTATION.sub("", marked)[1:-1])


def of_python(function):
    """Return the parameters of a Python function, defaults as their source where that is short."""
    import inspect  # 16 ms the first time; prompt_toolkit and ipykernel have it loaded already

    try:
        return of_signature(inspect.signature(plain_copy(function)))
    except (ValueError, TypeError):
        return None


def plain_copy(function):
    """Return a function like this one whose defaults show themselves safely: no repr of the user's is run."""
    safe = types.FunctionType(function.__code__, {}, function.__name__, None, function.__closure__)
    safe.__defaults__ = tuple(map(Shown, function.__defaults__ or ())) or None
    safe.__kwdefaults__ = {name: Shown(value) for name, value in (function.__kwdefaults__ or {}).items()} or None
    safe.__annotations__ = {name: note for name, note in function.__annotations__.items() if is_plain(note)}
    return safe


def is_plain(note):
    """Whether an annotation can be shown without running code of the user's."""
    return is_a(note, (str, type)) or statics.module_of(type(note)) in ("typing", "types")


class Shown:
    """A default as a signature shows it."""

    __slots__ = ("text",)

    def __init__(self, value):
        if value is None or type(value) in (int, float, bool, str, complex, bytes):
            self.text = repr(value) if not is_a(value, (str, bytes)) or len(value) < 30 else "..."
        elif type(value) in (tuple, list, dict) and not value:
            self.text = repr(value)
        elif type(value) is tuple and all(type(each) in (int, float, bool, str, type(None)) for each in value):
            self.text = repr(value)
        else:
            name = statics.instance_dict(value).get("__name__") if not is_a(value, type) else None
            self.text = (
                name if is_a(name, str) else type.__dict__["__name__"].__get__(value) if is_a(value, type) else "..."
            )

    def __repr__(self):
        return self.text


def of_c(function):
    """Return the parameters of a function written in C."""
    signature = getattr(function, "__text_signature__", None)
    if signature:
        listed = [each for each in split(signature.strip()[1:-1]) if each != "/"]
        is_free = is_a(function, types.BuiltinFunctionType) and listed and listed[0].startswith("$")
        return [each.lstrip("$") for each in (listed[1:] if is_free else listed)]
    return of_doc(getattr(function, "__doc__", None))


def of_doc(doc):
    """Return the parameters that the first line of a documentation gives, or None."""
    if not is_a(doc, str):
        return None
    match = DOC_SIGNATURE.match(doc)
    if not match:
        return None
    flat = re.sub(r"[\[\]]", "", re.sub(r"\[,", ",", match.group(2)))
    return [each for each in split(flat) if each and each != "/"]


def of_class(owner):
    """Return the parameters that making an object of a class takes."""
    declared = statics.class_dict(owner).get("__signature__")
    if statics.is_signature(declared):
        return of_signature(declared)
    for name in ("__init__", "__new__"):
        found = statics.class_lookup(owner, name)
        found = found.__func__ if is_a(found, staticmethod) else found
        if is_a(found, types.FunctionType):
            parameters = of(found)
            return parameters and parameters[1:]
    signature = type.__dict__["__text_signature__"].__get__(owner) if not is_heap(owner) else None
    if signature:
        return [each for each in split(signature.strip()[1:-1].replace("$", "")) if each != "/"]
    return of_doc(type.__dict__["__doc__"].__get__(owner)) if statics.class_dict(owner).get("__doc__") else None


def is_heap(owner):
    """Whether a class was made by a class statement (or the like), not in C."""
    return bool(type.__dict__["__flags__"].__get__(owner) & (1 << 9))


def of_call(owner):
    """Return the parameters of calling an object of a class; a network's are those of its forward."""
    forward = statics.class_lookup(owner, "forward")
    call = forward if is_a(forward, types.FunctionType) else statics.class_lookup(owner, "__call__")
    if call is MISSING:
        return None
    found = of(call)
    return found[1:] if found else found


def split(text):
    """Cut a parameter list at its commas, brackets and quotes minded.

    Example:
        >>> split("a, b=(1, 2), *, c='x,y'")
        ['a', 'b=(1, 2)', '*', "c='x,y'"]
    """
    pieces, depth, quote, start = [], 0, "", 0
    for place, letter in enumerate(text):
        if quote:
            quote = "" if letter == quote else quote
        elif letter in "'\"":
            quote = letter
        elif letter in "([{":
            depth += 1
        elif letter in ")]}":
            depth -= 1
        elif letter == "," and depth == 0:
            pieces.append(text[start:place].strip())
            start = place + 1
    pieces.append(text[start:].strip())
    return [piece for piece in pieces if piece]


def name_of(parameter):
    """Return the name that a parameter's text declares, or an empty text for `*` and `/`."""
    match = PARAMETER.match(parameter)
    return match.group(1) if match else ""


def text(inferred):
    """Return `(a, b=1)` of a callable, or an empty text."""
    try:
        found = parameters(inferred)
    except Exception:
        return ""
    return "" if found is None else f"({', '.join(found)})"


def first_line(value):
    """Return the first sentence of an object's documentation, or an empty text."""
    doc = documentation(value)
    for line in doc.strip().split("\n"):
        if line.strip() and not DOC_SIGNATURE.match(line + "\n"):
            return line.strip()
    return ""


def without_signature(doc):
    """Return a docstring without the signature that C functions begin theirs with.

    Example:
        >>> without_signature("f(x, y=1)\\n--\\n\\nAdds.")
        'Adds.'
    """
    match = DOC_SIGNATURE.match(doc)
    while match:
        doc = doc[match.end() :].lstrip("\n")
        doc = doc[2:].lstrip("\n") if doc.startswith("--\n") else doc
        match = DOC_SIGNATURE.match(doc)
    return doc


def documentation(value):
    """Return the docstring of an object, or of its class, without running a property."""
    owner = type(value)
    if is_a(value, (types.FunctionType, types.ModuleType, property, *C_TYPES)) or statics.module_of(owner) in TRUSTED:
        found = getattr(value, "__doc__", None)
    elif is_a(value, type):
        found = statics.class_dict(value).get("__doc__")
        if not is_a(found, str) and not is_heap(value):
            found = type.__dict__["__doc__"].__get__(value)
    else:
        found = statics.instance_dict(value).get("__doc__") or statics.class_lookup(owner, "__doc__")
    return found if is_a(found, str) else ""


C_TYPES = (
    types.BuiltinFunctionType,
    types.MethodDescriptorType,
    types.WrapperDescriptorType,
    types.GetSetDescriptorType,
)
TRUSTED = ("numpy", "builtins")
