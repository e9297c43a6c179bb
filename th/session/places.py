"""Completion of what is not an expression: imports, paths, programs, commands, packages."""

import re
import sys

from th.session import commands, files, matching, specials, statics
from th.session.items import Item
from th.session.keys import plain
from th.session.statics import MISSING

__all__ = [
    "command_names",
    "from_imports",
    "imports",
    "nothing",
    "path_items",
    "requirements",
    "shell_words",
    "strings",
    "symbols",
]


SPECIAL = re.compile(r"[\s'\"\\$`&;|<>()*?\[\]#!{}]")  # what a word of the system's shell has behind a backslash


def path_items(word, start, pos, *, folders_only=False):
    """Return the Items of files."""
    name = word.rpartition("/")[2]
    begin = start + len(word) - len(name)
    entries = dict(files.paths(word, folders_only=folders_only))
    ranked = matching.matches(name, list(entries)) if not name.startswith((".", "_")) else plain(name, list(entries))
    ranked += [(0, 0, each) for each in entries if each.startswith("_") and not name]
    return [
        Item(each, begin, pos, "folder" if entries[each] else "path", match=matching.TIERS[tier])
        for tier, _, each in ranked
    ]


def strings(session, text, pos, found):
    """Complete inside a string: a file."""
    if not found.word and not found.call:
        return []
    return path_items(found.word, found.start, pos)


def imports(session, text, pos, found):
    """Complete the module of an import."""
    if found.base.startswith("."):
        return []
    if not found.base:
        pool, package = files.modules(), None
        pool = pool + [name for name in ("th", "torch") if name not in pool]
    else:
        package = session.module_name(found.base.rstrip("."))
        pool = files.submodules(package)
    return [
        Item(name, found.start, pos, "module", match=matching.TIERS[tier])
        for tier, _, name in matching.matches(found.word, pool)
    ]


def from_imports(session, text, pos, found):
    """Complete the names that a module gives."""
    package = session.module_name(found.base)
    pool = dict.fromkeys(files.exports(package))
    loaded = sys.modules.get(package)
    items = []
    for tier, _, name in matching.matches(found.word, sorted(pool, key=str.lower)):
        value = statics.lookup(loaded, name) if loaded is not None else MISSING
        items.append(
            Item(
                name,
                found.start,
                pos,
                None if value is not MISSING else "instance",
                match=matching.TIERS[tier],
                found=value,
            )
        )
    return items


def command_names(session, text, pos, found):
    """Complete the name of a command: ours, then IPython's."""
    known = commands.names(session, cell=found.base == "%%")
    ranked = matching.matches(found.word, list(known))
    return [Item(name, found.start, pos, known[name], match=matching.TIERS[tier]) for tier, _, name in ranked]


def shell_words(session, text, pos, found):
    """Complete a program line: programs first, then files, written as the system's shell reads them."""
    items = []
    if found.base == "program" and "/" not in found.word:
        items = (
            [Item(name, found.start, pos, "program") for name in files.programs(found.word)[:500]] if found.word else []
        )
    quote = found.word[:1] if found.word[:1] in ("'", '"') else ""
    plain_word = found.word[1:] if quote else re.sub(r"\\(.)", r"\1", found.word)
    start = found.start + max(found.word.rfind("/") + 1, len(quote))
    for each in path_items(plain_word, 0, 0):
        closing = quote if each.kind == "path" else ""
        written = each.text + closing if quote else SPECIAL.sub(r"\\\g<0>", each.text)
        items.append(Item(written, start, pos, each.kind, match=each.match, label=each.text))
    return items


def requirements(session, text, pos, found):
    """Complete the package of `require`."""
    pool = dict.fromkeys([*specials.REQUIRED, *(files.modules() if found.word else ())])
    return [
        Item(name, found.start, pos, "module", match=matching.TIERS[tier])
        for tier, _, name in matching.matches(found.word, list(pool))
    ]


def nothing(session, text, pos, found):
    """Complete nothing: in a comment, a number."""
    return []


def symbols(session, text, pos, found):
    """Complete LaTeX's names of signs, as IPython and Julia do: `\\alpha` becomes the letter."""
    try:
        from IPython.core.latex_symbols import latex_symbols  # 70 ms with IPython, paid by who types a backslash
    except ImportError:
        return []
    if found.word in latex_symbols:
        return [Item(latex_symbols[found.word], found.start, pos, "symbol", label=found.word)]
    return [Item(name, found.start, pos, "symbol") for name in sorted(latex_symbols) if name.startswith(found.word)]
