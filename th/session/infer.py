"""What an expression would be, found without running it: live objects where there are any, else types."""

import ast
import time
import types

from th.session import arithmetic, returns, statics
from th.session.builtin_types import dict_value
from th.session.functions import FUNCTIONS, unpack
from th.session.inferred import Bound, Instance, Known, Written, class_of, element_of, first
from th.session.statics import MISSING, is_a

__all__ = ["Evaluator"]

DEPTH = 12
SECONDS = 0.15  # an inference that takes longer is given up


class Evaluator:
    """Evaluates expression trees over a scope (`scope(name)` -> Known, Instance or None)."""

    def __init__(self, scope, deadline=None):
        self.scope = scope
        self.deadline = deadline or time.perf_counter() + SECONDS
        self.depth = 0

    def source(self, text):
        """Return what the expression in text would be, or None."""
        try:
            return self.evaluate(ast.parse(text.strip(), mode="eval").body)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return None

    def evaluate(self, node):
        """Return Known, Instance, Bound or None for an expression tree."""
        if self.depth > DEPTH or time.perf_counter() > self.deadline:
            return None
        method = getattr(self, "visit_" + type(node).__name__, None)
        if method is None:
            return None
        self.depth += 1
        try:
            return method(node)
        finally:
            self.depth -= 1

    def child(self, scope):
        """Return an evaluator over another scope with the same limits."""
        made = Evaluator(scope, self.deadline)
        made.depth = self.depth + 1
        return made

    # -- leaves

    def visit_Name(self, node):
        return self.scope(node.id)

    def visit_Constant(self, node):
        return Known(node.value)

    def visit_JoinedStr(self, node):
        return Instance(str)

    def visit_List(self, node):
        return Instance(list, first(map(self.evaluate, node.elts)))

    def visit_Set(self, node):
        return Instance(set, first(map(self.evaluate, node.elts)))

    def visit_Tuple(self, node):
        items = [self.evaluate(each) for each in node.elts]
        return Instance(tuple, first(items), items=dict(enumerate(items)))

    def visit_Dict(self, node):
        items = {}
        for key, value in zip(node.keys, node.values, strict=True):
            if is_a(key, ast.Constant):
                items[key.value] = self.evaluate(value)
        return Instance(dict, first(items.values()), items=items)

    def visit_ListComp(self, node):
        return Instance(list, self.comprehended(node))

    def visit_SetComp(self, node):
        return Instance(set, self.comprehended(node))

    def visit_GeneratorExp(self, node):
        return Instance(types.GeneratorType, self.comprehended(node))

    def comprehended(self, node):
        """Return the element of a comprehension."""
        bound = {}
        inner = self.child(lambda name: bound[name] if name in bound else self.scope(name))
        for clause in node.generators:
            bound.update(unpack(clause.target, self.iterate(inner.evaluate(clause.iter))))
        return inner.evaluate(node.elt)

    # -- operators

    def visit_NamedExpr(self, node):
        return self.evaluate(node.value)

    def visit_Starred(self, node):
        return None

    def visit_IfExp(self, node):
        return self.evaluate(node.body) or self.evaluate(node.orelse)

    def visit_BoolOp(self, node):
        return first(map(self.evaluate, node.values))

    def visit_UnaryOp(self, node):
        if is_a(node.op, ast.Not):
            return Instance(bool)
        operand = self.evaluate(node.operand)
        owner = class_of(operand)
        return None if owner is None else arithmetic.unary(self, owner, operand)

    def visit_BinOp(self, node):
        return arithmetic.binary(self, node.op, self.evaluate(node.left), self.evaluate(node.right))

    def visit_Compare(self, node):
        if is_a(node.ops[0], (ast.In, ast.NotIn, ast.Is, ast.IsNot)):
            return Instance(bool)
        sides = [self.evaluate(node.left), *map(self.evaluate, node.comparators)]
        return arithmetic.compare(self, sides)

    def visit_Await(self, node):
        awaited = self.evaluate(node.value)
        return awaited.element if is_a(awaited, Instance) else None

    # -- attributes, subscripts, calls

    def visit_Attribute(self, node):
        base = self.evaluate(node.value)
        return None if base is None else self.attribute(base, node.attr)

    def attribute(self, base, name):
        """Return what an attribute of base would be."""
        if is_a(base, Bound):
            base = Known(base.function)
        if is_a(base, Written) and name in base.attributes:
            node = base.attributes[name]
            return None if is_a(node, FUNCTIONS) else self.evaluate(node)
        if is_a(base, Known):
            found = statics.lookup(base.value, name)
            if is_a(base.value, types.ModuleType):
                return None if found is MISSING else Known(found)
            if name in statics.instance_dict(base.value) and not is_a(base.value, type):
                return Known(found)
            return self.described(base, found, name)
        return self.described(base, statics.class_lookup(base.owner, name), name)

    def described(self, base, found, name):
        """Return what a class attribute gives when it is read through base, no descriptor of the user's being run."""
        is_class = is_a(base, Known) and is_a(base.value, type)
        if found is MISSING and not is_class and arithmetic.is_table(class_of(base)):
            return arithmetic.item(self, base, name)  # a column
        if found is MISSING:
            return returns.declared(self, base, name)
        if is_a(found, staticmethod):
            return Known(found.__func__)
        if is_a(found, classmethod):
            return Bound(found.__func__, Known(base.value) if is_class else Known(class_of(base)))
        if is_a(found, property):
            return None if is_class or found.fget is None else self.property_value(found, base)
        if is_a(found, types.FunctionType):
            return Known(found) if is_class else Bound(found, base)
        if is_a(found, (types.MethodDescriptorType, types.WrapperDescriptorType)):
            return Known(found) if is_class else Bound(found, base)
        if is_a(found, (types.MemberDescriptorType, types.GetSetDescriptorType)):
            return self.c_attribute(base, found, name)
        if statics.short_name(type(found)) == "_tuplegetter":
            return None if is_class else self.field(base, name)
        function = (
            statics.instance_dict(found).get("func") if statics.short_name(type(found)) == "cached_property" else None
        )
        if function is not None:
            return returns.of_function(self, function, base, [], {})
        if statics.class_lookup(type(found), "__get__") is not MISSING and not is_a(found, type):
            return None if is_class else Bound(found, base)
        return Known(found)

    def field(self, base, name):
        """Return a field of a named tuple."""
        place = statics.class_lookup(class_of(base), "_fields").index(name)
        if is_a(base, Instance):
            return (base.items or {}).get(place)
        return Known(tuple.__getitem__(base.value, place)) if is_plain_tuple(base.value) else None

    def property_value(self, found, base):
        """Return what a property would give; where that is None for now (`x.grad`), what it can be."""
        value = returns.of_function(self, found.fget, base, [], {})
        is_none = is_a(value, Known) and value.value is None
        return (returns.documented(found.fget) or returns.own_kind(found.fget)) if is_none else value

    def c_attribute(self, base, found, name):
        """Return a slot's value, or that of an attribute written in C; the object must be of that very class."""
        if is_a(base, Known):
            exact = type(base.value) is found.__objclass__
            if exact or is_a(found, types.MemberDescriptorType):
                try:
                    return Known(found.__get__(base.value))
                except Exception:
                    return None
        return returns.c_attribute(found.__objclass__, name) or returns.declared(self, base, name)

    def visit_Subscript(self, node):
        base = self.evaluate(node.value)
        if base is None:
            return None
        key = constant(node.slice)
        if is_a(base, Known):
            return self.known_item(base, node, key)
        if is_a(node.slice, ast.Slice):
            return base
        if base.items and key is not MISSING:
            try:
                return base.items.get(key) or (element_of(base) if key not in base.items else None)
            except TypeError:
                return None
        if base.element is not None:
            return base.element
        return arithmetic.item(self, base)

    def known_item(self, base, node, key):
        """Return an item of a live object, for the containers whose reading runs no code."""
        value = base.value
        if is_a(value, type):
            return base
        if type(value) in (list, tuple, str, bytes) and is_a(node.slice, ast.Slice):
            return base
        if key is MISSING:
            return dict_value(base) if is_a(value, dict) else element_of(base) or arithmetic.item(self, base)
        try:
            if is_plain_dict(value):
                return Known(dict.__getitem__(value, key)) if dict.__contains__(value, key) else dict_value(base)
            if type(value) in (list, tuple, str, bytes, range):
                return Known(value[key])
            if is_plain_tuple(value):
                return Known(tuple.__getitem__(value, key))
        except (LookupError, TypeError, ValueError):
            return element_of(base)
        modules = statics.instance_dict(value).get("_modules")
        if is_a(modules, dict) and is_a(key, int) and not is_a(node.slice, ast.Slice):
            children = list(modules.values())
            return Known(children[key]) if -len(children) <= key < len(children) else None
        return arithmetic.item(self, base, key)

    def visit_Call(self, node):
        callee = self.evaluate(node.func)
        if callee is None:
            return None
        arguments = [self.evaluate(each) for each in node.args if not is_a(each, ast.Starred)]
        named = {each.arg: self.evaluate(each.value) for each in node.keywords if each.arg}
        return returns.of_call(self, callee, arguments, named)

    def call_method(self, function, base):
        """Return what a method of base gives when it is called without arguments."""
        return returns.of_function(self, function, base, [], {})

    def visit_Lambda(self, node):
        return Instance(types.FunctionType)

    def iterate(self, base):
        """Return what a loop over base would bind."""
        if base is None:
            return None
        if is_a(base, Instance) and base.owner is dict:
            return Known(next(iter(base.items))) if base.items else None
        return element_of(base) or arithmetic.item(self, base)


def is_plain_dict(value):
    """Whether reading a key of value runs nothing but dict's own code."""
    return is_a(value, dict) and statics.class_lookup(type(value), "__getitem__") is dict.__getitem__


def is_plain_tuple(value):
    """Whether reading an item of value runs nothing but tuple's own code: a tuple, a named tuple."""
    return is_a(value, tuple) and statics.class_lookup(type(value), "__getitem__") is tuple.__getitem__


def constant(node):
    """Return the constant that a subscript is, or MISSING."""
    if is_a(node, ast.Constant):
        return node.value
    if is_a(node, ast.UnaryOp) and is_a(node.op, ast.USub) and is_a(node.operand, ast.Constant):
        return -node.operand.value if is_a(node.operand.value, (int, float)) else MISSING
    return MISSING
