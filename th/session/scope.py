"""The names in reach of the cursor: bound in the text being typed, then in the session, then Python's own."""

import ast
import builtins
import re
import warnings

from th.session import lexer, source
from th.session.functions import Bindings
from th.session.inferred import Instance, Known, Written
from th.session.statics import is_a

__all__ = ["Scope"]

LONGEST = 20_000  # characters before the cursor that are looked at
CLAUSE = re.compile(r"\bfor\s+(?P<target>[\w\s,()*]+?)\s+in\s+(?P<rest>.*)", re.DOTALL)
LAMBDA = re.compile(r"\blambda\s+([\w\s,=*.]+?):")


class Scope:
    """What a name stands for at a cursor; call it with an evaluator set.

    The text is read statement by statement, each on its own, so that one that is unfinished or
    wrong does not hide the rest.
    """

    def __init__(self, session, text, pos):
        self.session = session
        # (indentation, what statements bind, what `def` and `class` bind and parameters, `self` of a class or None)
        self.levels = [(-1, Bindings(), {}, None)]
        self.evaluator = None
        start = max(0, pos - LONGEST)
        before = text[start:pos]
        if "\n" in before or ";" in before:
            self.read(before)
        self.read_line(text, pos)

    def set(self, evaluator):
        """Set the evaluator that evaluates bindings."""
        self.evaluator = evaluator
        for _, bindings, _, _ in self.levels:
            bindings.evaluator, bindings.module_name = evaluator, self.session.module_name

    def read(self, before):
        """Take in the statements before the line of the cursor."""
        pieces = list(source.statements(before))
        for indent, statement, tail in pieces:
            depth = len(indent.expandtabs())
            if not statement.strip() or statement.startswith("#"):
                continue
            while len(self.levels) > 1 and depth <= self.levels[-1][0]:
                self.levels.pop()
            if tail or ";" in statement:
                self.take(statement, depth)

    def take(self, statement, depth):
        """Take in one statement; a `def` opens a scope of its own."""
        tree = single(statement)
        if tree is None:
            return
        _, bindings, others, this = self.levels[-1]
        for node in tree.body:
            if is_a(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                others[node.name] = node
                self.levels.append((depth, Bindings(), parameters(node, this), None))
                return
            if is_a(node, ast.ClassDef):
                others[node.name] = node
                self.levels.append((depth, Bindings(), {}, Written(node.bases)))
                return
            bindings.add(node)
            note_attributes(node, others, this)

    def read_line(self, text, pos):
        """Take in comprehension and lambda variables of the line of the cursor."""
        begin = text.rfind("\n", 0, pos) + 1
        end = text.find("\n", pos)
        line = text[begin : len(text) if end < 0 else end]
        bindings = self.levels[-1][1]
        for match in CLAUSE.finditer(line):
            rest = operand(match.group("rest"))
            tree = single(f"for {match.group('target')} in {rest}: pass")
            for node in tree.body if tree is not None else ():
                bindings.add(node)
        for match in LAMBDA.finditer(line):
            for name in re.findall(r"\w+", match.group(1)):
                self.levels[-1][2].setdefault(name, None)

    def names(self):
        """Return the names bound in the text."""
        found = {}
        for _, bindings, others, _ in reversed(self.levels):
            found.update(dict.fromkeys(others))
            found.update(dict.fromkeys(bindings.binders))
        return list(found)

    def __call__(self, name):
        for _, bindings, others, _ in reversed(self.levels):
            found = bindings.find(name)
            if found is not None:
                return found
            if name in others and is_a(others[name], ast.arg):
                return self.annotated(others[name])
            if name in others and is_a(others[name], Written):
                return self.below_its_base(others[name])
        self.session.lazy.touch(name)
        space = self.session.namespace
        if name in space:
            return Known(space[name])
        return Known(vars(builtins)[name]) if name in vars(builtins) else None

    def below_its_base(self, written):
        """Return `self` of a class that is being typed, once its first base is known."""
        for node in written.bases:
            found = self.evaluator.evaluate(node)
            if is_a(found, Known) and is_a(found.value, type):
                written.owner = found.value
                break
        return written

    def annotated(self, parameter):
        """Return what a parameter is by its annotation."""
        if parameter.annotation is None:
            return None
        found = self.evaluator.evaluate(parameter.annotation)
        if is_a(found, Known) and is_a(found.value, type):
            return Instance(found.value)
        if is_a(found, Known) and is_a(found.value, str):
            found = self.evaluator.source(found.value)
            return Instance(found.value) if is_a(found, Known) and is_a(found.value, type) else None
        return None


def parameters(node, this=None):
    """Return {name: ast.arg} of a function definition; of a method, `self` is what stands for the class."""
    spec = node.args
    every = [*spec.posonlyargs, *spec.args, *spec.kwonlyargs, spec.vararg, spec.kwarg]
    found = {each.arg: each for each in every if each is not None}
    if this is not None:
        this.attributes[node.name] = node
        first = (spec.posonlyargs or spec.args)[:1]
        if first and not node.decorator_list:
            found[first[0].arg] = this
    return found


def note_attributes(node, names, this):
    """Note what a statement says of the attributes of a class: `self.x = ...` in a method, `x = ...` in its body."""
    targets = node.targets if is_a(node, ast.Assign) else [node.target] if is_a(node, ast.AnnAssign) else []
    for target in targets:
        if is_a(target, ast.Attribute) and is_a(target.value, ast.Name) and is_a(names.get(target.value.id), Written):
            names[target.value.id].attributes.setdefault(target.attr, node.value)
        elif is_a(target, ast.Name) and this is not None:
            this.attributes.setdefault(target.id, node.value)


def single(statement):
    """Return the tree of one statement, an unfinished header completed; or None."""
    body = statement.strip()
    forms = [body]
    if body.endswith(":") or re.match(r"(?:async\s+)?(?:for|while|if|with|def|class)\b", body):
        forms = [body + " pass", body + ": pass", body]
    if body.startswith("except"):
        forms = ["try: pass\n" + body + " pass"]
    elif body.startswith("elif"):
        forms = [body[2:] + " pass"]
    for form in forms:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                return ast.parse(form)
            except (SyntaxError, ValueError, RecursionError, MemoryError):
                continue
    return None


def operand(text):
    """Return the expression at the beginning of text: up to a closing bracket, a colon, `if` or `for`."""
    depth = 0
    for token in lexer.scan(text):
        if token.kind == "open":
            depth += 1
        elif token.kind == "close":
            depth -= 1
            if depth < 0:
                return text[: token.start]
        elif depth == 0 and (token.text in ("if", "for", "else", ":") or token.kind == "newline"):
            return text[: token.start]
    return text
