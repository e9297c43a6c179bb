"""Completion by live objects first, then by declared types, then by the text; no code of the user's is run."""

import builtins
import functools
import keyword
import types

from th.session import bare, commands, context, functions, infer, lexer, matching, places, signatures, statics
from th.session.inferred import Bound, Known, Written, class_of
from th.session.items import Call, Item
from th.session.keys import column_items, key_items, table_keys
from th.session.scope import Scope
from th.session.statics import is_a

__all__ = ["attribute_items", "complete", "infer_at", "lookup", "signature"]


def complete(session, text, pos):
    """Return the Items that fit at pos, best first; a failure of ours gives none."""
    pos = max(0, min(pos, len(text)))
    try:
        marked = bare.command_text(session, text) if " " in text and "\n" not in text else None
        if marked is not None:
            shift = len(text) - len(marked)  # the mark, less the blanks before the command
            return [item.moved(shift) for item in complete(session, marked, pos - shift)]
        found = context.find(text, pos)
        return COMPLETERS[found.kind](session, text, pos, found)
    except Exception as error:
        session.note_trouble("completion", error)
        return []


def evaluator_at(session, text, pos):
    """Return an evaluator over the names in reach of pos."""
    scope = Scope(session, text, pos)
    evaluator = infer.Evaluator(scope)
    scope.set(evaluator)
    return evaluator


def infer_at(session, text, pos, expression):
    """Return what an expression at pos would be, or None."""
    return evaluator_at(session, text, pos).source(expression)


# -- attributes


def attributes(session, text, pos, found):
    """Complete after a dot."""
    base = infer_at(session, text, found.start, found.base)
    if base is None:
        return []
    return attribute_items(base, found.word, found.start, pos)


def attribute_items(base, word, start, pos):
    """Return the Items of an object's attributes."""
    if is_a(base, Bound):
        base = Known(base.function)
    module = base.value if is_a(base, Known) and is_a(base.value, types.ModuleType) else None
    names = statics.names(base.value) if is_a(base, Known) else class_names(base.owner)
    names = [*names, *extra_names(base)]
    if module is not None:
        names = public_names(module, names)
    owner = None if module is not None or is_class(base) else base
    unloaded = () if module is None else statics.parts(module).difference(statics.instance_dict(module))
    items = []
    for tier, _, name in matching.matches(word, sorted(dict.fromkeys(names), key=str.lower)):
        if not name.isidentifier():
            continue
        if name in unloaded:  # `torch.utils` says what it is without loading a tenth of the standard library
            find = functools.partial(lookup, base, name)
            items.append(Item(name, start, pos, "module", match=matching.TIERS[tier], find=find))
            continue
        value = lookup(base, name)
        items.append(Item(name, start, pos, match=matching.TIERS[tier], found=value, owner=owner))
    return items


def public_names(module, names):
    """Return the names of a module that are for its users: of our own, those it exports or lists in `__dir__`."""
    space = statics.instance_dict(module)
    exported = space.get("__all__")
    if statics.is_open(module, statics.OWN) and is_a(exported, list) and len(exported) > 1:
        listed = set(exported) | set(space["__dir__"]() if "__dir__" in space else ())
        return [name for name in names if name in listed or name.startswith("_")]
    return [name for name in names if not is_plumbing(module, name)]


def is_plumbing(module, name):
    """Whether a name in a module of ours is only what it imported for itself."""
    space = statics.instance_dict(module)
    value = space.get(name)
    if not is_a(value, types.ModuleType) or not str(space.get("__name__", "")).startswith("th"):
        return False
    return not statics.instance_dict(value).get("__name__", "").startswith("th")


def is_class(base):
    """Whether what was inferred is a class itself."""
    return is_a(base, Known) and is_a(base.value, type)


def class_names(owner):
    """Return the names that objects of a class have by their class."""
    found = {}
    for each in statics.mro(owner):
        space = statics.class_dict(each)
        found.update(dict.fromkeys(space))
        notes = space.get("__annotations__")
        if is_a(notes, dict):
            found.update(dict.fromkeys(notes))
        if signatures.is_heap(each):
            found.update(dict.fromkeys(functions.assigned_names(each)))
    return [name for name in found if is_a(name, str)]


def extra_names(base):
    """Return attribute names that data gives, or the text of a class: columns of a table, fields of a record array."""
    if is_a(base, Written):
        return list(base.attributes)
    if not is_a(base, Known):
        return []
    keys = table_keys(base.value)
    return [key for key in keys if is_a(key, str) and key.isidentifier()] if keys else []


def lookup(base, name):
    """Return what stands under a name, unevaluated; names of our own modules that load late are loaded."""
    if is_a(base, Known) and is_a(base.value, types.ModuleType):
        return statics.module_value(base.value, name, statics.OWN)
    return statics.lookup(base.value, name) if is_a(base, Known) else statics.class_lookup(base.owner, name)


# -- names


def names(session, text, pos, found):
    """Complete a bare name: arguments of the call around it, names of the text, the session, Python."""
    word, start = found.word, found.start
    items = argument_items(session, text, pos, found)
    scope = Scope(session, text, start)
    namespace = session.namespace
    own = scope.names()
    live = [name for name in namespace if is_a(name, str)]
    pools = [own, live, session.lazy.names(), list(vars(builtins)), keyword.kwlist, keyword.softkwlist]
    every = dict.fromkeys(name for pool in pools for name in pool if name.isidentifier() or name in keyword.kwlist)
    if not word and items:
        every = dict.fromkeys(own + [name for name in live if name not in session.lazy_names])
    local = set(own)
    ranked = matching.matches(word, list(every))
    if any(item.match in ("prefix", "case") for item in items):
        ranked = [each for each in ranked if each[0] < 2]
    for tier, _, name in ranked:
        items.append(name_item(session, name, start, pos, matching.TIERS[tier], local))
    return items


def name_item(session, name, start, pos, match, local):
    """Return the Item of a bare name."""
    if name in local:
        return Item(name, start, pos, "statement", match=match)
    if name in session.namespace:
        return Item(name, start, pos, match=match, found=session.namespace[name])
    if name in session.lazy.pending:
        return Item(name, start, pos, "module", match=match)
    if name in vars(builtins) and name not in keyword.kwlist:
        return Item(name, start, pos, match=match, found=vars(builtins)[name])
    return Item(name, start, pos, "keyword", match=match)


def argument_items(session, text, pos, found):
    """Return Items for the keyword arguments of the call around the cursor."""
    if found.call is None:
        return []
    function, tokens = found.call
    if tokens and tokens[-1].text not in (",", "("):
        return []
    call = infer_at(session, text, found.start, function)
    parameters = signatures.parameters(call) if call is not None else None
    if not parameters:
        return []
    given = {tokens[place].text for place in range(len(tokens) - 1) if tokens[place + 1].text == "="}
    words = {}
    positional_only = "/" in parameters
    for parameter in parameters:
        if parameter == "/":
            positional_only = False
        name = signatures.name_of(parameter)
        if name and not name.startswith("*") and not positional_only and name not in given:
            words[name] = parameter
    ranked = matching.matches(found.word, list(words))
    return [
        Item(name + "=", found.start, pos, "argument", match=matching.TIERS[tier], label=words[name])
        for tier, _, name in ranked
        if tier < 2 or found.word
    ]


# -- keys, and the arguments of commands


def keys(session, text, pos, found):
    """Complete in a subscript: the keys of a dict, the columns of a table, the fields of a record array."""
    items = key_items(text, pos, found, infer_at(session, text, found.start, found.base))
    if found.string is None and not items:
        return names(session, text, pos, found._replace(kind="name"))
    return items


def strings(session, text, pos, found):
    """Complete inside a string: the columns of the table that it is an argument of, else paths."""
    items = []
    for base in context.enclosing_objects(text[:pos], found.tokens):
        items = items or column_items(text, pos, found, infer_at(session, text, found.start, base))
    return items or places.strings(session, text, pos, found)


def command_arguments(session, text, pos, found):
    """Complete the argument of a command, as its declaration says."""
    command = commands.find(found.base)
    completer = command.completer if command is not None else "code"
    if callable(completer):
        ranked = matching.matches(found.word, list(completer(session, found.call)))
        return [Item(name, found.start, pos, "argument", match=matching.TIERS[tier]) for tier, _, name in ranked]
    if completer in ("path", "folder"):
        return places.path_items(found.word, found.start, pos, folders_only=completer == "folder")
    if completer in ("code", "name"):
        line_start = text.rfind("\n", 0, pos) + 1
        begin = line_start + text[line_start:pos].index(found.base) + len(found.base)
        shifted = " " * (begin - line_start) + text[begin:pos]
        inner = complete(session, text[:line_start] + shifted, pos) if shifted.strip() else []
        return inner or (places.path_items(found.word, found.start, pos) if completer == "code" else [])
    return []


COMPLETERS = {
    "attribute": attributes, "name": names, "key": keys, "path": strings, "import": places.imports, "from": places.from_imports,
    "command": places.command_names, "argument": command_arguments, "shell": places.shell_words,
    "require": places.requirements, "symbol": places.symbols, "nothing": places.nothing,
}  # fmt: skip


# -- the argument list around the cursor


def signature(session, text, pos):
    """Return the Call around pos, or None."""
    try:
        return call_at(session, text, pos)
    except Exception as error:
        session.note_trouble("signature", error)
        return None


def call_at(session, text, pos):
    """Return the Call around pos."""
    found = context.enclosing_call(text[:pos], lexer.lex(text[:pos]))
    if found is None:
        return None
    function, tokens = found
    inferred = infer_at(session, text, pos, function)
    parameters = signatures.parameters(inferred) if inferred is not None else None
    if parameters is None:
        return None
    value = inferred.value if is_a(inferred, Known) else getattr(inferred, "function", class_of(inferred))
    return Call(function, parameters, active_of(parameters, tokens), signatures.first_line(value))


def active_of(parameters, tokens):
    """Return the index of the parameter that is being typed, or None."""
    depth, commas, name = 0, 0, None
    for place, token in enumerate(tokens):
        depth += (token.kind == "open") - (token.kind == "close")
        if depth == 0 and token.text == ",":
            commas, name = commas + 1, None
        elif depth == 0 and token.text == "=" and place and tokens[place - 1].kind == "name":
            name = tokens[place - 1].text
    listed = [signatures.name_of(each) for each in parameters]
    if name is not None:
        return (
            listed.index(name)
            if name in listed
            else next((i for i, each in enumerate(listed) if each[:2] == "**"), None)
        )
    positions = [i for i, each in enumerate(parameters) if each not in ("/", "*") and not each.startswith("**")]
    if commas < len(positions):
        return positions[commas]
    return next((i for i, each in enumerate(listed) if each.startswith("*")), None)
