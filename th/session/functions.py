"""What an un-annotated function of the user's returns, read from its source; it is never called."""

import ast
import builtins
import linecache
import os
import sys
import types

from th.session import annotations, statics
from th.session.inferred import Instance, Known, class_of, element_of, first
from th.session.statics import is_a

__all__ = ["Bindings", "FUNCTIONS", "assigned", "assigned_names", "block", "module_names", "returned", "unpack"]

LARGEST = 300_000  # characters of a file that is still parsed
KEPT = 16  # parsed files
TREES = {}
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)


def returned(evaluator, function, base, arguments, named):
    """Return what function gives for these arguments, or None."""
    node = tree_of(function)
    if node is None:
        return None
    local = parameters(evaluator, function, node, base, arguments, named)
    if is_a(node, ast.Lambda):
        return evaluator.child(scope_of(function, local, None)).evaluate(node.body)
    bindings = Bindings(node.body)
    inner = evaluator.child(scope_of(function, local, bindings))
    bindings.evaluator = inner
    yields, results = results_of(node)
    found = first(inner.evaluate(each) for each in (yields or results))
    if yields:
        return Instance(types.GeneratorType, found)
    return Instance(types.CoroutineType, found) if is_a(node, ast.AsyncFunctionDef) else found


def scope_of(function, local, bindings):
    """Return the scope in which the body of function is read."""
    outside = function.__globals__
    cells = dict(zip(function.__code__.co_freevars, function.__closure__ or (), strict=False))

    def scope(name):
        found = bindings.find(name) if bindings is not None else None
        if found is not None:
            return found
        if name in local:
            return local[name]
        if name in cells:
            try:
                return Known(cells[name].cell_contents)
            except ValueError:  # not filled yet
                return None
        if name in outside:
            return Known(outside[name])
        return Known(vars(builtins)[name]) if name in vars(builtins) else None

    return scope


def parameters(evaluator, function, node, base, arguments, named):
    """Return {parameter: what it is bound to}."""
    spec = node.args
    names = [each.arg for each in spec.posonlyargs + spec.args]
    given = ([base] if base is not None else []) + list(arguments)
    local = dict(zip(names, given, strict=False))
    local.update({name: value for name, value in named.items() if value is not None})
    defaults = function.__defaults__ or ()
    live = dict(zip(names[len(names) - len(defaults) :], defaults, strict=False))
    live.update(function.__kwdefaults__ or {})
    for each in spec.posonlyargs + spec.args + spec.kwonlyargs:
        if local.get(each.arg) is not None:
            continue
        note = function.__annotations__.get(each.arg)
        found = annotations.resolve(evaluator, note, function.__globals__, None) if note is not None else None
        if found is None and live.get(each.arg) is not None:
            found = Known(live[each.arg])
        local[each.arg] = found
    if spec.vararg:
        local[spec.vararg.arg] = Instance(tuple, first(given[len(names) :]))
    if spec.kwarg:
        local[spec.kwarg.arg] = Instance(dict)
    return local


def results_of(node):
    """Return the expressions that a function yields, and those that it returns; inner functions are left out."""
    yields, results = [], []
    waiting = list(node.body)
    while waiting:
        current = waiting.pop(0)
        if is_a(current, (*FUNCTIONS, ast.ClassDef)):
            continue
        if is_a(current, ast.Return) and current.value is not None:
            results.append(current.value)
        elif is_a(current, ast.Yield) and current.value is not None:
            yields.append(current.value)
        waiting += ast.iter_child_nodes(current)
    return yields, results


class Bindings:
    """The names that statements bind, evaluated when they are asked for; the last binding first."""

    def __init__(self, statements=()):
        self.binders = {}
        self.evaluator = None
        self.module_name = str  # what a module of that name is called here: inside th, torch is th
        self.asking = set()
        for each in statements:
            self.add(each)

    def add(self, node):
        """Take in a statement, and those inside it."""
        if is_a(node, ast.Assign):
            for target in node.targets:
                self.bind(target, node.value, "value")
        elif is_a(node, ast.AnnAssign):
            self.bind(
                node.target, node.annotation if node.value is None else node.value, "value" if node.value else "note"
            )
        elif is_a(node, ast.NamedExpr):
            self.bind(node.target, node.value, "value")
        elif is_a(node, (ast.For, ast.AsyncFor)):
            self.bind(node.target, node.iter, "item")
        elif is_a(node, (ast.With, ast.AsyncWith)):
            for each in node.items:
                if each.optional_vars is not None:
                    self.bind(each.optional_vars, each.context_expr, "enter")
        elif is_a(node, (ast.Import, ast.ImportFrom)):
            self.imports(node)
        elif is_a(node, ast.ExceptHandler) and node.name and node.type is not None:
            self.bind(ast.Name(node.name), node.type, "error")
        if is_a(node, (*FUNCTIONS, ast.ClassDef)):
            return
        for child in ast.iter_child_nodes(node):
            if is_a(child, (ast.stmt, ast.NamedExpr, ast.ExceptHandler)):
                self.add(child)

    def bind(self, target, node, how):
        """Note that target is bound from node; how is value, item, enter, note, error or module."""
        for name in ast.walk(target):
            if is_a(name, ast.Name):
                self.binders.setdefault(name.id, []).append((target, node, how))

    def imports(self, node):
        """Note what an import binds."""
        for alias in node.names:
            if is_a(node, ast.Import):
                name, path = (
                    alias.asname or alias.name.split(".")[0],
                    alias.name if alias.asname else alias.name.split(".")[0],
                )
                self.binders.setdefault(name, []).append((None, (path, None), "module"))
            elif node.module and not node.level:
                self.binders.setdefault(alias.asname or alias.name, []).append(
                    (None, (node.module, alias.name), "module")
                )

    def find(self, name):
        """Return what name is bound to, or None."""
        if name not in self.binders or name in self.asking or self.evaluator is None:
            return None
        self.asking.add(name)
        try:
            for target, node, how in reversed(self.binders[name]):
                found = self.bound(name, target, node, how)
                if found is not None:
                    return found
        finally:
            self.asking.discard(name)
        return None

    def bound(self, name, target, node, how):
        """Return what one binder binds name to."""
        if how == "module":
            module = sys.modules.get(self.module_name(node[0]))
            if module is None or node[1] is None:
                return None if module is None else Known(module)
            found = statics.module_value(module, node[1], statics.OWN)
            return None if found is statics.MISSING else Known(found)
        value = self.evaluator.evaluate(node)
        if how in ("note", "error"):
            return Instance(value.value) if is_a(value, Known) and is_a(value.value, type) else None
        if how == "item":
            value = self.evaluator.iterate(value)
        if how == "enter":
            value = self.entered(value)
        return unpack(target, value).get(name)

    def entered(self, value):
        """Return what `with value as name` binds: the result of `__enter__`, or the object itself."""
        owner = class_of(value)
        if owner is None:
            return None
        enter = statics.class_lookup(owner, "__enter__")
        if enter is statics.MISSING:
            return None
        return self.evaluator.call_method(enter, value) or value


def unpack(target, value):
    """Return {name: what it is bound to} for an assignment target."""
    if is_a(target, ast.Name):
        return {target.id: value}
    if not is_a(target, (ast.Tuple, ast.List)):
        return {}
    bound = {}
    for place, each in enumerate(target.elts):
        if is_a(value, Instance) and value.items:
            item = value.items.get(place)
        elif is_a(value, Known) and type(value.value) in (list, tuple) and place < len(value.value):
            item = Known(value.value[place])
        else:
            item = element_of(value) if value is not None else None
        bound.update(unpack(each, item))
    return bound


def tree_of(function):
    """Return the tree of a function's definition, or None where its source is not at hand."""
    code = function.__code__
    tree = parsed(code.co_filename)
    if tree is None:
        return None
    for node in ast.walk(tree):
        if is_a(node, FUNCTIONS):
            decorators = getattr(node, "decorator_list", ())
            line = min([node.lineno, *(each.lineno for each in decorators)])
            if line == code.co_firstlineno and getattr(node, "name", "<lambda>") == code.co_name:
                return node
    return None


def block(lines, number):
    """Return the lines of the definition that begins at a line number, by their indentation."""
    start = number - 1
    rest = lines[start:]
    depth = len(rest[0]) - len(rest[0].lstrip()) if rest else 0
    taken, is_body = [], False
    for line in rest:
        inside = len(line) - len(line.lstrip()) > depth or not line.strip()
        if is_body and not inside and not line.lstrip().startswith((")", "]", "}")):
            break
        taken.append(line[depth:] if line.strip() else line)
        is_body = is_body or line.lstrip().startswith(("def ", "async ", "class ")) or "lambda" in line
    return "".join(taken).rstrip() + "\n"


def parsed(filename):
    """Return the tree of a file or statement; the last few are kept."""
    lines = linecache.getlines(filename)
    size = sum(map(len, lines))
    if not lines or size > LARGEST:
        return None
    key = filename, size, hash(lines[0]), hash(lines[-1])
    if key not in TREES:
        if len(TREES) >= KEPT:
            TREES.pop(next(iter(TREES)))
        try:
            TREES[key] = ast.parse("".join(lines))
        except (SyntaxError, ValueError, RecursionError):
            TREES[key] = None
    return TREES[key]


def module_names(owner):
    """Return the global names of the module in which a class was made."""
    module = sys.modules.get(statics.class_dict(owner).get("__module__"))
    for function in statics.class_dict(owner).values():
        if is_a(function, types.FunctionType):
            return function.__globals__
    return {} if module is None else statics.instance_dict(module)


def assigned_names(owner):
    """Return the names that the `__init__` of a class assigns on `self`."""
    init = statics.class_dict(owner).get("__init__")
    node = tree_of(init) if is_a(init, types.FunctionType) else None
    if node is None or is_a(node, ast.Lambda) or not node.args.args:
        return []
    this = node.args.args[0].arg
    stored = [each for each in ast.walk(node) if is_a(each, ast.Attribute) and is_a(each.ctx, ast.Store)]
    return [each.attr for each in stored if is_a(each.value, ast.Name) and each.value.id == this]


def assigned(evaluator, owner, name, base):
    """Return what `self.name = ...` in `__init__` assigns, or None."""
    init = statics.class_dict(owner).get("__init__")
    if not is_a(init, types.FunctionType) or not os.path.basename(init.__code__.co_filename):
        return None
    node = tree_of(init)
    if node is None or is_a(node, ast.Lambda) or not node.args.args:
        return None
    this = node.args.args[0].arg
    for each in ast.walk(node):
        targets = each.targets if is_a(each, ast.Assign) else [each.target] if is_a(each, ast.AnnAssign) else []
        for target in targets:
            mine = is_a(target, ast.Attribute) and is_a(target.value, ast.Name) and target.value.id == this
            if mine and target.attr == name and each.value is not None:
                local = parameters(evaluator, init, node, base, [], {})
                return evaluator.child(scope_of(init, local, None)).evaluate(each.value)
    return None
