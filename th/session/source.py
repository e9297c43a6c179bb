"""What a typed text means: the one place that decides it, for running, colour, completion and both fronts."""

import ast
import os
import re
import warnings

from th.session import lexer
from th.session.prompts import strip_prompts

__all__ = ["Line", "RULES", "WORDS", "clean", "is_incomplete", "outdented", "python_error", "read", "to_ipython", "to_script", "transform"]

# Each special form: its name and what it looks like at the beginning of a statement.
ASSIGN = r"(?P<target>[^\W\d][\w., \t\[\]'\"]*=\s*)?"
FORMS = (
    ("cell", re.compile(r"%%(?P<name>[^\W\d][\w.]*|!)(?![\w.]|\?{1,2}\s*\Z)(?P<rest>.*)\Z", re.DOTALL)),
    ("help", re.compile(r"(?P<level>\?{1,2})\s*(?P<name>%{0,2}[^\s?]*)\s*;?\Z")),
    ("help", re.compile(r"(?P<name>%{0,2}[^\s?=!$](?:[^?=!$\n]*[^\s?=!$])?)\s*(?P<level>\?{1,2})\s*;?\Z")),
    ("shell", re.compile(ASSIGN + r"(?P<mark>\$|!!?)(?!=)[ \t]*(?P<rest>.*)\Z", re.DOTALL)),
    ("command", re.compile(ASSIGN + r"%(?P<name>[^\W\d][\w.]*)(?P<rest>.*)\Z", re.DOTALL)),
    (
        "require",
        re.compile(r"(?P<target>(?:local\s+)?[^\W\d]\w*\s*=\s*)?require\s*(?P<rest>'[^']*'|\"[^\"]*\")\s*;?\s*(?:#.*)?\Z"),
    ),
    ("call", re.compile(r"(?P<mark>[,;/])(?P<name>[^\W\d][\w.]*)(?:[ \t]+(?P<rest>[^\n]*))?\Z")),
    ("show", re.compile(r"=(?!=)\s*(?P<rest>.*)\Z", re.DOTALL)),
)
# For a highlighter: what the marks of these forms look like at the beginning of a line.
RULES = (
    (re.compile(r"^\s*%{1,2}[^\W\d][\w.]*"), "command"),
    (re.compile(r"^\s*(?:\$|!!?)"), "shell"),
    (re.compile(r"^\s*\?{1,2}|\?{1,2}\s*$"), "help"),
    (re.compile(r"^\s*require(?=\s*['\"])"), "require"),
)
WORDS = re.compile(r"\s*[^\W\d]\w*(?:\s+[^\s=]|\s*\Z)")  # what may be a command without its mark
BLANKS = re.compile(r"[ \t]*")
SESSION_PACKAGES = ("torch", "nn", "optim", "gnuplot", "image", "itorch")  # names that every session has
EXITS = ("exit", "quit", "exit()", "quit()")
EXIT = re.compile(r"%?(?:exit|quit)(?:\((\d*)\))?")
CLAUSE = re.compile(r"[ \t]+(?:else|elif|except|finally)\b.*:[ \t]*(?:#.*)?")
COMPOUND = (
    ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.If, ast.For, ast.AsyncFor, ast.While,
    ast.With, ast.AsyncWith, ast.Try, ast.TryStar, ast.Match,
)  # fmt: skip
INCOMPLETE_INPUT = 0x4000  # CPython's PyCF_ALLOW_INCOMPLETE_INPUT, also in codeop
CHECK = ast.PyCF_ONLY_AST | ast.PyCF_ALLOW_TOP_LEVEL_AWAIT


class Line:
    """What a text means; the package's docstring lists the fields."""

    __slots__ = ("code", "error", "indent", "kind", "name", "rest", "shows", "status", "text", "tree")

    def __init__(self, text, kind, code="", name="", rest=""):
        self.text, self.kind, self.code, self.name, self.rest = text, kind, code, name, rest
        self.status, self.indent, self.error, self.shows, self.tree = "complete", "", None, True, None

    def __repr__(self):
        return f"Line(kind={self.kind!r}, status={self.status!r}, text={self.text!r})"


def read(text, *, final=False):
    """Return the Line that text is.

    Example:
        >>> read("$ ls -l").kind, read("a = [1,").status, read("a = ]").status
        ('shell', 'incomplete', 'invalid')
        >>> read("torch.exp?").name
        'torch.exp'
    """
    stripped = clean(text)
    if not stripped.strip():
        return Line(stripped, "empty")
    if EXIT.fullmatch(stripped.strip()):
        line = Line(stripped, "exit", code=stripped.strip().lstrip("%"))
        line.tree = parse(line.code)[0]
        return line
    line = special(stripped)
    if line is None:
        tree, error = parse(stripped)
        line = Line(stripped, "python", stripped)
        if error is not None:
            line.code = transform(stripped)
            if line.code != stripped:
                tree, error = parse(line.code)
        line.tree, line.error = tree, error
    else:
        line.tree, line.error = parse(line.code)
    settle(line, final)
    return line


def clean(text):
    """Return text without pasted prompts and without the indentation that all its lines share.

    Example:
        >>> clean("    a = 1\\n    b = 2")
        'a = 1\\nb = 2'
    """
    stripped = strip_prompts(text.expandtabs() if "\t" in text[:1] else text, is_incomplete)
    lines = stripped.split("\n")
    indents = [BLANKS.match(line).group() for line in lines if line.strip()]
    shared = os.path.commonprefix(indents) if indents else ""
    return "\n".join(line[len(shared) :] if line.strip() else line.strip() for line in lines) if shared else stripped


def special(text):
    """Return the Line of a text that is one special form alone, or None."""
    body = text.strip()
    if body[0] not in "%?$!,;/" and body[-1] != "?" and "require" not in body and "!" not in body and "%" not in body:
        return None
    if "\n" in body and not body.startswith("%%"):
        return None
    found = form(body)
    if found is None or found[0] == "show":
        return None
    kind, match = found
    if parse(body)[1] is None:
        return None
    fields = match.groupdict()
    name, rest = fields.get("name") or "", (fields.get("rest") or "").strip()
    if kind in ("cell", "command", "shell", "help") and not fields.get("target"):
        kind = "command" if kind == "cell" else kind
        if kind == "help":
            rest = fields["level"]
        return Line(text, kind, rewrite(found[0], match), name, rest)
    return Line(text, "python", rewrite(kind, match))


def form(statement):
    """Return (kind, match) of the special form that a statement is, or None."""
    for kind, pattern in FORMS:
        match = pattern.match(statement)
        if match:
            return kind, match
    return None


def rewrite(kind, match, tail=""):
    """Return the Python that a special form means, which this tail follows; `__th__` is the session."""
    fields = match.groupdict()
    target = fields.get("target") or ""
    if kind == "cell":
        head, _, body = fields["rest"].partition("\n")
        body = body.rstrip("\n") + "\n" if body else body  # as IPython's cells end
        return f"__th__.command({fields['name']!r}, {head.strip()!r}, {body!r})"
    if kind == "help":
        return f"__th__.show_help({fields['name']!r}, {len(fields['level']) - 1})"
    if kind == "shell":
        command = re.sub(r"\\\n\s*", "", fields["rest"]).strip()
        verb = "capture" if target or fields["mark"] == "!!" else "shell"
        return f"{target}__th__.{verb}({command!r})"
    if kind == "command":
        return f"{target}__th__.command({fields['name']!r}, {fields['rest'].strip()!r})"
    if kind == "require":
        quiet = "" if target or tail == ";" else ";"  # as a statement it shows nothing
        return f"{target.replace('local', '', 1).lstrip()}__th__.require({fields['rest']}){quiet}"
    if kind == "call":
        words = (fields["rest"] or "").split() if fields["mark"] != ";" else [fields["rest"] or ""]
        return f"{fields['name']}({', '.join(words if fields['mark'] == '/' else map(repr, words))})"
    return fields["rest"]


def transform(text, rewrite=rewrite):
    """Return text with every special line replaced by Python; lines keep their numbers."""
    body = text.lstrip()
    found = form(body) if body.startswith("%%") else None
    if found:
        return rewrite(*found)
    pieces = []
    for indent, statement, tail in statements(text):
        found = form(statement) if statement else None
        if found and found[0] != "cell":
            lines = statement.count("\n")
            statement = rewrite(*found, tail) + "\n" * (lines if found[0] != "show" else 0)
        pieces.append(indent + statement + tail)
    return "".join(pieces)


def to_ipython(text):
    """Return text as IPython's own line syntax; what IPython knows already (`%`, `!`, `x?`) stays as it is.

    Example:
        >>> to_ipython("$ ls"), to_ipython("require 'nn'"), to_ipython("a == b")
        ("__th__.shell('ls')", "__th__.require('nn');", 'a == b')
    """
    stripped = strip_prompts(text, is_incomplete)
    if not stripped.strip() or stripped.lstrip().startswith("%%") or parse(stripped)[1] is None:
        return stripped
    return transform(stripped, rewrite_ipython)


def rewrite_ipython(kind, match, tail=""):
    """Return what IPython calls a special form."""
    fields = match.groupdict()
    if kind == "shell":
        return rewrite(kind, match) if fields["mark"] == "$" else match.group()
    if kind == "help":
        return fields["level"] + fields["name"] if fields["name"] else "__th__.show_help('', 0)"
    return rewrite(kind, match, tail) if kind in ("require", "show") else match.group()


def to_script(text):
    """Return text as a script may hold it: what only a session understands becomes a comment.

    Example:
        >>> print(to_script("require 'json'"), to_script("$ ls"), sep="; ")
        import json; # $ ls
    """
    stripped = clean(text)
    if parse(stripped)[1] is None and stripped.strip() not in EXITS:
        return stripped
    body = stripped.strip()
    if body.startswith("%%") or body in EXITS:
        return "\n".join("# " + line for line in body.split("\n"))
    return transform(stripped, rewrite_script)


def rewrite_script(kind, match, tail=""):
    """Return what a script says for a special form."""
    if kind == "require":
        name = match["rest"].strip("'\"")
        return f"import {name}" if name.isidentifier() and name not in SESSION_PACKAGES else "# " + match.group()
    return match["rest"] if kind == "show" else "# " + match.group().replace("\n", "\n# ")


def statements(text):
    """Cut text into (indent, statement, newline or semicolon); brackets, strings and backslashes join lines."""
    start = 0
    while start < len(text):
        match = BLANKS.match(text, start)
        indent = match.group()
        begin = match.end()
        if text[begin : begin + 1] in ("$", "!", "%", "?"):
            end = escape_end(text, begin)
        else:
            end = logical_end(text, begin)
        tail = text[end : end + 1]
        yield indent, text[begin:end], tail
        start = end + 1


def escape_end(text, begin):
    """Return the end of an escape line: backslash at the end of a line continues it."""
    end = text.find("\n", begin)
    while end > 0 and text[end - 1] == "\\":
        end = text.find("\n", end + 1)
    return len(text) if end < 0 else end


def logical_end(text, begin):
    """Return the end of the statement that begins at begin."""
    depth = 0
    first = escape_end(text, begin)
    if re.match(ASSIGN + r"(?:!|%[^\W\d])", text[begin:first]) or text[begin:first].rstrip().endswith("?"):
        return first
    for token in lexer.scan(text, begin):
        if token.kind == "open":
            depth += 1
        elif token.kind == "close":
            depth = max(0, depth - 1)
        elif depth == 0 and (token.kind == "newline" or token.text == ";"):
            return token.start
    return len(text)


def parse(code):
    """Return (tree, None) or (None, the SyntaxError)."""
    return attempt(code, CHECK)


def attempt(code, flags):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return compile(code, "<th>", "exec", flags, dont_inherit=True), None
        except SyntaxError as error:
            return None, error
        except (ValueError, OverflowError, UnicodeError) as error:
            return None, SyntaxError(str(error))
        except (RecursionError, MemoryError):
            return None, SyntaxError("too many levels of brackets or blocks for Python's parser")


def python_error(code):
    """Return the SyntaxError of code, or None; symbol tables are checked too (`return` outside, `global` late)."""
    return attempt(code, ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)[1]


def is_incomplete(code):
    """Whether code is the beginning of something longer, as codeop decides it."""
    error = attempt(code, CHECK | INCOMPLETE_INPUT | 0x200)[1]
    return error is not None and "incomplete input" in str(error)


def settle(line, final):
    """Fill in status, indent, error and shows."""
    text, code = line.text, line.code
    if line.error is not None:
        line.status = "invalid"
        if not final and is_incomplete(code):
            line.status, line.indent, line.error = "incomplete", next_indent(code), None
        return
    if line.kind != "python":
        if not final and line.kind != "help" and goes_on(text):
            line.status = "incomplete"
        return
    line.error = python_error(code)
    if line.error is not None:
        line.status = "invalid"
        return
    line.shows = not ends_in_semicolon(code)
    if not final and wants_blank_line(line.tree, code):
        line.status, line.indent = "incomplete", next_indent(code)


def goes_on(text):
    """Whether a special form wants another line: a backslash at its end, a cell without its empty last line."""
    if text.lstrip().startswith("%%"):
        return re.search(r"\n[ \t]*\Z", text) is None
    return text.rstrip("\n").endswith("\\")


def wants_blank_line(tree, code):
    """Whether the last statement is a block of several lines that no empty line has ended yet."""
    if not tree.body or not isinstance(tree.body[-1], COMPOUND):
        return False
    last = tree.body[-1]
    several = last.end_lineno > last.lineno
    return several and not re.search(r"\n[ \t]*\Z", code)


def ends_in_semicolon(code):
    """Whether the last thing in code, comments aside, is `;`."""
    if ";" not in code:
        return False
    for token in reversed(lexer.lex(code)):
        if token.kind not in ("comment", "newline", "join"):
            return token.text == ";"
    return False


def outdented(text):
    """Return text with its last line, an `else:` that is indented like the block before it, where it belongs.

    Example:
        >>> outdented("if a:\\n    b()\\n    else:")
        'if a:\\n    b()\\nelse:'
    """
    head, _, last = text.rpartition("\n")
    clause = CLAUSE.fullmatch(last)
    if clause is None or read(text).status != "invalid":
        return text
    places = {BLANKS.match(line).group() for line in head.split("\n") if line.strip()}
    changed = [f"{head}\n{place}{last.lstrip()}" for place in sorted(places, key=len, reverse=True)]
    return next((each for each in changed if read(each).status == "incomplete"), text)


def next_indent(code):
    """Return the blanks that the line after code wants."""
    lines = code.rstrip("\n").split("\n")
    last = lines[-1]
    indent = re.match(r"[ \t]*", last).group()
    tokens = [token for token in lexer.lex(last) if token.kind not in ("comment", "newline")]
    if not tokens:
        return indent
    everything = lexer.lex(code)
    if lexer.open_string(everything, code):
        return indent
    depth = sum((token.kind == "open") - (token.kind == "close") for token in everything)
    if tokens[-1].text == ":" and depth <= 0:
        return indent + "    "
    if depth > 0:
        opened = sum((token.kind == "open") - (token.kind == "close") for token in tokens)
        return indent + "    " if opened > 0 else indent
    if tokens[0].text in ("return", "raise", "break", "continue", "pass"):
        return indent[:-4] if len(indent) >= 4 else ""
    return indent
