"""What stands before the cursor: a name, an attribute, a key, a path, an import, a command."""

import re
from collections import namedtuple
from keyword import iskeyword

from th.session import lexer

__all__ = ["Context", "enclosing_call", "enclosing_objects", "find", "primary_start"]

Context = namedtuple("Context", "kind word start base tokens string call")
Context.__doc__ = """What is being typed: `kind` is name, attribute, key, path, import, from, command, shell or nothing.

word is what was typed of it, start where that begins, base the text of the expression before a dot or bracket,
tokens the tokens before, string the open string, call (text of the function, tokens of its arguments) or None.
"""

COMMAND = re.compile(r"\s*(?P<mark>%{1,2})(?P<name>[\w.]*)(?P<rest>(?<=\w)\s.*)?\Z", re.DOTALL)
SHELL = re.compile(r"\s*(?:[^\W\d]\w*\s*=\s*)?(?:\$|!!?)(?P<rest>.*)\Z", re.DOTALL)
# The last word of a program line: in a quote that is still open, or with blanks behind backslashes.
SHELL_WORD = r"(?:(?<=\s)|(?<![^=]))(?:'[^']*|\"[^\"]*)\Z|(?:[^\s'\"\\]|\\.)*\Z"
ENDED = (")", "]", "}", "?")  # after these an operator comes, no name
HELP = re.compile(r"\s*\?{1,2}\s*(?=[\w.%]*\Z)")
REQUIRE = re.compile(r"\s*(?:[^\W\d]\w*\s*=\s*)?require\s*\(?\s*['\"](?P<word>[\w.]*)\Z")
SYMBOL = re.compile(r"\\[\w^]+\Z")
FROM = re.compile(r"\s*from\s+(?P<module>\.*[\w.]*)(?P<imports>\s+import\s+\(?(?P<names>[\w\s,]*))?\Z")
IMPORT = re.compile(r"\s*import\s+(?:[\w.]+(?:\s+as\s+\w+)?\s*,\s*)*(?P<module>[\w.]*)\Z")
# Words after which an operand follows: what precedes them is no part of it.
WORDS = ("in", "not", "and", "or", "is", "if", "else", "return", "yield", "lambda", "await", "del", "assert")


def find(text, pos):
    """Return the Context of a cursor."""
    before = text[:pos]
    line_start = before.rfind("\n") + 1
    line = before[line_start:]
    special = special_line(line, line_start, before)
    if special is not None:
        return special
    tokens = lexer.lex(before)
    string = lexer.open_string(tokens, before)
    if string is not None:
        return in_string(before, tokens, string)
    symbol = SYMBOL.search(before)
    if symbol is not None:
        return Context("symbol", symbol.group(), symbol.start(), "", [], None, None)
    logical = before[logical_start(tokens) :]
    imports = in_import(logical, pos)
    if imports is not None:
        return imports
    return in_code(before, tokens, pos)


def special_line(line, line_start, before):
    """Return the Context of a line that is not Python: a command, a program, a path of require."""
    if lexer.open_string(lexer.lex(before[:line_start]), before[:line_start]):
        return None
    match = COMMAND.match(line)
    if match:
        return command_context(match, line_start)
    match = SHELL.match(line)
    if match and not re.match(r"\s*(?:[^\W\d]\w*\s*=\s*)?!=", line):
        rest = match.group("rest")
        word = re.search(SHELL_WORD, rest).group()
        first = not rest.strip() or rest.strip() == word
        return Context("shell", word, line_start + len(line) - len(word), "program" if first else "", [], None, None)
    match = REQUIRE.match(line)
    if match:
        word = match.group("word")
        return Context("require", word, line_start + match.start("word"), "", [], None, None)
    match = HELP.match(line)
    if match:
        rest = line[match.end() :]
        if rest.startswith("%"):
            return Context(
                "command", rest.lstrip("%"), line_start + len(line) - len(rest.lstrip("%")), "", [], None, None
            )
        return in_code(rest, lexer.lex(rest), len(rest), shift=line_start + match.end())
    return None


def command_context(match, line_start):
    """Return the Context of a line that begins with a command."""
    if match.group("rest") is None:
        start = line_start + match.start("name")
        return Context("command", match.group("name"), start, match.group("mark"), [], None, None)
    rest = match.group("rest")
    word = re.search(r"\S*\Z", rest).group()
    start = line_start + match.end() - len(word)
    return Context("argument", word, start, match.group("name"), [], None, rest)


def logical_start(tokens):
    """Return where the logical line of the cursor begins."""
    depth = 0
    start = 0
    for token in tokens:
        if token.kind == "open":
            depth += 1
        elif token.kind == "close":
            depth = max(0, depth - 1)
        elif depth == 0 and (token.kind == "newline" or token.text == ";"):
            start = token.end
    return start


def in_import(logical, pos):
    """Return the Context of an import statement, or None."""
    match = FROM.match(logical)
    if match and match.group("imports") is not None:
        word = re.search(r"\w*\Z", match.group("names")).group()
        return Context("from", word, pos - len(word), match.group("module"), [], None, None)
    if match and re.match(r"\s*from\s+[\w.]+\s+\Z", logical):
        return None
    match = match or IMPORT.match(logical)
    if match:
        module = match.group("module")
        base, dot, word = module.rpartition(".")
        return Context("import", word, pos - len(word), base + dot, [], None, None)
    return None


def in_code(before, tokens, pos, shift=0):
    """Return the Context of a cursor in Python code."""
    word = ""
    if tokens and tokens[-1].kind in ("name", "number") and tokens[-1].end == len(before):
        if tokens[-1].kind == "number":
            return Context("nothing", "", pos + shift, "", tokens, None, None)
        word = tokens[-1].text
        tokens = tokens[:-1]
    if tokens and tokens[-1].kind == "comment" and tokens[-1].end == len(before):
        return Context("nothing", "", pos + shift, "", tokens, None, None)
    start = shift + len(before) - len(word)
    if not word and tokens and (tokens[-1].text in ENDED or tokens[-1].kind == "string"):
        return Context("nothing", "", start, "", tokens, None, None)
    if tokens and tokens[-1].text == ".":
        begin = primary_start(tokens, len(tokens) - 1)
        if begin is None:
            return Context("nothing", word, start, "", tokens, None, None)
        base = before[tokens[begin].start : tokens[-1].start]
        return Context("attribute", word, start, base, tokens[:begin], None, None)
    call = enclosing_call(before, tokens)
    if tokens and tokens[-1].text == "[" and not word:
        begin = primary_start(tokens, len(tokens) - 1)
        if begin is not None:
            base = before[tokens[begin].start : tokens[-1].start]
            return Context("key", "", start, base, tokens, None, call)
    return Context("name", word, start, "", tokens, None, call)


def in_string(before, tokens, string):
    """Return the Context of a cursor inside a string: a key, a field of an f-string, a path."""
    inner = re.match(r"\w*(?:\"\"\"|'''|\"|')", string.text)
    content = string.text[inner.end() :]
    if "f" in inner.group().lower():
        field = re.search(r"(?<!\{)(?:\{\{)*\{([^{}]*)\Z", content)
        if field:
            shift = string.start + inner.end() + field.start(1)
            found = in_code(field.group(1), lexer.lex(field.group(1)), len(field.group(1)), shift)
            return found._replace(tokens=tokens[:-1] + found.tokens)
    others = tokens[:-1]
    if others and others[-1].text == "[":
        begin = primary_start(others, len(others) - 1)
        if begin is not None:
            base = before[others[begin].start : others[-1].start]
            return Context("key", content, string.start + inner.end(), base, others, string, None)
    call = enclosing_call(before, others)
    return Context("path", content, string.start + inner.end(), "", others, string, call)


def enclosing_objects(before, tokens):
    """Yield the expressions whose subscripts and methods' arguments the cursor is in, inner ones first."""
    depth = 0
    for index in range(len(tokens) - 1, -1, -1):
        depth += (tokens[index].kind == "close") - (tokens[index].kind == "open")
        if depth >= 0:
            continue
        depth = 0
        begin = primary_start(tokens, index) if index and ends_operand(tokens[index - 1]) else None
        if begin is None:
            continue
        is_member = index - begin > 2 and tokens[index - 2].text == "."
        yield before[tokens[begin].start : tokens[index - 2 if is_member else index].start]


def primary_start(tokens, end):
    """Return the index of the first token of the expression that ends before tokens[end], or None."""
    index = end - 1
    while index >= 0:
        token = tokens[index]
        if token.kind == "close":
            index = opening(tokens, index)
            if index is None:
                return None
            previous = tokens[index - 1] if index else None
            if previous is not None and ends_operand(previous):
                index -= 1
                continue
        elif token.kind == "name" and token.text in WORDS or token.kind not in ("name", "string", "number"):
            return None
        if index and tokens[index - 1].text == ".":
            index -= 2
            continue
        while token.kind == "string" and index and tokens[index - 1].kind == "string":
            index -= 1
        return index
    return None


def ends_operand(token):
    """Whether a bracket after this token subscripts or calls it."""
    if token.kind == "name":
        return not iskeyword(token.text) or token.text in ("None", "True", "False")
    return token.kind in ("close", "string")


def opening(tokens, index):
    """Return the index of the bracket that tokens[index] closes, or None."""
    depth = 0
    while index >= 0:
        depth += (tokens[index].kind == "close") - (tokens[index].kind == "open")
        if depth == 0:
            return index
        index -= 1
    return None


def enclosing_call(before, tokens):
    """Return (text of the function, tokens of the arguments so far) of the call around the cursor, or None."""
    depth = 0
    for index in range(len(tokens) - 1, -1, -1):
        token = tokens[index]
        if token.kind == "close":
            depth += 1
        elif token.kind == "open":
            if depth:
                depth -= 1
                continue
            if token.text != "(":
                continue
            if not index or not ends_operand(tokens[index - 1]):
                continue
            begin = primary_start(tokens, index)
            if begin is None or begin and tokens[begin - 1].text in ("def", "class"):
                return None
            return before[tokens[begin].start : token.start], tokens[index + 1 :]
    return None
