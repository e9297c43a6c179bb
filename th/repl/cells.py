"""Cutting a text into the statements that someone at the prompt would have entered one by one."""

import ast
import re

__all__ = ["split"]

# Lines that continue the statement above although they begin in the first column.
CLAUSE = re.compile(r"(?:else|elif|except|finally|case)\b|[)\]}]")


def split(text):
    """Cut `text` into finished statements and the unfinished rest.

    A line that no newline ends is the rest: it could still be typed on. So is a block that no line
    after it ends.

    Args:
        text (str): lines as pasted, piped or typed ahead
    Returns:
        (list of str, str): the statements, and what is left
    Example:
        >>> split("a = 1\\nfor x in y:\\n    f(x)\\n\\n    g(x)\\na")
        (['a = 1', 'for x in y:\\n    f(x)\\n\\n    g(x)'], 'a')
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return by_syntax_tree(text) or line_by_line(text)


def by_syntax_tree(text):
    """The cuts between the statements of a text that is Python as a whole, or None."""
    try:
        body = ast.parse(text).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    if not body:
        return None
    lines = text.split("\n")
    starts = sorted({first_line(node) - 1 for node in body})
    ends = starts[1:] + [len(lines)]
    cells = ["\n".join(lines[start:end]).rstrip() for start, end in zip(starts, ends)]
    return finish(text, cells, body[-1])


def first_line(node):
    decorators = getattr(node, "decorator_list", None)
    return decorators[0].lineno if decorators else node.lineno


def finish(text, cells, last):
    """Keep the last statement back when more of it may come."""
    is_block = last.end_lineno > last.lineno and hasattr(last, "body")
    is_open = not text.endswith("\n") or (is_block and not re.search(r"\n[ \t]*\n[ \t]*\Z", text))
    if not is_open:
        return cells, ""
    rest = cells.pop()
    return cells, rest + ("\n" if text.endswith("\n") else "")


def line_by_line(text):
    """The same for a text with shell lines, commands or errors: each cut is checked by the engine's reader."""
    # The engine is loaded anyway where this runs.
    from th.session.source import read

    cells, pending = [], []
    lines = text.split("\n")
    for number, line in enumerate(lines[:-1]):
        if not pending and not line.strip():
            continue
        pending.append(line)
        if not may_end(lines, number + 1):
            continue
        source = "\n".join(pending)
        has_more = any(later.strip() for later in lines[number + 1 :])
        status = read(source + "\n" if has_more else source).status
        if status != "incomplete":
            cells.append(source.rstrip())
            pending = []
    pending.append(lines[-1])
    rest = "\n".join(pending)
    return cells, rest if rest.strip() else ""


def may_end(lines, number):
    """Whether a statement can end before this line: the next written line begins in the first column."""
    for line in lines[number:]:
        if line.strip():
            return line[0] not in " \t" and not CLAUSE.match(line)
    return True
