"""What an annotation means: classes, texts that name them, and typing's forms; nothing is evaluated by Python."""

import ast
import builtins
import sys
import types

from th.session import statics
from th.session.inferred import Instance, Known, first
from th.session.statics import MISSING, is_a

__all__ = ["ours", "resolve"]

UNIONS = ("Optional", "Union", "Annotated", "Final", "ClassVar", "Required", "NotRequired")
LISTS = ("List", "Sequence", "Iterable", "Iterator", "Collection", "MutableSequence", "Generator", "AsyncIterator")
DICTS = ("Dict", "Mapping", "MutableMapping", "OrderedDict", "DefaultDict")
AWAITS = ("Awaitable", "Coroutine")


def resolve(evaluator, annotation, names, base=None):
    """Return what a value with this annotation would be, or None."""
    if annotation is None or annotation is type(None):
        return None
    if is_a(annotation, str):
        return resolve_text(evaluator, annotation, names, base)
    if is_a(annotation, types.GenericAlias) or statics.module_of(type(annotation)) in ("typing", "types"):
        return resolve_form(evaluator, annotation, names, base)
    if is_a(annotation, type):
        return Instance(annotation)
    return None


def resolve_form(evaluator, annotation, names, base):
    """Resolve an object of typing's."""
    argument = getattr(annotation, "__forward_arg__", None)
    if argument is not None:
        return resolve_text(evaluator, argument, names, base)
    if getattr(annotation, "__name__", None) == "Self":
        return base
    bound = getattr(annotation, "__bound__", None)
    if bound is not None:
        return base or resolve(evaluator, bound, names, base)
    origin, arguments = getattr(annotation, "__origin__", None), getattr(annotation, "__args__", ())
    if origin is None:
        if is_a(annotation, types.UnionType):
            return first(resolve(evaluator, each, names, base) for each in arguments)
        return None
    inner = [resolve(evaluator, each, names, base) for each in arguments if each is not Ellipsis]
    name = getattr(annotation, "_name", None) or getattr(origin, "__name__", "")
    return formed(name, origin if is_a(origin, type) else None, inner)


def formed(name, origin, inner):
    """Return what `name[inner]` is."""
    if name in UNIONS or name == "UnionType":
        return first(inner)
    if name in AWAITS:
        return Instance(types.CoroutineType, inner[-1] if inner else None)
    if name in LISTS or origin in (list, set, frozenset):
        return Instance(origin if origin in (list, set, frozenset) else list, first(inner))
    if name in DICTS or origin is dict:
        return Instance(dict, inner[-1] if inner else None)
    if origin is tuple or name == "Tuple":
        return Instance(tuple, first(inner), items=dict(enumerate(inner)))
    if origin is type:
        return Known(inner[0].owner) if inner and is_a(inner[0], Instance) else None
    return Instance(origin) if origin is not None else None


def resolve_text(evaluator, text, names, base):
    """Resolve an annotation written as text."""
    try:
        tree = ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError):
        return None
    return resolve_tree(evaluator, tree, names, base)


def resolve_tree(evaluator, node, names, base):
    """Resolve the tree of an annotation."""
    if is_a(node, ast.Constant):
        return resolve_text(evaluator, node.value, names, base) if is_a(node.value, str) else None
    if is_a(node, ast.BinOp) and is_a(node.op, ast.BitOr):
        return first(resolve_tree(evaluator, each, names, base) for each in (node.left, node.right))
    if is_a(node, ast.Subscript):
        elements = node.slice.elts if is_a(node.slice, ast.Tuple) else [node.slice]
        inner = [resolve_tree(evaluator, each, names, base) for each in elements]
        name = node.value.attr if is_a(node.value, ast.Attribute) else getattr(node.value, "id", "")
        origin = named(node.value, names)
        return formed(name, origin if is_a(origin, type) else None, inner)
    if is_a(node, ast.Name) and node.id == "Self":
        return base
    value = named(node, names)
    return None if value is MISSING else resolve(evaluator, value, names, base)


def named(node, names):
    """Return the object that a dotted name in an annotation stands for, or MISSING."""
    if is_a(node, ast.Attribute):
        value = named(node.value, names)
        return MISSING if value is MISSING else statics.lookup(value, node.attr)
    if not is_a(node, ast.Name):
        return MISSING
    if node.id in names:
        return names[node.id]
    if node.id in vars(builtins):
        return vars(builtins)[node.id]
    return ours(node.id)


def ours(name):
    """Return what th calls so; its ops name their result's class as a text."""
    package = sys.modules.get("th")
    return MISSING if package is None or name.startswith("_") else statics.module_value(package, name)
