"""What operators give: numbers, texts, arrays, and classes whose operators say it in their annotations."""

import ast

from th.session import numpydoc, returns, statics
from th.session.inferred import Instance, class_of
from th.session.statics import is_a

__all__ = ["binary", "compare", "is_table", "item", "unary"]

NAMES = {
    ast.Add: "add", ast.Sub: "sub", ast.Mult: "mul", ast.Div: "truediv", ast.FloorDiv: "floordiv", ast.Mod: "mod",
    ast.Pow: "pow", ast.MatMult: "matmul", ast.BitAnd: "and", ast.BitOr: "or", ast.BitXor: "xor",
    ast.LShift: "lshift", ast.RShift: "rshift",
}  # fmt: skip
NUMBERS = (bool, int, float, complex)
ARRAY = ("numpy", "ndarray")


def is_array(owner):
    """Whether a class is numpy's array or one of its subclasses."""
    return any((statics.module_of(each), statics.short_name(each)) == ARRAY for each in statics.mro(owner))


def is_table(owner):
    """Whether a class is pandas' table."""
    return statics.module_of(owner).startswith("pandas") and statics.short_name(owner) == "DataFrame"


def binary(evaluator, operator, left, right):
    """Return what `left operator right` would be, or None."""
    owners = class_of(left), class_of(right)
    for owner in owners:
        if owner is not None and is_array(owner):
            return Instance(owner)
    if owners[0] in NUMBERS and owners[1] in NUMBERS:
        widest = max(NUMBERS.index(owners[0]), NUMBERS.index(owners[1]), 1)
        if is_a(operator, ast.Div):
            widest = max(widest, NUMBERS.index(float))
        return Instance(NUMBERS[widest])
    if owners[0] is str and is_a(operator, (ast.Mod, ast.Mult, ast.Add)):
        return Instance(str)
    if owners[0] in (list, tuple, bytes) and is_a(operator, (ast.Add, ast.Mult)):
        return Instance(owners[0], getattr(left, "element", None))
    if owners[0] in (set, frozenset, dict) and owners[0] is owners[1]:
        return Instance(owners[0])
    name = NAMES.get(type(operator))
    return dunder(evaluator, left, f"__{name}__", right) or dunder(evaluator, right, f"__r{name}__", left)


def unary(evaluator, owner, operand):
    """Return what `-operand` would be, or None."""
    if owner in NUMBERS:
        return Instance(int if owner is bool else owner)
    return Instance(owner) if is_array(owner) else dunder(evaluator, operand, "__neg__")


def compare(evaluator, sides):
    """Return what a comparison would be."""
    for side in sides:
        owner = class_of(side)
        if owner is not None and is_array(owner):
            return Instance(owner)
    return dunder(evaluator, sides[0], "__lt__", sides[1]) or Instance(bool)


def item(evaluator, base, key=None):
    """Return what a subscript of an object would be, or None."""
    owner = class_of(base)
    if owner is None:
        return None
    if is_table(owner):
        return numpydoc.loaded("pandas", "Series") if isinstance(key, str) else Instance(owner)
    return Instance(owner) if is_array(owner) else dunder(evaluator, base, "__getitem__", None)


def dunder(evaluator, base, name, *arguments):
    """Return what a special method of base would give, by its annotation or source."""
    owner = class_of(base)
    if owner is None:
        return None
    function = statics.class_lookup(owner, name)
    if function is statics.MISSING or owner in NUMBERS:
        return None
    return returns.of_function(evaluator, function, base, list(arguments), {})
