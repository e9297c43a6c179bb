"""A tolerant lexer of Python: it never fails, so that half-typed text can be understood."""

import re
from collections import namedtuple

__all__ = ["Token", "lex", "open_string", "scan"]

Token = namedtuple("Token", "kind text start end closed")
Token.__doc__ = """A piece of text: `kind` is name, number, string, open, close, op, newline, comment, join or other."""

PATTERN = re.compile(
    r"""
    (?P<blank>[ \t\f\r]+)
  | (?P<string>(?:[rR][bBfFtT]?|[bBfFtT][rR]?|[uU])?(?:\"\"\"|'''|"|'))
  | (?P<name>[^\W\d]\w*)
  | (?P<number>(?:0[xXoObB][\da-fA-F_]+|(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:[eE][+-]?\d[\d_]*)?)[jJ]?)
  | (?P<comment>\#[^\n]*)
  | (?P<join>\\\n)
  | (?P<newline>\n)
  | (?P<open>[(\[{])
  | (?P<close>[)\]}])
  | (?P<op>\*\*=?|//=?|<<=?|>>=?|:=|->|\.\.\.|[-+*/%&|^@<>=!]=?|[.,:;~])
  | (?P<other>.)
    """,
    re.VERBOSE,
)
ENDS = {
    quote: re.compile(r"(?:\\.|(?!%s)[^\\%s])*%s" % (quote, "" if len(quote) == 3 else "\n", quote), re.DOTALL)
    for quote in ('"', "'", '"""', "'''")
}


def lex(text):
    """Return the tokens of text, blanks left out; an unfinished string is one token with closed=False."""
    return list(scan(text))


def scan(text, position=0):
    """Yield the tokens of text from position on."""
    size = len(text)
    match_at = PATTERN.match
    while position < size:
        match = match_at(text, position)
        kind = match.lastgroup
        start, position = position, match.end()
        closed = True
        if kind == "blank":
            continue
        if kind == "string":
            position, closed = string_end(text, position, match.group().lstrip("rRbBfFtTuU"))
        yield Token(kind, text[start:position], start, position, closed)


def string_end(text, position, quote):
    """Return where the string that began before position ends, and whether it was closed."""
    match = ENDS[quote].match(text, position)
    if match:
        return match.end(), True
    if len(quote) == 3:
        return len(text), False
    line_end = text.find("\n", position)
    while line_end > 0 and text[line_end - 1] == "\\":
        line_end = text.find("\n", line_end + 1)
    return (len(text), False) if line_end < 0 else (line_end, False)


def open_string(tokens, text):
    """Return the token of the string that is still open at the end of text, or None."""
    if tokens and tokens[-1].kind == "string" and not tokens[-1].closed and tokens[-1].end == len(text):
        return tokens[-1]
    return None
