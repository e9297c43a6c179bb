"""What a call gives, without calling: annotations first, then tables, documentation, and the function's own source."""

import re
import types

from th.session import annotations, builtin_types, functions, networks, numpydoc, statics
from th.session.inferred import Bound, Instance, Known, class_of, element_of, first
from th.session.statics import MISSING, is_a

__all__ = ["c_attribute", "declared", "documented", "is_own", "of_call", "of_function", "own_kind"]

TENSOR_SHOWN = re.compile(r"^\s+tensor\(|\A\s*(?:A |The |An )?(?:\w+ )?tensor\b", re.MULTILINE | re.IGNORECASE)


def of_call(evaluator, callee, arguments, named):
    """Return what calling callee would give, or None."""
    if is_a(callee, Bound):
        return of_function(evaluator, callee.function, callee.base, arguments, named)
    if is_a(callee, Instance):
        return of_object(evaluator, callee, arguments, named)
    value = callee.value
    if is_a(value, type):
        return construct(value, arguments)
    if is_a(value, types.MethodType):
        return of_function(evaluator, value.__func__, Known(value.__self__), arguments, named)
    if is_a(value, (types.FunctionType, types.BuiltinFunctionType)) or has_annotation(value):
        return of_function(evaluator, value, None, arguments, named)
    if statics.module_of(type(value)) == "functools" and statics.short_name(type(value)) == "partial":
        return of_call(evaluator, Known(value.func), [*map(Known, value.args), *arguments], named)
    return numpydoc.of_function(value) or of_object(evaluator, callee, arguments, named)


def of_object(evaluator, callee, arguments, named):
    """Return what calling an object gives: its class's `__call__`, or `forward` of a network."""
    owner = class_of(callee)
    call = statics.class_lookup(owner, "__call__")
    if call is MISSING:
        return None
    forward = statics.class_lookup(owner, "forward")
    found = None
    if is_a(forward, types.FunctionType):
        found = of_function(evaluator, forward, callee, arguments, named)
    return found or of_function(evaluator, call, callee, arguments, named)


def construct(owner, arguments):
    """Return what calling a class gives."""
    given = arguments[0] if arguments else None
    if owner is type and given is not None and class_of(given) is not None:
        return Known(class_of(given))
    if owner in (list, tuple, set, frozenset, reversed, filter):
        return Instance(owner, element_of(arguments[-1]) if arguments else None)
    if owner is enumerate:
        items = {0: Instance(int), 1: element_of(given) if given else None}
        return Instance(owner, Instance(tuple, items=items))
    if owner is zip:
        items = {place: element_of(each) for place, each in enumerate(arguments) if each is not None}
        return Instance(owner, Instance(tuple, items=items))
    if owner is dict and is_a(given, (Known, Instance)) and class_of(given) is dict:
        return given
    return Instance(owner)


def has_annotation(value):
    """Whether a callable object carries a return annotation or a signature of its own."""
    space = statics.instance_dict(value)
    return "__signature__" in space or "__annotations__" in space or "__wrapped__" in space


def annotation_of(function):
    """Return the return annotation of a function or callable object, or MISSING; nothing is evaluated."""
    if is_a(function, types.FunctionType):
        found = function.__annotations__.get("return", MISSING)
        if found is not MISSING:
            return found
    space = statics.instance_dict(function)
    declared_here = space.get("__annotations__")
    if is_a(declared_here, dict) and "return" in declared_here:
        return declared_here["return"]
    signature = space.get("__signature__")
    if statics.is_signature(signature):
        found = signature.return_annotation
        return MISSING if is_a(found, type) and statics.short_name(found) == "_empty" else found
    wrapped = space.get("__wrapped__")
    return MISSING if wrapped is None or wrapped is function else annotation_of(wrapped)


def of_function(evaluator, function, base, arguments, named):
    """Return what a function gives for these arguments; base is the object when it is a method."""
    fields = named_results(function, base, arguments, named)
    if fields is not None:
        return fields
    annotation = annotation_of(function)
    if annotation is not MISSING:
        found = annotations.resolve(evaluator, annotation, globals_of(function), base)
        return wrapped_coroutine(function, found)
    if is_a(function, types.FunctionType):
        if function.__name__ == "state_dict" and is_a(base, Known) and is_own(function):
            return networks.state(base.value)
        wrapped = statics.instance_dict(function).get("__wrapped__")
        if is_a(wrapped, types.FunctionType):
            function = wrapped
        return documented(function) or functions.returned(evaluator, function, base, arguments, named)
    name = getattr(function, "__name__", None) if builtin_types.is_builtin(function) else None
    if name is not None:
        return builtin_types.returned(function, name, base, arguments) or numpydoc.of_function(function)
    call = statics.class_lookup(type(function), "__call__")
    if is_a(call, types.FunctionType) and annotation_of(call) is not MISSING:
        return of_function(evaluator, call, base, arguments, named)
    return numpydoc.of_function(function)


def documented(function):
    """Return what a function of th's own gives, when the example in its documentation shows a tensor."""
    if not is_own(function) or not TENSOR_SHOWN.search(function.__doc__ or ""):
        return None
    tensor = annotations.ours("Tensor")
    return Instance(tensor) if is_a(tensor, type) else None


def named_results(function, base, arguments, named):
    """Return the named tuple of tensors that an operation such as `max` gives along a dim, or None."""
    function = statics.instance_dict(function).get("__wrapped__", function)
    if not is_a(function, types.FunctionType) or not is_own(function):
        return None
    owner = next((each for each in function.__globals__.values() if is_result(each, function.__name__)), None)
    tensor = annotations.ours("Tensor")
    if owner is None or not is_a(tensor, type):
        return None
    own = arguments if base is not None else arguments[1:]
    is_along = "dim" in named or any(class_of(each) is int for each in own if each is not None)
    if not is_along and default_of(function, "dim") is None:
        return None
    fields = statics.class_lookup(owner, "_fields")
    return Instance(owner, Instance(tensor), items={place: Instance(tensor) for place in range(len(fields))})


def default_of(function, name):
    """Return the default of a parameter, or MISSING."""
    names = function.__code__.co_varnames[: function.__code__.co_argcount]
    defaults = function.__defaults__ or ()
    return dict(zip(names[len(names) - len(defaults) :], defaults, strict=True)).get(name, MISSING)


def is_result(value, name):
    """Whether a value is the class of an operation's named results."""
    return is_a(value, type) and statics.module_of(value) == "torch.return_types" and statics.short_name(value) == name


def is_own(function):
    """Whether a function is th's own."""
    return str(function.__module__).split(".")[0] == "th"


def own_kind(function):
    """Return a tensor for the attributes of th's tensors that are None at first: `grad`."""
    tensor = annotations.ours("Tensor") if str(function.__module__).startswith("th.tensor") else None
    return Instance(tensor) if is_a(tensor, type) else None


def wrapped_coroutine(function, found):
    """Return what calling an annotated function gives: for `async def` something to await."""
    code = getattr(function, "__code__", None)
    if is_a(code, types.CodeType) and code.co_flags & 0x80:
        return Instance(types.CoroutineType, found)
    return found


def globals_of(function):
    """Return the names among which a function's annotations are written."""
    found = getattr(function, "__globals__", None) if is_a(function, types.FunctionType) else None
    return found if found is not None else {}


def declared(evaluator, base, name):
    """Return what a class says of an attribute that is not there yet: its annotation, or `self.name = ...`."""
    owner = base.value if is_a(base, Known) and is_a(base.value, type) else class_of(base)
    if owner is None:
        return None
    for each in statics.mro(owner):
        notes = statics.class_dict(each).get("__annotations__")
        if is_a(notes, dict) and name in notes:
            return annotations.resolve(evaluator, notes[name], functions.module_names(each), base)
    if is_a(base, Known):
        return None
    return first(functions.assigned(evaluator, each, name, base) for each in statics.mro(owner)[:4])


def c_attribute(owner, name):
    """Return what an attribute written in C holds, from the table of known types."""
    return builtin_types.attribute(owner, name)
